//! `chatelaine settings`, `get`, `set` and `unset`.

use crate::desk::{CANARY, Desk, contents, keys};

#[test]
fn settings_are_listed_with_place_source_and_masked_value() {
    let desk = Desk::new();
    desk.write_env(&format!("CCAT_DEBUG=true\nCCAT_API_KEY={CANARY}\n"));
    let run = desk.run(&["settings", &desk.folder(), "--json"]);
    let rows = run.json()["settings"].as_array().unwrap().clone();
    let key = rows
        .iter()
        .find(|row| row["id"] == "env.CCAT_API_KEY")
        .unwrap();
    assert_eq!(
        (
            key["file"].as_str(),
            key["line"].as_u64(),
            key["source"].as_str(),
            key["secret"].as_bool()
        ),
        (Some(".env"), Some(2), Some("file"), Some(true))
    );
    assert!(
        keys(key).contains(&"overridden_by"),
        "what wins over it: {key}"
    );
    assert!(!run.out.contains(CANARY), "values of secrets are masked");
    let table = desk.run(&["settings", &desk.folder()]);
    assert!(
        table.out.contains("env.CCAT_API_KEY")
            && table.out.contains(".env:2")
            && !table.out.contains(CANARY),
        "{table:?}"
    );
}

#[test]
fn get_masks_unless_told_to_reveal() {
    let desk = Desk::new();
    desk.write_env(&format!("CCAT_API_KEY={CANARY}\n"));
    let folder = desk.folder();
    let masked = desk.run(&["get", &folder, "CCAT_API_KEY"]);
    assert!(
        masked.code == 0 && !masked.out.contains(CANARY),
        "{masked:?}"
    );
    assert_eq!(
        desk.run(&["get", &folder, "env.CCAT_API_KEY", "--reveal"])
            .out,
        format!("{CANARY}\n"),
        "asked for explicitly"
    );
    assert_eq!(
        desk.run(&["get", &folder, "CCAT_API_KEY", "--reveal", "--json"])
            .json()["value"],
        CANARY
    );
    assert_eq!(
        desk.run(&["get", &folder, "CCAT_JWT_EXPIRE_MINUTES"]).out,
        "1440\n",
        "the default that counts"
    );
    let unset = desk.run(&["get", &folder, "CCAT_API_KEY_WS", "--reveal", "--json"]);
    assert_eq!(
        (unset.code, unset.error_code().as_str()),
        (3, "not_found"),
        "{unset:?}"
    );
    let unknown = desk.run(&["get", &folder, "NO_SUCH_THING", "--json"]);
    assert_eq!(
        (unknown.code, unknown.error_code().as_str()),
        (3, "not_found"),
        "{unknown:?}"
    );
}

#[test]
fn an_address_is_shown_without_what_opens_it() {
    let desk = Desk::new();
    let folder = tempfile::tempdir().unwrap();
    let address = format!("http://bot:{CANARY}@127.0.0.1:9/replies?token={CANARY}");
    let file = format!("rest:\ncallback:\n  url: \"{address}\"\n");
    std::fs::write(folder.path().join("credentials.yml"), file).unwrap();
    let folder = folder.path().display().to_string();
    let url = "credentials.callback.url";
    let shown = "http://bot:••••••••@127.0.0.1:9/replies?token=••••••••";
    for words in [
        vec!["settings", &folder],
        vec!["settings", &folder, "--json"],
        vec!["get", &folder, url],
        vec!["unset", &folder, url, "--dry-run"],
    ] {
        let run = desk.run(&words);
        assert!(
            run.out.contains(shown) && !run.out.contains(CANARY),
            "nobody who looks at {words:?} may use the address: {run:?}"
        );
    }
    assert_eq!(
        desk.run(&["get", &folder, url, "--reveal"]).out,
        format!("{address}\n"),
        "asked for explicitly"
    );
}

#[test]
fn set_generates_a_value_that_nobody_sees() {
    let desk = Desk::new();
    let before = desk.env();
    let run = desk.run(&["set", &desk.folder(), "CCAT_API_KEY", "--generate"]);
    assert_eq!(run.code, 0, "{run:?}");
    let value = desk.value("CCAT_API_KEY").expect("it is in the file");
    assert!(
        value.len() >= 43 && value.starts_with(|c: char| c.is_ascii_alphabetic()),
        "256 bit of letters, digits, - and _"
    );
    assert!(
        !run.out.contains(&value) && !run.err.contains(&value),
        "and nowhere else: {run:?}"
    );
    assert!(run.out.contains("(new)"), "the diff shows where: {run:?}");
    assert_eq!(
        desk.env().replace(&format!("CCAT_API_KEY={value}\n"), ""),
        before,
        "every other byte is as it was"
    );
}

