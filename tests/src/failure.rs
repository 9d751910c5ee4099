//! What went wrong on a journey, in words that a person reads in a test report.

use std::fmt;

/// The result of looking at, or doing something in, the window.
pub type Seen<T = ()> = Result<T, Failure>;

/// A journey that could not go on: what happened, and WebDriver's error code if it came from there.
pub struct Failure {
    what: String,
    code: Option<String>,
}

impl Failure {
    /// A failure described by `what`, which should end with what to do where there is something to do.
    pub fn new(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            code: None,
        }
    }

    /// A failure of the operating system while doing `what`.
    pub fn io(what: impl fmt::Display, error: &std::io::Error) -> Self {
        Self::new(format!("cannot {what}: {error}"))
    }

    pub(crate) fn webdriver(code: &str, message: &str) -> Self {
        Self {
            what: format!("{code}: {message}"),
            code: Some(code.to_owned()),
        }
    }

    /// Whether the page may simply not be there yet, so that looking again makes sense.
    pub(crate) fn is_passing(&self) -> bool {
        matches!(
            self.code.as_deref(),
            Some(
                "no such element"
                    | "stale element reference"
                    | "element not interactable"
                    | "element click intercepted"
                    | "invalid element state"
            )
        )
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

/// A test that returns a failure prints its `Debug`: show the sentence, not the struct.
impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for Failure {}
