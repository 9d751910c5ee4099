//! A folder that was listed: what it tells is what reading each file by its path would have told.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops at the first surprise"
)]

mod support;

use std::fs;
use std::os::unix::fs::symlink;

use chatelaine_files::{FileError, Folder, Listed, read_or_absent};
use support::{LIMIT, env_file};

#[test]
fn a_listed_folder_tells_of_its_files_what_reading_them_one_by_one_tells() {
    let (folder, path) = env_file(b"abc");
    fs::create_dir(folder.path().join("sub")).unwrap();
    fs::write(folder.path().join("sub/keys.txt"), "key").unwrap();
    symlink(".env", folder.path().join("link")).unwrap();
    let listed = Folder::list(folder.path()).unwrap();
    for name in [
        ".env",
        "link",
        "sub/keys.txt",
        "./.env",
        "none",
        "none/below",
        "sub/none",
    ] {
        let alone = read_or_absent(&folder.path().join(name), LIMIT).unwrap();
        assert_eq!(
            listed.read(name, LIMIT).unwrap(),
            alone,
            "{name}: the same bytes, mode, fingerprint and place behind links"
        );
    }
    assert!(
        matches!(listed.read(".env", 2), Err(FileError::TooLarge { .. })),
        "the limit holds in every way of reading"
    );
    assert_eq!(
        listed.names().collect::<Vec<_>>(),
        [
            (".env", Listed::File),
            ("link", Listed::Other),
            ("sub", Listed::Folder)
        ],
        "in order, links as what they are"
    );
    assert!(
        listed.may_hold(".ENV") && listed.may_hold("sub/other") && !listed.may_hold("none/x"),
        "only what the listing rules out is never asked of the disk"
    );
    assert!(path.exists(), "nothing was changed on the way");
}

#[test]
fn a_file_that_became_a_link_since_is_not_followed() {
    let (folder, path) = env_file(b"abc");
    let listed = Folder::list(folder.path()).unwrap();
    fs::write(folder.path().join("other"), "somebody else's").unwrap();
    fs::remove_file(&path).unwrap();
    symlink("other", &path).unwrap();
    let error = listed.read(".env", LIMIT).unwrap_err();
    assert!(
        matches!(error, FileError::ChangedOnDisk { .. }),
        "a link that was put there meanwhile may lead anywhere: {error}"
    );
}

#[test]
fn a_file_that_has_gone_since_is_absent() {
    let (folder, path) = env_file(b"abc");
    let listed = Folder::list(folder.path()).unwrap();
    fs::remove_file(&path).unwrap();
    assert!(!listed.read(".env", LIMIT).unwrap().exists());
}