#[test]
fn set_takes_a_value_from_standard_input_only() {
    let desk = Desk::new();
    let folder = desk.folder();
    for (input, kept) in [("60\n", "60"), ("61\r\n", "61"), ("62", "62")] {
        let run = desk.run_with(
            &["set", &folder, "CCAT_JWT_EXPIRE_MINUTES", "--stdin"],
            input,
        );
        assert_eq!(run.code, 0, "{run:?}");
        assert_eq!(
            desk.value("CCAT_JWT_EXPIRE_MINUTES").as_deref(),
            Some(kept),
            "without its line end"
        );
    }
    let secret = desk.run_with(
        &["set", &folder, "CCAT_API_KEY", "--stdin", "--json"],
        CANARY,
    );
    assert_eq!(
        desk.value("CCAT_API_KEY").as_deref(),
        Some(CANARY),
        "{secret:?}"
    );
    assert!(
        !secret.out.contains(CANARY) && secret.json()["applied"]["entry"]["seq"].is_u64(),
        "masked in the plan: {secret:?}"
    );
    assert_eq!(
        desk.run(&["set", &folder, "CCAT_API_KEY", CANARY]).code,
        2,
        "a value on the command line is wrong usage"
    );
    assert_eq!(
        desk.run(&["set", &folder, "CCAT_API_KEY"]).code,
        2,
        "a value has to come from somewhere"
    );
}

#[test]
fn values_that_readers_disagree_on_are_refused_with_the_reason() {
    let desk = Desk::new();
    let folder = desk.folder();
    let before = contents(&desk.path("cat"));
    for (setting, value, reason) in [
        ("CCAT_API_KEY", "costs-$5-per-month-and-more", "$"),
        (
            "CCAT_API_KEY",
            "two\nlines-of-a-value-in-one",
            "white space",
        ),
        (
            "CCAT_CORS_ALLOWED_ORIGINS",
            "https://a.example`id`",
            "backtick",
        ),
        ("CCAT_JWT_EXPIRE_MINUTES", "soon", "number"),
        ("CCAT_DEBUG", "True", "true"),
    ] {
        let run = desk.run_with(&["set", &folder, setting, "--stdin", "--json"], value);
        assert_eq!(
            (run.code, run.error_code().as_str()),
            (3, "invalid"),
            "{value:?}: {run:?}"
        );
        assert!(
            run.out.contains(reason),
            "{value:?} is refused because of {reason:?}: {run:?}"
        );
    }
    let long = desk.run_with(
        &["set", &folder, "CCAT_API_KEY", "--stdin", "--json"],
        &"x".repeat(70_000),
    );
    assert_eq!(
        (long.code, long.error_code().as_str()),
        (3, "invalid"),
        "too long a value is not cut off: {}",
        long.err
    );
    assert_eq!(contents(&desk.path("cat")), before, "nothing was written");
}

#[test]
fn a_dry_run_shows_the_diff_and_writes_nothing() {
    let desk = Desk::new();
    let folder = desk.folder();
    let before = (contents(&desk.path("cat")), contents(&desk.path("home")));
    for arguments in [
        vec!["set", &folder, "CCAT_API_KEY", "--generate", "--dry-run"],
        vec!["unset", &folder, "CCAT_LOG_LEVEL", "--dry-run"],
        vec!["fix", &folder, "--all", "--dry-run"],
    ] {
        let run = desk.run(&arguments);
        assert_eq!(run.code, 0, "{run:?}");
        assert!(
            run.err.contains("Nothing was written") && run.out.contains("CCAT_"),
            "{run:?}"
        );
    }
    let plan = desk.run(&["fix", &folder, "--dry-run", "--json"]).json();
    assert!(
        plan["applied"].is_null() && plan["plan"]["files"][0]["lines"].is_array(),
        "{plan}"
    );
    assert_eq!(
        (contents(&desk.path("cat")), contents(&desk.path("home"))),
        before,
        "neither project nor data folder changed"
    );
}

#[test]
fn unset_removes_one_line() {
    let desk = Desk::new();
    let before = desk.env();
    let run = desk.run(&["unset", &desk.folder(), "CCAT_LOG_LEVEL"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(
        desk.env(),
        before.replace("CCAT_LOG_LEVEL=INFO\n", ""),
        "and nothing else"
    );
}

#[test]
fn files_that_make_no_sense_are_named() {
    let desk = Desk::new();
    let path = desk.path("cat").join(".env");
    for bytes in [&b"A=\0\n"[..], b"\xff\xfeA\0=\0", b"A=caf\xe9\n"] {
        std::fs::write(&path, bytes).unwrap();
        let run = desk.run(&[
            "set",
            &desk.folder(),
            "CCAT_API_KEY",
            "--generate",
            "--json",
        ]);
        assert_eq!(
            (run.code, run.error_code().as_str()),
            (3, "unreadable"),
            "{run:?}"
        );
        assert_eq!(std::fs::read(&path).unwrap(), bytes, "and left alone");
        let get = desk.run(&["get", &desk.folder(), "CCAT_API_KEY", "--reveal", "--json"]);
        assert_eq!(
            (get.code, get.error_code().as_str()),
            (3, "unreadable"),
            "not as if there were none: {get:?}"
        );
        let audit = desk.run(&["audit", &desk.folder(), "--json"]).json();
        let bot = &audit["bots"][0];
        assert_eq!(
            (
                &bot["findings"][0]["rule"],
                &bot["access_points"][0]["declared"]
            ),
            (&"GEN-001".into(), &"unknown".into()),
            "the audit of other bots goes on, and of this one nothing is claimed: {bot}"
        );
    }
    let nowhere = desk.run(&["settings", "/nonexistent/folder", "--json"]);
    assert_eq!(
        (nowhere.code, nowhere.error_code().as_str()),
        (3, "unreadable"),
        "{nowhere:?}"
    );
}
