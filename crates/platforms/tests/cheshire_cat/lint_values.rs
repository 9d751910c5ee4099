//! Values that do not do what they seem to do.

use chatelaine_platforms::Fix;

use super::project::{env, findings, rules, shown};

/// What must be found, and that nothing is found once it is mended.
fn story(rule: &str, bad: &[&str], good: &[&str]) {
    let found = rules(&env(bad));
    assert!(
        found.contains(&rule.to_owned()),
        "{rule} applies to {bad:?}, but only {found:?} were found"
    );
    let found = rules(&env(good));
    assert!(
        !found.contains(&rule.to_owned()),
        "{rule} does not apply to {good:?}"
    );
}

fn fix(rule: &str, lines: &[&str]) -> Option<Fix> {
    findings(&env(lines))
        .into_iter()
        .find(|finding| finding.rule == rule)
        .and_then(|finding| finding.fix)
}

#[test]
fn algorithms_that_break_the_login() {
    for bad in ["none", "RS256", "hs256", "HS1", "\"\""] {
        story(
            "CC-008",
            &[&format!("CCAT_JWT_ALGORITHM={bad}")],
            &["CCAT_JWT_ALGORITHM=HS384"],
        );
    }
    let set = Fix::Set {
        setting: "env.CCAT_JWT_ALGORITHM".into(),
        value: "HS256".into(),
    };
    assert_eq!(
        fix("CC-008", &["CCAT_JWT_ALGORITHM=none"]),
        Some(set),
        "the default works"
    );
}

#[test]
fn lifetimes_that_break_the_login_or_outlive_it() {
    for bad in [
        "abc", "-5", "0", "1d", "NaN", "inf", "1e99", "100000", "10081", "\"\"",
    ] {
        story(
            "CC-009",
            &[&format!("CCAT_JWT_EXPIRE_MINUTES={bad}")],
            &["CCAT_JWT_EXPIRE_MINUTES=10080"],
        );
        let once = rules(&env(&[&format!("CCAT_JWT_EXPIRE_MINUTES={bad}")]));
        assert_eq!(once, ["CC-009"], "{bad}: one trouble, one finding");
    }
    assert_eq!(
        rules(&env(&["CCAT_JWT_EXPIRE_MINUTES=0.1"])),
        Vec::<String>::new(),
        "fractions work on the real server"
    );
    let long = findings(&env(&["CCAT_JWT_EXPIRE_MINUTES=43200"]));
    insta::assert_snapshot!(shown(&long), @r#"CC-009 Medium .env:6:25 A login lasts 30 days, and a stolen token cannot be revoked before that. → Set { setting: "env.CCAT_JWT_EXPIRE_MINUTES", value: "1440" }"#);
}

#[test]
fn every_site_may_call() {
    story(
        "CC-010",
        &["CCAT_CORS_ENABLED=true"],
        &[
            "CCAT_CORS_ENABLED=true",
            "CCAT_CORS_ALLOWED_ORIGINS=https://a.example",
        ],
    );
    story(
        "CC-010",
        &["-CCAT_CORS_ENABLED", "CCAT_CORS_ALLOWED_ORIGINS="],
        &["CCAT_CORS_ENABLED=false"],
    );
    story(
        "CC-010",
        &["-CCAT_CORS_ENABLED"],
        &["CCAT_CORS_ENABLED=false", "CCAT_CORS_ALLOWED_ORIGINS=*"],
    );
    assert_eq!(
        fix("CC-010", &["CCAT_CORS_ENABLED=true"]),
        None,
        "which sites may call is for the operator to say"
    );
}

#[test]
fn debug_mode_is_on_unless_it_is_turned_off() {
    story("CC-011", &["-CCAT_DEBUG"], &["CCAT_DEBUG=false"]);
    story("CC-011", &["CCAT_DEBUG=true"], &["CCAT_DEBUG=True"]);
    assert_eq!(
        fix("CC-011", &["-CCAT_DEBUG"]),
        Some(Fix::Set {
            setting: "env.CCAT_DEBUG".into(),
            value: "false".into()
        }),
        "it can simply be turned off"
    );
}

#[test]
fn anybodys_forwarding_headers_count() {
    for on in ["1", "true"] {
        let on = format!("CCAT_HTTPS_PROXY_MODE={on}");
        story(
            "CC-012",
            &[&on],
            &[&on, "CCAT_CORS_FORWARDED_ALLOW_IPS=10.0.0.2"],
        );
    }
    story(
        "CC-012",
        &["CCAT_HTTPS_PROXY_MODE=true"],
        &["CCAT_HTTPS_PROXY_MODE=false"],
    );
}

#[test]
fn spaces_in_lists_become_part_of_the_items() {
    let bad = "CCAT_CORS_ALLOWED_ORIGINS=\"https://a.example, https://b.example\"";
    story(
        "CC-017",
        &[bad],
        &["CCAT_CORS_ALLOWED_ORIGINS=https://a.example,https://b.example"],
    );
    let tidy = Fix::Set {
        setting: "env.CCAT_CORS_ALLOWED_ORIGINS".into(),
        value: "https://a.example,https://b.example".into(),
    };
    assert_eq!(
        fix("CC-017", &[bad]),
        Some(tidy),
        "the fix keeps every item"
    );
}

#[test]
fn switches_that_are_neither_true_nor_false() {
    for (spelling, meant) in [
        ("True", "true"),
        ("yes", "true"),
        ("1", "true"),
        ("on", "true"),
        ("False", "false"),
        ("0", "false"),
        ("", "false"),
        ("maybe", "false"),
    ] {
        let line = format!("CCAT_DEBUG={spelling}");
        story("CC-018", &[&line], &["CCAT_DEBUG=false"]);
        let set = Fix::Set {
            setting: "env.CCAT_DEBUG".into(),
            value: meant.into(),
        };
        assert_eq!(
            fix("CC-018", &[&line]),
            Some(set),
            "{line}: the fix writes what was probably meant"
        );
    }
    for fine in [
        "CCAT_HTTPS_PROXY_MODE=1",
        "CCAT_CORE_USE_SECURE_PROTOCOLS=1",
        "CCAT_CORE_USE_SECURE_PROTOCOLS=",
    ] {
        assert!(
            !rules(&env(&[fine])).contains(&"CC-018".to_owned()),
            "{fine}: this switch takes more spellings"
        );
    }
}

#[test]
fn findings_come_worst_first() {
    let found = findings("CCAT_DEBUG=True\nCCAT_API_KEY=meow\nCCAT_JWT_ALGORITHM=none\n");
    let order: Vec<_> = found.iter().map(|finding| finding.severity).collect();
    assert!(
        order.is_sorted_by(|a, b| a >= b),
        "an operator reads from the top: {}",
        shown(&found)
    );
}
