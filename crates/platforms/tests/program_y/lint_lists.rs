//! Secrets and the lines that they stand on.

use chatelaine_documents::{KeyPath, Scalar};
use chatelaine_platforms::Fix;

use super::stage::{KEY, Stage, TOKEN, fires, shown, silent};

const FILE: &str = "licenses/license.keys";

fn token(value: &str) -> Stage {
    Stage::licensed(&format!("# keys\nBASIC_AUTH_TOKEN = {value}\n"))
}

fn generated(setting: &str) -> Option<Fix> {
    Some(Fix::Generate {
        setting: setting.into(),
    })
}

#[test]
fn an_empty_token_is_a_token() {
    for empty in ["", "   ", "\"\"", "="] {
        let found = fires(&token(empty), "PY-009", (FILE, Some(2)));
        assert_eq!(
            found.fix,
            generated("license.BASIC_AUTH_TOKEN"),
            "`{empty}`"
        );
        assert_eq!(
            token(empty).rules(),
            ["PY-009"],
            "`{empty}`: one trouble, one finding"
        );
    }
    silent(&Stage::sound(), "PY-009");
}

#[test]
fn padding_is_dropped() {
    let found = fires(
        &token("q7Vt2mXo9bLrK4nWc1ZsE8uYp5HdGjA3fTiB6wRxN0=="),
        "PY-016",
        (FILE, Some(2)),
    );
    assert_eq!(found.column, Some(20));
    let issued = Stage::licensed(&format!(
        "BASIC_AUTH_TOKEN = {TOKEN}\nLINE_ACCESS_TOKEN = {KEY}=\n"
    ));
    let found = fires(&issued, "PY-016", (FILE, Some(2)));
    assert!(
        !found.fixable,
        "LINE issued it; a made-up one opens nothing"
    );
    silent(&Stage::sound(), "PY-016");
}

