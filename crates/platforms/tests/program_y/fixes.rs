//! A fix mends what it says, and what it writes is what the bot reads back.

use chatelaine_platforms::{Fix, Severity};

use super::stage::{KEY, Stage, TOKEN, shown};

/// Bots with something wrong, one for each fix that is offered.
fn broken() -> Vec<(&'static str, Stage)> {
    let bare = "flask:\n  host: 127.0.0.1\n";
    vec![
        ("nothing is asked for", Stage::but("  authorization: Basic\n", "").with("licenses/license.keys", "")),
        ("no storage either", Stage::empty().with("config.yaml", bare)),
        ("no configuration at all", Stage::empty().with("license.keys", "# none\n")),
        ("not quite Basic", Stage::but("authorization: Basic", "authorization: basic")),
        ("an open web chat", Stage::but("  authorization: Basic\n", "").replaced("flask:", "webchat:")),
        ("another name", Stage::but("flask:", "Flask:")),
        ("an empty token", Stage::licensed("BASIC_AUTH_TOKEN =\n")),
        ("a sample", Stage::licensed("BASIC_AUTH_TOKEN = XXXXXXXXXXXXXX\n")),
        ("a quoted sample", Stage::licensed("BASIC_AUTH_TOKEN = \"XXXXXXXXXXXXXX\"\n")),
        ("quotes", Stage::licensed(&format!("BASIC_AUTH_TOKEN = '{TOKEN}'\nVIBER_TOKEN = \"{KEY}\"\n"))),
        ("padding", Stage::licensed("BASIC_AUTH_TOKEN = c29tZXRoaW5nLWxvbmctZW5vdWdoLWZvci10aGlz==\n")),
        ("a mark", Stage::licensed(&format!("\u{feff}BASIC_AUTH_TOKEN = {TOKEN}\n"))),
        ("two marks", Stage::licensed(&format!("\u{feff}BASIC_AUTH_TOKEN = x\nBASIC_AUTH_TOKEN = {TOKEN}\n"))),
        ("names twice", Stage::licensed(&format!("BASIC_AUTH_TOKEN = x\nBASIC_AUTH_TOKEN = {TOKEN}\n"))),
        ("odd characters", Stage::licensed(&format!("BASIC_AUTH_TOKEN = {TOKEN} # mine\n"))),
        ("keys that are none", Stage::keyed(&format!("{KEY}\n\n# clients\n11111111111111\n\n{KEY}\n"))),
        ("a marked key", Stage::keyed(&format!("\u{feff}{KEY}\n"))),
        ("an odd key", Stage::keyed(&format!("{KEY}&x\n"))),
        ("no keys", Stage::keyed("")),
        ("no list", Stage::but("use_api_keys: false", "use_api_keys: true")),
        ("a relative list", Stage::keyed(&format!("{KEY}\n")).replaced("$BOT_ROOT/keys", "keys")),
        ("planted keys", Stage::keyed(&format!("{KEY}\n")).replaced("$BOT_ROOT/keys", "/tmp/keys")),
        ("planted licences", Stage::but("$BOT_ROOT/licenses", "/tmp/licenses")),
        ("licences of nobody", Stage::but("          license_storage:\n            file: $BOT_ROOT/licenses/license.keys\n", "")),
        ("no entity", Stage::but("      license_keys: file\n", "")),
        ("no type", Stage::but("        type: file\n", "")),
        ("debug", Stage::but("debug: false", "debug: 'false'")),
        ("a switch", Stage::but("use_api_keys: false", "use_api_keys: ''")),
        ("a port", Stage::but("port: 8989", "port: '8989'")),
        ("a responder", Stage::plus("  responder:\n    host: 0.0.0.0\n    shutdown: /stop\n")),
        ("a path", Stage::plus("  api: /chat\n")),
        ("a socket", Stage::empty().with("config.yaml", "socket:\n  host: 0.0.0.0\n  storage: {entities: {}, stores: {}}\n")),
        ("twice", Stage::but("  debug: false\n", "  debug: true\n  debug: false\n")),
        (
            "JSON",
            Stage::empty()
                .with("config.json", "{\n  \"flask\": {\n    \"port\": \"8989\",\n    \"debug\": \"false\"\n  }\n}\n")
                .with("license.keys", ""),
        ),
    ]
}

