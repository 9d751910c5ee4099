//! A certificate file and the key that lies beside it.

#![allow(
    clippy::unwrap_used,
    reason = "a failed expectation is how a test fails"
)]

mod common;

use std::fs;
use std::path::Path;

use chatelaine_certs::{CertError, FileReport, KeyReport, Match, inspect_files};
use common::{openssl, written};
use jiff::Timestamp;

fn inspect(path: &Path) -> FileReport {
    inspect_files(path, Timestamp::now()).unwrap()
}

fn key_of(path: &Path) -> KeyReport {
    inspect(path).key.unwrap()
}

/// `openssl req -x509` with this kind of key.
fn make(dir: &Path, key: &str, certificate: &str, key_file: &str) {
    openssl(
        dir,
        &format!(
            "req -x509 -nodes -newkey {key} -keyout {key_file} -out {certificate} -days 90 -subj /CN=x"
        ),
    );
}

#[test]
fn our_own_pair_is_found_matching_and_private() {
    let dir = tempfile::tempdir().unwrap();
    let files = written(dir.path());
    let report = inspect(&files.certificate);
    assert_eq!(report.details[0].names, ["localhost", "127.0.0.1", "::1"]);
    let key = report.key.unwrap();
    assert_eq!(key.path, files.key);
    assert_eq!(key.matches, Match::Yes);
    assert_eq!(key.warnings, [""; 0]);
    #[cfg(unix)]
    assert_eq!(key.mode.as_deref(), Some("0600"));
}

#[cfg(unix)]
#[test]
fn a_key_that_others_can_read_is_called_out_with_its_mode() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    let files = written(dir.path());
    for (mode, named) in [(0o640, "0640"), (0o604, "0604")] {
        fs::set_permissions(&files.key, fs::Permissions::from_mode(mode)).unwrap();
        let key = key_of(&files.certificate);
        assert_eq!(key.mode.as_deref(), Some(named));
        assert!(key.warnings[0].contains(named), "{:?}", key.warnings);
    }
}

#[test]
fn keys_are_found_under_the_names_that_common_tools_give_them() {
    for (certificate, key) in [
        ("x.crt", "x.key"),
        ("localhost.pem", "localhost-key.pem"),
        ("bot-cert.pem", "bot-key.pem"),
        ("bot.cert.pem", "bot.key.pem"),
        ("fullchain.pem", "privkey.pem"),
        ("tls.crt", "tls.key"),
    ] {
        let dir = tempfile::tempdir().unwrap();
        make(dir.path(), "ed25519", certificate, key);
        let found = key_of(&dir.path().join(certificate));
        assert_eq!(found.path, dir.path().join(key));
        assert_eq!(found.matches, Match::Yes, "{certificate} and {key}");
    }
    let dir = tempfile::tempdir().unwrap();
    make(dir.path(), "ed25519", "bot.pem", "privkey.pem");
    assert!(
        inspect(&dir.path().join("bot.pem")).key.is_none(),
        "a fixed name beside any certificate would be a guess"
    );
}

#[test]
fn every_usual_form_of_a_key_is_compared_by_its_private_half() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let certificate = dir.join("x.crt");
    make(dir, "rsa:2048", "x.crt", "pkcs8.pem");
    openssl(dir, "rsa -in pkcs8.pem -traditional -out x.key");
    assert_eq!(key_of(&certificate).matches, Match::Yes, "PKCS#1");
    openssl(dir, "pkey -in pkcs8.pem -outform DER -out x.key");
    assert_eq!(key_of(&certificate).matches, Match::Yes, "DER");
    for options in [
        "pkcs8 -topk8 -in pkcs8.pem -passout pass:test -out x.key",
        "rsa -in pkcs8.pem -traditional -aes128 -passout pass:test -out x.key",
    ] {
        openssl(dir, options);
        let key = key_of(&certificate);
        assert_eq!(key.matches, Match::Encrypted, "{options}");
        assert!(
            key.warnings
                .iter()
                .any(|warning| warning.contains("passphrase"))
        );
    }
    make(
        dir,
        "ec -pkeyopt ec_paramgen_curve:P-384",
        "x.crt",
        "pkcs8.pem",
    );
    openssl(dir, "ec -in pkcs8.pem -out x.key");
    assert_eq!(key_of(&certificate).matches, Match::Yes, "SEC 1");
    openssl(dir, "genpkey -algorithm ed25519 -out x.key");
    let key = key_of(&certificate);
    assert_eq!(key.matches, Match::No, "a key of another kind");
    assert!(
        key.warnings
            .iter()
            .any(|warning| warning.contains("does not belong"))
    );
    make(dir, "ec -pkeyopt ec_paramgen_curve:P-521", "x.crt", "x.key");
    assert_eq!(
        key_of(&certificate).matches,
        Match::Unreadable,
        "what cannot be compared is not called a match or a mismatch"
    );
    fs::write(dir.join("x.key"), "no key at all").unwrap();
    assert_eq!(key_of(&certificate).matches, Match::Unreadable);
}

