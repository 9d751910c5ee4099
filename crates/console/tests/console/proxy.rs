//! A line between console and bot that breaks at the worst moment.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

/// What happens once a password has been sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Break {
    /// Only that answer gets lost.
    OneAnswer,
    /// Nothing works any more.
    ForGood,
}

/// Passes everything on to `port`, but breaks at the first `PUT`, after the bot has carried it out. Returns the address.
pub(crate) async fn proxy(port: u16, how: Break) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let dead = Arc::new(AtomicBool::new(false));
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            tokio::spawn(pass_on(client, port, how, Arc::clone(&dead)));
        }
    });
    format!("http://{address}")
}

/// One connection. Requests are small and come in one piece on loopback; a `PUT` that follows others on the same
/// connection is noticed as well.
async fn pass_on(
    mut client: TcpStream,
    port: u16,
    how: Break,
    dead: Arc<AtomicBool>,
) -> Option<()> {
    let mut bot = TcpStream::connect(("127.0.0.1", port)).await.ok()?;
    let mut request = vec![0; 64 << 10];
    loop {
        let length = client
            .read(&mut request)
            .await
            .ok()
            .filter(|length| *length > 0)?;
        if dead.load(Ordering::SeqCst) && how == Break::ForGood {
            return None;
        }
        bot.write_all(&request[..length]).await.ok()?;
        let text = String::from_utf8_lossy(&request[..length]).into_owned();
        if text.to_ascii_lowercase().contains("upgrade: websocket") {
            return copy_bidirectional(&mut client, &mut bot)
                .await
                .ok()
                .map(|_| ());
        }
        let answer = whole_answer(&mut bot).await?;
        if text.starts_with("PUT ") && !dead.swap(true, Ordering::SeqCst) {
            return None;
        }
        client.write_all(&answer).await.ok()?;
    }
}

async fn whole_answer(bot: &mut TcpStream) -> Option<Vec<u8>> {
    let mut answer = Vec::new();
    let mut piece = vec![0; 64 << 10];
    loop {
        let length = bot
            .read(&mut piece)
            .await
            .ok()
            .filter(|length| *length > 0)?;
        answer.extend_from_slice(&piece[..length]);
        let text = String::from_utf8_lossy(&answer).to_ascii_lowercase();
        let Some((head, _)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let body = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok())
            .unwrap_or_default();
        if answer.len() >= head.len() + 4 + body {
            return Some(answer);
        }
    }
}
