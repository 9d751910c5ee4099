//! Guessing the key of a token that the operator holds. Offline: the bot is not asked and learns nothing.
//!
//! ```
//! use chatelaine_secrets::Secret;
//! use chatelaine_tokens::{Algorithm, Guess, Guessed, guess, mint};
//!
//! let token = mint(&serde_json::json!({"sub": "alice"}), &Secret::new("Wonderland2024"), Algorithm::Hs256)?;
//! let found = guess(token.expose(), Guess { words: &["wonderland"], ..Guess::default() })?.found;
//! assert!(matches!(found, Some(Guessed::Varied(key)) if key == b"Wonderland2024"));
//! # Ok::<(), chatelaine_tokens::GuessError>(())
//! ```

use std::io::BufRead;

use chatelaine_secrets::Secret;
use thiserror::Error;

use crate::TokenError;
use crate::keys::{known_keys, position};
use crate::list::{self, Hit};
use crate::signature::Signed;
use crate::variations;

/// What to try besides the [`known_keys`], which are always tried first, in all variations.
#[derive(Default)]
pub struct Guess<'a> {
    /// The bot's other secrets, as they are: one key behind two locks is a common mistake.
    pub given: &'a [&'a Secret],
    /// Words that suggest themselves, such as the bot's name; in all variations.
    pub words: &'a [&'a str],
    /// A list with one key on each line, read as a stream: it may be larger than memory. Lines need not be UTF-8.
    pub list: Option<&'a mut (dyn BufRead + Send)>,
    /// Tries each line of the list in all variations, which takes some hundred times as long.
    pub vary_list: bool,
    /// Told after each part of the list how many guesses have been made; gives up when it answers `false`.
    pub watch: Option<&'a (dyn Fn(u64) -> bool + Sync)>,
}

/// The key, by how it was found.
#[derive(PartialEq, Eq)]
pub enum Guessed {
    /// One of the [`known_keys`].
    Known(&'static str),
    /// The secret at this position among those given.
    Given(usize),
    /// A variation of a known key or of a word.
    Varied(Vec<u8>),
    /// A line of the list, or a variation of it.
    Listed {
        /// The line, counted from 1.
        line: u64,
        /// The key.
        key: Vec<u8>,
    },
}

impl std::fmt::Debug for Guessed {
    /// Without the key, but for a key that everybody knows.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Known(key) => write!(f, "Known({key:?})"),
            Self::Given(position) => write!(f, "Given({position})"),
            Self::Varied(_) => f.write_str("Varied(…)"),
            Self::Listed { line, .. } => write!(f, "Listed {{ line: {line}, .. }}"),
        }
    }
}

/// How the guessing went.
#[derive(Debug, PartialEq, Eq)]
pub struct Guesses {
    /// The key, if it was guessed.
    pub found: Option<Guessed>,
    /// How many keys were tried.
    pub tried: u64,
    /// Lines that were left out because they are longer than any key that somebody would type.
    pub skipped: u64,
    /// Whether everything was tried, or the key found; `false` when the watcher gave up.
    pub finished: bool,
}

/// A token to try keys on, one after the other.
pub struct Trial(Signed);

impl Trial {
    /// Reads the token once.
    ///
    /// # Errors
    /// When the text is no token, is unsigned, or was signed with a key pair.
    pub fn of(text: &str) -> Result<Self, TokenError> {
        Signed::parse(text).map(Self)
    }

    /// Whether `key` signed it.
    #[must_use]
    pub fn fits(&self, key: &[u8]) -> bool {
        self.0.by(key)
    }
}

/// Why no guessing was possible.
#[derive(Debug, Error)]
pub enum GuessError {
    /// The token is none that a shared key signs.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// The list could not be read.
    #[error("the word list could not be read: {0}")]
    List(#[from] std::io::Error),
}

/// Guesses the key of a token: known keys, the given secrets, variations of known keys and words, then the list, on every
/// core of the machine. Stops at the first that fits.
///
/// # Errors
/// [`GuessError::Token`] when the text is no token, is unsigned, or was signed with a key pair; [`GuessError::List`] when
/// the list cannot be read to its end.
pub fn guess(text: &str, guess: Guess<'_>) -> Result<Guesses, GuessError> {
    let signed = Signed::parse(text)?;
    let mut tried = 0;
    if let Some(found) = obvious(&signed, &guess, &mut tried) {
        return Ok(Guesses {
            found: Some(found),
            tried,
            skipped: 0,
            finished: true,
        });
    }
    let Some(lines) = guess.list else {
        return Ok(Guesses {
            found: None,
            tried,
            skipped: 0,
            finished: true,
        });
    };
    let watch = |more: u64| guess.watch.is_none_or(|watch| watch(tried + more));
    let outcome = list::search(&signed, lines, guess.vary_list, &watch)?;
    Ok(Guesses {
        finished: outcome.hit.is_some() || !outcome.given_up,
        found: outcome
            .hit
            .map(|Hit { line, key }| Guessed::Listed { line, key }),
        tried: tried + outcome.tried,
        skipped: outcome.skipped,
    })
}

/// Everything that needs no list; some ten thousand guesses.
fn obvious(signed: &Signed, guess: &Guess<'_>, tried: &mut u64) -> Option<Guessed> {
    let mut counted = |key: &[u8]| {
        *tried += 1;
        signed.by(key)
    };
    if let Some(known) = known_keys().find(|key| counted(key.as_bytes())) {
        return Some(Guessed::Known(known));
    }
    if let Some(given) = position(signed, guess.given) {
        return Some(Guessed::Given(given));
    }
    let known = known_keys().map(|key| -> &str { key });
    let words = guess.words.iter().copied().chain(known);
    for word in words {
        let mut key = Vec::new();
        let taken = variations::each(word.as_bytes(), |spelling| {
            let fits = counted(spelling);
            if fits {
                key = spelling.to_vec();
            }
            fits
        });
        if taken {
            return Some(Guessed::Varied(key));
        }
    }
    None
}
