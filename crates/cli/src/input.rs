//! Secrets come in through standard input or a prompt.

use std::io::{IsTerminal as _, Read as _};

use chatelaine_console::{CommandError, ErrorCode};
use chatelaine_secrets::Secret;

/// More is no value of a setting.
const LIMIT: u64 = 64 << 10;

/// Whether somebody sits there who can be asked.
pub(crate) fn has_terminal() -> bool {
    std::io::stdin().is_terminal()
}

/// All of standard input without its last line end.
pub(crate) fn all() -> Result<Secret, CommandError> {
    let mut text = String::new();
    let unreadable = |_| CommandError::new(ErrorCode::Invalid, "standard input is not UTF-8 text", "Pipe the value in as text.");
    std::io::stdin().lock().take(LIMIT).read_to_string(&mut text).map_err(unreadable)?;
    if text.ends_with('\n') {
        text.pop();
        if text.ends_with('\r') {
            text.pop();
        }
    }
    Ok(Secret::new(text))
}

/// Asks without showing what is typed. Nothing when there is nobody to ask.
pub(crate) fn ask(prompt: &str) -> Option<Secret> {
    if !has_terminal() {
        return None;
    }
    rpassword::prompt_password(prompt).ok().filter(|typed| !typed.is_empty()).map(Secret::new)
}
