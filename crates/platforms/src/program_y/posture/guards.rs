//! What a token and a list of keys keep out.

use chatelaine_documents::DocumentError;
use chatelaine_secrets::judge;

use super::View;
use crate::program_y::client::{Client, Kind};
use crate::program_y::places::{self, Place};
use crate::program_y::{CONFIG, KEYS, LICENSE, TOKEN_ID};
use crate::project::{Effective, ProjectFile};
use crate::{Declared, Lock};

/// What the configuration says about a way in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) declared: Declared,
    pub(super) lock: Lock,
    pub(super) why: String,
}

impl Verdict {
    pub(super) fn new(declared: Declared, lock: Lock, why: impl Into<String>) -> Self {
        Self {
            declared,
            lock,
            why: why.into(),
        }
    }

    pub(super) fn open(why: impl Into<String>) -> Self {
        Self::new(Declared::Open, Lock::Sound, why)
    }

    pub(super) fn locked(lock: Lock, why: impl Into<String>) -> Self {
        Self::new(Declared::Locked, lock, why)
    }

    /// How much it keeps out.
    pub(super) fn rank(&self) -> u8 {
        match (self.declared, self.lock) {
            (Declared::Open, _) => 0,
            (_, Lock::Forgeable) => 1,
            (_, Lock::Weak) => 2,
            (Declared::Unknown, _) => 3,
            _ => 4,
        }
    }
}