#[test]
fn every_fix_makes_its_finding_disappear() {
    let mut offered = 0;
    for (what, stage) in broken() {
        let findings = stage.findings();
        let fixable = findings.iter().filter(|finding| finding.fixable);
        for (at, finding) in fixable.enumerate() {
            offered += 1;
            let fix = finding.fix.as_ref().unwrap();
            let mended = stage.mended(fix, at).findings();
            let same = |other: &&chatelaine_platforms::Finding| {
                other.rule == finding.rule
                    && other.setting == finding.setting
                    && other.message == finding.message
            };
            assert!(
                mended.iter().find(same).is_none(),
                "{what}: {} is still there after {fix:?}:\n{}",
                finding.rule,
                shown(&mended)
            );
        }
        assert!(
            findings.iter().any(|finding| finding.fixable),
            "{what} is offered a fix:\n{}",
            shown(&findings)
        );
    }
    assert!(offered > 40, "{offered} fixes were tried");
}

/// Names and duplicates first, then values, as plans are made.
fn all(stage: &Stage, locks_only: bool) -> Stage {
    let findings = stage.findings();
    let wanted = findings
        .iter()
        .filter(|finding| finding.locks || !locks_only)
        .filter_map(|finding| finding.fix.as_ref());
    let tidies = |fix: &&Fix| {
        matches!(
            fix,
            Fix::Remove { .. } | Fix::Rename { .. } | Fix::RemoveDuplicates { .. }
        )
    };
    let (tidy, mend): (Vec<&Fix>, Vec<&Fix>) = wanted.partition(tidies);
    tidy.into_iter()
        .chain(mend)
        .enumerate()
        .fold(stage.clone(), |stage, (at, fix)| stage.mended(fix, at))
}

#[test]
fn all_fixes_together_do_not_get_in_each_others_way() {
    for (what, stage) in broken() {
        // A section that was not read is judged once it is.
        let mended = all(&all(&stage, false), false);
        let left = mended.findings();
        assert!(
            left.iter().all(|finding| !finding.fixable),
            "{what}: something is left\n{}",
            shown(&left)
        );
    }
}

#[test]
fn lock_everything_locks_the_bot_and_lets_it_start() {
    for (what, stage) in broken() {
        if stage.text("config.yaml").contains("socket:") || what == "an open web chat" {
            continue;
        }
        let mended = all(&all(&stage, true), true);
        let worst = mended.findings();
        let open = worst
            .iter()
            .filter(|finding| finding.severity >= Severity::High && finding.locks);
        assert_eq!(open.count(), 0, "{what}:\n{}", shown(&worst));
        let rest = mended.points();
        let rest = rest.iter().find(|point| point.id == "rest-v2").unwrap();
        assert_eq!(
            rest.state,
            chatelaine_platforms::State::Locked,
            "{what}: {}",
            rest.summary
        );
    }
}

#[test]
fn a_bot_without_configuration_is_given_a_complete_one() {
    let mended = all(&Stage::empty().with("license.keys", ""), false);
    insta::assert_snapshot!(mended.text("config.yaml"), @r#"
    flask:
      authorization: "Basic"
      storage:
        stores:
          file:
            config:
              license_storage:
                file: "$BOT_ROOT/license.keys"
            type: "file"
        entities:
          license_keys: "file"
    "#);
    assert!(
        mended
            .text("license.keys")
            .starts_with("BASIC_AUTH_TOKEN = "),
        "the token is where the configuration says"
    );
}
