//! The bytes of a sealed file: JSON inside age inside nothing else.

use std::collections::BTreeMap;

use age::DecryptError;
use age::scrypt::{Identity, Recipient};
use age::secrecy::SecretString;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{Entries, locked};
use crate::{Secret, VaultError};

/// scrypt's cost as a power of two, with r = 8 and p = 1: 128 MiB and a good part of a second per guess. The value of the
/// OWASP Password Storage Cheat Sheet.
pub const WORK_FACTOR: u8 = 17;

/// A file that asks for more is refused: 2^20 means 1 GiB of memory, which no file of ours needs.
const MOST_WORK: u8 = 20;

const VERSION: u32 = 1;

#[derive(Deserialize)]
struct Content {
    version: u32,
    secrets: BTreeMap<String, String>,
}

fn as_age(passphrase: &Secret) -> SecretString {
    SecretString::from(passphrase.expose().to_owned())
}

/// Seals all entries.
pub(super) fn seal(
    entries: &Entries,
    passphrase: &Secret,
    work_factor: u8,
) -> Result<Vec<u8>, VaultError> {
    let mut recipient = Recipient::new(as_age(passphrase));
    recipient.set_work_factor(work_factor);
    age::encrypt(&recipient, &to_json(entries)?).map_err(|_| {
        VaultError::other(
            "The vault file could not be sealed.",
            "Try again; nothing was changed.",
        )
    })
}

/// Written by hand because [`Secret`] cannot be serialised; sized beforehand so that no grown buffer leaves a copy.
fn to_json(entries: &Entries) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    // Six bytes is the longest escape of one byte (\u0000).
    let size = entries
        .iter()
        .map(|(handle, secret)| handle.as_str().len() + 6 * secret.len() + 8)
        .sum::<usize>();
    let mut json = Zeroizing::new(Vec::with_capacity(size + 64));
    json.extend_from_slice(format!("{{\"version\":{VERSION},\"secrets\":").as_bytes());
    let exposed: BTreeMap<&str, &str> = entries
        .iter()
        .map(|(handle, secret)| (handle.as_str(), secret.expose()))
        .collect();
    serde_json::to_writer(&mut *json, &exposed).map_err(|_| {
        VaultError::other(
            "The vault file could not be written as JSON.",
            "Try again; nothing was changed.",
        )
    })?;
    json.push(b'}');
    Ok(json)
}

/// Opens the bytes of a file.
pub(super) fn unseal(sealed: &[u8], passphrase: &Secret) -> Result<Entries, VaultError> {
    let mut identity = Identity::new(as_age(passphrase));
    identity.set_max_work_factor(MOST_WORK);
    let json = Zeroizing::new(age::decrypt(&identity, sealed).map_err(|error| refused(&error))?);
    let content: Content = serde_json::from_slice(&json)
        .map_err(|_| damaged("it does not hold what a vault holds"))?;
    if content.version != VERSION {
        return Err(VaultError::other(
            format!(
                "The vault file has format {}, and this program knows {VERSION}.",
                content.version
            ),
            "Update Chatelaine and try again.",
        ));
    }
    let entries = content
        .secrets
        .into_iter()
        .map(|(handle, text)| (handle.parse(), Secret::new(text)));
    entries
        .map(|(handle, secret)| {
            Ok((
                handle.map_err(|_| damaged("it holds a bad handle"))?,
                secret,
            ))
        })
        .collect()
}

fn refused(error: &DecryptError) -> VaultError {
    match error {
        DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed => {
            locked("The passphrase does not open it.")
        }
        DecryptError::NoMatchingKeys => {
            damaged("it is an age file, but not sealed with a passphrase")
        }
        DecryptError::ExcessiveWork { .. } => {
            damaged("it asks for more work than any vault of ours")
        }
        _ => damaged("its bytes were changed or cut off"),
    }
}

fn damaged(why: &str) -> VaultError {
    VaultError::other(
        format!("The vault file cannot be read: {why}."),
        "Nothing was changed. Restore the file from a backup, or choose another file.",
    )
}
