//! Doors without a lock, and locks that can be picked.

use chatelaine_platforms::Fix;

use super::project::{HTTP_KEY, WS_KEY, env, findings, project, rules, shown};

#[test]
fn a_sound_file_is_left_in_peace() {
    assert_eq!(
        shown(&findings(&env(&[]))),
        "",
        "nothing is wrong, so nothing is said"
    );
}

#[test]
fn without_any_file_there_is_nothing_to_read_and_nothing_to_say() {
    assert_eq!(
        super::project::lint(&project(None, None)),
        Vec::new(),
        "an address alone is judged live"
    );
}

#[test]
fn an_empty_file_leaves_every_door_open() {
    insta::assert_snapshot!(shown(&findings("")), @r#"
    CC-001 Critical .env:-:- CCAT_API_KEY is not set: without a credential, HTTP answers as administrator. → Generate { setting: "env.CCAT_API_KEY" }
    CC-002 Critical .env:-:- CCAT_API_KEY_WS is not set: the chat socket is accepted without a token. → Generate { setting: "env.CCAT_API_KEY_WS" }
    CC-003 Critical .env:-:- CCAT_JWT_SECRET is not set: tokens are signed with the default key `secret`, which everybody knows. → Generate { setting: "env.CCAT_JWT_SECRET" }
    CC-010 Low .env:-:- Every web site may call the bot from its visitors' browsers (CORS).
    CC-011 Low .env:-:- Debug mode is on: /docs is served and the server restarts on every changed file. → Set { setting: "env.CCAT_DEBUG", value: "false" }
    "#);
}

#[test]
fn every_door_has_its_own_finding_and_a_generated_key_as_its_fix() {
    let stories = [
        ("CC-001", "CCAT_API_KEY", "env.CCAT_API_KEY"),
        ("CC-002", "CCAT_API_KEY_WS", "env.CCAT_API_KEY_WS"),
        ("CC-003", "CCAT_JWT_SECRET", "env.CCAT_JWT_SECRET"),
    ];
    for (rule, key, setting) in stories {
        let (gone, empty) = (format!("-{key}"), format!("{key}="));
        let comment = format!("# {key}=commented-out");
        for lines in [vec![&gone], vec![&empty], vec![&gone, &comment]] {
            let lines: Vec<&str> = lines.into_iter().map(String::as_str).collect();
            let (line, found) = (lines.join(" "), findings(&env(&lines)));
            assert_eq!(found.len(), 1, "{line}: {}", shown(&found));
            assert_eq!(
                (found[0].rule.as_str(), &found[0].fix),
                (
                    rule,
                    &Some(Fix::Generate {
                        setting: setting.into()
                    })
                ),
                "{line}: {}",
                shown(&found)
            );
            assert!(found[0].locks, "{line}: it belongs to Lock everything");
            assert_eq!(
                found[0].setting.as_deref(),
                Some(setting),
                "{line}: the form marks the right field"
            );
        }
    }
}

#[test]
fn the_default_signing_key_is_named_and_placed() {
    let text = env(&["CCAT_JWT_SECRET=secret"]);
    insta::assert_snapshot!(shown(&findings(&text)), @r#"CC-003 Critical .env:5:17 CCAT_JWT_SECRET is the default key `secret`, which everybody knows. → Generate { setting: "env.CCAT_JWT_SECRET" }"#);
    let empty = env(&["CCAT_JWT_SECRET="]);
    insta::assert_snapshot!(shown(&findings(&empty)), @r#"CC-003 Critical .env:5:17 CCAT_JWT_SECRET is empty: tokens are signed with an empty key, so anyone can make them. → Generate { setting: "env.CCAT_JWT_SECRET" }"#);
}

#[test]
fn known_and_guessable_values_are_told_apart() {
    let known = findings(&env(&[
        "CCAT_API_KEY=meow",
        "CCAT_API_KEY_WS=yet-another-very-long-and-alphanumeric-secret",
    ]));
    insta::assert_snapshot!(shown(&known), @r#"
    CC-004 High .env:4:14 CCAT_API_KEY is a value shipped with the Cheshire Cat. → Generate { setting: "env.CCAT_API_KEY" }
    CC-004 High .env:5:17 CCAT_API_KEY_WS is a sample from the Cheshire Cat's documentation. → Generate { setting: "env.CCAT_API_KEY_WS" }
    "#);
    let guessable = findings(&env(&[
        "CCAT_API_KEY=pippo1984",
        "CCAT_JWT_SECRET=gatto-rosso",
    ]));
    insta::assert_snapshot!(shown(&guessable), @r#"
    CC-005 High .env:4:14 CCAT_API_KEY can be guessed: about 47 bit. → Generate { setting: "env.CCAT_API_KEY" }
    CC-005 High .env:5:17 CCAT_JWT_SECRET can be guessed: about 27 bit. → Generate { setting: "env.CCAT_JWT_SECRET" }
    "#);
}

#[test]
fn one_value_for_two_locks_is_found_once_and_mended_in_one_place() {
    let found = findings(&env(&[&format!("CCAT_API_KEY_WS={HTTP_KEY}")]));
    insta::assert_snapshot!(shown(&found), @r#"CC-006 High .env:5:17 CCAT_API_KEY_WS has the same value as CCAT_API_KEY. → Generate { setting: "env.CCAT_API_KEY_WS" }"#);
    let thrice = rules(&env(&[
        &format!("CCAT_API_KEY_WS={HTTP_KEY}"),
        &format!("CCAT_JWT_SECRET={HTTP_KEY}"),
    ]));
    assert_eq!(
        thrice,
        ["CC-006", "CC-006"],
        "all but the first get a new value"
    );
}

#[test]
fn characters_that_do_not_travel() {
    for bad in [
        "\"ends with a space but is long enough \"",
        "with+plus+and+much+more+to+be+long+enough",
        "gattò-gattò-gattò-gattò-gattò-gattò",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4eXoifQ.c2lnbmF0dXJl",
    ] {
        let found = findings(&env(&[&format!("CCAT_API_KEY={bad}")]));
        let odd: Vec<_> = found
            .iter()
            .filter(|finding| finding.rule == "CC-013")
            .collect();
        assert_eq!(odd.len(), 1, "{bad}: {}", shown(&found));
        assert_eq!(
            odd[0].fix,
            Some(Fix::Generate {
                setting: "env.CCAT_API_KEY".into()
            }),
            "{bad}: a generated key travels"
        );
    }
    for good in [HTTP_KEY, "AZaz09_-.~AZaz09_-~AZaz09-qwrtzplkj"] {
        assert!(
            !rules(&env(&[&format!("CCAT_API_KEY={good}")])).contains(&"CC-013".to_owned()),
            "{good}: every reader agrees on these"
        );
    }
}

#[test]
fn a_legacy_name_wins_and_so_it_goes() {
    let both = findings(&env(&[&format!(
        "API_KEY={}",
        "Hy6tR2wQ8zLkV4nXb1MsE9uCp5DdGjA3fTiB7oPxN0m"
    )]));
    insta::assert_snapshot!(shown(&both), @r#"CC-007 High .env:6:9 API_KEY is the old name of CCAT_API_KEY and wins over it at start. → Remove { role: "env", path: KeyPath([Key("API_KEY")]) }"#);
    let alone = findings(&env(&["-CCAT_API_KEY", &format!("API_KEY={HTTP_KEY}")]));
    insta::assert_snapshot!(shown(&alone), @r#"CC-007 High .env:5:9 API_KEY is the old name of CCAT_API_KEY and is used in its place at start. → Rename { role: "env", path: KeyPath([Key("API_KEY")]), to: "CCAT_API_KEY" }"#);
    assert_eq!(
        rules(&env(&["API_KEY="])),
        Vec::<String>::new(),
        "an empty legacy name changes nothing"
    );
}

#[test]
fn a_weak_value_under_a_legacy_name_is_found_where_it_stands() {
    let found = findings(&env(&["JWT_SECRET=secret"]));
    let default = found
        .iter()
        .find(|finding| finding.rule == "CC-003")
        .expect("the legacy value is the one that signs");
    assert_eq!(
        default.line,
        Some(6),
        "at the line that counts, not at the one that is overridden: {}",
        shown(&found)
    );
}

#[test]
fn the_databases_key_is_judged_and_never_replaced() {
    let found = findings(&env(&["CCAT_QDRANT_API_KEY=meow"]));
    assert_eq!(
        found
            .iter()
            .map(|finding| (finding.rule.as_str(), finding.fixable))
            .collect::<Vec<_>>(),
        [("CC-004", false)],
        "a new value here would only lock the bot out of its database"
    );
    let reused = findings(&env(&[&format!("CCAT_QDRANT_API_KEY={WS_KEY}")]));
    assert_eq!(
        reused
            .iter()
            .map(|finding| (finding.rule.as_str(), finding.fixable))
            .collect::<Vec<_>>(),
        [("CC-006", false)],
        "nor may it be made up when it is reused"
    );
}
