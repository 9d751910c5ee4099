//! What a server needs from the machine beyond Debian's packages.

use std::process::Command;

use crate::step;

/// A toolchain that is used when it is there.
pub(super) enum Tool {
    /// Python with `venv`, under this name.
    Python(&'static str),
    /// Go. Which release hardly matters: it builds the module as its `go.mod` says.
    Go,
}

impl Tool {
    /// Why the tool cannot be used here; nothing when it can.
    pub(super) fn missing(&self) -> Option<String> {
        let (asked, what) = match self {
            Self::Python(name) => (
                step::asked(Command::new(name).args(["-c", "import ensurepip, venv"])),
                format!("{name} with its venv module is not installed"),
            ),
            Self::Go => (
                step::asked(Command::new("go").arg("version")),
                "Go is not installed".to_owned(),
            ),
        };
        asked.is_none().then_some(what)
    }
}
