//! One recorded scenario, set up with a living practice cat.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use chatelaine_practice::{Kind, Options, PracticeBot};
use serde_json::Value;
use tempfile::TempDir;

use super::client::{Request, Socket};
use super::tokens::{self, Recorded};

/// The pace of the tests: the order of events is the real one, the waiting is not.
const CLOSE_DELAY: Duration = Duration::from_millis(30);

/// The pace of the scenario that reconnects at once: on a busy machine `at once` takes its time.
const LONG_CLOSE_DELAY: Duration = Duration::from_millis(400);

/// The address at which the recordings were made.
const RECORDED_ADDRESS: &str = "127.0.0.1:18650";

pub(crate) fn options(dir: impl Into<PathBuf>) -> Options {
    Options {
        refusal_delay: Duration::from_millis(50),
        token_delay: Duration::from_millis(2),
        close_delay: CLOSE_DELAY,
        ..Options::new(dir)
    }
}

pub(crate) struct Recording {
    pub(crate) scenario: String,
    pub(crate) env: BTreeMap<String, String>,
    pub(crate) exchanges: Vec<Value>,
}

/// All recorded scenarios, in order.
pub(crate) fn recordings() -> Vec<Recording> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/cheshire-cat-1.9.2");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "json"))
        .collect();
    paths.sort();
    let read = |path: &PathBuf| {
        let recording: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        Recording {
            scenario: recording["scenario"].as_str().unwrap().to_owned(),
            env: serde_json::from_value(recording["env"].clone()).unwrap(),
            exchanges: recording["exchanges"].as_array().unwrap().clone(),
        }
    };
    paths.iter().map(read).collect()
}

pub(crate) struct Stage {
    pub(crate) cat: PracticeBot,
    /// Recorded ids and the living ones that stand for them.
    pub(crate) ids: BTreeMap<String, String>,
    env: BTreeMap<String, String>,
    close_delay: Duration,
    /// Deleted when the stage is.
    folder: TempDir,
}

impl Stage {
    /// Writes the scenario's variables to `.env`, starts a cat over it and finds out who is who.
    pub(crate) async fn set(recording: &Recording) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let quoted = |(name, value): (&String, &String)| format!("{name}='{value}'\n");
        let text: String = recording.env.iter().map(quoted).collect();
        std::fs::write(folder.path().join(".env"), text).unwrap();
        let close_delay = match recording.scenario.starts_with('Q') {
            true => LONG_CLOSE_DELAY,
            false => CLOSE_DELAY,
        };
        let cat = PracticeBot::start(
            Kind::CheshireCat,
            Options {
                close_delay,
                ..options(folder.path())
            },
        );
        let cat = cat.await.unwrap();
        let living = living_ids(&cat);
        let mut recorded = BTreeMap::new();
        for exchange in &recording.exchanges {
            recorded_ids(exchange, &mut recorded);
        }
        let ids = recorded
            .into_iter()
            .filter_map(|(id, name)| Some((id, living.get(&name)?.clone())))
            .collect();
        Self {
            cat,
            ids,
            env: recording.env.clone(),
            close_delay,
            folder,
        }
    }

    pub(crate) fn port(&self) -> u16 {
        self.cat.port()
    }

    /// What was recorded at `recorded_at`, for this server and this moment.
    pub(crate) fn translate(&self, text: &str, recorded_at: i64) -> String {
        let keys: Vec<String> = (self.env.iter())
            .filter(|(name, _)| name.ends_with("JWT_SECRET"))
            .map(|(_, value)| value.clone())
            .collect();
        let later = jiff::Timestamp::now().as_second() - recorded_at;
        let text = tokens::replace(text, |token| match Recorded::read(token) {
            Some(recorded) => recorded.anew(&self.ids, later, &keys),
            None => token.to_owned(),
        });
        let here = format!("127.0.0.1:{}", self.port());
        let text = text.replace(RECORDED_ADDRESS, &here);
        (self.ids.iter()).fold(text, |text, (recorded, living)| {
            text.replace(recorded, living)
        })
    }

    /// Gives the server the time to notice that sockets have ended.
    pub(crate) async fn settle(&self) {
        tokio::time::sleep(self.close_delay + Duration::from_millis(90)).await;
    }

    /// An open socket; whatever refuses it fails the test.
    pub(crate) async fn socket(&self, path: &str) -> Socket {
        let opened = Socket::open(self.port(), path, &[]).await;
        opened
            .map_err(|reply| reply.status)
            .expect("the socket must be let in")
            .0
    }

    pub(crate) async fn token(&self, name: &str, password: &str) -> String {
        let credentials = serde_json::json!({"username": name, "password": password});
        let request = Request::new("POST", "/auth/token").json(&credentials);
        let reply = request.send(self.port()).await;
        reply.body["access_token"]
            .as_str()
            .expect("the password is right")
            .to_owned()
    }

    /// Ends the cat and hands the folder on.
    pub(crate) async fn strike(self) -> TempDir {
        self.cat.stop().await;
        self.folder
    }
}

/// Names and ids of the users in the project's database.
fn living_ids(cat: &PracticeBot) -> BTreeMap<String, String> {
    let path = cat.dir().join("cat/data/metadata.json");
    let database: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let records = database["_default"].as_object().unwrap().values();
    let users = records.filter(|record| record["name"] == "users");
    users
        .flat_map(|record| record["value"].as_object().unwrap().values())
        .map(|user| {
            let text = |key: &str| user[key].as_str().unwrap().to_owned();
            (text("username"), text("id"))
        })
        .collect()
}

/// Ids and names that a recording tells: in answers, and in tokens that the server itself issued.
fn recorded_ids(value: &Value, ids: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(map) => {
            if let (Some(name), Some(id)) = (map.get("username"), map.get("id")) {
                let text = |value: &Value| value.as_str().unwrap().to_owned();
                ids.entry(text(id)).or_insert_with(|| text(name));
            }
            map.values().for_each(|value| recorded_ids(value, ids));
        }
        Value::Array(list) => list.iter().for_each(|value| recorded_ids(value, ids)),
        Value::String(text) => {
            tokens::replace(text, |token| {
                if let Some(Recorded { claims, .. }) = Recorded::read(token)
                    && !claims.get("permissions").unwrap_or(&Value::Null)["STATUS"].is_null()
                {
                    let text = |name: &str| claims[name].as_str().unwrap().to_owned();
                    ids.entry(text("sub")).or_insert_with(|| text("username"));
                }
                String::new()
            });
        }
        _ => (),
    }
}
