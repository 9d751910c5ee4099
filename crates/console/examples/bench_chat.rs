//! How long a message and its reply take through the console's chat, next to a bare WebSocket, on loopback.
//!
//! The server answers each message at once with one `chat` frame, so that what is left is the console's own share.
//! Prints `{"p50_us":…,"bare_p50_us":…,"messages":…}`, medians in microseconds. Used by `cargo xtask bench`.

use std::error::Error;
use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chatelaine_console::view::{Bot, ChatAuth, ChatEvent, ChatOptions, Platform};
use chatelaine_console::{ChatListener, Console, Home};
use chatelaine_secrets::Memory;
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::TcpListener;
use tokio_tungstenite::tungstenite::Message;

const WARM_UP: usize = 100;
const MESSAGES: usize = 2000;
const QUESTION: &str = r#"{"text":"Which way ought I to go from here?"}"#;
const REPLY: &str = r#"{"type":"chat","who":"AI","text":"That depends a good deal on where you want to get to.","content":"That depends a good deal on where you want to get to."}"#;

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    // The server has threads of its own, as it has in life.
    let servers = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let address = servers.block_on(serve())?;
    let clients = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let (ours, bare) = clients.block_on(async {
        // The same task on the same runtime: spawned, so that neither runs on the thread that only waits.
        let bare = tokio::spawn(bare(address)).await??;
        let ours = tokio::spawn(ours(address)).await??;
        Ok::<_, Box<dyn Error + Send + Sync>>((ours, bare))
    })?;
    let figures = serde_json::json!({ "p50_us": ours, "bare_p50_us": bare, "messages": MESSAGES });
    writeln!(std::io::stdout(), "{figures}")?;
    Ok(())
}

async fn serve() -> std::io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let _ = stream.set_nodelay(true);
            tokio::spawn(async move {
                let Ok(mut socket) = tokio_tungstenite::accept_async(stream).await else {
                    return;
                };
                while let Some(Ok(message)) = socket.next().await {
                    if message.is_text() && socket.send(Message::text(REPLY)).await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    Ok(address)
}

type Figure = Result<f64, Box<dyn Error + Send + Sync>>;

async fn bare(address: SocketAddr) -> Figure {
    let stream = tokio::net::TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (mut socket, _) =
        tokio_tungstenite::client_async(format!("ws://{address}/ws/bench"), stream).await?;
    let mut took = Vec::with_capacity(MESSAGES);
    for _ in 0..WARM_UP + MESSAGES {
        let started = Instant::now();
        socket.send(Message::text(QUESTION)).await?;
        let reply = socket
            .next()
            .await
            .ok_or("the server closed the socket")??;
        let json: serde_json::Value = serde_json::from_str(reply.to_text()?)?;
        if json["type"] != "chat" {
            return Err("that was no reply".into());
        }
        took.push(micros(started));
    }
    Ok(median(took))
}

async fn ours(address: SocketAddr) -> Figure {
    let home = tempfile::tempdir()?;
    let console = Arc::new(Console::open(
        Home::at(home.path().to_owned()),
        Arc::new(Memory::new()),
    )?);
    let bot = Bot {
        name: "bench".into(),
        platform: Platform::CheshireCat,
        dir: None,
        url: Some(format!("http://{address}")),
        allow_plain_http: false,
        practice: false,
    };
    let (sender, mut events) = tokio::sync::mpsc::unbounded_channel();
    let options = ChatOptions {
        auth: Some(ChatAuth::None),
        ..ChatOptions::default()
    };
    let chat = console
        .chat_open_to(
            &bot,
            options,
            ChatListener::new(Duration::ZERO, move |events| {
                events
                    .into_iter()
                    .for_each(|event| drop(sender.send(event)));
            }),
        )
        .await?;
    let mut took = Vec::with_capacity(MESSAGES);
    for _ in 0..WARM_UP + MESSAGES {
        let started = Instant::now();
        console
            .chat_send(&chat, "Which way ought I to go from here?".into())
            .await?;
        loop {
            match events.recv().await.ok_or("the chat ended")? {
                ChatEvent::Message { .. } => break,
                ChatEvent::Closed { reason, .. } => return Err(reason.into()),
                _ => {}
            }
        }
        took.push(micros(started));
    }
    console.chat_close(&chat);
    Ok(median(took))
}

fn micros(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1e6
}

fn median(mut took: Vec<f64>) -> f64 {
    took.drain(..WARM_UP);
    took.sort_by(f64::total_cmp);
    took[took.len() / 2]
}
