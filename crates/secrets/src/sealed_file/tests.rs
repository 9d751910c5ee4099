#![allow(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use super::SealedFile;
use crate::{Handle, Secret, Vault, VaultError, VaultState};

/// Cheap on purpose: the cost of a guess is scrypt's business, not that of these tests.
const CHEAP: u8 = 4;
const CANARY: &str = "Canary-7f3a-\u{1f511}\n\"quoted\"";

fn vault(folder: &TempDir, passphrase: &str) -> SealedFile {
    SealedFile::with_work_factor(&path(folder), Some(Secret::new(passphrase)), CHEAP)
}

fn path(folder: &TempDir) -> PathBuf {
    folder.path().join("vault.age")
}

fn handle(name: &str) -> Handle {
    Handle::new("cat", name).unwrap()
}

#[test]
fn secrets_outlive_the_process_and_never_stand_on_disk() {
    let folder = TempDir::new().unwrap();
    let first = vault(&folder, "open sesame");
    assert_eq!(
        first.status().state,
        VaultState::Available,
        "no file yet is fine: the first secret makes it"
    );
    assert!(!path(&folder).exists(), "looking must not create a file");
    first.set(&handle("key"), &Secret::new(CANARY)).unwrap();
    first.set(&handle("other"), &Secret::new("")).unwrap();

    let bytes = fs::read(path(&folder)).unwrap();
    assert!(
        bytes.starts_with(b"age-encryption.org/v1"),
        "the age tool can open it in an emergency"
    );
    assert!(
        !bytes.windows(6).any(|part| part == b"Canary"),
        "no plaintext on disk"
    );

    let second = vault(&folder, "open sesame");
    assert_eq!(
        second.get(&handle("key")).unwrap(),
        Some(Secret::new(CANARY)),
        "every character survives"
    );
    assert_eq!(
        second.get(&handle("other")).unwrap(),
        Some(Secret::new("")),
        "an empty value is not a missing one"
    );
    assert_eq!(
        second.list("cat/").unwrap(),
        [handle("key"), handle("other")],
        "both are listed"
    );
    assert_eq!(
        second.list("dog/").unwrap(),
        [],
        "and only those of this bot"
    );
    assert!(second.delete(&handle("key")).unwrap(), "it was there");
    assert!(!second.delete(&handle("key")).unwrap(), "and is no more");
    assert_eq!(
        first.get(&handle("key")).unwrap(),
        None,
        "the first process sees the change of the second"
    );
}

