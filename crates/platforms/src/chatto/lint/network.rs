//! What crosses the network, and what anybody on it can reach.

use super::Context;
use super::generate;
use crate::chatto::effective::{Credential, aliases, credential};
use crate::chatto::reach::{self, Channel, Extension, Protocol};
use crate::chatto::rules;
use crate::chatto::settings::id;
use crate::{Effective, Finding};

impl Context<'_> {
    pub(super) fn network(&self, findings: &mut Vec<Finding>) {
        for channel in reach::channels(self.values) {
            findings.extend(self.webhook(&channel));
        }
        for alias in aliases(&self.configuration) {
            findings.extend(self.alias(&alias));
            let extension = Extension::of(&self.configuration, &self.by_id, &alias);
            findings.extend(self.extension(&extension));
        }
        findings.extend(self.cors());
        findings.extend(self.store());
        self.commands(findings);
    }

    /// A messenger's way in, which Chatto does not guard.
    fn webhook(&self, channel: &Channel<'_>) -> Option<Finding> {
        if reach::is_confined(&self.configuration) {
            return None;
        }
        let message = format!(
            "{} is configured, and /channels/{} answers whoever calls it: Chatto checks no signature, and rest.callback_token does not count there.",
            channel.title, channel.name
        );
        Some(self.at(rules::WEBHOOK_OPEN, channel.set_by, message))
    }

    fn alias(&self, alias: &str) -> Option<Finding> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if alias.chars().all(plain) {
            return None;
        }
        let consequence = if alias.chars().any(char::is_uppercase) {
            "Chatto makes small letters of it, so that `server:` in the fsm file finds no extension of this name"
        } else {
            "its variables cannot be set in a shell"
        };
        let message = format!("The alias `{alias}` of an extension causes trouble: {consequence}.");
        let keys = ["extensions".to_owned(), alias.to_owned()];
        let (path, _) = self.configuration.find("bot", &keys)?;
        let siblings = self.project.document("bot")?.children(&path.parent()?);
        let child = siblings.into_iter().find(|child| child.path == path)?;
        let file = self.configuration.file_name("bot");
        let finding = rules::ALIAS.finding(message);
        Some(finding.at(&file, Some((child.line, child.column))))
    }

    fn extension(&self, extension: &Extension<'_>) -> Option<Finding> {
        let at = extension.place?;
        let alias = extension.alias;
        match extension.protocol {
            Protocol::Rpc if !extension.near => {
                let message = format!(
                    "Extension `{alias}` is called over RPC on another machine, with neither a token nor encryption: anyone on the way reads along, and anyone who reaches it can call it."
                );
                Some(self.at(rules::RPC_REMOTE, at, message))
            }
            Protocol::Rest { tls } => match extension.credential {
                Credential::Missing if extension.near => {
                    let message = format!(
                        "Extension `{alias}` asks for no token, and such servers listen on every interface: whoever reaches its port can call it."
                    );
                    Some(self.without_token(rules::EXTENSION_LOCAL, extension, at, message))
                }
                Credential::Missing => {
                    let message = format!(
                        "Extension `{alias}` on another machine asks for no token: whoever reaches it can call it."
                    );
                    Some(self.without_token(rules::EXTENSION_OPEN, extension, at, message))
                }
                Credential::Given | Credential::Unknown if !tls && !extension.near => {
                    let message = format!(
                        "The token of extension `{alias}` and all messages go to another machine in clear."
                    );
                    Some(self.at(rules::EXTENSION_PLAIN, at, message))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// A variable that does not arrive has a finding of its own, which says what to do.
    fn without_token(
        &self,
        rule: &crate::Rule,
        extension: &Extension<'_>,
        at: &Effective,
        message: String,
    ) -> Finding {
        let finding = self.at(rule, at, message);
        match extension.token {
            Some(token) => self.mended(finding, token, generate(token)),
            None => finding.with(crate::Fix::Generate {
                setting: format!("bot.extensions.{}.token", extension.alias),
            }),
        }
    }

    fn cors(&self) -> Option<Finding> {
        let cors = self.value(id::CORS)?;
        let rest = self.value(id::CALLBACK_TOKEN)?;
        let open = credential(&self.configuration, rest) == Credential::Missing;
        if self.text(id::CORS) != "true" || !open {
            return None;
        }
        let message = "Every web site may chat with the bot from its visitors' browsers, and needs no token for it.";
        Some(self.at(rules::CORS_OPEN, cors, message.into()))
    }

    fn store(&self) -> Option<Finding> {
        let host = self.value(id::STORE_HOST)?;
        let name = self.text(id::STORE_HOST);
        if name.is_empty() || reach::is_near(&self.configuration, name) {
            return None;
        }
        let kind = self.text(id::STORE_TYPE).to_lowercase();
        let rdbms = self.text(id::STORE_RDBMS).to_lowercase();
        let plain = match kind.as_str() {
            "redis" => self.text(id::STORE_TLS) != "true",
            "sql" => matches!(rdbms.as_str(), "mysql" | "postgres" | "postgresql"),
            _ => false,
        };
        if !plain {
            return None;
        }
        let password = self
            .value(id::STORE_PASSWORD)
            .is_some_and(|password| password.loaded && password.is_set());
        let message = format!(
            "The database is on another machine, and {}conversations go there in clear.",
            if password {
                "its password and all "
            } else {
                "all "
            }
        );
        Some(self.at(rules::STORE_PLAIN, host, message))
    }

    /// `-token x` of an extension server, or of `chatto cli`. A variable in its place is as visible to `ps`, but there is
    /// no better way to give it.
    fn commands(&self, findings: &mut Vec<Finding>) {
        for command in self.configuration.commands() {
            let token = token_of(&command.words);
            let Some(token) = token.filter(|token| !token.is_empty() && !token.starts_with('$'))
            else {
                continue;
            };
            let message = "The token of an extension server stands in its command line, for everybody who may read this file or run `ps`.";
            let finding = rules::COMMAND_TOKEN.finding(message);
            let position = command
                .line
                .map(|line| self.locate(&command.file, line, token));
            findings.push(finding.at(&command.file, position));
        }
    }

    /// Where a word of a command stands: commands go over several lines.
    fn locate(&self, file: &str, line: usize, word: &str) -> (usize, usize) {
        let texts = self.project.compose.iter().chain(&self.project.units);
        let text = texts.into_iter().find(|text| text.name == file);
        let lines = text.map_or("", |text| &text.text).lines().enumerate();
        lines
            .skip(line - 1)
            .find_map(|(at, text)| Some((at + 1, text[..text.find(word)?].chars().count() + 1)))
            .unwrap_or((line, 1))
    }
}

/// What stands behind `-token`, also within `sh -c "…"`.
fn token_of(words: &[String]) -> Option<&str> {
    let mut words = words
        .iter()
        .flat_map(|word| word.split_whitespace())
        .map(|word| word.trim_matches(['"', '\'']));
    while let Some(word) = words.next() {
        match word.trim_start_matches('-') {
            "token" if word.starts_with('-') => return words.next(),
            flag if word.starts_with('-') && flag.starts_with("token=") => {
                return flag.strip_prefix("token=");
            }
            _ => {}
        }
    }
    None
}