#[test]
fn samples_and_guesses_are_told_apart() {
    insta::assert_snapshot!(shown(&token("XXXXXXXXXXXXXX").findings()), @r#"
    PY-017 High licenses/license.keys:2:20 BASIC_AUTH_TOKEN is a sample from Program-Y's license.keys. → Generate { setting: "license.BASIC_AUTH_TOKEN" }
    "#);
    insta::assert_snapshot!(shown(&token("pippo1984").findings()), @r#"
    PY-018 High licenses/license.keys:2:20 BASIC_AUTH_TOKEN can be guessed: about 47 bit. → Generate { setting: "license.BASIC_AUTH_TOKEN" }
    "#);
    insta::assert_snapshot!(shown(&Stage::keyed(&format!("11111111111111\n22222222222222\n{KEY}\n")).findings()), @r#"
    PY-017 High keys/keys.txt:1:1 keys.1 is a sample from Program-Y's license.keys. → Generate { setting: "keys.1" }
    PY-017 High keys/keys.txt:2:1 keys.2 is a sample from Program-Y's license.keys. → Generate { setting: "keys.2" }
    "#);
    let issued = Stage::licensed(&format!(
        "BASIC_AUTH_TOKEN = {TOKEN}\nVIBER_TOKEN = XXXXXXXXXXXXXX\nSLACK_TOKEN = short\n"
    ));
    assert_eq!(
        issued
            .findings()
            .iter()
            .map(|finding| (finding.rule.as_str(), finding.fixable))
            .collect::<Vec<_>>(),
        [("PY-017", false)],
        "what others issue is only known for a placeholder, and never replaced"
    );
}

#[test]
fn each_client_has_a_key_of_its_own() {
    let stage = Stage::keyed(&format!("{KEY}\n{KEY}\n{TOKEN}\n"));
    insta::assert_snapshot!(shown(&stage.findings()), @r#"
    PY-019 High keys/keys.txt:2:1 keys.2 has the same value as keys.1. → Generate { setting: "keys.2" }
    PY-019 High keys/keys.txt:3:1 keys.3 has the same value as BASIC_AUTH_TOKEN. → Generate { setting: "keys.3" }
    "#);
    silent(&Stage::keyed(&format!("{KEY}\n")), "PY-019");
}

#[test]
fn every_line_of_the_list_is_a_key() {
    let stage = Stage::keyed(&format!("{KEY}\n\n# clients\n   \n"));
    let findings = stage.findings();
    assert_eq!(
        findings
            .iter()
            .map(|finding| (finding.rule.as_str(), finding.line, finding.fix.clone()))
            .collect::<Vec<_>>(),
        [
            ("PY-010", Some(2), generated("keys.2")),
            ("PY-010", Some(3), generated("keys.3")),
            ("PY-010", Some(4), generated("keys.4")),
        ],
        "the numbers of the other keys stay as they are: {}",
        shown(&findings)
    );
    silent(&Stage::keyed(&format!("{KEY}\n")), "PY-010");
    let unused = Stage::sound().with("keys/keys.txt", "\n# nobody asks\n");
    assert_eq!(
        unused.rules(),
        Vec::<String>::new(),
        "a list that nobody reads opens nothing"
    );
}

#[test]
fn characters_that_do_not_travel() {
    for bad in [
        "tök-tök-tök-tök-tök-tök-tök-tök-tök-tök",
        "q7Vt2mXo9bLrK4nWc1ZsE8uYp5HdG #production",
        "q7Vt2mXo9bLrK4nW c1ZsE8uYp5HdGjA3fTiB6wR",
    ] {
        let found = fires(&token(bad), "PY-028", (FILE, Some(2)));
        assert_eq!(found.fix, generated("license.BASIC_AUTH_TOKEN"), "{bad}");
    }
    let key = Stage::keyed("q7Vt2mXo9bLrK4nWc1ZsE8uYp5HdGjA3&fTiB6+wRxN0k\n");
    fires(&key, "PY-028", ("keys/keys.txt", Some(1)));
    silent(&Stage::keyed(&format!("{KEY}\n")), "PY-028");
    silent(&Stage::sound(), "PY-028");
}

#[test]
fn quotes_mean_different_things_to_different_versions() {
    for quoted in [format!("\"{TOKEN}\""), format!("'{TOKEN}'")] {
        let found = fires(&token(&quoted), "PY-027", (FILE, Some(2)));
        assert_eq!(
            found.fix,
            Some(Fix::Write {
                role: "license",
                path: KeyPath::keys(&["BASIC_AUTH_TOKEN"]),
                value: Scalar::Text(TOKEN.into())
            }),
            "the same value without them"
        );
    }
    let sample = fires(&token("\"XXXXXXXXXXXXXX\""), "PY-027", (FILE, Some(2)));
    assert_eq!(sample.fix, None, "a new value takes the quotes away");
    silent(&Stage::sound(), "PY-027");
}

#[test]
fn a_byte_order_mark_hides_the_first_entry() {
    let stage = Stage::licensed(&format!("\u{feff}BASIC_AUTH_TOKEN = {TOKEN}\n"));
    assert_eq!(
        stage.rules(),
        ["PY-029"],
        "it is there, only under another name"
    );
    let found = fires(&stage, "PY-029", (FILE, Some(1)));
    assert!(found.locks, "the bot does not start until it is gone");
    let twice = Stage::licensed(&format!(
        "\u{feff}BASIC_AUTH_TOKEN = x\nBASIC_AUTH_TOKEN = {TOKEN}\n"
    ));
    assert!(
        matches!(
            fires(&twice, "PY-029", (FILE, Some(1))).fix,
            Some(Fix::Remove { .. })
        ),
        "the name is taken"
    );
    let keys = Stage::keyed(&format!("\u{feff}{KEY}\n"));
    fires(&keys, "PY-029", ("keys/keys.txt", Some(1)));
    silent(&Stage::sound(), "PY-029");
}

#[test]
fn names_that_stand_twice_and_lines_that_are_skipped() {
    let twice = Stage::licensed(&format!(
        "  BASIC_AUTH_TOKEN = old\nBASIC_AUTH_TOKEN = {TOKEN}\n"
    ));
    let found = fires(&twice, "PY-030", (FILE, Some(1)));
    assert_eq!(found.column, Some(3));
    assert_eq!(
        twice.rules(),
        ["PY-030"],
        "what does not count is not judged"
    );
    let colon = Stage::licensed(&format!("BASIC_AUTH_TOKEN: {TOKEN}\n"));
    let found = fires(&colon, "PY-031", (FILE, Some(1)));
    assert!(!found.message.contains(TOKEN), "the line may hold a secret");
    silent(&Stage::sound(), "PY-031");
    silent(&Stage::sound(), "PY-030");
}
