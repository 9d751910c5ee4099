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

/// All of standard input without its last line end; on a terminal, one line that is not shown.
pub(crate) fn all() -> Result<Secret, CommandError> {
    if has_terminal() {
        return Ok(ask("Value: ").unwrap_or_else(|| Secret::new(String::new())));
    }
    let mut text = String::new();
    let unreadable = |_| {
        CommandError::new(
            ErrorCode::Invalid,
            "standard input is not UTF-8 text",
            "Pipe the value in as text.",
        )
    };
    let length = std::io::stdin()
        .lock()
        .take(LIMIT + 1)
        .read_to_string(&mut text)
        .map_err(unreadable)?;
    if u64::try_from(length).is_ok_and(|length| length > LIMIT) {
        // Cutting it off would put something into the file that nobody gave.
        return Err(CommandError::new(
            ErrorCode::Invalid,
            format!("standard input is longer than {LIMIT} bytes"),
            "Pipe in one value.",
        ));
    }
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
    rpassword::prompt_password(prompt)
        .ok()
        .filter(|typed| !typed.is_empty())
        .map(Secret::new)
}
