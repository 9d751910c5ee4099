//! What is seen in a systemd unit file.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops at the first surprise"
)]

use chatelaine_documents::unit::{Assignment, Command, EnvironmentFile, look};
use proptest::prelude::*;

const UNIT: &str = r#"[Unit]
Description=A bot
Environment=NOT=here

[Service]
# Environment=COMMENTED=out
Environment=CCAT_API_KEY=meow "CCAT_JWT_SECRET=two words" 'CCAT_A=it"s'
Environment = JAVA="a b" \
    # this does not end it
    LAST=one\
    EVEN=2
EnvironmentFile=-/etc/bot/optional env
EnvironmentFile=/etc/bot/.env
ExecStart=-/usr/bin/chatto --path "/srv/my bot" \
  --token hu\x73h ; @/bin/true \; 'a;b' c\sd
ExecStartPost=/bin/echo
[Install]
WantedBy=multi-user.target
"#;

#[test]
fn the_service_section_shows_what_reaches_the_bot() {
    let unit = look(UNIT);
    let found: Vec<_> = (unit.environment.iter())
        .map(|Assignment { key, value, line }| (key.as_str(), value.as_str(), *line))
        .collect();
    assert_eq!(
        found,
        [
            ("CCAT_API_KEY", "meow", 7),
            ("CCAT_JWT_SECRET", "two words", 7),
            ("CCAT_A", "it\"s", 7),
            ("JAVA", "a b", 8),
            ("LAST", "one", 10),
            ("EVEN", "2", 11),
        ],
        "each with the line on which it stands, wherever the setting starts"
    );
    let file = |path: &str, required, line| EnvironmentFile {
        path: path.to_owned(),
        required,
        line,
    };
    assert_eq!(
        unit.environment_files,
        [
            file("/etc/bot/optional env", false, 12),
            file("/etc/bot/.env", true, 13)
        ]
    );
    let command = |words: &[&str], line| Command {
        words: words.iter().map(|&word| word.to_owned()).collect(),
        line,
    };
    assert_eq!(
        unit.exec_start,
        [
            command(
                &[
                    "/usr/bin/chatto",
                    "--path",
                    "/srv/my bot",
                    "--token",
                    "hush"
                ],
                14
            ),
            command(&["/bin/true", ";", "a;b", "c d"], 15),
        ],
        "the token in the command is seen by everyone who can list processes"
    );
    let shown = format!("{unit:?}");
    assert!(
        !shown.contains("meow") && !shown.contains("hush"),
        "values are secrets"
    );
}

#[test]
fn an_empty_setting_takes_back_what_was_before() {
    let unit = look(
        "[Service]\nEnvironment=A=1\nEnvironmentFile=/a\nExecStart=/a\nEnvironment=\nEnvironmentFile= \nExecStart=\nEnvironment=B=2\nEnvironment=B=3\n",
    );
    assert!(unit.environment_files.is_empty() && unit.exec_start.is_empty());
    assert!(unit.variable("A").is_none());
    assert_eq!(
        unit.variable("B").unwrap().value,
        "3",
        "the last one counts"
    );
    assert_eq!(unit.environment.len(), 2);
}

#[test]
fn what_systemd_skips_is_skipped() {
    let unit = look(
        "Environment=A=1\n[service]\nEnvironment=A=1\n[Service]\r\nEnvironment=A\r\n;Environment=A=1\r\nEnvironment=1A=1 =x A-B=1\r\nenvironment=A=1\nA line\n[Service] x\nEnvironment=C=1\n",
    );
    assert_eq!(unit.environment, []);
    let marked = look("\u{feff}[Service]\nEnvironment=A='\n");
    assert_eq!(
        marked.variable("A").unwrap().value,
        "",
        "an open quote reaches to the end"
    );
    assert_eq!(
        look("[Service]\nEnvironment=A=x\\")
            .variable("A")
            .unwrap()
            .value,
        "x"
    );
    assert_eq!(
        look("[Service]\nEnvironment=\"A=a\\\\b\\q\\x4\\101\\t\"")
            .variable("A")
            .unwrap()
            .value,
        "a\\b\\q\\x4A\t",
        "escapes that mean nothing stay as they are"
    );
}

#[test]
fn hostile_files_are_read_in_one_go() {
    for unit in [
        "a",
        "\\\n",
        "\\",
        "\"",
        "=",
        "[Service]\n",
        "\n",
        "Environment=A=1\n",
        "A=1 ",
        "; ",
    ] {
        let text = format!(
            "[Service]\nEnvironment={}",
            unit.repeat(200_000 / unit.len())
        );
        let _ = look(&text);
        let _ = look(&text.replace("Environment=", "ExecStart="));
    }
}

proptest! {
    #[test]
    fn arbitrary_text_never_panics(text in "(\\[Service\\]\n)?(Environment=|ExecStart=|EnvironmentFile=)?[A=\\\\\"' ;x0u1\né-]{0,40}") {
        let lines = text.lines().count();
        let unit = look(&text);
        let all = unit.environment.iter().map(|found| found.line).chain(unit.exec_start.iter().map(|found| found.line));
        for line in all.chain(unit.environment_files.iter().map(|found| found.line)) {
            prop_assert!(line >= 1 && line <= lines);
        }
    }
}
