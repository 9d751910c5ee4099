//! Files: both or none, the key for its owner alone, and never over anything.

#![allow(
    clippy::unwrap_used,
    reason = "a failed expectation is how a test fails"
)]

mod common;

use std::fs;

use chatelaine_certs::{CertError, write_pair};
use common::fresh;

#[test]
fn a_pair_is_written_whole_and_its_key_for_the_owner_alone() {
    let dir = tempfile::tempdir().unwrap();
    let pair = fresh();
    let written = write_pair(dir.path(), "localhost", &pair).unwrap();
    assert_eq!(written.certificate, dir.path().join("localhost.pem"));
    assert_eq!(written.key, dir.path().join("localhost-key.pem"));
    assert_eq!(
        fs::read_to_string(&written.certificate).unwrap(),
        pair.certificate_pem
    );
    assert_eq!(fs::read_to_string(&written.key).unwrap(), *pair.key_pem);
    assert_eq!(
        fs::read_dir(dir.path()).unwrap().count(),
        2,
        "no temporary file is left"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&written.key), 0o600, "nobody else reads the key");
        assert_eq!(
            mode(&written.certificate) & !0o644,
            0,
            "nobody else writes the certificate"
        );
    }
}

#[test]
fn neither_file_is_ever_overwritten_and_the_one_in_the_way_is_named() {
    for existing in ["localhost.pem", "localhost-key.pem"] {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(existing);
        fs::write(&path, "precious").unwrap();
        let error = write_pair(dir.path(), "localhost", &fresh()).unwrap_err();
        assert!(matches!(&error, CertError::Exists(named) if *named == path));
        assert!(error.to_string().contains(existing), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "precious");
        assert_eq!(
            fs::read_dir(dir.path()).unwrap().count(),
            1,
            "and nothing was put beside it"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_dangling_link_is_not_followed() {
    let dir = tempfile::tempdir().unwrap();
    let elsewhere = dir.path().join("elsewhere");
    std::os::unix::fs::symlink(&elsewhere, dir.path().join("localhost-key.pem")).unwrap();
    let error = write_pair(dir.path(), "localhost", &fresh()).unwrap_err();
    assert!(matches!(error, CertError::Exists(_)), "{error}");
    assert!(
        !elsewhere.exists(),
        "the key must not land where somebody else pointed"
    );
}

#[test]
fn names_that_leave_the_folder_or_hide_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let long = "x".repeat(201);
    for stem in [
        "", ".", "..", "../up", "/etc/x", "a/b", "a\\b", "c:x", ".hidden", "-rf", "a\0b", "a\nb",
        &long,
    ] {
        let error = write_pair(dir.path(), stem, &fresh()).unwrap_err();
        assert!(matches!(error, CertError::BadStem(_)), "{stem:?}: {error}");
    }
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn a_missing_folder_is_an_error_that_names_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let error = write_pair(&dir.path().join("missing"), "localhost", &fresh()).unwrap_err();
    assert!(matches!(error, CertError::NotWritten(_)), "{error}");
    assert!(error.to_string().contains("localhost-key.pem"), "{error}");
    assert!(!error.advice().is_empty());
}
