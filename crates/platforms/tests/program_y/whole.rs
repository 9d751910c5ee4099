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
    insta::assert_snapshot!(shown(&stage.findings()), @r#"
    PY-003 Critical config.yaml:6:18 `authorization` in `flask` is not exactly `Basic`: it is ignored, and only the API keys guard the bot. → Set { setting: "config.flask.authorization", value: "Basic" }
    PY-008 Critical compose.yaml:6:1 config.yaml cannot be opened for writing: compose.yaml mounts it read-only. The bot starts with its defaults instead, open on 0.0.0.0:80.
    PY-011 Critical config.yaml:5:10 Debug mode is on: what stands there is text, and any text turns it on. → Set { setting: "config.flask.debug", value: "false" }
    PY-012 Critical config.yaml:25:9 The store `file` has no `license_storage.file`: license.keys is read from /tmp/licenses/license.keys, where any user of the machine can put one. → Write { role: "config", path: KeyPath([Key("flask"), Key("storage"), Key("stores"), Key("file"), Key("config"), Key("license_storage"), Key("file")]), value: Text(..) }
    PY-016 High storage/licenses/license.keys:5:21 LINE_ACCESS_TOKEN holds `=`, which is dropped: what the bot compares or sends is another value.
    PY-017 High config.yaml:41:24 flask.bots.bot.brains.brain.openchatbots.chatbot4.api_key is a sample from Program-Y's license.keys.
    PY-017 High storage/licenses/license.keys:3:20 BASIC_AUTH_TOKEN is a sample from Program-Y's license.keys. → Generate { setting: "license.BASIC_AUTH_TOKEN" }
    PY-020 High config.yaml:9:18 `ssl_cert_file` is set and `ssl_key_file` is not: the bot speaks plain HTTP.
    PY-022 High config.yaml:4:9 `port` is no whole number: it is ignored, and the bot listens on port 80. → Write { role: "config", path: KeyPath([Key("flask"), Key("port")]), value: Integer(8989) }
    PY-023 High config.yaml:12:11 The ping service listens on 0.0.0.0 and asks nobody for a credential. → Set { setting: "config.flask.responder.host", value: "127.0.0.1" }
    PY-024 High config.yaml:15:15 `responder.shutdown` lets anyone who reaches the ping service stop it with one GET. → Remove { role: "config", path: KeyPath([Key("flask"), Key("responder"), Key("shutdown")]) }
    PY-025 High config.yaml:38:20 flask.bots.bot.brains.brain.openchatbots.chatbot4.url is an http:// address, and a key is sent there.
    PY-027 Medium storage/licenses/license.keys:3:20 BASIC_AUTH_TOKEN is in quotes, which can count as part of it.
    PY-030 Medium storage/licenses/license.keys:2:1 BASIC_AUTH_TOKEN stands on 2 lines; only line 3 counts. → RemoveDuplicates { role: "license", path: KeyPath([Key("BASIC_AUTH_TOKEN")]) }
    PY-031 Medium storage/licenses/license.keys:4:1 Line 4 of storage/licenses/license.keys has no `=` and is ignored.
    PY-034 Medium config.yaml:8:17 flask.api_key_file is relative: it counts from the folder that the bot is started in.
    PY-035 Medium compose.yaml:4:1 `--config config.yaml` without --bot_root makes $BOT_ROOT empty: files are looked for at the root of the file system.
    PY-036 Medium config.yaml:8:17 flask.api_key_file leads out of the bot's folder, to ../../storage/keys/keys.txt.
    PY-037 Medium config.yaml:7:17 API keys are the only lock, and they stand in the address of every request.
    PY-039 Medium compose.yaml:4:1 --substitutions has no effect on the configuration.
    PY-042 Medium config.yaml:40:30 flask.bots.bot.brains.brain.openchatbots.chatbot4.authorization sends this bot's own token to the peer.
    PY-043 Medium config.yaml:35:30 flask.bots.bot.brains.brain.services.PROGRAMY.authorization is never sent to the service.
    PY-043 Medium config.yaml:41:24 flask.bots.bot.brains.brain.openchatbots.chatbot4.api_key goes into a header with POST, which no Program-Y reads.
    PY-044 Medium config.yaml:18:15 The mail password is a `LICENSE:` reference, which is not followed.
    "#);
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
    // Ids are frozen, so the rules of the live checks had to come behind.
    let of_files: Vec<_> = rules.iter().filter(|rule| rule.id < "PY-048").collect();
    assert!(
        of_files
            .windows(2)
            .all(|pair| pair[0].severity >= pair[1].severity
                || pair[0].severity == Severity::Critical),
        "worst first, as they are read"
    );
}