#[cfg(unix)]
#[test]
fn the_file_belongs_to_its_owner_alone_even_if_it_did_not_before() {
    use std::os::unix::fs::PermissionsExt;
    let folder = TempDir::new().unwrap();
    let vault = vault(&folder, "p");
    vault.set(&handle("key"), &Secret::new("v")).unwrap();
    fs::set_permissions(path(&folder), fs::Permissions::from_mode(0o644)).unwrap();
    vault.set(&handle("key"), &Secret::new("w")).unwrap();
    let mode = fs::metadata(path(&folder)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600, "others must not even copy the sealed file");
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_stays_a_link() {
    let folder = TempDir::new().unwrap();
    let elsewhere = TempDir::new().unwrap();
    vault(&elsewhere, "p")
        .set(&handle("key"), &Secret::new("v"))
        .unwrap();
    std::os::unix::fs::symlink(path(&elsewhere), path(&folder)).unwrap();
    vault(&folder, "p")
        .set(&handle("key"), &Secret::new("w"))
        .unwrap();
    assert!(
        fs::symlink_metadata(path(&folder)).unwrap().is_symlink(),
        "the link is kept"
    );
    assert_eq!(
        vault(&elsewhere, "p").get(&handle("key")).unwrap(),
        Some(Secret::new("w")),
        "its target was written"
    );
}

#[test]
fn a_wrong_passphrase_is_a_locked_vault_and_harms_nothing() {
    let folder = TempDir::new().unwrap();
    vault(&folder, "right")
        .set(&handle("key"), &Secret::new(CANARY))
        .unwrap();
    let before = fs::read(path(&folder)).unwrap();

    for wrong in [Some(Secret::new("wrong")), Some(Secret::new("")), None] {
        let vault = SealedFile::with_work_factor(&path(&folder), wrong, CHEAP);
        let status = vault.status();
        assert_eq!(
            status.state,
            VaultState::Locked,
            "without the passphrase the vault is locked: {}",
            status.what
        );
        assert!(
            status.advice.contains("passphrase"),
            "the advice fits a file: {}",
            status.advice
        );
        let errors = [
            vault.get(&handle("key")).unwrap_err(),
            vault
                .set(&handle("key"), &Secret::new("overwritten"))
                .unwrap_err(),
            vault.delete(&handle("key")).unwrap_err(),
            vault.list("").unwrap_err(),
        ];
        for error in errors {
            assert_eq!(
                error.vault_state(),
                Some(VaultState::Locked),
                "no call gets through: {error}"
            );
        }
        assert_eq!(
            fs::read(path(&folder)).unwrap(),
            before,
            "a locked vault is not written"
        );

        vault.unlock(Secret::new("also wrong")).unwrap_err();
        vault.unlock(Secret::new("right")).unwrap();
        assert_eq!(
            vault.get(&handle("key")).unwrap(),
            Some(Secret::new(CANARY)),
            "the right one opens it"
        );
        vault.lock();
        assert_eq!(
            vault.status().state,
            VaultState::Locked,
            "and it can be closed again"
        );
    }
}

#[test]
fn a_mistyped_passphrase_does_not_close_an_open_vault() {
    let folder = TempDir::new().unwrap();
    let vault = vault(&folder, "right");
    vault.set(&handle("key"), &Secret::new("v")).unwrap();
    vault.unlock(Secret::new("typo")).unwrap_err();
    assert_eq!(
        vault.get(&handle("key")).unwrap(),
        Some(Secret::new("v")),
        "it stays open with the right one"
    );
}

#[test]
fn a_damaged_or_foreign_file_is_refused_and_left_alone() {
    let folder = TempDir::new().unwrap();
    vault(&folder, "p")
        .set(&handle("key"), &Secret::new(CANARY))
        .unwrap();
    let whole = fs::read(path(&folder)).unwrap();
    let cut = whole[..whole.len() - 5].to_vec();
    let mut changed = whole.clone();
    *changed.last_mut().unwrap() ^= 1;
    for bytes in [cut, changed, b"CCAT_API_KEY=x\n".to_vec(), Vec::new()] {
        fs::write(path(&folder), &bytes).unwrap();
        let vault = vault(&folder, "p");
        let error = vault.set(&handle("key"), &Secret::new(CANARY)).unwrap_err();
        assert!(
            matches!(error, VaultError::Other { .. }),
            "not mistaken for a wrong passphrase: {error}"
        );
        assert!(
            !format!("{error} {error:?}").contains("Canary"),
            "errors hold no secret"
        );
        assert_eq!(
            fs::read(path(&folder)).unwrap(),
            bytes,
            "a file that we cannot read is never overwritten"
        );
    }
}

#[test]
fn writers_in_parallel_lose_nothing() {
    let folder = TempDir::new().unwrap();
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let folder = &folder;
            scope.spawn(move || {
                let vault = vault(folder, "p");
                for n in 0..5 {
                    vault
                        .set(&handle(&format!("key-{writer}-{n}")), &Secret::new("v"))
                        .unwrap();
                }
            });
        }
    });
    assert_eq!(
        vault(&folder, "p").list("").unwrap().len(),
        20,
        "no writer undid another one's change"
    );
}

#[test]
fn a_missing_folder_is_an_error_with_advice() {
    let folder = TempDir::new().unwrap();
    let vault = SealedFile::with_work_factor(
        &folder.path().join("no/vault.age"),
        Some(Secret::new("p")),
        CHEAP,
    );
    let error = vault.set(&handle("key"), &Secret::new(CANARY)).unwrap_err();
    assert!(
        error.to_string().contains("folder"),
        "the cause is named: {error}"
    );
    assert!(
        !format!("{error} {error:?}").contains("Canary"),
        "errors hold no secret"
    );
}
