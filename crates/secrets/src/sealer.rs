//! Sealing of backups: whoever copies the data folder gets nothing.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::{Handle, Secret, Vault, VaultError};

/// Where the vault keeps the key, as 43 characters of unpadded URL-safe base64.
pub const BACKUP_KEY_HANDLE: &str = "chatelaine/backup-key";

/// Begins every sealed text: a name and the version of the format.
const HEADER: &[u8; 6] = b"CHTLN\x01";
const NAME_LENGTH: usize = 5;
/// XChaCha20 has nonces of 192 bit, long enough to draw them at random without ever meeting one twice.
const NONCE_LENGTH: usize = 24;
const KEY_LENGTH: usize = 32;

/// Why something could not be sealed or opened.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SealError {
    /// The vault would not give or take the key.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The vault holds something else under the key's handle.
    #[error(
        "The backup key in the vault is damaged. Restore the entry chatelaine/backup-key; if it is lost, delete it: \
         a new one is made, but older backups stay closed."
    )]
    BadKey,
    /// No random numbers for a key or a nonce.
    #[error("The operating system gave no random numbers, so nothing was sealed. Try again.")]
    NoRandomness,
    /// The bytes do not begin like a sealed backup.
    #[error("This is not a sealed backup of Chatelaine. Choose another file.")]
    NotSealed,
    /// The format is newer than this program.
    #[error(
        "This backup was sealed by a newer version of Chatelaine. Update Chatelaine and try again."
    )]
    UnknownVersion,
    /// Changed bytes, another key, or another context.
    #[error(
        "The backup does not open: it was changed, belongs to another file, or was sealed with another key. Use \
         another backup, or restore the vault entry chatelaine/backup-key."
    )]
    DoesNotOpen,
}

/// Seals with XChaCha20-Poly1305 under a key that lives in the vault.
pub struct Sealer(XChaCha20Poly1305);

impl Sealer {
    /// Takes the key from the vault; makes and stores one on first use.
    ///
    /// # Errors
    /// [`SealError::Vault`], [`SealError::BadKey`] or [`SealError::NoRandomness`]; an existing key is never replaced.
    pub fn from_vault(vault: &dyn Vault) -> Result<Self, SealError> {
        let handle: Handle = BACKUP_KEY_HANDLE.parse().map_err(|_| SealError::BadKey)?;
        if let Some(stored) = vault.get(&handle)? {
            return Self::from_text(&stored);
        }
        let mut key = Zeroizing::new([0_u8; KEY_LENGTH]);
        getrandom::fill(key.as_mut()).map_err(|_| SealError::NoRandomness)?;
        vault.set(&handle, &Secret::new(URL_SAFE_NO_PAD.encode(*key)))?;
        // Read back: another process may have stored its own at the same moment, and the last one counts for both.
        Self::from_text(&vault.get(&handle)?.ok_or(SealError::BadKey)?)
    }

    fn from_text(text: &Secret) -> Result<Self, SealError> {
        let key = Zeroizing::new(
            URL_SAFE_NO_PAD
                .decode(text.expose())
                .map_err(|_| SealError::BadKey)?,
        );
        if key.len() != KEY_LENGTH {
            return Err(SealError::BadKey);
        }
        Ok(Self(XChaCha20Poly1305::new(Key::from_slice(&key))))
    }

    /// Seals `plain`. `context` (for example the path of the file and its history entry) is not stored but must be the
    /// same when opening, so that backups cannot be swapped for one another.
    ///
    /// # Errors
    /// [`SealError::NoRandomness`].
    pub fn seal(&self, plain: &[u8], context: &[u8]) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0_u8; NONCE_LENGTH];
        getrandom::fill(&mut nonce).map_err(|_| SealError::NoRandomness)?;
        let payload = Payload {
            msg: plain,
            aad: &bound(context),
        };
        let sealed = self
            .0
            .encrypt(XNonce::from_slice(&nonce), payload)
            .map_err(|_| SealError::DoesNotOpen)?;
        Ok([HEADER.as_slice(), &nonce, &sealed].concat())
    }

    /// Opens what [`Sealer::seal`] made.
    ///
    /// # Errors
    /// [`SealError::NotSealed`], [`SealError::UnknownVersion`] or [`SealError::DoesNotOpen`].
    pub fn open(&self, sealed: &[u8], context: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let (name, rest) = sealed
            .split_at_checked(NAME_LENGTH)
            .ok_or(SealError::NotSealed)?;
        if name != &HEADER[..NAME_LENGTH] {
            return Err(SealError::NotSealed);
        }
        let (version, rest) = rest.split_first().ok_or(SealError::NotSealed)?;
        if *version != HEADER[NAME_LENGTH] {
            return Err(SealError::UnknownVersion);
        }
        let (nonce, body) = rest
            .split_at_checked(NONCE_LENGTH)
            .ok_or(SealError::DoesNotOpen)?;
        let payload = Payload {
            msg: body,
            aad: &bound(context),
        };
        let plain = self
            .0
            .decrypt(XNonce::from_slice(nonce), payload)
            .map_err(|_| SealError::DoesNotOpen)?;
        Ok(Zeroizing::new(plain))
    }
}

