//! The bot's side of an extension server (0.9.2, `internal/extension`).
//!
//! The real bot asks each server for its list once, at start, and does without those that do not give it. This one speaks
//! to servers on loopback only and without TLS, because a practice bot never leaves the machine; to it all others are down.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::Arc;
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::configuration::Server;
use super::conversation::Question;
use super::domain::{Answer, Defaults, Domain, Machine};

/// How long a server on this machine may take to be reached, and to answer.
const PATIENCE: Duration = Duration::from_secs(2);
/// The largest answer that is read, in bytes.
const ANSWER_LIMIT: u64 = 1 << 20;

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
    let rest = server.url.strip_prefix("http://")?;
    let (authority, base) = match rest.find('/') {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let mut stream = TcpStream::connect_timeout(&near(authority)?, PATIENCE).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    stream.set_write_timeout(Some(PATIENCE)).ok()?;
    let authorization = match server.token.as_str() {
        "" => String::new(),
        token => format!("Authorization: Bearer {token}\r\n"),
    };
    // HTTP/1.0, so that the answer comes in one piece and ends with the connection.
    let request = format!(
        "{method} {base}{path} HTTP/1.0\r\nHost: {authority}\r\n{authorization}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = Vec::new();
    stream.take(ANSWER_LIMIT).read_to_end(&mut answer).ok()?;
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    serde_json::from_slice(&answer[end + 4..]).ok()
}

/// The address of a host and port, if it is on this machine.
fn near(authority: &str) -> Option<SocketAddr> {
    let with_port = match authority.rsplit_once(':') {
        Some((_, port)) if port.parse::<u16>().is_ok() => authority.to_owned(),
        _ => format!("{authority}:80"),
    };
    let mut addresses = with_port.to_socket_addrs().ok()?;
    addresses.find(|address| address.ip().is_loopback() && address.is_ipv4())
}
