//! Sessions: an authenticated login to a bot's admin API.

use chatelaine_platforms::cheshire_cat;
use chatelaine_secrets::Secret;
use chatelaine_tokens::{Inspection, KeyMatch, find_key, inspect};
use jiff::Timestamp;

use crate::console::handle;
use crate::history::Note;
use crate::posture::site;
use crate::project::{Loaded, load};
use crate::view::{Bot, Session};
use crate::{CommandError, Console, ErrorCode};

/// A token with less time than this is replaced before it is used: a request may take that long.
const RENEW_BELOW_SECONDS: i64 = 60;
/// Where a session waits for the next process of the command line.
const KEPT_SESSION: &str = "session";

/// A login that is open now.
pub(crate) struct LiveSession {
    pub(crate) username: String,
    pub(crate) token: Secret,
    inspection: Inspection,
    issued_at: Timestamp,
    /// Who issued the token. It is sent to nobody else, even when the bot's address changes.
    origin: String,
}

impl LiveSession {
    fn new(
        username: String,
        token: Secret,
        issued_at: Timestamp,
        origin: String,
    ) -> Result<Self, CommandError> {
        let inspection = inspect(token.expose())?;
        Ok(Self {
            username,
            token,
            inspection,
            issued_at,
            origin,
        })
    }

    /// Whether the token was issued by this bot at its present address. Without an address there is nobody to send it to.
    fn belongs_to(&self, bot: &Bot) -> bool {
        bot.url.is_none() || site(bot).is_ok_and(|site| site.origin() == self.origin)
    }

    fn seconds_left(&self, now: Timestamp) -> Option<i64> {
        self.inspection.seconds_left(now.as_second())
    }
}

impl Console {
    /// Logs in. Without a password, the vault's is used; with `remember`, the password goes there once it has worked; with
    /// `keep`, the session outlives the process in the vault.
    ///
    /// # Errors
    /// [`ErrorCode::Refused`] with what a refusal may mean, [`ErrorCode::Unreachable`], [`ErrorCode::Vault`].
    pub async fn login(
        &self,
        target: &str,
        username: &str,
        password: Option<Secret>,
        remember: bool,
        keep: bool,
    ) -> Result<Session, CommandError> {
        self.login_to(&self.bot(target)?, username, password, remember, keep)
            .await
    }

    /// [`Console::login`] to a bot that may not be registered.
    ///
    /// # Errors
    /// As [`Console::login`].
    pub async fn login_to(
        &self,
        bot: &Bot,
        username: &str,
        password: Option<Secret>,
        remember: bool,
        keep: bool,
    ) -> Result<Session, CommandError> {
        let client = self.client(bot)?;
        let slot = handle(bot, &format!("password.{username}"))?;
        let typed = password.is_some();
        let password = match password {
            Some(password) => password,
            None => {
                let wanted = slot.clone();
                let missing = || {
                    CommandError::not_found(
                        format!("the vault holds no password of `{username}`"),
                        "Type it once and let the vault remember it.",
                    )
                };
                self.with_vault(move |vault| vault.get(&wanted))
                    .await??
                    .ok_or_else(missing)?
            }
        };
        let token = cheshire_cat::log_in(&client, username, &password).await?;
        let session = LiveSession::new(
            username.to_owned(),
            token,
            Timestamp::now(),
            site(bot)?.origin(),
        )?;
        if typed && remember {
            self.with_vault(move |vault| vault.set(&slot, &password))
                .await??;
        }
        if keep {
            let kept = serde_json::json!({ "username": username, "token": session.token.expose(), "issued_at": session.issued_at, "origin": session.origin });
            let (slot, kept) = (handle(bot, KEPT_SESSION)?, Secret::new(kept.to_string()));
            self.with_vault(move |vault| vault.set(&slot, &kept))
                .await??;
        }
        self.state().sessions.insert(bot.name.clone(), session);
        self.note(Note {
            bot: bot.name.clone(),
            action: "login",
            summary: format!("Logged in as {username}"),
            ..Note::default()
        })?;
        self.describe(bot).ok_or_else(|| {
            CommandError::new(ErrorCode::Internal, "the session vanished", "Log in again.")
        })
    }

    /// Whether the vault can log this user in.
    #[must_use]
    pub fn remembers(&self, bot: &Bot, username: &str) -> bool {
        self.recall(bot, &format!("password.{username}")).is_some()
    }

    /// The open session, if there is one.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] for an unknown bot.
    pub fn session(&self, target: &str) -> Result<Option<Session>, CommandError> {
        Ok(self.session_of(&self.bot(target)?))
    }

    /// [`Console::session`] of a bot that may not be registered.
    pub fn session_of(&self, bot: &Bot) -> Option<Session> {
        self.resume(bot);
        self.describe(bot)
    }

    /// Forgets the session here and in the vault. The bot has no way to end it: the token stays valid until it expires.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] for an unknown bot.
    pub fn logout(&self, target: &str) -> Result<(), CommandError> {
        let bot = self.bot(target)?;
        self.state().sessions.remove(&bot.name);
        let _ = self.vault.delete(&handle(&bot, KEPT_SESSION)?);
        Ok(())
    }

