//! `chatelaine vault` and the three kinds of vault.

use crate::desk::{CANARY, Desk, contents};

#[test]
fn each_vault_tells_how_it_stands() {
    let mut desk = Desk::new();
    let memory = desk.run(&["vault", "status", "--json"]);
    assert_eq!(
        (
            memory.code,
            memory.json()["state"].as_str(),
            memory.json()["lasting"].as_bool()
        ),
        (0, Some("available"), Some(false)),
        "{memory:?}"
    );
    assert!(
        desk.run(&["vault", "status"]).out.contains("forgotten"),
        "said in words"
    );
    desk.set("CHATELAINE_VAULT", "shoebox");
    let unknown = desk.run(&["vault", "status", "--json"]);
    assert_eq!(
        (unknown.code, unknown.error_code().as_str()),
        (3, "invalid"),
        "{unknown:?}"
    );
    desk.set("CHATELAINE_VAULT", "file");
    let shut = desk.run(&["vault", "status", "--json"]);
    assert_eq!(
        (
            shut.code,
            shut.json()["state"].as_str(),
            shut.error_code().as_str()
        ),
        (3, Some("locked"), "vault"),
        "no passphrase: {shut:?}"
    );
    desk.set("CHATELAINE_PASSPHRASE_FILE", "/nonexistent");
    let missing = desk.run(&["vault", "status", "--json"]);
    assert_eq!(
        (missing.code, missing.error_code().as_str()),
        (3, "unreadable"),
        "{missing:?}"
    );
}

#[test]
fn a_file_vault_keeps_secrets_sealed_and_a_wrong_passphrase_changes_nothing() {
    let mut desk = Desk::with_file_vault();
    desk.write_env(&format!("CCAT_API_KEY={CANARY}\n"));
    desk.register(None);
    let taken = desk.run(&["vault", "import", "alice", "--json"]);
    assert_eq!(
        (taken.code, taken.json()["imported"].as_u64()),
        (0, Some(1)),
        "{taken:?}"
    );
    let vault = std::fs::read(desk.path("home").join("vault.age")).unwrap();
    assert!(
        !vault
            .windows(CANARY.len())
            .any(|window| window == CANARY.as_bytes()),
        "sealed"
    );
    assert_eq!(
        desk.run(&["vault", "import", "alice", "--json"]).json()["imported"],
        0,
        "the second time there is nothing new"
    );

    let wrong = desk.path("wrong");
    std::fs::write(&wrong, "not the passphrase\n").unwrap();
    desk.set("CHATELAINE_PASSPHRASE_FILE", &wrong.display().to_string());
    let before = (contents(&desk.path("cat")), contents(&desk.path("home")));
    let run = desk.run(&["set", "alice", "CCAT_API_KEY", "--generate", "--json"]);
    assert_eq!(
        (run.code, run.error_code().as_str()),
        (3, "vault"),
        "{run:?}"
    );
    assert_eq!(
        (contents(&desk.path("cat")), contents(&desk.path("home"))),
        before,
        "nothing was written"
    );
}

#[test]
fn from_vault_without_a_value_says_so() {
    let desk = Desk::new();
    let run = desk.run(&[
        "set",
        &desk.folder(),
        "CCAT_API_KEY",
        "--from-vault",
        "--json",
    ]);
    assert_eq!(
        (run.code, run.error_code().as_str()),
        (3, "not_found"),
        "{run:?}"
    );
}

#[test]
fn no_command_leaves_a_secret_in_its_output_or_in_the_data_folder() {
    let mut desk = Desk::with_file_vault();
    desk.write_env(&format!("CCAT_API_KEY=Http-{CANARY}\nCCAT_API_KEY_WS=Socket-{CANARY}\nCCAT_JWT_SECRET=Sign-{CANARY}\nCCAT_DEBUG=true\n"));
    let url = desk.start_cat();
    desk.register(Some(&url));
    let commands: [(&[&str], &str); 12] = [
        (&["settings", "alice", "--json"], ""),
        (&["get", "alice", "CCAT_API_KEY"], ""),
        (&["audit", "alice", "--live", "--json"], ""),
        (&["vault", "import", "alice", "--json"], ""),
        (&["login", "alice", "--remember", "--json"], "admin"),
        (&["session", "alice", "--overview", "--json"], ""),
        (
            &[
                "chat",
                "alice",
                "--auth",
                "key",
                "--message",
                "hello",
                "--json",
                "--frames",
            ],
            "",
        ),
        (
            &[
                "chat",
                "alice",
                "--auth",
                "jwt",
                "--message",
                "hello",
                "--json",
                "--frames",
            ],
            "",
        ),
        (
            &["set", "alice", "CCAT_API_KEY", "--stdin", "--json"],
            "Later-Canary-93f0-of-the-command-line",
        ),
        (&["fix", "alice", "--all", "--json"], ""),
        (&["undo", "alice", "--json"], ""),
        (&["history", "--json"], ""),
    ];
    for (arguments, input) in commands {
        let run = desk.run_with(arguments, input);
        assert!(
            !run.out.contains(CANARY) && !run.err.contains(CANARY),
            "{arguments:?} printed a secret"
        );
        assert!(!run.out.is_empty(), "{arguments:?} did something: {run:?}");
    }
    for (path, bytes) in contents(&desk.path("home")) {
        assert!(
            !bytes
                .windows(CANARY.len())
                .any(|window| window == CANARY.as_bytes()),
            "{} holds a secret in clear",
            path.display()
        );
    }
}