/// The context together with the header, so that the version cannot be changed either.
fn bound(context: &[u8]) -> Vec<u8> {
    [HEADER.as_slice(), context].concat()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Memory;

    #[test]
    fn a_backup_opens_with_the_key_from_the_vault_and_only_for_its_own_file() {
        let vault = Memory::new();
        let sealed = Sealer::from_vault(&vault)
            .unwrap()
            .seal(b"CCAT_API_KEY=canary", b".env 1")
            .unwrap();
        assert!(
            !sealed.windows(6).any(|part| part == b"canary"),
            "nothing readable is left"
        );

        let later = Sealer::from_vault(&vault).unwrap();
        assert_eq!(
            later.open(&sealed, b".env 1").unwrap().as_slice(),
            b"CCAT_API_KEY=canary",
            "the key was kept"
        );
        assert_eq!(
            later.open(&sealed, b".env 2").unwrap_err(),
            SealError::DoesNotOpen,
            "no swapping of backups"
        );

        let stranger = Sealer::from_vault(&Memory::new()).unwrap();
        assert_eq!(
            stranger.open(&sealed, b".env 1").unwrap_err(),
            SealError::DoesNotOpen,
            "another key, no entry"
        );
    }

    #[test]
    fn a_damaged_key_is_reported_and_never_replaced() {
        let vault = Memory::new();
        let handle: Handle = BACKUP_KEY_HANDLE.parse().unwrap();
        for broken in ["", "not base64!", "c2hvcnQ"] {
            vault.set(&handle, &Secret::new(broken)).unwrap();
            assert_eq!(
                Sealer::from_vault(&vault).err(),
                Some(SealError::BadKey),
                "{broken:?} is no key"
            );
            assert_eq!(
                vault.get(&handle).unwrap(),
                Some(Secret::new(broken)),
                "replacing it would lose all backups"
            );
        }
    }

    #[test]
    fn other_files_and_later_versions_are_told_apart() {
        let sealer = Sealer::from_vault(&Memory::new()).unwrap();
        assert_eq!(
            sealer.open(b"CCAT_API_KEY=x", b"").unwrap_err(),
            SealError::NotSealed
        );
        assert_eq!(sealer.open(b"", b"").unwrap_err(), SealError::NotSealed);
        let mut sealed = sealer.seal(b"x", b"").unwrap();
        sealed[NAME_LENGTH] = 2;
        assert_eq!(
            sealer.open(&sealed, b"").unwrap_err(),
            SealError::UnknownVersion
        );
    }

    proptest! {
        #[test]
        fn whatever_is_sealed_comes_back_and_any_change_is_noticed(
            plain in proptest::collection::vec(any::<u8>(), 0..200), at in any::<prop::sample::Index>(), flip in 1_u8..,
        ) {
            let sealer = Sealer::from_vault(&Memory::new()).unwrap();
            let mut sealed = sealer.seal(&plain, b"context").unwrap();
            prop_assert_eq!(sealer.open(&sealed, b"context").unwrap().to_vec(), plain.clone());
            prop_assert_ne!(&sealer.seal(&plain, b"context").unwrap(), &sealed, "equal files must not look equal");
            let at = at.index(sealed.len());
            sealed[at] ^= flip;
            prop_assert!(sealer.open(&sealed, b"context").is_err(), "byte {} was changed unnoticed", at);
            prop_assert!(sealer.open(&sealed[..at], b"context").is_err(), "a cut after {} was unnoticed", at);
        }
    }
}
