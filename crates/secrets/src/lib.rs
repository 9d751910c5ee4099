//! Secrets that cannot be printed, how they are made and judged, and where they live.
//!
//! ```
//! use chatelaine_secrets::{Handle, VaultKind, generate_from_os, judge, open};
//!
//! let key = generate_from_os()?;
//! assert!(judge(&key).is_strong());
//!
//! let vault = open(VaultKind::Memory, std::path::Path::new("unused by memory"), None);
//! let handle: Handle = "my-cat/CCAT_API_KEY".parse()?;
//! vault.set(&handle, &key)?;
//! assert_eq!(vault.get(&handle)?, Some(key));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod generate;
mod handle;
mod keychain;
mod memory;
mod redact;
mod sealed_file;
mod sealer;
mod secret;
pub mod strength;
mod vault;

pub use generate::{GENERATED_BITS, GENERATED_LENGTH, GenerateError, generate, generate_from_os};
pub use handle::{Handle, HandleError, MAX_HANDLE_LENGTH};
pub use keychain::{CALL_LIMIT, Keychain, QUIET_AFTER_MUTE, SERVICE};
pub use memory::Memory;
pub use redact::{MASK, Redactor, mask, redact};
pub use sealed_file::{SealedFile, WORK_FACTOR};
pub use sealer::{BACKUP_KEY_HANDLE, SealError, Sealer};
pub use secret::Secret;
pub use strength::judge;
pub use vault::{
    MAX_SECRET_BYTES, Vault, VaultError, VaultKind, VaultKindError, VaultState, VaultStatus, open,
};
