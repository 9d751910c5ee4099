//! A bare HTTP client: it sends exactly what a recording says, down to the bytes of a header.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) target: String,
    /// Whole lines.
    pub(crate) headers: Vec<String>,
    pub(crate) body: String,
}

impl Request {
    pub(crate) fn get(target: &str) -> Self {
        Self {
            method: "GET".into(),
            target: target.into(),
            ..Self::default()
        }
    }

    pub(crate) fn header(mut self, line: &str) -> Self {
        self.headers.push(line.into());
        self
    }

    pub(crate) async fn send(&self, port: u16) -> Reply {
        let mut text = format!("{} {} HTTP/1.1\r\n", self.method, self.target);
        if !self.headers.iter().any(|line| line.starts_with("Host:")) {
            text += &format!("Host: 127.0.0.1:{port}\r\n");
        }
        for line in &self.headers {
            text += &format!("{line}\r\n");
        }
        if !self.body.is_empty() {
            text += &format!("Content-Length: {}\r\n", self.body.len());
        }
        text += &format!("Connection: close\r\n\r\n{}", self.body);
        let talk = move || -> std::io::Result<Vec<u8>> {
            let mut stream = TcpStream::connect(("127.0.0.1", port))?;
            stream.set_read_timeout(Some(PATIENCE))?;
            stream.write_all(text.as_bytes())?;
            let mut reply = Vec::new();
            stream.read_to_end(&mut reply)?;
            Ok(reply)
        };
        let reply = tokio::task::spawn_blocking(talk).await.unwrap();
        Reply::parse(&String::from_utf8_lossy(
            &reply.expect("the practice bot answers"),
        ))
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) text: String,
}

impl Reply {
    pub(crate) fn parse(reply: &str) -> Self {
        let reply = reply.replace("\r\n", "\n");
        let (head, text) = reply.split_once("\n\n").unwrap_or((&reply, ""));
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1));
        let header = |line: &str| {
            let (name, value) = line.split_once(':')?;
            Some((name.to_lowercase(), value.trim().to_owned()))
        };
        Self {
            status: status
                .and_then(|status| status.parse().ok())
                .expect("a status line"),
            headers: lines.filter_map(header).collect(),
            text: text.to_owned(),
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find_map(|(key, value)| (key == name).then_some(value.as_str()))
    }

    /// The recordings have lines of the server's log behind some bodies.
    pub(crate) fn json(&self) -> Value {
        let line = self.text.lines().next().unwrap_or_default();
        serde_json::from_str(line).unwrap_or(Value::Null)
    }
}
