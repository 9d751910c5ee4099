//! The command line with a real keychain, and with one that is of no help.

#![cfg(target_os = "linux")]

use crate::desk::contents;
use crate::keyring::Keyring;

#[test]
fn secrets_go_to_the_keychain_and_come_back_from_it() {
    let keyring = Keyring::available();
    let desk = &keyring.desk;
    desk.register(None);
    let status = keyring.status();
    assert_eq!(
        (status.code, status.json()["lasting"].as_bool()),
        (0, Some(true)),
        "{status:?}"
    );
    assert_eq!(
        desk.run(&["set", "alice", "CCAT_API_KEY", "--generate"])
            .code,
        0
    );
    let value = desk.value("CCAT_API_KEY").unwrap();
    assert_eq!(
        keyring.lookup("alice/env.CCAT_API_KEY"),
        value,
        "secret-tool finds the very value"
    );
    assert_eq!(
        desk.run(&["vault", "list", "--json"]).json()["entries"],
        serde_json::json!(["alice/env.CCAT_API_KEY", "chatelaine/backup-key"])
    );

    desk.write_env("CCAT_DEBUG=true\n");
    let restored = desk.run(&["set", "alice", "CCAT_API_KEY", "--from-vault"]);
    assert_eq!(
        (restored.code, desk.value("CCAT_API_KEY")),
        (0, Some(value)),
        "{restored:?}"
    );
    assert_eq!(
        desk.run(&["undo", "alice"]).code,
        0,
        "another process opens the backup"
    );
    assert_eq!(desk.env(), "CCAT_DEBUG=true\n");
}

#[test]
fn a_keychain_that_is_of_no_help_is_named_with_advice_and_nothing_is_written() {
    for (keyring, state) in [
        (Keyring::absent(), "absent"),
        (Keyring::locked(), "locked"),
        (Keyring::mute(), "mute"),
    ] {
        let desk = &keyring.desk;
        let before = (contents(&desk.path("cat")), contents(&desk.path("home")));
        let status = keyring.status();
        assert_eq!(
            (
                status.code,
                status.json()["state"].as_str(),
                status.error_code().as_str()
            ),
            (3, Some(state), "vault"),
            "{status:?}"
        );
        let folder = desk.folder();
        for arguments in [
            vec!["set", &folder, "CCAT_JWT_SECRET", "--generate", "--json"],
            vec!["fix", &folder, "--json"],
            vec!["vault", "list", "--json"],
        ] {
            let run = desk.run(&arguments);
            assert_eq!(
                (run.code, run.error_code().as_str()),
                (3, "vault"),
                "{state}, {arguments:?}: {run:?}"
            );
        }
        let audit = desk.run(&["audit", &folder, "--json"]);
        assert_eq!(audit.code, 1, "looking needs no vault ({state}): {audit:?}");
        assert_eq!(
            (contents(&desk.path("cat")), contents(&desk.path("home"))),
            before,
            "neither project nor data folder changed ({state})"
        );
    }
}
