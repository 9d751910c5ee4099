//! The yardstick: a loop over a bare WebSocket, which parses what it gets.

use std::net::SocketAddr;
use std::time::Instant;

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

use super::{Figure, MESSAGES, Outcome, WARM_UP, median, micros};

const CAT_QUESTION: &str = r#"{"text":"Which way ought I to go from here?"}"#;
const USER_UTTERED: &str = r#"42["user_uttered",{"message":"Which way ought I to go from here?"}]"#;

pub(super) async fn cat(address: SocketAddr) -> Figure {
    let socket = open(&format!("ws://{address}/ws/bench"), address).await?;
    ask(socket, CAT_QUESTION, |reply| {
        let json: serde_json::Value = serde_json::from_str(reply)?;
        Ok(json["type"] == "chat")
    })
    .await
}

pub(super) async fn socket_io(address: SocketAddr) -> Figure {
    let url = format!("ws://{address}/socket.io/?EIO=4&transport=websocket");
    let mut socket = open(&url, address).await?;
    socket.next().await.ok_or("no session")??;
    socket.send(Message::text("40")).await?;
    socket.next().await.ok_or("not let in")??;
    ask(socket, USER_UTTERED, |reply| {
        let json: serde_json::Value =
            serde_json::from_str(reply.strip_prefix("42").unwrap_or_default())?;
        Ok(json[0] == "bot_uttered")
    })
    .await
}

async fn open(url: &str, address: SocketAddr) -> Outcome<WebSocketStream<TcpStream>> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    Ok(tokio_tungstenite::client_async(url, stream).await?.0)
}

async fn ask(
    mut socket: WebSocketStream<TcpStream>,
    question: &str,
    is_reply: impl Fn(&str) -> Outcome<bool>,
) -> Figure {
    let mut took = Vec::with_capacity(MESSAGES);
    for _ in 0..WARM_UP + MESSAGES {
        let started = Instant::now();
        socket.send(Message::text(question)).await?;
        let reply = socket
            .next()
            .await
            .ok_or("the server closed the socket")??;
        if !is_reply(reply.to_text()?)? {
            return Err("that was no reply".into());
        }
        took.push(micros(started.elapsed()));
    }
    Ok(median(took))
}
