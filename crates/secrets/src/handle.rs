//! The name under which a vault keeps a secret.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;
use thiserror::Error;

/// Longest handle in bytes. Windows allows 513 for a credential's user name (`CRED_MAX_USERNAME_LENGTH`); far less is
/// still readable in a keychain's window.
pub const MAX_HANDLE_LENGTH: usize = 160;

/// `<bot>/<name>`, or with more parts such as `<bot>/<name>/previous`. Not a secret: it may be shown, stored and logged.
///
/// Each part is made of `A-Z a-z 0-9 . _ @ + -` and begins with a letter or a digit. Names that differ only in case are
/// one name to the Windows Credential Manager, so do not rely on case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Handle(String);

/// Why a text is no handle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum HandleError {
    /// There is no `/` between bot and name.
    #[error(
        "A vault handle needs a bot and a name, for example \"my-cat/CCAT_API_KEY\". Add the missing part."
    )]
    NoName,
    /// A part is empty, begins with a sign, or has a character outside the alphabet.
    #[error(
        "Each part of a vault handle begins with a letter or a digit and holds only letters, digits and . _ @ + - \
         (no spaces). Rename the bot or the entry."
    )]
    BadCharacter,
    /// Longer than [`MAX_HANDLE_LENGTH`].
    #[error("A vault handle has at most {MAX_HANDLE_LENGTH} characters. Shorten the bot's name.")]
    TooLong,
}

impl Handle {
    /// Puts a handle together from its two parts; `name` may itself hold `/`.
    ///
    /// # Errors
    /// [`HandleError`] as for parsing.
    pub fn new(bot: &str, name: &str) -> Result<Self, HandleError> {
        format!("{bot}/{name}").parse()
    }

    /// The whole handle.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the first `/`.
    #[must_use]
    pub fn bot(&self) -> &str {
        self.0
            .split_once('/')
            .map_or(self.0.as_str(), |(bot, _)| bot)
    }

    /// Everything after the first `/`.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.split_once('/').map_or("", |(_, name)| name)
    }
}

impl FromStr for Handle {
    type Err = HandleError;

    fn from_str(text: &str) -> Result<Self, HandleError> {
        if text.len() > MAX_HANDLE_LENGTH {
            return Err(HandleError::TooLong);
        }
        if !text.contains('/') {
            return Err(HandleError::NoName);
        }
        text.split('/')
            .all(is_part)
            .then(|| Self(text.to_owned()))
            .ok_or(HandleError::BadCharacter)
    }
}

fn is_part(part: &str) -> bool {
    part.starts_with(|c: char| c.is_ascii_alphanumeric())
        && part
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"._@+-".contains(&b))
}

impl fmt::Display for Handle {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]
mod tests {
    use super::*;

    #[test]
    fn a_handle_tells_its_bot_and_its_name() {
        let handle = Handle::new("my-cat", "CCAT_API_KEY/previous").unwrap();
        assert_eq!(
            (handle.bot(), handle.name()),
            ("my-cat", "CCAT_API_KEY/previous"),
            "split at the first slash"
        );
        assert_eq!(
            handle.to_string().parse(),
            Ok(handle.clone()),
            "what is shown can be read back"
        );
    }

    #[test]
    fn what_a_keychain_or_a_shell_could_misread_is_refused() {
        for (text, why) in [
            ("cat", HandleError::NoName),
            ("", HandleError::NoName),
            ("cat/", HandleError::BadCharacter),
            ("/key", HandleError::BadCharacter),
            ("cat//key", HandleError::BadCharacter),
            ("cat/../key", HandleError::BadCharacter),
            ("cat/-rf", HandleError::BadCharacter),
            ("my cat/key", HandleError::BadCharacter),
            ("cat/k\u{e9}y", HandleError::BadCharacter),
            ("cat/key\n", HandleError::BadCharacter),
        ] {
            assert_eq!(text.parse::<Handle>(), Err(why), "{text:?} must be refused");
        }
        let long = format!("cat/{}", "k".repeat(MAX_HANDLE_LENGTH));
        assert_eq!(
            long.parse::<Handle>(),
            Err(HandleError::TooLong),
            "length is bounded"
        );
    }
}
