//! A practice cat that runs with one configuration and is judged with another.

use std::time::Duration;

use chatelaine_platforms::cheshire_cat::{Known, access_points, check, effective, known};
use chatelaine_platforms::{Observation, Observed, State};
use chatelaine_practice::{Kind, Options, PracticeBot};
use chatelaine_secrets::Secret;
use chatelaine_wire::{Client, Limits, Site};
use jiff::Timestamp;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::project::project;

pub(crate) struct Bot {
    _cat: PracticeBot,
    _dir: TempDir,
    pub(crate) site: Site,
}

/// Starts a cat that read this `.env`.
pub(crate) async fn bot(env: &str) -> Bot {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join(".env"), env).unwrap();
    let options = Options {
        refusal_delay: Duration::from_millis(10),
        ..Options::new(dir.path())
    };
    let cat = PracticeBot::start(Kind::CheshireCat, options)
        .await
        .unwrap();
    let site = Site::parse(&format!("http://127.0.0.1:{}", cat.port()), false).unwrap();
    Bot {
        _cat: cat,
        _dir: dir,
        site,
    }
}

/// The credentials that this `.env` declares.
pub(crate) fn declared(env: &str) -> Known {
    known(&effective(&project(Some(env), None)))
}

impl Bot {
    pub(crate) fn client(&self) -> Client {
        Client::new(self.site.clone(), Limits::default()).unwrap()
    }

    /// Checks the bot, and holds the result against what a plain socket sees.
    pub(crate) async fn check(&self, known: &Known) -> Observation {
        let seen = check(&self.site, known, Timestamp::now())
            .await
            .expect("the cat runs");
        self.assert_true(&seen).await;
        assert_silent(&seen, known);
        seen
    }

    /// No open access point is called locked, and no locked one open.
    async fn assert_true(&self, seen: &Observation) {
        let http = raw(
            &self.site,
            "GET / HTTP/1.1\r\nHost: cat\r\nConnection: close\r\n\r\n",
        )
        .await
            == 200;
        let mut socket = false;
        for query in ["", "?token="] {
            let upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
            socket |= raw(
                &self.site,
                &format!("GET /ws/witness{query} HTTP/1.1\r\nHost: cat\r\n{upgrade}\r\n\r\n"),
            )
            .await
                == 101;
        }
        for (id, open) in [("http-api", http), ("websocket", socket)] {
            let point = seen.point(id).unwrap();
            assert_eq!(
                point.observed == Some(Observed::Open),
                open,
                "{id} is open: {open}, but the check says {point:?}"
            );
        }
        for point in access_points(None, Some(seen), Some(&self.site), false) {
            if point.observed == Some(Observed::Open) && point.id != "transport" {
                assert!(
                    !point.state.is_fine(),
                    "{}: an open way in is never fine",
                    point.id
                );
            }
            if point.observed == Some(Observed::Locked) {
                assert_eq!(
                    point.state,
                    State::ProvenLocked,
                    "{}: the lock was proven",
                    point.id
                );
            }
        }
    }
}

/// The status of a bare request.
async fn raw(site: &Site, request: &str) -> u16 {
    let address = site.origin().replace("http://", "");
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut start = [0; 12];
    stream.read_exact(&mut start).await.unwrap();
    String::from_utf8_lossy(&start[9..]).parse().unwrap()
}

/// Nothing that is kept of a check may hold a credential.
fn assert_silent(seen: &Observation, known: &Known) {
    let text = serde_json::to_string(seen).unwrap();
    let keys = [
        &known.http_key,
        &known.ws_key,
        &known.jwt_secret,
        &known.token,
    ];
    let logins = known.logins.iter().map(|(_, password)| password);
    for secret in keys
        .into_iter()
        .flatten()
        .chain(logins)
        .filter(|secret| secret.len() > 8)
    {
        assert!(
            !text.contains(secret.expose()),
            "the observation holds a credential: {text}"
        );
    }
    assert!(
        !text.contains("eyJ"),
        "the observation holds a token: {text}"
    );
}

/// The verdicts in one line.
pub(crate) fn verdicts(seen: &Observation) -> String {
    let verdict = |id: &str| {
        seen.point(id).unwrap().observed.map_or_else(
            || "unknown".into(),
            |seen| format!("{seen:?}").to_lowercase(),
        )
    };
    format!(
        "http {} · socket {} · tokens {} · login {}",
        verdict("http-api"),
        verdict("websocket"),
        verdict("jwt"),
        verdict("admin-login")
    )
}

/// The Cat's own rules of the findings, sorted. What all platforms share is told elsewhere.
pub(crate) fn rules(seen: &Observation) -> Vec<&str> {
    let mut rules: Vec<&str> = seen
        .findings
        .iter()
        .map(|finding| finding.rule.as_str())
        .filter(|rule| rule.starts_with("CC-"))
        .collect();
    rules.sort_unstable();
    rules
}

/// The claims about one access point.
pub(crate) fn claims(seen: &Observation, id: &str) -> Vec<String> {
    seen.point(id)
        .unwrap()
        .evidence
        .iter()
        .map(|evidence| evidence.claim.clone())
        .collect()
}

pub(crate) fn secret(text: &str) -> Secret {
    Secret::new(text)
}
