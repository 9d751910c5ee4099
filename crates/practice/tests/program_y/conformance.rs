//! Replays every recorded exchange against the practice bot.

use serde_json::Value;

use super::client::Reply;
use super::stage::{KEY, Stage, TOKEN};
use super::transcript::{Exchange, read};

/// A recording, and the folder that the server ran with under each heading.
struct Recording {
    name: &'static str,
    text: &'static str,
    /// How many exchanges there are. A lost one must not go unnoticed.
    exchanges: usize,
    stage: fn(&str) -> Option<Stage>,
}

const RECORDINGS: [Recording; 7] = [
    Recording {
        name: "01 token",
        text: include_str!("../../fixtures/program-y/01-basic-flask.txt"),
        exchanges: 17,
        stage: |heading| (heading == "## valid").then(|| Stage::set("  authorization: Basic\n")),
    },
    Recording {
        name: "02 API keys",
        text: include_str!("../../fixtures/program-y/02-apikeys-flask.txt"),
        exchanges: 21,
        stage: keys,
    },
    Recording {
        name: "03 license.keys",
        text: include_str!("../../fixtures/program-y/03-license-keys-parser.txt"),
        exchanges: 15,
        stage: licenses,
    },
    Recording {
        name: "04 what is not Basic",
        text: include_str!("../../fixtures/program-y/04-fail-open-flask.txt"),
        exchanges: 8,
        stage: |heading| {
            let line = heading.lines().next()?.strip_prefix("## ")?;
            let line = line.strip_prefix("key misspelt: ").unwrap_or(line);
            Some(Stage::set(&format!("  {line}\n")))
        },
    },
    Recording {
        name: "08 JSON, XML, web chat",
        text: include_str!("../../fixtures/program-y/08-json-xml-webchat.txt"),
        exchanges: 9,
        stage: others,
    },
    Recording {
        name: "09 Sanic",
        text: include_str!("../../fixtures/program-y/09-sanic.txt"),
        exchanges: 4,
        stage: |heading| {
            let lines = match heading.contains("use_api_keys") {
                true => "  use_api_keys: true\n  api_key_file: $BOT_ROOT/keys/keys.txt\n",
                false => "  authorization: Basic\n",
            };
            Some(Stage::set(lines).replaced("flask:", "sanic:"))
        },
    },
    Recording {
        name: "13 version 4.3",
        text: include_str!("../../fixtures/program-y/13-flask-4.3.txt"),
        exchanges: 4,
        stage: |_| Some(both()),
    },
];

const KEYS_ON: &str = "  use_api_keys: true\n  api_key_file: $BOT_ROOT/keys/keys.txt\n";

fn both() -> Stage {
    Stage::set(&format!("  authorization: Basic\n{KEYS_ON}"))
}

fn keys(heading: &str) -> Option<Stage> {
    let title = heading.lines().next()?;
    let keyed = |text: &str| Some(Stage::set(KEYS_ON).with("keys/keys.txt", text));
    match title {
        "## no key" => keyed("11111111111111\n  22222222222222  \n# a comment\n33333333333333\n"),
        "## empty apikey= with blank line in keys.txt" => {
            keyed("11111111111111\n\n22222222222222\n")
        }
        "--- keys.txt with UTF-8 BOM + CRLF" => {
            keyed("\u{feff}11111111111111\r\n22222222222222\r\n")
        }
        "--- keys.txt missing" => Some(Stage::set(KEYS_ON).without("keys/keys.txt")),
        "--- api_key_file key absent" => Some(Stage::set("  use_api_keys: true\n")),
        // The real one was started elsewhere, where that path leads nowhere; a practice bot is started in its folder.
        "--- api_key_file: ./keys/keys.txt, cwd elsewhere" => Some(Stage::set(
            "  use_api_keys: true\n  api_key_file: ./elsewhere/keys.txt\n",
        )),
        "--- both Basic and API keys" => Some(both()),
        _ => None,
    }
}

/// What `cat -A` made of the file stands below the heading.
fn licenses(heading: &str) -> Option<Stage> {
    let stage = Stage::set("  authorization: Basic\n");
    if heading.starts_with("--- license.keys missing") {
        return Some(stage.without("licenses/license.keys"));
    }
    let lines = heading
        .lines()
        .skip(1)
        .take_while(|line| line.ends_with('$'));
    let text: String = lines
        .map(|line| format!("{}\n", &line[..line.len() - 1]))
        .collect();
    let text = text.replace("M-oM-;M-?", "\u{feff}").replace("M-CM-6", "ö");
    Some(stage.with("licenses/license.keys", text))
}

