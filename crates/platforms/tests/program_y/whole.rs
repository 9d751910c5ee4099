//! A bot as they are found in the wild, and the table of rules as a whole.

use std::collections::HashSet;

use chatelaine_platforms::Severity;

use super::stage::{PROGRAM_Y, Stage, shown};

const CONFIG: &str = "\
flask:
  description: Program-Y Flask Rest Client
  host: 0.0.0.0
  port: \"8989\"
  debug: \"false\"
  authorization: basic
  use_api_keys: true
  api_key_file: ../../storage/keys/keys.txt
  ssl_cert_file: $BOT_ROOT/cert.pem
  responder:
    name: ping
    host: 0.0.0.0
    port: 8990
    url: /ping
    shutdown: /stop
  email:
    host: mail.example.org
    password: LICENSE:MAIL
  storage:
    entities:
      license_keys: file
    stores:
      file:
        type: file
        config:
          categories_storage:
            dirs: $BOT_ROOT/categories
  bots:
    bot:
      brains:
        brain:
          services:
            PROGRAMY:
              url: /api/rest/v1.0/ask
              authorization: Basic
          openchatbots:
            chatbot4:
              url: http://bot.example.org:7777/api/rest/v2.0/ask
              method: POST
              authorization: Basic
              api_key: '11111111111111'
";

const LICENSE: &str = "\
# Keys
BASIC_AUTH_TOKEN = first
BASIC_AUTH_TOKEN = \"XXXXXXXXXXXXXX\"
TWILIO_AUTH_TOKEN: 0123456789abcdef
LINE_ACCESS_TOKEN = abcdefabcdefabcdefabcdef==
";

#[test]
fn a_bot_after_the_guide() {
    let stage = Stage::empty()
        .with("config.yaml", CONFIG)
        .with("storage/licenses/license.keys", LICENSE)
        .composed("    command: python -m programy.clients.restful.flask.client --config config.yaml --substitutions subs.conf\n    volumes:\n      - ./config.yaml:/bot/config.yaml:ro\n    ports: ['8989:80']\n");
    insta::assert_snapshot!(shown(&stage.findings()), @"");
}

#[test]
fn rules_are_told_apart_and_explain_themselves() {
    let rules: Vec<_> = PROGRAM_Y
        .rules()
        .filter(|rule| rule.id.starts_with("PY-"))
        .collect();
    let ids: HashSet<_> = rules.iter().map(|rule| rule.id).collect();
    assert_eq!(ids.len(), rules.len(), "each id once");
    let advice: HashSet<_> = rules.iter().map(|rule| rule.advice).collect();
    assert_eq!(advice.len(), rules.len(), "each advice is its own");
    assert!(
        rules
            .windows(2)
            .all(|pair| pair[0].severity >= pair[1].severity
                || pair[0].severity == Severity::Critical),
        "worst first, as they are read"
    );
}
