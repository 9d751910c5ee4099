//! `chatelaine cert`.

use std::os::unix::fs::PermissionsExt as _;

use crate::desk::{Desk, contents, keys};

#[test]
fn a_pair_is_made_for_this_machine_and_inspected() {
    let desk = Desk::new();
    let out = desk.path("certs").display().to_string();
    let made = desk.run(&["cert", "self-signed", "--out", &out, "--json"]);
    assert_eq!(made.code, 0, "{made:?}");
    let certificate = made.json()["certificates"][0].clone();
    let key = certificate["key_path"].as_str().unwrap();
    let mode = std::fs::metadata(key).unwrap().permissions().mode() & 0o7777;
    assert_eq!(
        (mode, certificate["key_mode"].as_str()),
        (0o600, Some("0600")),
        "only its owner reads the key"
    );
    assert_eq!(
        (
            certificate["lifetime_days"].as_i64(),
            certificate["key"].as_str()
        ),
        (Some(397), Some("EC P-256")),
        "{certificate}"
    );
    let names: Vec<_> = certificate["names"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|name| name.as_str())
        .collect();
    assert!(
        names.iter().any(|name| name.contains("localhost"))
            && names.iter().any(|name| name.contains("127.0.0.1")),
        "{names:?}"
    );
    let inspected = desk.run(&[
        "cert",
        "inspect",
        certificate["path"].as_str().unwrap(),
        "--json",
    ]);
    assert_eq!(
        inspected.json()["certificates"][0],
        certificate,
        "inspecting finds the same"
    );
    assert!(keys(&certificate).contains(&"fingerprint"), "{certificate}");
    assert!(
        !made.out.contains("PRIVATE KEY"),
        "the key itself is not printed"
    );
}

#[test]
fn nothing_is_overwritten() {
    let desk = Desk::new();
    let out = desk.path("certs").display().to_string();
    assert_eq!(desk.run(&["cert", "self-signed", "--out", &out]).code, 0);
    let before = contents(&desk.path("certs"));
    let again = desk.run(&["cert", "self-signed", "--out", &out, "--json"]);
    assert_eq!(
        (again.code, again.error_code().as_str()),
        (3, "conflict"),
        "{again:?}"
    );
    assert_eq!(
        contents(&desk.path("certs")),
        before,
        "both files are the old ones"
    );
}

#[test]
fn what_clients_would_refuse_and_what_is_no_certificate_is_refused() {
    let desk = Desk::new();
    let out = desk.path("certs").display().to_string();
    for arguments in [["--days", "4000"], ["--name", "not a name"]] {
        let run = desk.run(
            &[
                &["cert", "self-signed", "--out", &out, "--json"],
                &arguments[..],
            ]
            .concat(),
        );
        assert_eq!(
            (run.code, run.error_code().as_str()),
            (3, "invalid"),
            "{run:?}"
        );
    }
    let env = desk.path("cat").join(".env").display().to_string();
    let none = desk.run(&["cert", "inspect", &env, "--json"]);
    assert_eq!(
        (none.code, none.error_code().as_str()),
        (3, "invalid"),
        "{none:?}"
    );
    let missing = desk.run(&["cert", "inspect", "/nonexistent.pem", "--json"]);
    assert_eq!(
        (missing.code, missing.error_code().as_str()),
        (3, "unreadable"),
        "{missing:?}"
    );
    let file = desk.run(&["cert", "self-signed", "--out", &env, "--json"]);
    assert_eq!(
        (file.code, file.error_code().as_str()),
        (3, "unwritable"),
        "a file is no folder: {file:?}"
    );
}