fn others(heading: &str) -> Option<Stage> {
    let json = r#"{"flask": {"authorization": "Basic", "storage": {
        "entities": {"license_keys": "file"},
        "stores": {"file": {"type": "file", "config": {"license_storage": {"file": "$BOT_ROOT/licenses/license.keys"}}}}}}}"#;
    let token = || Stage::set("  authorization: Basic\n");
    Some(match heading.lines().next()? {
        "## --cformat json" => token().without("config.yaml").with("config.json", json),
        "## --cformat xml" => token()
            .without("config.yaml")
            .with("config.xml", "<flask/>"),
        "## webchat client, authorization: Basic" => token().replaced("flask:", "webchat:"),
        "## webchat client, use_api_keys" => Stage::set(KEYS_ON).replaced("flask:", "webchat:"),
        _ => return None,
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn the_practice_bot_answers_as_the_real_one_was_recorded() {
    let mut failures = Vec::new();
    for recording in &RECORDINGS {
        let exchanges = read(recording.text);
        assert_eq!(
            exchanges.len(),
            recording.exchanges,
            "every exchange of {} is there",
            recording.name
        );
        let mut stage = None;
        let mut heading = None;
        let mut bot = None;
        for exchange in &exchanges {
            if heading != Some(&exchange.heading) {
                heading = Some(&exchange.heading);
                if let Some(next) = (recording.stage)(&exchange.heading) {
                    bot = next.start().await.ok();
                    stage = Some(next);
                }
            }
            assert!(stage.is_some(), "{} begins with a folder", recording.name);
            let port = bot.as_ref().map(chatelaine_practice::PracticeBot::port);
            let place = |found| format!("{}, line {}: {found}", recording.name, exchange.line);
            failures.extend(replay(exchange, port).await.into_iter().map(place));
        }
    }
    let report = failures.join("\n");
    assert!(
        failures.is_empty(),
        "the practice bot differs from the real one:\n{report}"
    );
}

async fn replay(exchange: &Exchange, port: Option<u16>) -> Vec<String> {
    match (&exchange.reply, port) {
        (None, None) => Vec::new(),
        (None, Some(_)) => vec!["the real one did not start, and this one does".to_owned()],
        (Some(_), None) => vec!["the real one started, and this one does not".to_owned()],
        (Some(recorded), Some(port)) => differences(recorded, &exchange.request.send(port).await),
    }
}

/// Status, kind, cookie and body; of pages, which are in our own words, only the title.
fn differences(recorded: &Reply, living: &Reply) -> Vec<String> {
    let mut found = Vec::new();
    let mut compare = |what: &str, then: String, now: String| {
        if then != now {
            found.push(format!("{what} is {now}, recorded {then}"));
        }
    };
    compare(
        "the status",
        recorded.status.to_string(),
        living.status.to_string(),
    );
    for name in ["content-type", "content-disposition", "allow", "set-cookie"] {
        if let Some(value) = recorded.header(name) {
            let living = living.header(name).unwrap_or_default();
            compare(name, same(name, value), same(name, living));
        }
    }
    if !recorded.text.is_empty() {
        compare("the body", body(recorded), body(living));
    }
    if recorded.header("content-type") == Some("application/json") {
        let length = |reply: &Reply| {
            reply
                .header("content-length")
                .unwrap_or_default()
                .to_owned()
        };
        // How many digits a moment has differs from one to the next.
        if !recorded.text.contains("timestamp") {
            compare("the length", length(recorded), length(living));
        }
    }
    found
}

fn same(name: &str, value: &str) -> String {
    match name {
        "allow" => {
            let mut methods: Vec<&str> = value.split(", ").collect();
            methods.sort_unstable();
            methods.join(", ")
        }
        // The name and the moment differ from visitor to visitor.
        "set-cookie" => {
            let shape = |c: char| if c.is_ascii_alphanumeric() { 'x' } else { c };
            let value = value.strip_prefix("ProgramYSession=").unwrap_or_default();
            value.chars().map(shape).collect()
        }
        _ => value.to_owned(),
    }
}

fn body(reply: &Reply) -> String {
    if reply
        .header("content-type")
        .is_some_and(|kind| kind.starts_with("text/html"))
    {
        let title = reply.text.lines().find(|line| line.starts_with("<title>"));
        return title.unwrap_or_default().to_owned();
    }
    let mut json = reply.json();
    if let Some(timestamp) = json.pointer_mut("/response/timestamp") {
        *timestamp = Value::from(timestamp.as_f64().is_some_and(|now| now > 1_700_000_000.0));
    }
    json.to_string()
}

/// The rest of recording 04: a switch is whatever Python calls true.
#[tokio::test(flavor = "multi_thread")]
async fn api_keys_are_asked_for_as_recorded() {
    let text = RECORDINGS[3].text;
    let rows: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("use_api_keys: "))
        .collect();
    assert_eq!(rows.len(), 8, "every row is there");
    for row in rows {
        let (line, statuses) = row.split_once(" -> ").unwrap();
        let stage = Stage::set(&format!(
            "  {line}\n  api_key_file: $BOT_ROOT/keys/keys.txt\n"
        ));
        let bot = stage.bot().await;
        let ask = async |query: &str| {
            let target = format!("/api/rest/v2.0/ask?query=hello&userId=u1{query}");
            super::client::Request::get(&target)
                .send(bot.port())
                .await
                .status
        };
        let without = ask("").await;
        let with = ask(&format!("&apikey={KEY}")).await;
        assert_eq!(
            format!("{without} without key; {with} with key"),
            statuses,
            "{line}"
        );
    }
}

#[test]
fn the_recorded_credentials_are_those_of_the_stage() {
    assert!(RECORDINGS[0].text.contains(TOKEN) && RECORDINGS[1].text.contains(KEY));
}
