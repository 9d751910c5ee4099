//! `chatelaine token`.

use crate::desk::Desk;

/// Signed with `meow_jwt`, by a Cheshire Cat 2.0.23.
const WELL_KNOWN: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJkYTBhOTc1Zi02ZGUyLTRiMmMtYjIyOS1hMDlkMjMwMzgxMjkiLCJ1c2VybmFtZSI6Im1hbGxvcnkiLCJyb2xlcyI6WyJhZG1pbiJdLCJjdXN0b20iOnt9LCJleHAiOjE3OTUyOTY5NTl9.OI3Nydoi2CaSWp9iUDuMMqJsD5QNMLekpwym0fyCMVc";

#[test]
fn a_well_known_key_is_named_and_makes_the_exit_code_1() {
    let desk = Desk::new();
    let run = desk.run_with(&["token", "guess"], &format!("{WELL_KNOWN}\n"));
    assert_eq!(run.code, 1, "a script must notice: {run:?}");
    assert!(
        run.out.contains("`meow_jwt`"),
        "everybody knows it, so it may be said: {run:?}"
    );
    let run = desk.run_with(&["token", "guess", "--json"], WELL_KNOWN);
    let said = run.json();
    assert_eq!(
        (
            said["found"].as_bool(),
            said["by"].as_str(),
            said["known_key"].as_str()
        ),
        (Some(true), Some("known"), Some("meow_jwt")),
        "{said}"
    );
}

#[test]
fn a_key_from_a_list_stays_hidden_until_it_is_asked_for() {
    let desk = Desk::new();
    // Signed with the second line.
    let token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIn0.iSgM4-YRft_9KKIdwU25PGozjYKuaAkViCYirLpGpGw";
    let list = desk.path("words.txt");
    std::fs::write(&list, "rabbit-hole\ncroquet-with-flamingos\n").unwrap();
    let list = list.display().to_string();
    let arguments = ["token", "guess", "--words", &list];
    let run = desk.run_with(&arguments, token);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.out.contains("line 2 of the list"), "{run:?}");
    assert!(
        !run.out.contains("flamingos"),
        "it is a bot's living key: {run:?}"
    );
    let run = desk.run_with(&[&arguments[..], &["--reveal"]].concat(), token);
    assert!(run.out.contains("croquet-with-flamingos"), "{run:?}");
}

#[test]
fn what_is_no_token_is_an_error_that_does_not_repeat_it() {
    let desk = Desk::new();
    let run = desk.run_with(&["token", "guess"], "not-a-token-7f3a9c");
    assert_eq!(run.code, 3, "{run:?}");
    assert!(
        run.err.contains("three parts") && !run.err.contains("7f3a9c"),
        "{run:?}"
    );
}
