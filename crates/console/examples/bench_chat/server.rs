//! Servers that answer at once, so that what is left is the client's own share.

use std::net::SocketAddr;

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::{Error, Message};

const CHAT: &str = r#"{"type":"chat","who":"AI","text":"That depends a good deal on where you want to get to.","content":"That depends a good deal on where you want to get to."}"#;
/// Pings half a minute apart: none comes while it is measured.
const OPEN: &str = r#"0{"sid":"bench","upgrades":[],"pingInterval":300000,"pingTimeout":300000}"#;
const BOT_UTTERED: &str =
    r#"42["bot_uttered",{"text":"That depends a good deal on where you want to get to."}]"#;

/// What is said to a Cat to be told [`TOKENS`] pieces and one reply.
pub(super) const STREAM: &str = "stream";
/// What is said to a Cat to be told [`REMARKS`] remarks and one reply.
pub(super) const FLOOD: &str = "flood";
pub(super) const TOKENS: usize = 100_000;
pub(super) const REMARKS: usize = 1_000_000;

/// The piece of a streamed reply with a number.
pub(super) fn token(number: usize) -> String {
    format!("w{number} ")
}

/// Serves every path: Engine.IO where it is asked for, else a Cheshire Cat.
pub(super) async fn serve() -> std::io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let _ = stream.set_nodelay(true);
            tokio::spawn(talk(stream));
        }
    });
    Ok(address)
}

async fn talk(stream: TcpStream) -> Result<(), Error> {
    let mut first = [0; 256];
    let read = stream.peek(&mut first).await?;
    let engine_io = String::from_utf8_lossy(&first[..read]).contains("EIO=");
    let mut socket = tokio_tungstenite::accept_async(stream).await?;
    if engine_io {
        socket.send(Message::text(OPEN)).await?;
    }
    while let Some(message) = socket.next().await {
        let message = message?;
        let Ok(text) = message.to_text() else {
            continue;
        };
        if !message.is_text() {
            continue;
        } else if !engine_io {
            cat(&mut socket, text).await?;
        } else if text.starts_with("40") {
            socket.send(Message::text(r#"40{"sid":"bench"}"#)).await?;
        } else if text.starts_with(r#"42["user_uttered""#) {
            socket.send(Message::text(BOT_UTTERED)).await?;
        }
    }
    Ok(())
}

async fn cat(socket: &mut WebSocketStream<TcpStream>, text: &str) -> Result<(), Error> {
    let said: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    match said["text"].as_str() {
        Some(STREAM) => {
            for number in 0..TOKENS {
                let frame = serde_json::json!({ "type": "chat_token", "content": token(number) });
                socket.feed(Message::text(frame.to_string())).await?;
            }
        }
        Some(FLOOD) => {
            for number in 0..REMARKS {
                let frame =
                    serde_json::json!({ "type": "notification", "content": number.to_string() });
                socket.feed(Message::text(frame.to_string())).await?;
            }
        }
        _ => {}
    }
    socket.send(Message::text(CHAT)).await
}
