//! What commands, variables and mounts of a compose service show.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops at the first surprise"
)]

use chatelaine_documents::{Service, Volume, look};

fn service(text: &str, name: &str) -> Service {
    let compose = look(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    compose.service(name).expect("the service is there").clone()
}

const MOUNTS: &str = "\u{feff}\
services:
  bot:
    command: chatto --path '/my data' --token \"a b\"\\ c   # not a secret place
    entrypoint:
    - extension
    - -token
    - hush
    environment:
    # - OTHER=1
    - OTHERS=1
    - \"OTHER=2\"
    - FROM_OUTSIDE
    volumes:
      - ./config.yaml:/srv/config.yaml:ro  # read only
      - data:/data
      - /anonymous
      - '${DATA:-./d}:/d:rw,z'
      - type: bind
        source: ./keys
        target: /keys
        read_only: true
      - C:\\bots\\cat:/cat
  flow: {command: [a, b c, 5], environment: {A: 1}, volumes: [./a:/a:ro], entrypoint: }
";

#[test]
fn commands_show_the_tokens_that_stand_in_them() {
    let bot = service(MOUNTS, "bot");
    assert_eq!(
        bot.command,
        ["chatto", "--path", "/my data", "--token", "a b c"],
        "one string is split as a shell does it"
    );
    assert_eq!(bot.command_line, Some(3));
    assert_eq!(bot.entrypoint, ["extension", "-token", "hush"]);
    assert_eq!(
        bot.entrypoint_line,
        Some(4),
        "a list may stand right below its key"
    );
    assert!(
        !format!("{bot:?}").contains("hush"),
        "a word may be a secret"
    );
    let flow = service(MOUNTS, "flow");
    assert_eq!(flow.command, ["a", "b c", "5"], "a list is taken as it is");
    assert_eq!((flow.command_line, flow.entrypoint_line), (None, None));
    assert!(flow.entrypoint.is_empty());
    for (text, words) in [
        ("a  b\tc", vec!["a", "b", "c"]),
        ("''", vec![""]),
        ("a'b c'\"d\"", vec!["ab cd"]),
        ("'a\\b' \"a\\b\\\"\"", vec!["a\\b", "a\\b\""]),
        ("'open b", vec!["open b"]),
        ("", vec![]),
    ] {
        let quoted = format!("'{}'", text.replace('\'', "''"));
        let text = format!("services:\n  a:\n    command: {quoted}\n");
        assert_eq!(service(&text, "a").command, words, "{text}");
    }
}

#[test]
fn variables_are_shown_with_their_lines() {
    let bot = service(MOUNTS, "bot");
    let lines: Vec<_> = (bot.environment.iter())
        .map(|variable| (variable.key.as_str(), variable.line))
        .collect();
    assert_eq!(
        lines,
        [
            ("OTHERS", Some(10)),
            ("OTHER", Some(11)),
            ("FROM_OUTSIDE", Some(12))
        ],
        "neither the comment nor the longer name is taken for it"
    );
    assert_eq!(service(MOUNTS, "flow").environment[0].line, None);
    let merged = "x: &x\n  A: 1\nservices:\n  a:\n    environment:\n      <<: *x\n      B: 2\n      \"C\" : 3\n";
    let a = service(merged, "a");
    let line = |key| a.variable(key).unwrap().line;
    assert_eq!((line("A"), line("B"), line("C")), (None, Some(7), Some(8)));
}

#[test]
fn mounts_are_shown_with_what_the_bot_may_do_to_them() {
    let mount = |source: Option<&str>, target: &str, read_only, line| Volume {
        source: source.map(str::to_owned),
        target: target.to_owned(),
        read_only,
        line,
    };
    assert_eq!(
        service(MOUNTS, "bot").volumes,
        [
            mount(Some("./config.yaml"), "/srv/config.yaml", true, Some(14)),
            mount(Some("data"), "/data", false, Some(15)),
            mount(None, "/anonymous", false, Some(16)),
            mount(Some("${DATA:-./d}"), "/d", false, Some(17)),
            mount(Some("./keys"), "/keys", true, Some(20)),
            mount(Some("C:\\bots\\cat"), "/cat", false, Some(22)),
        ]
    );
    assert_eq!(
        service(MOUNTS, "flow").volumes,
        [mount(Some("./a"), "/a", true, None)]
    );
}
