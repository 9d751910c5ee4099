//! Channels that Rasa does not know, keys that it ignores, and doors without a lock.

use chatelaine_platforms::{Fix, Severity};

use super::project::{COMPOSE, Files, KEY, command, credentials, published};

#[test]
fn a_channel_that_rasa_does_not_know_ends_the_start() {
    let files = credentials("resst:\n");
    let found = files.the("RA-016");
    assert_eq!((found.line, found.column), (Some(1), Some(1)));
    assert!(matches!(&found.fix, Some(Fix::Rename { to, .. }) if to == "rest"));
    assert!(!files.after(&found.fix.unwrap()).has("RA-016"));
    assert_eq!(
        credentials("whatsapp:\n").the("RA-016").fix,
        None,
        "near nothing"
    );
    assert_eq!(
        credentials("rest:\nresst:\n").the("RA-016").fix,
        None,
        "the right name is taken"
    );
    for fine in [
        "rest:\n",
        "cmdline:\n",
        "my.module.Channel:\n",
        "jambonz:\n",
    ] {
        assert!(!credentials(fine).has("RA-016"), "{fine}");
    }
}

#[test]
fn a_channel_without_what_it_needs_ends_the_start() {
    for name in [
        "slack",
        "facebook",
        "telegram",
        "twilio",
        "mattermost",
        "rocketchat",
        "botframework",
        "webexteams",
        "rasa",
        "callback",
    ] {
        let files = credentials(&format!("{name}:\n"));
        assert_eq!(files.the("RA-017").severity, Severity::High, "{name}");
    }
    for name in ["rest", "socketio", "hangouts", "twilio_voice"] {
        assert!(
            !credentials(&format!("{name}:\n")).has("RA-017"),
            "{name} starts"
        );
    }
}

#[test]
fn keys_that_rasa_ignores() {
    let files = credentials("facebook:\n  verify: word\n  secret: abc\n  page_access_token: abc\n");
    let found = files.the("RA-030");
    assert_eq!((found.line, found.column), (Some(4), Some(3)));
    assert!(
        matches!(&found.fix, Some(Fix::Rename { to, .. }) if to == "page-access-token"),
        "this one has hyphens"
    );
    assert!(!files.after(&found.fix.unwrap()).has("RA-030"));
    let strange = credentials(
        "telegram:\n  access_token: a\n  verify: b\n  webhook_url: https://x.example/\n  colour: red\n",
    );
    assert_eq!(
        strange.the("RA-030").fix,
        None,
        "nobody knows what was meant"
    );
    assert!(
        !credentials("my.module.Channel:\n  colour: red\n").has("RA-030"),
        "the class may read it"
    );
}

#[test]
fn the_rest_and_callback_channels_ask_for_nothing() {
    for (name, section) in [
        ("rest", "rest:\n"),
        (
            "callback",
            "callback:\n  url: https://app.example/replies\n",
        ),
    ] {
        let open = credentials(section).the("RA-004");
        assert_eq!(
            (open.severity, open.fix),
            (Severity::Critical, None),
            "{name}: a gateway has to guard it"
        );
        let local = credentials(section)
            .with_env("")
            .with_compose(COMPOSE)
            .the("RA-004");
        assert_eq!(
            local.severity,
            Severity::Low,
            "{name}: behind a gateway on this machine it may stay"
        );
        let published = credentials(section)
            .with_compose(&published())
            .the("RA-004");
        assert_eq!(published.severity, Severity::Critical, "{name}");
    }
    let unit = "[Service]\nExecStart=rasa run -i 127.0.0.1\n";
    assert_eq!(
        credentials("rest:\n")
            .with_unit(unit)
            .the("RA-004")
            .severity,
        Severity::Low
    );
    assert!(!credentials("cmdline:\n").has("RA-004"));
}

#[test]
fn the_plain_channel_beside_an_own_one_is_a_way_around_it() {
    let files = credentials(
        "rest:\nconnectors.secure_rest.SecureRestInput:\n  url: https://idp.example/\n",
    );
    let found = files.the("RA-005");
    assert!(!files.has("RA-004"), "one fact, one finding");
    assert_eq!(found.severity, Severity::Critical);
    let after = files.after(&found.fix.unwrap());
    assert!(!after.has("RA-005") && !after.has("RA-004"));
    assert!(
        after.credentials.unwrap().contains("SecureRestInput"),
        "the own one stays"
    );
}

#[test]
fn messengers_whose_requests_are_not_checked() {
    let keys = [
        ("telegram", "  access_token: ${T}\n"),
        ("twilio", "  auth_token: ${T}\n"),
        ("twilio_voice", "  initial_prompt: hello\n"),
        ("mattermost", "  token: ${T}\n"),
        ("rocketchat", "  user: bot\n"),
        ("webexteams", "  access_token: ${T}\n"),
    ];
    for (name, lines) in keys {
        let files = credentials(&format!("{name}:\n{lines}")).with_env("T=xoxb-from-them\n");
        assert_eq!(files.the("RA-020").severity, Severity::High, "{name}");
        assert_eq!(
            files.with_compose(COMPOSE).the("RA-020").severity,
            Severity::Low,
            "{name}"
        );
    }
    for (name, lines) in [
        ("facebook", "  secret: ${T}\n"),
        ("botframework", "  app_id: a\n"),
        ("rasa", "  url: https://x.example/api\n"),
    ] {
        let files = credentials(&format!("{name}:\n{lines}")).with_env("T=xoxb-from-them\n");
        assert!(!files.has("RA-020"), "{name} is checked");
    }
}

#[test]
fn slack_and_hangouts_need_what_verifies_them() {
    for missing in [
        "",
        "  slack_signing_secret:\n",
        "  slack_signing_secret: \"\"\n",
    ] {
        let files =
            credentials(&format!("slack:\n  slack_token: ${{T}}\n{missing}")).with_env("T=x\n");
        assert_eq!(files.the("RA-018").severity, Severity::High, "{missing:?}");
    }
    let slip = credentials("slack:\n  slack_token: abc\n  slack_signing_secrett: abc\n");
    assert!(
        !slip.has("RA-018") && slip.has("RA-030"),
        "the slip is the fact"
    );
    let fine = credentials("slack:\n  slack_token: ${T}\n  slack_signing_secret: ${S}\n")
        .with_env("T=x\nS=y\n");
    assert!(!fine.has("RA-018"));
    let open = credentials("hangouts:\n");
    assert_eq!(open.the("RA-019").severity, Severity::High);
    let slip = credentials("hangouts:\n  projectid: \"123\"\n");
    assert!(!slip.has("RA-019"));
    let after = slip.after(&slip.the("RA-002").fix.unwrap());
    assert!(!after.has("RA-002") && !after.has("RA-019"));
    assert!(!credentials("hangouts:\n  project_id: \"123\"\n").has("RA-019"));
}

#[test]
fn with_connector_only_that_channel_counts() {
    let files = Files {
        credentials: Some(format!("rest:\nsocketio:\n  jwt_key: \"{KEY}\"\n")),
        ..command("run --connector socketio")
    };
    assert!(!files.has("RA-004"), "all others are ignored");
    let files = Files {
        credentials: None,
        ..command("run --connector slack")
    };
    let found = files.the("RA-017");
    assert_eq!(
        found.file.as_deref(),
        Some("docker-compose.yml"),
        "there is no other place"
    );
}
