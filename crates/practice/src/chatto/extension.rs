//! The bot's side of an extension server (0.9.2, `internal/extension`).
//!
//! The real bot asks each server for its list once, at start, and does without those that do not give it. This one speaks
//! to servers on loopback only and without TLS, because a practice bot never leaves the machine; to it all others are down.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::configuration::Server;
use super::conversation::Question;
use super::domain::{Answer, Defaults, Domain, Machine};
use crate::near;

/// A server that gave its list.
#[derive(Clone)]
pub(crate) struct Extension(Arc<Server>);

/// What a server is asked to do.
#[derive(Serialize)]
pub(crate) struct Task<'a> {
    fsm: &'a Machine,
    domain: Whole<'a>,
    extension: &'a str,
    question: Asked<'a>,
    channel: &'a str,
    command: &'a str,
}

#[derive(Serialize)]
struct Whole<'a> {
    state_table: &'a BTreeMap<String, i64>,
    default_messages: &'a Defaults,
}

#[derive(Serialize)]
struct Asked<'a> {
    sender: &'a str,
    text: &'a str,
}

/// What it did.
#[derive(Deserialize)]
pub(crate) struct Done {
    pub(crate) fsm: Machine,
    #[serde(default)]
    pub(crate) answers: Vec<Answer>,
}

impl<'a> Task<'a> {
    pub(crate) fn new(
        extension: &'a str,
        question: &'a Question,
        command: &'a str,
        domain: &'a Domain,
        fsm: &'a Machine,
    ) -> Self {
        Self {
            fsm,
            domain: Whole {
                state_table: &domain.states,
                default_messages: &domain.defaults,
            },
            extension,
            question: Asked {
                sender: &question.sender,
                text: &question.text,
            },
            channel: question.channel,
            command,
        }
    }
}

/// Asks every server for its list. Those that do not give one are unknown from then on.
pub(crate) fn known(servers: BTreeMap<String, Server>) -> BTreeMap<String, Extension> {
    let listed = |server: &Server| call::<Vec<String>>(server, "GET", "/extensions", "").is_some();
    servers
        .into_iter()
        .filter(|(_, server)| listed(server))
        .map(|(alias, server)| (alias, Extension(Arc::new(server))))
        .collect()
}

impl Extension {
    /// Has a task done.
    pub(crate) async fn run(&self, task: &Task<'_>) -> Option<Done> {
        let body = serde_json::to_string(task).ok()?;
        let server = Arc::clone(&self.0);
        let done = move || call(&server, "POST", "/extension", &body);
        tokio::task::spawn_blocking(done).await.ok()?
    }
}

/// One exchange. What matters is only whether the answer is of the right form, as for the real bot.
fn call<T: DeserializeOwned>(server: &Server, method: &str, path: &str, body: &str) -> Option<T> {
    let headers = match server.token.as_str() {
        "" => Vec::new(),
        token => vec![("Authorization".to_owned(), format!("Bearer {token}"))],
    };
    let url = format!("{}{path}", server.url);
    let answer = near::exchange(method, &url, &headers, body)?;
    serde_json::from_slice(&answer).ok()
}
