//! What a check sends, written down on its way to the bot.

use std::io::{Cursor, Read, Write};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::WebSocket;
use tokio_tungstenite::tungstenite::protocol::Role;

use super::Outcome;

/// What one connection after the other carried.
pub(super) type Tape = Vec<Vec<Exchange>>;

/// One request with everything that was sent after it.
pub(super) enum Exchange {
    Http {
        method: String,
        path: String,
        headers: Vec<(String, String)>,
        body: Vec<u8>,
    },
    /// A WebSocket with the texts that the client sent.
    Socket {
        path: String,
        headers: Vec<(String, String)>,
        texts: Vec<String>,
    },
}

impl Exchange {
    /// What was sent, but for what the libraries write by themselves; for a comparison.
    fn essence(&self) -> (String, Vec<(String, String)>, Vec<u8>) {
        let (line, headers, content) = match self {
            Self::Http {
                method,
                path,
                headers,
                body,
            } => (format!("{method} {path}"), headers, body.clone()),
            Self::Socket {
                path,
                headers,
                texts,
            } => (
                format!("SOCKET {path}"),
                headers,
                texts.join("\n").into_bytes(),
            ),
        };
        let own = headers.iter().filter(|(name, _)| !is_of_transport(name));
        let mut own: Vec<(String, String)> = own.cloned().collect();
        own.sort();
        (line, own, content)
    }
}

/// The first request that one of two tapes holds more often than the other; the connections may differ by a race.
pub(super) fn difference(one: &Tape, other: &Tape) -> Option<String> {
    let essence = |tape: &Tape| {
        let mut all: Vec<_> = tape.iter().flatten().map(Exchange::essence).collect();
        all.sort();
        all
    };
    let (one, other) = (essence(one), essence(other));
    let differs = one.iter().zip(&other).find(|(one, other)| one != other);
    match differs {
        Some((one, other)) => Some(format!("{one:?} became {other:?}")),
        None if one.len() == other.len() => None,
        None => Some(format!("{} became {}", one.len(), other.len())),
    }
}

/// What the libraries write by themselves.
pub(super) fn is_of_transport(name: &str) -> bool {
    matches!(
        name,
        "host" | "content-length" | "connection" | "upgrade" | "accept"
    ) || name.starts_with("sec-websocket-")
}

/// Sits in front of a bot and keeps what clients send, one entry per connection.
pub(super) struct Recorder {
    address: SocketAddr,
    sent: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Recorder {
    pub(super) async fn before(url: &str) -> Outcome<Self> {
        let bot: SocketAddr = url.trim_start_matches("http://").parse()?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let sent = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&sent);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let connection = {
                    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                    kept.push(Vec::new());
                    kept.len() - 1
                };
                tokio::spawn(pass_on(client, bot, Arc::clone(&kept), connection));
            }
        });
        Ok(Self { address, sent })
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Everything that came by, connection after connection.
    pub(super) fn tape(&self) -> Outcome<Tape> {
        let sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        sent.iter().map(|bytes| read(bytes)).collect()
    }
}

async fn pass_on(
    client: TcpStream,
    bot: SocketAddr,
    sent: Arc<Mutex<Vec<Vec<u8>>>>,
    connection: usize,
) -> std::io::Result<()> {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_bot, mut to_bot) = TcpStream::connect(bot).await?.into_split();
    tokio::spawn(async move {
        let _ = tokio::io::copy(&mut from_bot, &mut to_client).await;
        to_client.shutdown().await
    });
    let mut buffer = vec![0; 16 << 10];
    loop {
        let length = from_client.read(&mut buffer).await?;
        if length == 0 {
            return to_bot.shutdown().await;
        }
        sent.lock().unwrap_or_else(PoisonError::into_inner)[connection]
            .extend_from_slice(&buffer[..length]);
        to_bot.write_all(&buffer[..length]).await?;
    }
}

/// The requests of one connection.
fn read(mut bytes: &[u8]) -> Outcome<Vec<Exchange>> {
    let mut exchanges = Vec::new();
    while let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
        let head = std::str::from_utf8(&bytes[..end])?;
        let rest = &bytes[end + 4..];
        let mut lines = head.split("\r\n");
        let mut words = lines.next().unwrap_or_default().split(' ');
        let (method, path) = (
            words.next().unwrap_or_default().to_owned(),
            words.next().unwrap_or_default().to_owned(),
        );
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        let header = |name: &str| headers.iter().find(|(known, _)| known == name);
        if header("upgrade").is_some() {
            let texts = texts(rest);
            exchanges.push(Exchange::Socket {
                path,
                headers,
                texts,
            });
            return Ok(exchanges);
        }
        let length = header("content-length").map_or(Ok(0), |(_, length)| length.parse())?;
        let body = rest
            .get(..length)
            .ok_or("a request was cut off")?
            .to_owned();
        bytes = &rest[length..];
        exchanges.push(Exchange::Http {
            method,
            path,
            headers,
            body,
        });
    }
    Ok(exchanges)
}

/// The text messages among the frames of a client.
fn texts(bytes: &[u8]) -> Vec<String> {
    let mut socket = WebSocket::from_raw_socket(Played(Cursor::new(bytes)), Role::Server, None);
    std::iter::from_fn(|| socket.read().ok())
        .filter(|message| message.is_text())
        .filter_map(|message| message.to_text().map(str::to_owned).ok())
        .collect()
}

/// A tape that is only played: whatever is said to it is forgotten.
struct Played<'a>(Cursor<&'a [u8]>);

impl Read for Played<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        Read::read(&mut self.0, buffer)
    }
}

impl Write for Played<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