#[test]
fn of_two_keys_the_one_that_belongs_is_reported() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    make(dir, "ed25519", "bot.pem", "bot.key");
    openssl(dir, "genpkey -algorithm ed25519 -out bot-key.pem");
    let key = key_of(&dir.join("bot.pem"));
    assert_eq!(key.path, dir.join("bot.key"));
    assert_eq!(key.matches, Match::Yes);
    fs::remove_file(dir.join("bot.key")).unwrap();
    assert_eq!(
        key_of(&dir.join("bot.pem")).matches,
        Match::No,
        "a lone wrong key is reported as wrong"
    );
}

#[test]
fn a_key_inside_the_certificate_file_is_found_there() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    make(dir, "rsa:2048", "x.crt", "x.pkcs8");
    openssl(
        dir,
        "rsa -in x.pkcs8 -traditional -aes128 -passout pass:test -out x.locked",
    );
    let certificate = fs::read_to_string(dir.join("x.crt")).unwrap();
    for (key, expected) in [("x.pkcs8", Match::Yes), ("x.locked", Match::Encrypted)] {
        let key = fs::read_to_string(dir.join(key)).unwrap();
        let both = dir.join("both.pem");
        fs::write(&both, format!("{key}{certificate}")).unwrap();
        let report = inspect(&both);
        assert_eq!(report.details.len(), 1);
        let found = report.key.unwrap();
        assert_eq!((found.path, found.matches), (both, expected));
    }
}

#[test]
fn der_files_are_read_too() {
    let dir = tempfile::tempdir().unwrap();
    written(dir.path());
    openssl(
        dir.path(),
        "x509 -in localhost.pem -outform DER -out localhost.cer",
    );
    let report = inspect(&dir.path().join("localhost.cer"));
    assert_eq!(report.details[0].subject, "CN=localhost");
    assert_eq!(report.key.unwrap().matches, Match::Yes);
}

#[test]
fn what_is_no_certificate_file_is_refused_with_the_reason() {
    let dir = tempfile::tempdir().unwrap();
    let files = written(dir.path());
    let now = Timestamp::now();
    assert!(matches!(
        inspect_files(&files.key, now),
        Err(CertError::PrivateKeyGiven)
    ));
    assert!(matches!(
        inspect_files(dir.path(), now),
        Err(CertError::NotAFile(_))
    ));
    let missing = inspect_files(&dir.path().join("missing.pem"), now).unwrap_err();
    assert!(missing.to_string().contains("missing.pem"), "{missing}");
    let large = dir.path().join("large.pem");
    fs::File::create(&large)
        .unwrap()
        .set_len(50_000_000_000)
        .unwrap();
    assert!(
        matches!(inspect_files(&large, now), Err(CertError::TooLarge)),
        "its length is looked at before it is read"
    );
}

#[cfg(unix)]
#[test]
fn a_pipe_does_not_hang_the_inspection() {
    let dir = tempfile::tempdir().unwrap();
    let pipe = dir.path().join("pipe.pem");
    let made = std::process::Command::new("mkfifo")
        .arg(&pipe)
        .status()
        .unwrap();
    assert!(made.success());
    assert!(matches!(
        inspect_files(&pipe, Timestamp::now()),
        Err(CertError::NotAFile(_))
    ));
}

#[test]
fn a_report_has_no_byte_of_the_key() {
    let dir = tempfile::tempdir().unwrap();
    let files = written(dir.path());
    let report = inspect(&files.certificate);
    let text = serde_json::to_string(&report).unwrap() + &format!("{report:?}");
    let key = fs::read_to_string(&files.key).unwrap();
    for line in key.lines().filter(|line| !line.starts_with("-----")) {
        assert!(!text.contains(line), "the key leaked into the report");
    }
}
