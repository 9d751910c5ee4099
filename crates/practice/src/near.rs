//! Requests of a bot's own: to this machine alone and without TLS, because a practice bot never leaves the machine.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::time::Duration;

/// How long a server on this machine may take to be reached, and to answer.
const PATIENCE: Duration = Duration::from_secs(2);
/// The largest answer that is read, in bytes.
const ANSWER_LIMIT: u64 = 1 << 20;

/// One exchange with JSON, and the body that came back; `None` when nobody on this machine answers at `url`. Blocks.
pub(crate) fn exchange(
    method: &str,
    url: &str,
    headers: &[(String, String)],
    body: &str,
) -> Option<Vec<u8>> {
    let rest = url.strip_prefix("http://")?;
    let (authority, path) = match rest.find(['/', '?']) {
        Some(at) => rest.split_at(at),
        None => (rest, "/"),
    };
    let slash = if path.starts_with('/') { "" } else { "/" };
    let mut stream = TcpStream::connect_timeout(&near(authority)?, PATIENCE).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    stream.set_write_timeout(Some(PATIENCE)).ok()?;
    let headers: String = headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    // HTTP/1.0, so that the answer comes in one piece and ends with the connection.
    let request = format!(
        "{method} {slash}{path} HTTP/1.0\r\nHost: {authority}\r\n{headers}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = Vec::new();
    stream.take(ANSWER_LIMIT).read_to_end(&mut answer).ok()?;
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    Some(answer.split_off(end + 4))
}

/// The address of a host and port, if it is on this machine.
fn near(authority: &str) -> Option<SocketAddr> {
    let with_port = match authority.rsplit_once(':') {
        Some((_, port)) if port.parse::<u16>().is_ok() => authority.to_owned(),
        _ => format!("{authority}:80"),
    };
    let mut addresses = with_port.to_socket_addrs().ok()?;
    addresses.find(|address| address.ip().is_loopback() && address.is_ipv4())
}
