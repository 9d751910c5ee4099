//! Bare HTTP and WebSocket clients: they send exactly what they are told.

use std::io::{Read, Write};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderName;
use tokio_tungstenite::tungstenite::{Error, Message};

/// How long silence must last to be called silence.
const SILENCE: Duration = Duration::from_millis(150);

/// How long an expected answer may take.
const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) struct Request {
    head: String,
    body: String,
}

impl Request {
    pub(crate) fn new(method: &str, path: &str) -> Self {
        Self {
            head: format!("{method} {path} HTTP/1.1\r\nHost: bot\r\nConnection: close\r\n"),
            body: String::new(),
        }
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.head.push_str(&format!("{name}: {value}\r\n"));
        self
    }

    pub(crate) fn body(mut self, content_type: &str, body: impl Into<String>) -> Self {
        self.body = body.into();
        let length = self.body.len().to_string();
        self.header("Content-Type", content_type)
            .header("Content-Length", &length)
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }

    pub(crate) async fn send(self, port: u16) -> Reply {
        let request = format!("{}\r\n{}", self.head, self.body);
        let talk = move || {
            let mut stream = std::net::TcpStream::connect(("127.0.0.1", port))?;
            stream.set_read_timeout(Some(PATIENCE))?;
            stream.write_all(request.as_bytes())?;
            let mut reply = String::new();
            stream.read_to_string(&mut reply).map(|_| reply)
        };
        let reply: std::io::Result<String> = tokio::task::spawn_blocking(talk).await.unwrap();
        let reply = reply.expect("the practice bot answers and ends the connection");
        let (head, body) = reply.split_once("\r\n\r\n").expect("an HTTP response");
        Reply {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            head: head.to_lowercase(),
            body: body.to_owned(),
        }
    }
}

pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

pub(crate) struct Socket(WebSocketStream<TcpStream>);

impl Socket {
    /// The open socket, or status and body of the refusal.
    pub(crate) async fn open(
        port: u16,
        path: &str,
        headers: &[(&str, &str)],
    ) -> Result<Self, (u16, String)> {
        let mut request = format!("ws://127.0.0.1:{port}{path}")
            .into_client_request()
            .unwrap();
        for (name, value) in headers {
            let name: HeaderName = name.parse().unwrap();
            request.headers_mut().insert(name, value.parse().unwrap());
        }
        let stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        match tokio_tungstenite::client_async(request, stream).await {
            Ok((socket, _)) => Ok(Self(socket)),
            Err(Error::Http(response)) => {
                let status = response.status().as_u16();
                let body = response.into_body().unwrap_or_default();
                Err((status, String::from_utf8(body).unwrap()))
            }
            Err(error) => panic!("the handshake must be answered in HTTP: {error}"),
        }
    }

    pub(crate) async fn send(&mut self, text: &str) {
        self.0.send(Message::text(text)).await.unwrap();
    }

    /// The next text; patient.
    pub(crate) async fn hear(&mut self) -> String {
        self.within(PATIENCE).await.expect("an answer")
    }

    /// Whether nothing comes, and the line stays open.
    pub(crate) async fn is_silent(&mut self) -> bool {
        self.within(SILENCE).await.is_none()
    }

    async fn within(&mut self, time: Duration) -> Option<String> {
        let next = tokio::time::timeout(time, self.0.next()).await.ok()?;
        match next.expect("the line stays open").unwrap() {
            Message::Text(text) => Some(text.to_string()),
            other => panic!("Socket.IO speaks in text, not {other:?}"),
        }
    }
}
