//! References to variables: in quotes, to nothing, in the middle of a word, with a default.

use chatelaine_platforms::{Fix, Severity};

use super::project::{COMPOSE, KEY, credentials, endpoints};

const SLACK: &str = "slack:\n  slack_token: ${TOKEN}\n  slack_signing_secret: ${SECRET}\n";
const BOTH: &str = "TOKEN=xoxb-1-2-3\nSECRET=8f14e45fceea167a5a36dedd4bea2543\n";

#[test]
fn quoted_references_are_the_values_themselves() {
    for written in ["\"${SECRET}\"", "'${SECRET}'", "$SECRET"] {
        let files = credentials(&SLACK.replace("${SECRET}", written)).with_env(BOTH);
        let found = files.the("RA-011");
        assert_eq!(
            (found.severity, found.line, found.column),
            (Severity::High, Some(3), Some(25))
        );
        assert_eq!(
            found.setting.as_deref(),
            Some("credentials.slack.slack_signing_secret")
        );
        let after = files.after(&found.fix.unwrap());
        assert_eq!(after.rules(), Vec::<String>::new(), "{written}");
    }
    let part = endpoints("action_endpoint:\n  url: \"http://${HOST}:5055/webhook\"\n")
        .with_env("HOST=actions\n");
    assert_eq!(
        part.the("RA-011").fix,
        None,
        "there is more than a reference; that is for the operator to write"
    );
    let prose =
        credentials("twilio_voice:\n  reprompt_fallback_phrase: \"That costs $USD or ${x} y\"\n");
    assert!(
        !prose.has("RA-011"),
        "texts for people may hold what they like"
    );
    let password = credentials("rocketchat:\n  user: bot\n  password: \"$Ecret-with-a-dollar\"\n");
    assert!(
        !password.has("RA-011"),
        "a password may begin with a dollar"
    );
}

#[test]
fn a_variable_that_nothing_sets() {
    let shell = credentials(SLACK).with_env("TOKEN=xoxb-1-2-3\n");
    let found = shell.the("RA-026");
    assert_eq!(found.severity, Severity::Medium, "a shell may set it");
    assert!(
        found.message.contains("not set in any file here"),
        "{}",
        found.message
    );
    let container = shell.clone().with_compose(COMPOSE);
    let found = container.the("RA-012");
    assert_eq!(
        found.severity,
        Severity::High,
        "a container gets nothing from a shell"
    );
    assert!(found.message.contains("SECRET"), "the variable is named");
    let other = COMPOSE.replace("      - .env\n", "      - .env\n      - /etc/rasa.env\n");
    assert!(
        shell.clone().with_compose(&other).has("RA-026"),
        "that other file may set it"
    );
    let unit = "[Service]\nEnvironmentFile=/opt/bot/.env\nExecStart=rasa run -i 127.0.0.1\n";
    assert!(
        shell.clone().with_unit(unit).has("RA-012"),
        "nor does a unit"
    );
    let unit = "[Service]\nEnvironmentFile=/etc/default/rasa\nExecStart=rasa run -i 127.0.0.1\n";
    assert!(
        shell.with_unit(unit).has("RA-026"),
        "unless a file elsewhere sets it"
    );
    assert!(
        !credentials(SLACK).with_env(BOTH).has("RA-026"),
        "set is set"
    );
}

#[test]
fn a_missing_key_of_ours_can_be_made() {
    let files = credentials("socketio:\n  jwt_key: ${SIO}\n")
        .with_env("")
        .with_compose(COMPOSE);
    let found = files.the("RA-012");
    assert_eq!(
        found.fix,
        Some(Fix::Generate {
            setting: "env.SIO".into()
        })
    );
    let after = files.after(&found.fix.unwrap());
    assert_eq!(
        after.rules(),
        Vec::<String>::new(),
        "the bot starts, and its socket is locked"
    );
    let slack = credentials(SLACK).with_env("").with_compose(COMPOSE);
    assert!(
        slack.findings().iter().all(|finding| finding.fix.is_none()),
        "what Slack issues nobody can make up"
    );
}

#[test]
fn a_container_that_does_not_load_the_env() {
    let commented = COMPOSE.replace(
        "    env_file:\n      - .env\n",
        "    # env_file:\n    #   - .env\n",
    );
    let files = credentials(SLACK).with_env(BOTH).with_compose(&commented);
    let found = files.the("RA-013");
    assert_eq!(found.file.as_deref(), Some("docker-compose.yml"));
    assert!(!files.has("RA-012"), "one fact, one finding");
    assert_eq!(
        files.after(&found.fix.unwrap()).rules(),
        Vec::<String>::new()
    );
    let unit = "[Service]\nExecStart=rasa run -i 127.0.0.1\n";
    let files = credentials(SLACK).with_env(BOTH).with_unit(unit);
    assert_eq!(
        files.the("RA-013").file.as_deref(),
        Some("rasa.service"),
        "nor does this unit"
    );
}

#[test]
fn in_the_middle_of_a_word_a_missing_variable_stays() {
    let url = "action_endpoint:\n  url: http://${HOST}:5055/webhook\n";
    let found = endpoints(url).the("RA-014");
    assert_eq!(found.severity, Severity::High);
    assert!(!endpoints(url).has("RA-026"), "Rasa does start");
    assert!(!endpoints(url).with_env("HOST=actions\n").has("RA-014"));
}

#[test]
fn rasa_knows_no_defaults() {
    let files = credentials(&format!("socketio:\n  jwt_key: ${{SIO:-{KEY}}}\n"))
        .with_env(&format!("SIO={KEY}\n"));
    let found = files.the("RA-015");
    assert_eq!(found.severity, Severity::High, "it does not start");
    assert!(!found.message.contains(KEY), "a default may be a secret");
    let after = files.after(&found.fix.unwrap());
    assert_eq!(after.rules(), Vec::<String>::new());
    let template =
        credentials("slack:\n  slack_token: ${{ secrets.TOKEN }}\n  slack_signing_secret: x\n");
    assert_eq!(template.the("RA-015").fix, None, "of another program");
    assert!(!credentials(SLACK).with_env(BOTH).has("RA-015"));
}
