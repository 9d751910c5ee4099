//! Bare HTTP and WebSocket clients: they send exactly what a recording says, down to the bytes of a header.

use std::io::{Read, Write};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};

/// How long silence must last to be called silence.
const SILENCE: Duration = Duration::from_millis(300);

/// How long an expected frame may take.
const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Default)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) headers: Vec<(String, Vec<u8>)>,
    pub(crate) body: Vec<u8>,
}

impl Request {
    pub(crate) fn new(method: &str, path: &str) -> Self {
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            ..Self::default()
        }
    }

    pub(crate) fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.headers
            .push((name.to_owned(), value.as_ref().to_vec()));
        self
    }

    pub(crate) fn bearer(self, credential: &str) -> Self {
        self.header("Authorization", format!("Bearer {credential}"))
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        let mut request = self.header("Content-Type", "application/json");
        request.body = body.to_string().into_bytes();
        request
    }

    pub(crate) async fn send(self, port: u16) -> Reply {
        let mut head = format!("{} {} HTTP/1.1\r\n", self.method, self.path).into_bytes();
        if !self.headers.iter().any(|(name, _)| name == "Host") {
            head.extend(format!("Host: 127.0.0.1:{port}\r\n").bytes());
        }
        for (name, value) in &self.headers {
            head.extend([name.as_bytes(), b": ", value, b"\r\n"].concat());
        }
        if !self.body.is_empty() {
            head.extend(format!("Content-Length: {}\r\n", self.body.len()).bytes());
        }
        head.extend(b"Connection: close\r\n\r\n");
        head.extend(self.body);
        Reply::parse(&raw(port, head).await)
    }
}

/// Sends bytes and reads whatever comes until the server ends the connection.
pub(crate) async fn raw(port: u16, request: Vec<u8>) -> Vec<u8> {
    let talk = move || {
        let mut stream = std::net::TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.write_all(&request)?;
        let mut reply = Vec::new();
        stream.read_to_end(&mut reply).map(|_| reply)
    };
    let reply = tokio::task::spawn_blocking(talk).await.unwrap();
    reply.expect("the practice cat answers and ends the connection")
}

#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Value,
}

impl Reply {
    pub(crate) fn parse(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let (head, body) = text.split_once("\r\n\r\n").expect("an HTTP response");
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1));
        let header = |line: &str| {
            let (name, value) = line.split_once(':').expect("a header");
            (name.to_lowercase(), value.trim().to_owned())
        };
        let headers: Vec<_> = lines.map(header).collect();
        let is_json = (headers.iter())
            .any(|(name, value)| name == "content-type" && value == "application/json");
        let body = match is_json {
            true => serde_json::from_str(body).expect("a JSON body, as the content type says"),
            false => Value::from(body),
        };
        let status = status.unwrap().parse().unwrap();
        Self {
            status,
            headers,
            body,
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find_map(|(key, value)| (key == name).then_some(value.as_str()))
    }
}

/// How a socket ended, or that it did not.
#[derive(Debug, PartialEq)]
pub(crate) enum Heard {
    Frame(Value),
    Silence,
    /// The connection was cut without a close frame: code 1006 to a browser.
    Cut,
    Closed,
}

pub(crate) struct Socket(WebSocketStream<TcpStream>);

impl Socket {
    /// The open socket and its handshake's headers, or the refusal.
    pub(crate) async fn open(
        port: u16,
        path: &str,
        headers: &[(String, String)],
    ) -> Result<(Self, Reply), Reply> {
        let mut request = format!("ws://127.0.0.1:{port}{path}")
            .into_client_request()
            .unwrap();
        for (name, value) in headers {
            let name: tokio_tungstenite::tungstenite::http::HeaderName = name.parse().unwrap();
            request.headers_mut().insert(name, value.parse().unwrap());
        }
        let stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        match tokio_tungstenite::client_async(request, stream).await {
            Ok((socket, response)) => Ok((Self(socket), shake(response.into_parts().0, None))),
            Err(Error::Http(response)) => {
                let (parts, body) = response.into_parts();
                Err(shake(parts, body))
            }
            Err(error) => panic!("the handshake must be answered in HTTP: {error}"),
        }
    }

    pub(crate) async fn send(&mut self, text: &str) {
        self.0.send(Message::text(text)).await.unwrap();
    }

    pub(crate) async fn send_bytes(&mut self, bytes: &[u8]) {
        let message = Message::binary(bytes.to_vec());
        self.0.send(message).await.unwrap();
    }

    /// The next frame; patient.
    pub(crate) async fn hear(&mut self) -> Heard {
        self.within(PATIENCE).await
    }

    /// Whether nothing comes.
    pub(crate) async fn listen(&mut self) -> Heard {
        self.within(SILENCE).await
    }

    /// Everything up to and including the frame that ends the turn.
    pub(crate) async fn turn(&mut self) -> Vec<Value> {
        let mut frames = Vec::new();
        loop {
            let Heard::Frame(frame) = self.hear().await else {
                panic!("the turn must end with a chat or error frame, but had {frames:?}");
            };
            let last = frame["type"] == "chat" || frame["type"] == "error";
            frames.push(frame);
            if last {
                return frames;
            }
        }
    }

    pub(crate) async fn close(mut self) {
        self.0.close(None).await.unwrap();
        while self.0.next().await.is_some_and(|message| message.is_ok()) {}
    }

    async fn within(&mut self, time: Duration) -> Heard {
        loop {
            let Ok(message) = tokio::time::timeout(time, self.0.next()).await else {
                return Heard::Silence;
            };
            match message {
                Some(Ok(Message::Text(text))) => {
                    return Heard::Frame(serde_json::from_str(&text).expect("frames are JSON"));
                }
                Some(Ok(Message::Close(_))) => return Heard::Closed,
                Some(Ok(_)) => (),
                Some(Err(_)) | None => return Heard::Cut,
            }
        }
    }
}

fn shake(
    parts: tokio_tungstenite::tungstenite::http::response::Parts,
    body: Option<Vec<u8>>,
) -> Reply {
    let headers = parts.headers.iter();
    Reply {
        status: parts.status.as_u16(),
        headers: headers
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect(),
        body: Value::from(String::from_utf8(body.unwrap_or_default()).unwrap()),
    }
}
