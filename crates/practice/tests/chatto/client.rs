//! A bare HTTP client: it sends exactly what a recording says.

use std::io::{Read, Write};
use std::time::Duration;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// A request as `curl` would send it.
#[derive(Clone, Default)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) headers: Vec<String>,
    pub(crate) body: String,
}

/// An answer: recorded or living.
#[derive(Debug, PartialEq)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// Those that tell something, in small letters and in order.
    pub(crate) headers: Vec<String>,
    pub(crate) body: String,
}

impl Request {
    pub(crate) fn get(path: &str) -> Self {
        Self {
            method: "GET".into(),
            path: path.into(),
            ..Self::default()
        }
    }

    pub(crate) fn post(path: &str, body: &str) -> Self {
        Self {
            method: "POST".into(),
            body: body.into(),
            ..Self::get(path)
        }
    }

    pub(crate) fn authorization(mut self, value: &str) -> Self {
        self.headers.push(format!("Authorization: {value}"));
        self
    }

    pub(crate) async fn send(self, base: &str) -> Reply {
        let address = base.strip_prefix("http://").unwrap().to_owned();
        tokio::task::spawn_blocking(move || self.talk(&address))
            .await
            .unwrap()
    }

    fn talk(&self, address: &str) -> Reply {
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let headers: String = self
            .headers
            .iter()
            .map(|line| format!("{line}\r\n"))
            .collect();
        let request = format!(
            "{} {} HTTP/1.1\r\nHost: {address}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n{}",
            self.method,
            self.path,
            self.body.len(),
            self.body
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").expect("an HTTP answer");
        Reply::of(&head.replace("\r\n", "\n"), body)
    }
}

impl Reply {
    /// From the lines of a head and the body below it.
    pub(crate) fn of(head: &str, body: &str) -> Self {
        const TELLING: [&str; 3] = [
            "content-type:",
            "x-content-type-options:",
            "access-control-",
        ];
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1));
        let mut headers: Vec<String> = lines
            .map(str::to_lowercase)
            .filter(|line| TELLING.iter().any(|name| line.starts_with(name)))
            .collect();
        headers.sort();
        Self {
            status: status.unwrap().parse().unwrap(),
            headers,
            body: body.trim_end_matches('\n').to_owned(),
        }
    }
}