    /// A token that is good for a while: the session's, or a fresh one when it is about to expire and the vault knows the
    /// password.
    ///
    /// # Errors
    /// [`ErrorCode::Refused`] when nobody is logged in, or the session is over and cannot be renewed.
    pub(crate) async fn token(&self, bot: &Bot) -> Result<Secret, CommandError> {
        self.resume(bot);
        let now = Timestamp::now();
        let current = self.state().sessions.get(&bot.name).map(|session| {
            let fresh = session
                .seconds_left(now)
                .is_none_or(|left| left > RENEW_BELOW_SECONDS);
            let usable = session.seconds_left(now).is_none_or(|left| left > 0);
            (
                session.username.clone(),
                copy(&session.token),
                fresh,
                usable,
            )
        });
        let nobody = || {
            CommandError::new(
                ErrorCode::Refused,
                "nobody is logged in to this bot",
                "Log in on the Access page, or with `chatelaine login`.",
            )
        };
        let (username, token, fresh, usable) = current.ok_or_else(nobody)?;
        if fresh {
            return Ok(token);
        }
        let renewed = Box::pin(self.login_to(bot, &username, None, false, false)).await;
        match renewed {
            Ok(_) => Ok(self
                .state()
                .sessions
                .get(&bot.name)
                .map(|session| copy(&session.token))
                .unwrap_or(token)),
            Err(_) if usable => Ok(token),
            Err(error) => Err(CommandError::new(
                ErrorCode::Refused,
                format!(
                    "the session of `{username}` has expired, and a new login failed: {}",
                    error.what
                ),
                "Log in again.",
            )),
        }
    }

    /// The token of an administrator's session, if there is one.
    pub(crate) async fn admin_token(&self, bot: &Bot) -> Result<Option<Secret>, CommandError> {
        if let Ok(token) = self.token(bot).await {
            return Ok(Some(token));
        }
        let slot = handle(bot, "password.admin")?;
        let Some(password) = self
            .with_vault(move |vault| vault.get(&slot).ok().flatten())
            .await?
        else {
            return Ok(None);
        };
        Ok(cheshire_cat::log_in(&self.client(bot)?, "admin", &password)
            .await
            .ok())
    }

    /// Takes up a session that another process left in the vault.
    fn resume(&self, bot: &Bot) {
        {
            let mut state = self.state();
            if state
                .sessions
                .get(&bot.name)
                .is_some_and(|session| session.belongs_to(bot))
            {
                return;
            }
            state.sessions.remove(&bot.name);
        }
        let Some(kept) = self.recall(bot, KEPT_SESSION) else {
            return;
        };
        let Ok(json) = serde_json::from_str::<serde_json::Value>(kept.expose()) else {
            return;
        };
        let text = |key: &str| json[key].as_str().unwrap_or_default().to_owned();
        let issued_at = text("issued_at")
            .parse()
            .unwrap_or_else(|_| Timestamp::now());
        // What makes no sense there is like nothing: a new login replaces it.
        let Ok(session) = LiveSession::new(
            text("username"),
            Secret::new(text("token")),
            issued_at,
            text("origin"),
        ) else {
            return;
        };
        if session.belongs_to(bot) {
            self.state().sessions.insert(bot.name.clone(), session);
        }
    }

    fn describe(&self, bot: &Bot) -> Option<Session> {
        let now = Timestamp::now();
        let file_key = load(bot)
            .ok()
            .flatten()
            .map(|loaded: Loaded| cheshire_cat::known(&loaded.values()))
            .and_then(|known| known.jwt_secret);
        let view = {
            let state = self.state();
            let session = state.sessions.get(&bot.name)?;
            let claims = &session.inspection.claims;
            let seconds = |seconds: i64| i32::try_from(seconds).unwrap_or(i32::MAX);
            Session {
                username: session
                    .inspection
                    .username
                    .clone()
                    .unwrap_or_else(|| session.username.clone()),
                user_id: session.inspection.subject.clone().unwrap_or_default(),
                permissions: serde_json::from_value(claims["permissions"].clone())
                    .unwrap_or_default(),
                issued_at: crate::console::moment(session.issued_at),
                expires_at: session
                    .inspection
                    .expires_at
                    .and_then(|at| Timestamp::from_second(at).ok())
                    .map(|at| at.to_string()),
                seconds_left: session.seconds_left(now).map(seconds),
                lifetime_seconds: session.seconds_left(session.issued_at).map(seconds),
                claims: serde_json::to_string_pretty(claims).unwrap_or_default(),
                algorithm: session.inspection.algorithm.clone(),
                signature: signature(session.token.expose(), file_key.as_ref()),
                remembers_password: false,
            }
        };
        let remembers_password = self.remembers(bot, &view.username);
        Some(Session {
            remembers_password,
            ..view
        })
    }
}

fn signature(token: &str, file_key: Option<&Secret>) -> String {
    let given: Vec<&Secret> = file_key.into_iter().collect();
    match find_key(token, &given) {
        Ok(KeyMatch::Known("")) => "signed with an empty key: anyone can make such tokens".into(),
        Ok(KeyMatch::Known(key)) => format!("signed with the well-known key `{key}`: anyone can make such tokens"),
        Ok(KeyMatch::Given(_)) => "signed with the key in the configuration".into(),
        Ok(KeyMatch::None) if file_key.is_some() => "signed with another key than the configuration holds: restart the bot, or look for a legacy name".into(),
        Ok(KeyMatch::None) => "signed with none of the well-known keys".into(),
        Err(error) => error.to_string(),
    }
}

fn copy(secret: &Secret) -> Secret {
    Secret::new(secret.expose().to_owned())
}
