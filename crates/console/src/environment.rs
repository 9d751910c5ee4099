//! What the environment chooses for both shells.

use std::sync::Arc;

use chatelaine_secrets::{Secret, Vault, VaultKind, open};

use crate::{CommandError, ErrorCode, Home};

const FILE_LIMIT: u64 = 64 << 10;

/// The vault that `CHATELAINE_VAULT` names: `keychain` (default), `file` or `memory`.
///
/// For `file`, the passphrase is the first line of the file that `CHATELAINE_PASSPHRASE_FILE` names, else what `ask` returns.
///
/// # Errors
/// [`ErrorCode::Invalid`] for another name, [`ErrorCode::Unreadable`] when the passphrase file cannot be read.
pub fn vault_from_environment(
    home: &Home,
    ask: impl FnOnce() -> Option<Secret>,
) -> Result<Arc<dyn Vault>, CommandError> {
    let chosen = std::env::var("CHATELAINE_VAULT").unwrap_or_default();
    let kind = if chosen.is_empty() {
        VaultKind::Keychain
    } else {
        chosen.parse().map_err(|_| unknown(&chosen))?
    };
    let passphrase = match kind {
        VaultKind::File => passphrase()?.or_else(ask),
        VaultKind::Keychain | VaultKind::Memory => None,
    };
    Ok(open(kind, &home.root().join("vault.age"), passphrase))
}

fn unknown(chosen: &str) -> CommandError {
    CommandError::new(
        ErrorCode::Invalid,
        format!("CHATELAINE_VAULT names no vault: `{chosen}`"),
        "Use keychain, file or memory.",
    )
}

fn passphrase() -> Result<Option<Secret>, CommandError> {
    let Some(path) = std::env::var_os("CHATELAINE_PASSPHRASE_FILE") else {
        return Ok(None);
    };
    let snapshot = chatelaine_files::read(path.as_ref(), FILE_LIMIT)?;
    if !snapshot.exists() {
        let what = format!(
            "the passphrase file {} does not exist",
            snapshot.path.display()
        );
        return Err(CommandError::new(
            ErrorCode::Unreadable,
            what,
            "Correct CHATELAINE_PASSPHRASE_FILE.",
        ));
    }
    let text = String::from_utf8_lossy(&snapshot.bytes);
    let line = text.lines().next().unwrap_or_default();
    Ok((!line.is_empty()).then(|| Secret::new(line.to_owned())))
}