impl View<'_> {
    /// Why nobody here can tell what the bot makes of its configuration, if nobody can.
    fn doubt(&self) -> Option<&'static str> {
        let problem = self.bot.config_file().and_then(ProjectFile::problem);
        if problem.is_some_and(DocumentError::is_about_size) {
            return Some("The configuration is larger or deeper than what is read here");
        }
        let objection = self.bot.objection()?;
        (!objection.stops).then_some("What counts depends on the version of the bot's reader")
    }

    /// Why the bot runs on its defaults, if it does.
    fn defaults(&self, client: &Client) -> Option<String> {
        if let Some(obstacle) = self.bot.read_only() {
            return Some(format!(
                "The bot cannot open {}, because {}, and starts with its defaults",
                self.bot.name(CONFIG),
                obstacle.why
            ));
        }
        let unreadable = self
            .bot
            .config_file()
            .is_some_and(|file| file.problem().is_some());
        let what = if self.bot.runs_without_config() || self.bot.has_no_config() && !unreadable {
            "There is no configuration, and the bot starts with its defaults"
        } else if unreadable {
            "The configuration cannot be read, and the bot starts with its defaults"
        } else if !client.present {
            "The client finds no section of its own, and starts with its defaults"
        } else if !self.bot.reaches(client, "authorization") && !self.asks_key(client) {
            "The bot stops reading its section before it comes to `authorization`"
        } else {
            return None;
        };
        Some(what.to_owned())
    }

    /// What token and keys make of a REST client or web chat.
    pub(super) fn guarded(&self, client: &Client) -> Verdict {
        if self.bot.is_xml() {
            let why = "The configuration is XML, which is not read here";
            return Verdict::new(Declared::Unknown, Lock::Sound, why);
        }
        if let Some(why) = self.doubt() {
            return Verdict::new(Declared::Unknown, Lock::Sound, why);
        }
        if let Some(why) = self.defaults(client) {
            return Verdict::open(why);
        }
        if client.kind() == Kind::Sanic {
            return if self.asks_key(client) {
                Verdict::locked(
                    Lock::Sound,
                    "The Sanic client refuses everybody when it asks for API keys",
                )
            } else {
                Verdict::open("The Sanic client never checks a token")
            };
        }
        let token = self.asks_token(client).then(|| self.token(client));
        let key = self.asks_key(client).then(|| self.keys(client));
        match (token, key) {
            (None, None) => Verdict::open("The configuration asks for neither token nor API key"),
            // A bot that does not start lets nobody in, and nobody knows how it will be once it does.
            (Some(token), _) if token.declared == Declared::Unknown => token,
            (Some(token), Some(key)) if key.rank() > token.rank() => key,
            (Some(verdict), _) | (None, Some(verdict)) => verdict,
        }
    }

    /// What the token keeps out.
    fn token(&self, client: &Client) -> Verdict {
        let store = self.bot.store(client);
        if store.is_elsewhere() {
            let why = format!("The token is in the store `{}`; not yet proven", store.name);
            return Verdict::locked(Lock::Sound, why);
        }
        let place = store
            .file
            .as_deref()
            .map(|file| places::locate(file, self.bot.start()));
        let loads = store.kind.is_some() && (store.named || !store.declared);
        if (loads || !store.declared) && matches!(place, None | Some(Place::Temporary)) {
            let why = "The token comes from /tmp, where any user of the machine can put one";
            return Verdict::locked(Lock::Forgeable, why);
        }
        let sees = store
            .file
            .as_deref()
            .is_some_and(|file| self.bot.leads_to(file, LICENSE));
        if store.named && store.kind.is_some() && !sees {
            let why = "The token is in a file outside of the folder; not yet proven";
            return Verdict::locked(Lock::Sound, why);
        }
        if let Some(unread) = self.unread(LICENSE) {
            return unread;
        }
        let value = self.values.iter().find(|value| value.id == TOKEN_ID);
        let token = value.filter(|value| value.loaded && value.own.is_some());
        match token {
            None => Verdict::new(
                Declared::Unknown,
                Lock::Sound,
                "The bot does not start: it finds no BASIC_AUTH_TOKEN",
            ),
            Some(value) if value.text().is_empty() => {
                Verdict::open("BASIC_AUTH_TOKEN is empty, and the empty token is accepted")
            }
            Some(value) => graded(&[value], "a token"),
        }
    }

    /// What is known of a lock whose file cannot be read here: the bot may read it all the same, and find an empty key.
    fn unread(&self, role: &str) -> Option<Verdict> {
        self.bot.project.file(role)?.problem()?;
        let why = format!(
            "{} cannot be read, so nothing is known of it",
            self.bot.name(role)
        );
        Some(Verdict::new(Declared::Unknown, Lock::Sound, why))
    }

    /// What the keys keep out.
    fn keys(&self, client: &Client) -> Verdict {
        let path = self.text(client, "api_key_file");
        if path.is_empty() {
            return Verdict::locked(
                Lock::Sound,
                "No key list is configured, so every key is refused",
            );
        }
        if places::locate(path, self.bot.start()) == Place::Temporary {
            let why = "The keys come from /tmp, where any user of the machine can put some";
            return Verdict::locked(Lock::Forgeable, why);
        }
        if !self.bot.leads_to(path, KEYS) {
            let why = "The keys are in a file outside of the folder; not yet proven";
            return Verdict::locked(Lock::Sound, why);
        }
        if let Some(unread) = self.unread(KEYS) {
            return unread;
        }
        let keys: Vec<&Effective> = self
            .values
            .iter()
            .filter(|value| value.setting.role() == KEYS)
            .collect();
        if keys.is_empty() {
            return Verdict::locked(
                Lock::Sound,
                "The key list is empty, so every key is refused",
            );
        }
        if keys.iter().any(|key| key.text().is_empty()) {
            return Verdict::open("A blank line in the key list makes the empty key valid");
        }
        graded(&keys, "API keys")
    }
}

/// As good as the worst of several secrets.
fn graded(secrets: &[&Effective], what: &str) -> Verdict {
    let weak = secrets
        .iter()
        .filter_map(|secret| secret.value.as_ref())
        .any(|secret| !judge(secret).is_strong());
    if weak {
        let why = format!("The configuration asks for {what}, and one can be guessed");
        Verdict::locked(Lock::Weak, why)
    } else {
        let why = format!("The configuration asks for {what}; not yet proven");
        Verdict::locked(Lock::Sound, why)
    }
}
