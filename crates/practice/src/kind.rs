//! Which platforms can be practised on.

use std::path::Path;

use crate::{Error, Options, chatto, cheshire_cat, program_y, rasa};

/// The platform that a practice bot stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Cheshire Cat AI 1.9.2.
    CheshireCat,
    /// Chatto 0.9.2.
    Chatto,
    /// Program-Y 5.0.1.
    ProgramY,
    /// Rasa 3.6.21.
    Rasa,
}

/// Makes the keys of a locked bot: given the name of a key, such as `CCAT_API_KEY`, returns its value, or
/// [`Error::System`] when none can be made.
pub type Keys<'a> = &'a dyn Fn(&str) -> Result<String, Error>;

impl Kind {
    /// Every platform that can be practised on.
    pub const ALL: &'static [Self] = &[Self::CheshireCat, Self::Chatto, Self::ProgramY, Self::Rasa];

    /// What serves the folder.
    pub(crate) fn entrance(self, options: &Options) -> Result<axum::Router, Error> {
        match self {
            Self::CheshireCat => cheshire_cat::entrance(options),
            Self::Chatto => chatto::entrance(options),
            Self::ProgramY => program_y::entrance(options),
            Self::Rasa => rasa::entrance(options),
        }
    }
}

/// Fills an empty or missing folder with the files of a small bot. A folder with anything in it is left as it is.
///
/// Without `keys` the bot is open, as its project ships it; with them every lock is closed. Passwords that ship with a
/// bot stay what they are.
///
/// # Errors
/// When the folder cannot be read or written.
pub fn prepare(kind: Kind, dir: &Path, keys: Option<Keys<'_>>) -> Result<(), Error> {
    match kind {
        Kind::CheshireCat => cheshire_cat::prepare(dir, keys),
        Kind::Chatto => chatto::prepare(dir, keys),
        Kind::ProgramY => program_y::prepare(dir, keys),
        Kind::Rasa => rasa::prepare(dir, keys),
    }
}
