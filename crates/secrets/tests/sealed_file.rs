//! The sealed file with its real cost, through the door that the shells use.

#![allow(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]

use chatelaine_secrets::{Handle, Secret, VaultKind, VaultState, generate_from_os, open};
use tempfile::TempDir;

#[test]
fn a_sealed_file_serves_where_there_is_no_keychain() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("vault.age");
    let handle = Handle::new("cat", "CCAT_API_KEY").unwrap();
    let key = generate_from_os().unwrap();
    let kind: VaultKind = "file".parse().unwrap();

    open(kind, &file, Some(Secret::new("open sesame")))
        .set(&handle, &key)
        .unwrap();
    let header = std::fs::read(&file).unwrap();
    let header = String::from_utf8_lossy(&header);
    assert!(
        header.lines().nth(1).unwrap().ends_with(" 17"),
        "sealed with the documented cost: {header}"
    );

    let later = open(kind, &file, Some(Secret::new("open sesame")));
    assert_eq!(
        later.get(&handle).unwrap(),
        Some(key),
        "opened again with the passphrase"
    );
    assert!(later.status().lasting, "it outlives the program");
    assert_eq!(
        open(kind, &file, None).status().state,
        VaultState::Locked,
        "and is locked without"
    );
}

#[test]
fn memory_keeps_nothing_and_says_so() {
    let nowhere = std::path::Path::new("unused");
    let handle = Handle::new("cat", "key").unwrap();
    let vault = open(VaultKind::Memory, nowhere, None);
    vault.set(&handle, &Secret::new("v")).unwrap();
    assert_eq!(
        vault.list("cat/").unwrap().len(),
        1,
        "kept while the program runs"
    );
    assert!(
        vault.delete(&handle).unwrap() && !vault.delete(&handle).unwrap(),
        "deleted once"
    );
    assert!(
        !vault.status().lasting,
        "the operator must know that it will be gone"
    );
    assert_eq!(
        "cloud"
            .parse::<VaultKind>()
            .map_err(|error| error.to_string())
            .unwrap_err(),
        "There is no kind of vault by that name. Choose keychain, file or memory.",
        "no silent fallback"
    );
}
