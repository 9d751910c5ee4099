//! The yardstick: the same requests over as many connections, and nobody who looks at the answers.

use futures_util::{SinkExt as _, StreamExt as _, future};
use reqwest::Method;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::{HeaderName, HeaderValue};
use tokio_tungstenite::tungstenite::{Error, Message};

use super::Outcome;
use super::tape::{Exchange, Tape, is_of_transport};

/// Engine.IO message, Socket.IO disconnect (Socket.IO protocol, revision 5).
const GOODBYE: &str = "41";

/// A client for many bots; it keeps connections, as the console's does.
pub(super) fn client() -> Outcome<reqwest::Client> {
    Ok(reqwest::Client::builder().no_proxy().build()?)
}

/// The first request, then all connections side by side: a check, too, first finds out whom it is talking to. What one
/// connection carried is sent one after the other.
pub(super) async fn send(client: &reqwest::Client, url: &str, tape: &Tape) -> Outcome<()> {
    let (first, others) = tape.split_first().ok_or("the checks sent nothing")?;
    let (front, rest) = first
        .split_first()
        .ok_or("a connection without a request")?;
    one(client, url, front).await?;
    let others = others.iter().map(Vec::as_slice);
    let lanes = std::iter::once(rest).chain(others);
    future::try_join_all(lanes.map(|lane| in_turn(client, url, lane))).await?;
    Ok(())
}

async fn in_turn(client: &reqwest::Client, url: &str, lane: &[Exchange]) -> Outcome<()> {
    for exchange in lane {
        one(client, url, exchange).await?;
    }
    Ok(())
}

async fn one(client: &reqwest::Client, url: &str, exchange: &Exchange) -> Outcome<()> {
    match exchange {
        Exchange::Http {
            method,
            path,
            headers,
            body,
        } => {
            let method = Method::from_bytes(method.as_bytes())?;
            let mut request = client.request(method, format!("{url}{path}"));
            for (name, value) in headers.iter().filter(|(name, _)| !is_of_transport(name)) {
                request = request.header(name, value);
            }
            request.body(body.clone()).send().await?.bytes().await?;
            Ok(())
        }
        Exchange::Socket {
            path,
            headers,
            texts,
        } => socket(url, path, headers, texts).await,
    }
}

/// A handshake; when it is accepted, each text once the bot has said something, as Engine.IO wants it.
async fn socket(
    url: &str,
    path: &str,
    headers: &[(String, String)],
    texts: &[String],
) -> Outcome<()> {
    let host = url.trim_start_matches("http://");
    let mut request = format!("ws://{host}{path}").into_client_request()?;
    for (name, value) in headers.iter().filter(|(name, _)| !is_of_transport(name)) {
        request.headers_mut().insert(
            HeaderName::from_bytes(name.as_bytes())?,
            HeaderValue::from_str(value)?,
        );
    }
    let stream = TcpStream::connect(host).await?;
    stream.set_nodelay(true)?;
    let mut socket = match tokio_tungstenite::client_async(request, stream).await {
        Ok((socket, _)) => socket,
        Err(Error::Http(_)) => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    for text in texts {
        socket.next().await.ok_or("the bot hung up")??;
        socket.send(Message::text(text.clone())).await?;
    }
    // Nobody answers a goodbye: the next word would be a heartbeat, half a minute later.
    if texts.last().is_some_and(|last| !last.starts_with(GOODBYE)) {
        socket.next().await.ok_or("the bot hung up")??;
    }
    socket.close(None).await?;
    Ok(())
}
