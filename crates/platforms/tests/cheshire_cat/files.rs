//! Lines and files that mislead: duplicates, readers that disagree, and what the compose file does.

use super::project::lint;
use chatelaine_platforms::cheshire_cat::{access_points, effective};
use chatelaine_platforms::{Finding, Fix, State};

use super::project::{HTTP_KEY, env, findings, project, rules, shown};

/// The compose file as the bot's makers ship it, `env_file` commented out.
pub(crate) const SHIPPED: &str = "\
services:
  cheshire-cat-core:
    image: ghcr.io/cheshire-cat-ai/core:1.9.2
    container_name: cheshire_cat_core
    ports:
      - ${CCAT_CORE_PORT:-1865}:80
      - 5678:5678
    # env_file:
    #   - .env
    restart: unless-stopped
";

pub(crate) const LOADED: &str = "\
services:
  cheshire-cat-core:
    image: ghcr.io/cheshire-cat-ai/core:1.9.2
    env_file:
      - .env
    ports:
      - 127.0.0.1:1865:80
";

fn with_compose(env: &str, compose: &str) -> Vec<Finding> {
    lint(&project(Some(env), Some(compose)))
}

#[test]
fn a_key_that_stands_twice() {
    let text = env(&[
        "CCAT_API_KEY=the-first-one-does-not-count-at-all",
        &format!("CCAT_API_KEY={HTTP_KEY}"),
    ]);
    insta::assert_snapshot!(shown(&findings(&text)), @r#"CC-016 Medium .env:5:14 CCAT_API_KEY stands on 2 lines; only line 6 counts. → RemoveDuplicates { role: "env", path: KeyPath([Key("CCAT_API_KEY")]) }"#);
    assert_eq!(rules(&env(&[])), Vec::<String>::new(), "once is enough");
}

#[test]
fn a_line_that_readers_disagree_about() {
    let found = findings(&env(&[
        "CCAT_API_KEY='qNn3vT7xWb2ZkR9mLc4JhY8sPd5GfUaE6oKi$VAR0tB'",
    ]));
    let secret = findings(&env(&[
        "CCAT_API_KEY=qNn3vT7xWb2ZkR9mLc4JhY8sPd5GfUaE6oKi${HOME}0tB",
    ]));
    let ambiguous = |found: &[Finding]| {
        found
            .iter()
            .find(|finding| finding.rule == "CC-019")
            .cloned()
    };
    let hit = ambiguous(&secret).unwrap_or_else(|| {
        panic!(
            "an interpolation is expanded by some and not by others: {}",
            shown(&secret)
        )
    });
    assert_eq!(
        hit.fix,
        Some(Fix::Generate {
            setting: "env.CCAT_API_KEY".into()
        }),
        "a generated key is read alike by all"
    );
    assert!(hit.line.is_some() && hit.column.is_some(), "it has a place");
    assert!(
        !shown(&found).contains("qNn3v"),
        "the value stays out of it"
    );
    assert!(
        ambiguous(&findings(&env(&[]))).is_none(),
        "plain values are not ambiguous"
    );
}

#[test]
fn the_shipped_compose_file_does_not_load_the_env() {
    insta::assert_snapshot!(shown(&with_compose(&env(&[]), SHIPPED)), @r#"
    CC-014 Critical compose.yml:2:1 The service `cheshire-cat-core` does not load the .env file, so nothing in it reaches the bot. → EnableEnvFile { service: "cheshire-cat-core" }
    CC-015 Medium compose.yml:6:1 Port 80 of the container is published on every network of the machine.
    CC-015 Medium compose.yml:7:1 Port 5678 of the container is published on every network of the machine.
    "#);
}

#[test]
fn a_compose_file_that_loads_the_env_on_loopback_is_fine() {
    assert_eq!(
        shown(&with_compose(&env(&[]), LOADED)),
        "",
        "nothing to say"
    );
    assert_eq!(
        shown(&with_compose(
            &env(&[]),
            &LOADED.replace("      - .env", "      - ./.env")
        )),
        "",
        "another way to write the same"
    );
}

#[test]
fn the_first_env_would_not_be_loaded_either() {
    let found = lint(&project(None, Some(SHIPPED)));
    assert!(
        found.iter().any(|finding| finding.rule == "CC-014"),
        "locking would write keys to a file that the container never sees: {}",
        shown(&found)
    );
    assert!(
        found.iter().any(|finding| finding.rule == "CC-001"),
        "but the doors are open: {}",
        shown(&found)
    );
}

#[test]
fn a_compose_file_that_we_cannot_edit_still_has_its_finding() {
    let flow = "services: {core: {image: ghcr.io/cheshire-cat-ai/core}}";
    let found = with_compose(&env(&[]), flow);
    let hit = found
        .iter()
        .find(|finding| finding.rule == "CC-014")
        .expect("the .env is not loaded");
    assert!(
        !hit.fixable && hit.advice.contains("env_file"),
        "the operator is told what to write: {hit:?}"
    );
}

#[test]
fn ports_for_everybody() {
    let port = |text: &str| {
        let found = with_compose(&env(&[]), &LOADED.replace("127.0.0.1:1865:80", text));
        found
            .iter()
            .filter(|finding| finding.rule == "CC-015")
            .count()
    };
    assert_eq!(port("1865:80"), 1, "no address means every address");
    assert_eq!(port("0.0.0.0:1865:80"), 1, "this is every address as well");
    assert_eq!(port("127.0.0.1:1865:80"), 0, "only this machine");
    assert_eq!(port("\"[::1]:1865:80\""), 0, "only this machine, in IPv6");
}

#[test]
fn a_legacy_name_in_the_compose_file_is_found_there() {
    let compose =
        format!("{LOADED}    environment:\n      - API_KEY=a-legacy-canary-value-of-some-length\n");
    let found = with_compose(&env(&[]), &compose);
    let hit = found
        .iter()
        .find(|finding| finding.rule == "CC-007")
        .unwrap_or_else(|| panic!("{}", shown(&found)));
    assert_eq!(
        (hit.file.as_deref(), hit.fixable),
        (Some("compose.yml"), false),
        "it is no line of the .env, so we do not touch it"
    );
    assert!(
        !shown(&found).contains("canary"),
        "the value stays out of it"
    );
}

#[test]
fn a_compose_file_that_makes_no_sense_hides_nothing_else() {
    let found = with_compose("", "services: [:\n");
    assert!(
        found.iter().any(|finding| finding.rule == "CC-001"),
        "the .env is judged all the same: {}",
        shown(&found)
    );
    let locked = with_compose(&env(&[]), "services: [:\n");
    let told: Vec<_> = (locked.iter())
        .map(|finding| (finding.rule.as_str(), finding.file.as_deref()))
        .collect();
    assert_eq!(
        told,
        [("GEN-001", Some("compose.yml"))],
        "whether the keys reach the bot is not known, and why not is said"
    );
}

#[test]
fn lines_that_only_docker_compose_understands_or_minds() {
    let colon = env(&["-CCAT_API_KEY", &format!("CCAT_API_KEY: {HTTP_KEY}")]);
    let found = with_compose(&colon, LOADED);
    let colon = found.iter().find(|finding| finding.rule == "CC-019");
    assert_eq!(
        colon.map(|finding| finding.line),
        Some(Some(5)),
        "an assignment for compose, and none for the others"
    );
    let stop = with_compose(&env(&["two words"]), LOADED);
    assert_eq!(
        stop.iter()
            .map(|finding| (finding.rule.as_str(), finding.line))
            .collect::<Vec<_>>(),
        [("GEN-001", Some(6))],
        "compose starts nothing, and says so only when somebody tries"
    );
    assert!(!shown(&stop).contains("two words"), "it may be a secret");
}

/// 1.5.1 and 1.6.2, tried: whatever the keys, the WebSocket answers, and there is no login that could issue a token.
#[test]
fn a_version_without_locks_is_told_by_its_image() {
    for (tag, old) in [
        ("1.5.1", true),
        ("1.6.2", true),
        ("1.7.0", false),
        ("latest", false),
    ] {
        let compose = LOADED.replace("1.9.2", tag);
        let found = with_compose(&env(&["-CCAT_JWT_SECRET", "-CCAT_API_KEY_WS"]), &compose);
        let rules: Vec<&str> = found.iter().map(|finding| finding.rule.as_str()).collect();
        let expected = if old {
            &["CC-025"][..]
        } else {
            &["CC-002", "CC-003"]
        };
        assert_eq!(
            rules, expected,
            "{tag}: no key is asked for that nothing reads"
        );
        let values = effective(&project(Some(&env(&[])), Some(&compose)));
        let points = access_points(Some(&values), None, None, false);
        let socket = points.iter().find(|point| point.id == "websocket").unwrap();
        assert_eq!(
            socket.state == State::Open,
            old,
            "{tag}: a key that nothing reads locks nothing: {socket:?}"
        );
    }
}

/// The fix would write into the `.env`, and the container would never see it.
#[test]
fn nothing_is_offered_where_the_compose_file_wins() {
    let compose =
        format!("{LOADED}    environment:\n      CCAT_API_KEY: \"\"\n      CCAT_DEBUG: 'True'\n");
    for finding in with_compose(&env(&[]), &compose) {
        assert!(
            ["CC-001", "CC-018"].contains(&finding.rule.as_str()) && !finding.fixable,
            "only its own line can be mended, by hand: {finding:?}"
        );
    }
}
