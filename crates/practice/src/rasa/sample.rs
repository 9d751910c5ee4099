//! A small bot to practise on.

use std::io::Write;
use std::path::Path;

use crate::Error;
use crate::cheshire_cat::database::private_file;
use crate::kind::Keys;

/// The bot's domain.
pub(crate) const DOMAIN: &str = r#"version: "3.1"

intents:
  - greet
  - goodbye
  - choose
  - picture
  - payload

responses:
  utter_greet:
    - text: "Good day. I am a practice bot.\n\nSay `choose` for a choice, `picture` for a picture, or `payload` for a payload."
  utter_goodbye:
    - text: "Good-bye. Mind the door."
  utter_choose:
    - text: "Which key shall it be?"
      buttons:
        - title: "The iron one"
          payload: "/greet"
        - title: "The golden one"
          payload: "/goodbye"
  utter_picture:
    - text: "This is the door."
      image: "https://example.invalid/door.png"
  utter_payload:
    - custom:
        data:
          kind: "key"
          metal: "iron"
  utter_default:
    - text: "I did not understand that."

session_config:
  session_expiration_time: 60
  carry_over_slots_to_new_session: true
"#;

/// What it understands.
pub(crate) const NLU: &str = r#"version: "3.1"

nlu:
  - intent: greet
    examples: |
      - hello
      - hi
  - intent: goodbye
    examples: |
      - bye
      - goodbye
  - intent: choose
    examples: |
      - choose
  - intent: picture
    examples: |
      - picture
  - intent: payload
    examples: |
      - payload
"#;

/// What it does then.
pub(crate) const RULES: &str = r#"version: "3.1"

rules:
  - rule: greet
    steps:
      - intent: greet
      - action: utter_greet
  - rule: say good-bye
    steps:
      - intent: goodbye
      - action: utter_goodbye
  - rule: offer a choice
    steps:
      - intent: choose
      - action: utter_choose
  - rule: show a picture
    steps:
      - intent: picture
      - action: utter_picture
  - rule: bring a payload
    steps:
      - intent: payload
      - action: utter_payload
"#;

const CONFIG: &str = "\
recipe: default.v1
language: en
assistant_id: practice-bot

pipeline:
  - name: KeywordIntentClassifier

policies:
  - name: RulePolicy
";

/// As `rasa init` writes it, cut to what a chat window needs: everybody may come in.
const OPEN_CREDENTIALS: &str = "\
# The channels of the bot. Each one that is named here is switched on.
rest:

socketio:
  user_message_evt: user_uttered
  bot_message_evt: bot_uttered
  session_persistence: true
";

const LOCKED_CREDENTIALS: &str = "\
# The channels of the bot. Each one that is named here is switched on.
socketio:
  user_message_evt: user_uttered
  bot_message_evt: bot_uttered
  session_persistence: true
  # Without quotes: in quotes Rasa would take the text itself for the key.
  jwt_key: ${SIO_JWT_KEY}
  jwt_method: HS256
";

const ENDPOINTS: &str = "\
# The servers that the bot calls. This one needs none.
# action_endpoint:
#   url: \"http://localhost:5055/webhook\"
";

/// The compose file. Published to every network, as the guides have it, or to this machine alone, with a proxy in mind.
fn compose(port: &str, flags: &str) -> String {
    format!(
        "\
services:
  rasa:
    image: rasa/rasa:3.6.21-full
    env_file:
      - .env
    ports:
      - {port}
    volumes:
      - ./:/app
    command: run{flags}
"
    )
}

/// Fills an empty or missing folder. A folder with anything in it is left as it is.
pub(crate) fn prepare(dir: &Path, keys: Option<Keys<'_>>) -> Result<(), Error> {
    let failure = |path: &Path| {
        let path = path.to_path_buf();
        move |source| Error::File { path, source }
    };
    std::fs::create_dir_all(dir).map_err(failure(dir))?;
    let mut entries = std::fs::read_dir(dir).map_err(failure(dir))?;
    if entries.next().is_some() {
        return Ok(());
    }
    let data = dir.join("data");
    std::fs::create_dir(&data).map_err(failure(&data))?;
    let (credentials, variables, compose) = match keys {
        None => (
            OPEN_CREDENTIALS,
            "# SIO_JWT_KEY=\n".to_owned(),
            compose("5005:5005", " --enable-api --cors \"*\""),
        ),
        // The HTTP API has no credential that stays off the command line, so a locked bot does without it.
        Some(keys) => (
            LOCKED_CREDENTIALS,
            format!("SIO_JWT_KEY={}\n", keys("SIO_JWT_KEY")?),
            compose("127.0.0.1:5005:5005", ""),
        ),
    };
    for (name, text) in [
        ("config.yml", CONFIG),
        ("domain.yml", DOMAIN),
        ("data/nlu.yml", NLU),
        ("data/rules.yml", RULES),
        ("endpoints.yml", ENDPOINTS),
        ("credentials.yml", credentials),
        (".env", &variables),
        ("docker-compose.yml", &compose),
    ] {
        let path = dir.join(name);
        private_file(&path)
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .map_err(failure(&path))?;
    }
    Ok(())
}
