//! Servers that open a WebSocket as they should, and then do what no server should.

use std::future::Future;

use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use super::server::{Server, head};

/// A server that upgrades properly and then plays its part.
pub(crate) async fn upgrading<F, A>(play: F) -> Server
where
    F: Fn(TcpStream) -> A + Send + Sync + Clone + 'static,
    A: Future<Output = ()> + Send + 'static,
{
    Server::with_heads(move |mut stream, heads| {
        let play = play.clone();
        async move {
            let head = head(&mut stream).await;
            let key = head.lines().find_map(|line| line.to_ascii_lowercase().starts_with("sec-websocket-key:").then(|| line[18..].trim().to_owned()));
            heads.lock().unwrap().push(head);
            let accept = derive_accept_key(key.expect("a client sends its key").as_bytes());
            let answer = format!("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n");
            stream.write_all(answer.as_bytes()).await.unwrap();
            play(stream).await;
        }
    })
    .await
}

/// A frame as RFC 6455 §5.2 lays it out, from a server: unmasked.
pub(crate) fn frame(last: bool, opcode: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![(u8::from(last) << 7) | opcode];
    match payload.len() {
        length @ 0..=125 => bytes.push(u8::try_from(length).unwrap()),
        length @ 126..=0xffff => {
            bytes.push(126);
            bytes.extend(u16::try_from(length).unwrap().to_be_bytes());
        }
        length => {
            bytes.push(127);
            bytes.extend((length as u64).to_be_bytes());
        }
    }
    bytes.extend(payload);
    bytes
}
