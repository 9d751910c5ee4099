//! Why a command could not go on, and what to do about it.

use std::fmt::Display;

/// What happened and what to do.
#[derive(Debug)]
pub(crate) struct Trouble {
    /// What happened, with the thing it happened to.
    pub(crate) what: String,
    /// What the reader can do now.
    pub(crate) advice: String,
}

pub(crate) type Done<T = ()> = Result<T, Trouble>;

impl Trouble {
    pub(crate) fn new(what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            advice: advice.into(),
        }
    }

    /// A failure of the operating system while doing `what`.
    pub(crate) fn io(what: impl Display, error: &std::io::Error) -> Self {
        Self::new(
            format!("cannot {what}: {error}"),
            "check that the disk is not full and that you own this clone and its target folder",
        )
    }
}

impl From<chatelaine_e2e::Failure> for Trouble {
    fn from(failure: chatelaine_e2e::Failure) -> Self {
        Self::new(
            failure.to_string(),
            "the last lines above say what was expected; pictures are in the target folder",
        )
    }
}
