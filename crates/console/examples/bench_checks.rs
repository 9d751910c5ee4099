//! How long all live checks of one bot take, next to the same requests sent bare, one after the other.
//!
//! The practice Cat waits for nothing here, so that the server's own delays do not count. Prints
//! `{"ms":…,"bare_ms":…}`, medians in milliseconds. Used by `cargo xtask bench`.

use std::error::Error;
use std::io::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chatelaine_console::view::{NewBot, Platform, State};
use chatelaine_console::{Console, Home};
use chatelaine_practice::{Kind, Options, PracticeBot, prepare};
use chatelaine_secrets::{Memory, generate_from_os};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite;

const RUNS: usize = 21;
const BOT: &str = "bench";

struct Keys {
    api_key: String,
    ws_key: String,
    jwt_secret: String,
}

impl Keys {
    fn named(&self, name: &str) -> &str {
        match name {
            "CCAT_API_KEY" => &self.api_key,
            "CCAT_API_KEY_WS" => &self.ws_key,
            _ => &self.jwt_secret,
        }
    }
}

type Outcome<T> = Result<T, Box<dyn Error>>;

#[tokio::main]
async fn main() -> Outcome<()> {
    // The bare client speaks plain HTTP only, but insists on knowing who would do TLS.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let folder = tempfile::tempdir()?;
    let (project, home) = (folder.path().join("cat"), folder.path().join("home"));
    let key = || generate_from_os().map(|secret| secret.expose().to_owned());
    let keys = Keys {
        api_key: key()?,
        ws_key: key()?,
        jwt_secret: key()?,
    };
    prepare(
        Kind::CheshireCat,
        &project,
        Some(&|name| Ok(keys.named(name).to_owned())),
    )?;
    let cat = PracticeBot::start(
        Kind::CheshireCat,
        Options {
            refusal_delay: Duration::ZERO,
            ..Options::new(&project)
        },
    )
    .await?;
    let console = Arc::new(Console::open(Home::at(home), Arc::new(Memory::new()))?);
    let dir = Some(project.display().to_string());
    console.add_bot(NewBot {
        name: BOT.into(),
        platform: Platform::CheshireCat,
        dir,
        url: Some(cat.url()),
        allow_plain_http: false,
    })?;

    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..=RUNS {
        let started = Instant::now();
        let posture = console.check_live(BOT, false).await?;
        ours.push(started.elapsed());
        if posture.access_points.first().map(|point| point.state) != Some(State::ProvenLocked) {
            return Err("the practice cat was not proven locked".into());
        }
        let started = Instant::now();
        requests(&cat, &keys).await?;
        bare.push(started.elapsed());
    }
    let figures = serde_json::json!({ "ms": median(ours), "bare_ms": median(bare) });
    writeln!(std::io::stdout(), "{figures}")?;
    cat.stop().await;
    Ok(())
}

/// What the checks send, without looking at the answers.
async fn requests(cat: &PracticeBot, keys: &Keys) -> Outcome<()> {
    let client = reqwest::Client::builder().no_proxy().build()?;
    let url = |path: &str| format!("{}{path}", cat.url());
    client
        .get(url("/openapi.json"))
        .send()
        .await?
        .bytes()
        .await?;
    client.get(url("/")).send().await?.bytes().await?;
    for key in ["made-up-made-up-made-up-made-up", keys.api_key.as_str()] {
        client
            .get(url("/"))
            .bearer_auth(key)
            .send()
            .await?
            .bytes()
            .await?;
    }
    for query in [
        String::new(),
        "?token=made-up-made-up-made-up".to_owned(),
        format!("?token={}", keys.ws_key),
    ] {
        handshake(cat, &query).await?;
    }
    for name in ["admin", "user"] {
        let body = serde_json::json!({ "username": name, "password": name });
        client
            .post(url("/auth/token"))
            .json(&body)
            .send()
            .await?
            .bytes()
            .await?;
    }
    Ok(())
}

async fn handshake(cat: &PracticeBot, query: &str) -> Outcome<()> {
    let stream = TcpStream::connect(("127.0.0.1", cat.port())).await?;
    let address = format!("ws://127.0.0.1:{}/ws/bench{query}", cat.port());
    match tokio_tungstenite::client_async(address, stream).await {
        Ok((mut socket, _)) => socket.close(None).await?,
        Err(tungstenite::Error::Http(_)) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

/// The first run warms up and does not count.
fn median(mut took: Vec<Duration>) -> f64 {
    took.remove(0);
    took.sort();
    took[took.len() / 2].as_secs_f64() * 1000.0
}
