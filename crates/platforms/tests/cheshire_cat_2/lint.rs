//! What the configuration alone shows to be wrong.

use chatelaine_platforms::Severity;

use super::project::{
    CAT, JWT, KEY, config, effective, findings, lint, project, shown, with_compose, with_env,
};

/// The rules that a change of the sound file sets off.
fn rules(changes: &[&str]) -> Vec<String> {
    findings(&config(changes))
        .into_iter()
        .map(|finding| finding.rule)
        .collect()
}

#[test]
fn a_sound_file_is_left_in_peace() {
    assert_eq!(
        shown(&findings(&config(&[]))),
        "",
        "nothing is wrong, so nothing is said"
    );
    let project = project(Some(&config(&[])));
    let all = CAT.lint(&project, &effective(&project));
    assert!(
        all.iter()
            .all(|finding| finding.severity < Severity::Medium),
        "{}",
        shown(&all)
    );
    assert!(
        all.iter().any(|finding| finding.rule == "CC2-026"),
        "but what only the running bot knows is said"
    );
}

#[test]
fn a_fresh_installation_is_open_to_everybody() {
    let expected = shown(&findings(""));
    insta::assert_snapshot!(expected, @r#"
    CC2-001 Critical config.py:-:- API_KEY is not set, so it is the default `meow`: whoever sends it is administrator. → Generate { setting: "config.API_KEY" }
    CC2-002 Critical config.py:-:- JWT_SECRET is not set, so it is the default `meow_jwt`: anyone can make the token of an administrator. → Generate { setting: "config.JWT_SECRET" }
    CC2-016 Medium config.py:-:- Every web site may call the bot from its visitors' browsers, with their cookies (CORS).
    CC2-023 Low config.py:-:- Debug mode is on: the server restarts on every changed file of a plugin. → Set { setting: "config.DEBUG", value: "false" }
    "#);
    assert_eq!(
        shown(&lint(&project(None))),
        expected,
        "without a file it is the same"
    );
}

#[test]
fn every_change_of_a_sound_file_has_its_one_rule() {
    let long = format!("CCAT_API_KEY = \"{KEY}\"");
    let reused = format!("JWT_SECRET = \"{KEY}\"");
    let both = format!("API_KEY = \"{KEY}\"\nAPI_KEY = \"{KEY}\"");
    let cases: &[(&str, &[&str])] = &[
        ("CC2-001", &["-API_KEY"]),
        ("CC2-001", &["API_KEY = 'meow'"]),
        ("CC2-002", &["-JWT_SECRET"]),
        ("CC2-002", &["JWT_SECRET = \"meow_jwt\""]),
        ("CC2-003", &["API_KEY = ''"]),
        ("CC2-004", &["API_KEY = os.getenv('CAT_KEY', 'meow')"]),
        ("CC2-005", &["API_KEY = None"]),
        ("CC2-006", &["JWT_SECRET = ''"]),
        ("CC2-006", &["JWT_SECRET = None"]),
        ("CC2-007", &["API_KEY = 'meow2'"]),
        ("CC2-008", &["JWT_SECRET = 'pippo1984'"]),
        ("CC2-009", &[&reused]),
        (
            "CC2-012",
            &["API_KEY = 'a key with blanks and quite some length: 8zLkV4nXb1'"],
        ),
        (
            "CC2-013",
            &["API_KEY = 12345678901234567890123456789012345678901234"],
        ),
        ("CC2-014", &["TELEMETRY = 'False'"]),
        ("CC2-015", &["JWT_EXPIRE_MINUTES = 525600"]),
        ("CC2-015", &["JWT_EXPIRE_MINUTES = -1"]),
        ("CC2-015", &["JWT_EXPIRE_MINUTES = 'a day'"]),
        ("CC2-016", &["CORS_ENABLED = True"]),
        (
            "CC2-017",
            &["HTTPS_PROXY_MODE = True", "URL = 'https://cat.example.org'"],
        ),
        (
            "CC2-018",
            &[
                "HTTPS_PROXY_MODE = True",
                "CORS_FORWARDED_ALLOW_IPS = '10.0.0.1'",
            ],
        ),
        (
            "CC2-019",
            &["CORS_ALLOWED_ORIGINS = 'https://a.example, https://b.example'"],
        ),
        ("CC2-019", &["CORS_ALLOWED_ORIGINS = ['https://a.example']"]),
        ("CC2-020", &["LOG_LEVEL = 'info'"]),
        ("CC2-020", &["URL = 'localhost:1865'"]),
        ("CC2-021", &[&both]),
        ("CC2-023", &["DEBUG = True"]),
        ("CC2-024", &["if x:\n    JWT_SECRET = 'other'"]),
        ("CC2-025", &["JWT_SECRET = open('key').read()"]),
    ];
    for (rule, changes) in cases {
        assert_eq!(rules(changes), [*rule], "{changes:?}");
    }
    let added = format!("JWT_SECRET = \"{JWT}\"\nJWT_SECRET += 'x'");
    assert_eq!(
        rules(&[&added]),
        ["CC2-024", "CC2-025"],
        "both lines count, so neither is a duplicate of the other"
    );
    assert_eq!(
        rules(&["-API_KEY", &long]),
        ["CC2-001", "CC2-010"],
        "the old name is not read, so the default counts"
    );
}

#[test]
fn what_is_fine_is_not_found_fault_with() {
    let quiet: &[&[&str]] = &[
        &["JWT_EXPIRE_MINUTES = 60 * 24"],
        &["JWT_EXPIRE_MINUTES = \"60\""],
        &["CORS_ENABLED = 0"],
        &["DEBUG = None"],
        &[
            "CORS_ENABLED = True",
            "CORS_ALLOWED_ORIGINS = 'https://a.example,https://b.example'",
        ],
        &["CORS_ALLOWED_ORIGINS = '*'"],
        &["CORS_FORWARDED_ALLOW_IPS = '*'"],
        &["SQL = 'postgresql://cat:secret@localhost/cat'"],
        &["# API_KEY = 'meow'"],
        &["api_key = 'a local name beside the real one'"],
    ];
    for changes in quiet {
        assert_eq!(rules(changes), Vec::<String>::new(), "{changes:?}");
    }
}

#[test]
fn variables_of_version_1_do_nothing() {
    let env = "CCAT_API_KEY=abc\nJWT_SECRET=def\nOPENAI_API_KEY=ghi\nCCAT_DEBUG=false\n";
    let found = lint(&with_env(project(Some(&config(&[]))), env));
    insta::assert_snapshot!(shown(&found), @r#"
    CC2-011 High .env:1:14 CCAT_API_KEY has no effect: version 2 reads config.py only.
    CC2-011 High .env:2:12 JWT_SECRET has no effect: version 2 reads config.py only.
    CC2-011 High .env:4:12 CCAT_DEBUG has no effect: version 2 reads config.py only.
    "#);
    let read = config(&["API_KEY = os.environ['CCAT_API_KEY']"]);
    let found = lint(&with_env(project(Some(&read)), "CCAT_API_KEY=abc\n"));
    assert_eq!(
        found
            .iter()
            .map(|finding| finding.rule.as_str())
            .collect::<Vec<_>>(),
        ["CC2-025"],
        "a config.py that reads the variable makes it count"
    );
}

#[test]
fn the_compose_file_is_read_for_variables_and_ports() {
    let compose = "services:\n  cat:\n    image: ghcr.io/cheshire-cat-ai/core:2.0.23\n    environment:\n      - API_KEY=abc\n    ports:\n      - 1865:1865\n";
    let found = lint(&with_compose(project(Some(&config(&[]))), compose));
    let rules: Vec<&str> = found.iter().map(|finding| finding.rule.as_str()).collect();
    assert_eq!(rules, ["CC2-011", "CC2-022"], "{}", shown(&found));
    let local = compose
        .replace("- 1865:1865", "- 127.0.0.1:1865:1865")
        .replace("API_KEY", "TZ");
    assert_eq!(
        shown(&lint(&with_compose(project(Some(&config(&[]))), &local))),
        ""
    );
}

#[test]
fn a_file_that_python_cannot_read_is_reported_once() {
    let project = project(Some("API_KEY = ("));
    let all = CAT.lint(&project, &effective(&project));
    let rules: Vec<&str> = all.iter().map(|finding| finding.rule.as_str()).collect();
    assert_eq!(
        rules,
        ["GEN-001", "CC2-026"],
        "nothing is guessed about it: {}",
        shown(&all)
    );
}

#[test]
fn a_realistic_bad_project() {
    let text = "\
# Our cat
URL = \"http://localhost:1865\"
CCAT_API_KEY = \"super-secret\"
JWT_SECRET = \"pippo1984\"
JWT_EXPIRE_MINUTES = 1_000_000
HTTPS_PROXY_MODE = \"False\"
CORS_ALLOWED_ORIGINS = \"https://a.example, *\"
";
    insta::assert_snapshot!(shown(&lint(&with_env(project(Some(text)), "CCAT_JWT_SECRET=canary-1\n"))), @r#"
    CC2-001 Critical config.py:-:- API_KEY is not set, so it is the default `meow`: whoever sends it is administrator. → Generate { setting: "config.API_KEY" }
    CC2-008 High config.py:4:14 JWT_SECRET can be guessed: about 47 bit. → Generate { setting: "config.JWT_SECRET" }
    CC2-010 High config.py:3:16 CCAT_API_KEY is no name that the server reads; it means API_KEY, which stays as it was. → Rename { role: "config", path: KeyPath([Key("CCAT_API_KEY")]), to: "API_KEY" }
    CC2-011 High .env:1:17 CCAT_JWT_SECRET has no effect: version 2 reads config.py only.
    CC2-014 Medium config.py:6:20 HTTPS_PROXY_MODE is in quotes, so it is on whatever the text says. → Set { setting: "config.HTTPS_PROXY_MODE", value: "false" }
    CC2-015 Medium config.py:5:22 JWT_EXPIRE_MINUTES must be a number above 0 and at most 525600. → Set { setting: "config.JWT_EXPIRE_MINUTES", value: "1440" }
    CC2-016 Medium config.py:7:24 Every web site may call the bot from its visitors' browsers, with their cookies (CORS).
    CC2-017 Medium config.py:-:- In proxy mode, any client may claim any address in X-Forwarded-For.
    CC2-018 Medium config.py:2:7 A TLS proxy stands in front, but URL starts with http: login cookies also travel in clear.
    CC2-019 Medium config.py:7:24 CORS_ALLOWED_ORIGINS has a space next to a comma, which the bot would take as part of the item. → Set { setting: "config.CORS_ALLOWED_ORIGINS", value: "https://a.example,*" }
    CC2-023 Low config.py:-:- Debug mode is on: the server restarts on every changed file of a plugin. → Set { setting: "config.DEBUG", value: "false" }
    "#);
}

#[test]
fn no_message_and_no_debug_repeats_a_secret() {
    let canary = "canary-9f3-canary-9f3";
    for changes in [
        &[
            &format!("API_KEY = '{canary}'")[..],
            &format!("JWT_SECRET = '{canary}'"),
        ][..],
        &[&format!("CCAT_API_KEY = '{canary}'"), "-API_KEY"],
        &[&format!("API_KEY = os.getenv('X', '{canary}')")],
        &[&format!("API_KEY = '{canary}'\nAPI_KEY = '{canary} '")],
        &[&format!("SQL = 'postgresql://cat:{canary}@localhost/cat'")],
    ] {
        let project = with_env(
            project(Some(&config(changes))),
            &format!("CCAT_API_KEY={canary}\n"),
        );
        let values = effective(&project);
        let text = format!("{:?}{values:?}{project:?}", CAT.lint(&project, &values));
        assert!(!text.contains(canary), "{changes:?}: {text}");
        assert!(!text.contains(JWT), "{changes:?}: the other secret neither");
    }
}
