//! The WebSocket.

use std::time::Duration;

use chatelaine_secrets::Secret;
use chatelaine_wire::{Limits, Opcode, Site, Socket, WireError, connect};

use super::super::super::settings::id;
use super::super::said::Said;
use super::{Door, transportable, untried, verdict};
use crate::probe::{control, made_up_value, point, refuses};
use crate::{CheckError, Evidence, Observed};

/// How long an accepted socket may take to answer a ping, as every server does at once (RFC 6455 §5.5.2).
const PATIENCE: Duration = Duration::from_secs(2);

/// What became of a handshake.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Entry {
    /// The status of the answer; 101 when the socket was accepted and stayed open.
    Status(u16),
    /// Accepted, and closed at once with this code, if any.
    Closed(Option<u16>),
}

impl Entry {
    /// The bot refuses before it accepts, with 403 (1.7 to 1.9). What accepts first can only close, as policy (RFC 6455
    /// §7.4.1), or with a code that stands for 401 or 403 (3000 and 3003 are registered so; those from 4000 are free).
    /// 1000 is how 1.7 and 1.8 part with the first of two sockets of one user.
    fn said(self) -> Said {
        match self {
            Self::Status(101) | Self::Closed(Some(1000)) => Said::Yes,
            Self::Status(status) if refuses(status) => Said::No,
            Self::Closed(Some(1008 | 3000 | 3003 | 4000..=4999)) => Said::No,
            Self::Status(_) | Self::Closed(_) => Said::Other,
        }
    }

    fn shown(self) -> String {
        match self {
            Self::Status(101) => "Accepted a socket".into(),
            Self::Status(status) => format!("Refused {status}"),
            Self::Closed(code) => {
                format!("Accepted a socket, and closed it at once{},", with(code))
            }
        }
    }

    fn response(self) -> String {
        match self {
            Self::Status(status) => status.to_string(),
            Self::Closed(code) => format!("101 · closed{}", with(code)),
        }
    }
}

fn with(code: Option<u16>) -> String {
    code.map(|code| format!(" ({code})")).unwrap_or_default()
}

/// Four handshakes, as a user that nobody is.
pub(in super::super) async fn socket(site: &Site, key: Option<&Secret>) -> Door {
    try_socket(site, key).await.unwrap_or_else(|error| Door {
        point: point(
            "websocket",
            Some(Observed::Unreachable),
            vec![Evidence::claim(format!("{error}. {}", error.advice()))],
        ),
        key_works: None,
    })
}

async fn try_socket(site: &Site, key: Option<&Secret>) -> Result<Door, CheckError> {
    let path = format!("/ws/chatelaine-check-{}", &made_up_value()?.expose()[..8]);
    // `CCAT_API_KEY_WS=` beside a set HTTP key refuses a missing token and accepts an empty one (1.9.2).
    let with_empty = format!("{path}?token=");
    let with_wrong = format!("{with_empty}{}", made_up_value()?.expose());
    let (nothing, empty, random) = tokio::join!(
        handshake(site, &path, None),
        handshake(site, &with_empty, None),
        handshake(site, &with_wrong, None)
    );
    let (nothing, empty, random) = (nothing?, empty?, random?);
    let request = |query: &str| format!("GET {path}{query} · Upgrade: websocket");
    let shown = |entry: Entry, how: &str, query: &str| {
        let claim = format!("{} {how}", entry.shown());
        Evidence::exchange(claim, request(query), entry.response())
    };
    let mut evidence = vec![
        shown(nothing, "without a token", ""),
        shown(empty, "with an empty token", "?token="),
        shown(random, "with a made-up token", "?token=(made up)"),
    ];
    let (nothing, empty, random) = (nothing.said(), empty.said(), random.said());
    // The most telling first.
    if nothing != Said::Yes && empty == Said::Yes {
        evidence.swap(0, 1);
    }
    let mut key_works = None;
    match key {
        Some(key) if !transportable(id::API_KEY_WS, key) => evidence.push(untried()),
        Some(key) => {
            if let Ok(entry) = handshake(site, &path, Some(key)).await
                && entry.said() != Said::Other
            {
                let works = entry.said() == Said::Yes;
                let request = request("?token=••••••••");
                evidence.push(control(works, &request, entry.response()));
                key_works = (!works || random.is_refusal()).then_some(works);
            }
        }
        None => {}
    }
    let without = if empty == Said::Yes { empty } else { nothing };
    let point = point("websocket", verdict(without, random, key_works), evidence);
    Ok(Door { point, key_works })
}

/// A handshake and, where it is accepted, a ping: a socket that is closed at once let nobody in. Nothing is said on it.
async fn handshake(site: &Site, path: &str, token: Option<&Secret>) -> Result<Entry, CheckError> {
    match connect(site, path, token, Limits::default()).await {
        Ok((mut socket, handshake)) => {
            let closed = tokio::time::timeout(PATIENCE, is_closed(&mut socket)).await;
            socket.close().await;
            Ok(match closed {
                Ok(Some(code)) => Entry::Closed(code),
                Ok(None) | Err(_) => Entry::Status(handshake.status),
            })
        }
        Err(WireError::Handshake { status, .. }) => Ok(Entry::Status(status)),
        Err(error) => Err(error.into()),
    }
}

/// The code with which the other side closes instead of answering a ping.
async fn is_closed(socket: &mut Socket) -> Option<Option<u16>> {
    if socket.ping().await.is_err() {
        return Some(None);
    }
    loop {
        match socket.next().await {
            Some(Ok(frame)) if frame.opcode == Opcode::Pong => return None,
            Some(Ok(frame)) if frame.opcode == Opcode::Close => return Some(frame.close_code),
            Some(Ok(_)) => {}
            Some(Err(_)) | None => return Some(None),
        }
    }
}
