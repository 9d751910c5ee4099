//! A bare HTTP client: it sends exactly what a recording says.

use std::io::{Read as _, Write as _};
use std::time::Duration;

use serde_json::Value;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) struct Reply {
    pub(crate) status: u16,
    /// Names in lower case; the values of equal names joined with a comma, as the recorder did.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Value,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find_map(|(key, value)| (key == name).then_some(value.as_str()))
    }

    /// The events of a stream.
    pub(crate) fn events(&self) -> Vec<Value> {
        events(self.body.as_str().unwrap())
    }
}

/// The events in the text of a stream.
pub(crate) fn events(text: &str) -> Vec<Value> {
    let lines = text.split("\n\n").filter(|line| !line.is_empty());
    lines
        .map(|line| serde_json::from_str(line.strip_prefix("data: ").expect("an event")).unwrap())
        .collect()
}

/// Sends a request with these headers and this body.
pub(crate) async fn send(
    port: u16,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Reply {
    let mut request = format!("{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n");
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str(&format!(
        "Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    ));
    let talk = move || {
        let mut stream = std::net::TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.write_all(request.as_bytes())?;
        let mut reply = Vec::new();
        stream.read_to_end(&mut reply).map(|_| reply)
    };
    let bytes = tokio::task::spawn_blocking(talk).await.unwrap();
    parse(&String::from_utf8(bytes.expect("the cat answers")).unwrap())
}

fn parse(text: &str) -> Reply {
    let (head, body) = text.split_once("\r\n\r\n").expect("an HTTP response");
    let mut lines = head.lines();
    let status = lines
        .next()
        .and_then(|line| line.split(' ').nth(1))
        .unwrap();
    let mut headers: Vec<(String, String)> = Vec::new();
    for line in lines {
        let (name, value) = line.split_once(':').expect("a header");
        let (name, value) = (name.to_lowercase(), value.trim());
        match headers.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = format!("{known}, {value}"),
            None => headers.push((name, value.to_owned())),
        }
    }
    let has = |name: &str, value: &str| headers.iter().any(|(n, v)| n == name && v == value);
    let body = if has("transfer-encoding", "chunked") {
        dechunked(body)
    } else {
        body.to_owned()
    };
    Reply {
        status: status.parse().unwrap(),
        body: match has("content-type", "application/json") {
            true => serde_json::from_str(&body).expect("JSON, as the content type says"),
            false => Value::from(body),
        },
        headers,
    }
}

fn dechunked(mut rest: &str) -> String {
    let mut body = String::new();
    while let Some((size, after)) = rest.split_once("\r\n") {
        let size = usize::from_str_radix(size, 16).unwrap();
        body.push_str(&after[..size]);
        rest = after[size..].trim_start_matches("\r\n");
    }
    body
}
