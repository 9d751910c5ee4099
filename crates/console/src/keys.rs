//! Guessing the key that signed a token which the operator holds.

use std::io::BufRead;

use chatelaine_secrets::Secret;
use chatelaine_tokens::{Guess, GuessError, Guessed, guess};

use crate::project::{Loaded, load};
use crate::view::{GuessedBy, KeyGuess};
use crate::{CommandError, Console, ErrorCode};

/// What to guess with, beside the keys that everybody knows.
#[derive(Default)]
pub struct Words<'a> {
    /// The bot whose other secrets and whose name are tried too: registered, or a folder.
    pub target: Option<&'a str>,
    /// A list with one key on each line, read as a stream.
    pub list: Option<Box<dyn BufRead + Send + 'a>>,
    /// Tries each line of the list in all variations.
    pub vary: bool,
}

impl Console {
    /// Guesses the key of a token, offline: the bot is not asked and learns nothing. Uses every core until it is done.
    /// The key itself comes beside the account, which holds it only when everybody knows it anyway.
    ///
    /// # Errors
    /// [`ErrorCode::Invalid`] for what is no token that a shared key signs, [`ErrorCode::NotFound`] for an unknown bot,
    /// [`ErrorCode::Unreadable`] when the list or the bot's files cannot be read.
    pub fn guess_key(
        &self,
        token: &Secret,
        words: Words<'_>,
    ) -> Result<(KeyGuess, Option<Secret>), CommandError> {
        let bot = words.target.map(|target| self.bot(target)).transpose()?;
        let loaded = bot.as_ref().map(load).transpose()?.flatten();
        let values = loaded.as_ref().map(Loaded::values).unwrap_or_default();
        let secrets: Vec<(&str, &Secret)> = values
            .iter()
            .filter(|value| value.setting.is_secret() && value.is_set())
            .filter_map(|value| Some((value.id.as_str(), value.value.as_ref()?)))
            .collect();
        let given: Vec<&Secret> = secrets.iter().map(|(_, secret)| *secret).collect();
        let names: Vec<&str> = bot.iter().map(|bot| bot.name.as_str()).collect();
        let guesses = guess(
            token.expose(),
            Guess {
                given: &given,
                words: &names,
                list: words.list,
                vary_list: words.vary,
                watch: None,
            },
        )?;
        let mut account = KeyGuess {
            by: None,
            known_key: None,
            setting: None,
            line: None,
            tried: guesses.tried,
            skipped_lines: guesses.skipped,
        };
        let text = |key: Vec<u8>| Secret::new(String::from_utf8_lossy(&key).into_owned());
        let key = match guesses.found {
            None => None,
            Some(Guessed::Known(key)) => {
                account.by = Some(GuessedBy::Known);
                account.known_key = Some(key.to_owned());
                Some(Secret::new(key))
            }
            Some(Guessed::Given(position)) => {
                account.by = Some(GuessedBy::OwnSecret);
                account.setting = Some(secrets[position].0.to_owned());
                Some(Secret::new(secrets[position].1.expose().to_owned()))
            }
            Some(Guessed::Varied(key)) => {
                account.by = Some(GuessedBy::Variation);
                Some(text(key))
            }
            Some(Guessed::Listed { line, key }) => {
                account.by = Some(GuessedBy::List);
                account.line = Some(line);
                Some(text(key))
            }
        };
        Ok((account, key))
    }
}

impl From<GuessError> for CommandError {
    fn from(error: GuessError) -> Self {
        match error {
            GuessError::Token(error) => error.into(),
            GuessError::List(_) => Self::new(
                ErrorCode::Unreadable,
                error.to_string(),
                "Check the file, and start again: half a list proves nothing.",
            ),
        }
    }
}
