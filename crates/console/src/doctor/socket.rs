//! The socket: whether an upgrade is granted, and what the server says first.

use std::time::Duration;

use chatelaine_secrets::generate_from_os;
use chatelaine_wire::engine_io::{Auth, SocketIo, Verdict};
use chatelaine_wire::{Limits, RawFrame, Site, Socket, WireError, connect};

use super::Found;
use super::address::Address;
use super::answer::{Answer, cut};
use crate::view::{Evidence, Platform};

/// Where Socket.IO lives unless told otherwise.
const SOCKET_IO: &str = "/socket.io/";
/// How long a server may take to say something unasked; most say nothing, and are not waited for long.
const FIRST_WORD: Duration = Duration::from_millis(1500);

/// A door that may open.
enum Door {
    Plain(Site, String),
    SocketIo(Site, String),
}

/// A socket that opened.
enum Opened {
    Plain(Box<Socket>),
    SocketIo(Box<SocketIo>, RawFrame),
}

/// What became of a door.
struct Attempt {
    path: String,
    outcome: Result<Opened, WireError>,
}

/// Both steps about sockets, and whether a socket asks for a credential, as far as that shows.
pub(super) struct Sockets {
    pub(super) upgrade: Found,
    pub(super) first_frame: Found,
    pub(super) asks_credential: Option<bool>,
}

/// Tries every door at which a socket may be, side by side, and listens at the first that opens.
pub(super) async fn knock(address: &Address, answer: &Answer, limits: Limits) -> Sockets {
    let platform = answer.sighting.as_ref().map(|seen| seen.platform);
    if let Some(platform) = platform
        && !has_socket(platform)
        && !address.is_socket
    {
        let found = || Found::skipped(format!("A {} is talked to over HTTP", platform.title()));
        return Sockets {
            upgrade: found(),
            first_frame: found(),
            asks_credential: None,
        };
    }
    let tries: Vec<_> = doors(address, answer, platform)
        .into_iter()
        .map(|door| tokio::spawn(door.open(limits)))
        .collect();
    let mut attempts = Vec::new();
    for attempt in tries {
        attempts.extend(attempt.await);
    }
    told(attempts, platform.is_some() || address.is_socket).await
}

/// The others answer each message with a response, or stream it as one (Cheshire Cat 2).
fn has_socket(platform: Platform) -> bool {
    matches!(platform, Platform::CheshireCat | Platform::Rasa)
}

fn doors(address: &Address, answer: &Answer, platform: Option<Platform>) -> Vec<Door> {
    let site = &answer.site;
    let mut doors = Vec::new();
    if address.has_path() {
        let own = (address.origin.clone(), address.path.clone());
        doors.push(if address.path.contains("socket.io") {
            Door::SocketIo(own.0, own.1)
        } else {
            Door::Plain(own.0, own.1)
        });
    }
    if platform != Some(Platform::Rasa) {
        // As somebody whom nobody is: a Cheshire Cat sends a user's replies to the socket that opened last.
        let user = generate_from_os().map_or_else(
            |_| "doctor".into(),
            |made_up| made_up.expose()[..12].to_owned(),
        );
        doors.push(Door::Plain(site.clone(), format!("/ws/chatelaine-{user}")));
    }
    if platform.is_none() {
        doors.push(Door::Plain(site.clone(), "/ws".into()));
    }
    if platform.is_none_or(|platform| platform == Platform::Rasa) {
        doors.push(Door::SocketIo(site.clone(), SOCKET_IO.into()));
    }
    doors
}

impl Door {
    async fn open(self, limits: Limits) -> Attempt {
        match self {
            Self::Plain(site, path) => {
                let opened = connect(&site, &path, None, limits).await;
                Attempt {
                    path,
                    outcome: opened.map(|(socket, _)| Opened::Plain(Box::new(socket))),
                }
            }
            Self::SocketIo(site, path) => {
                let opened = SocketIo::dial(&site, &path, limits).await;
                Attempt {
                    path,
                    outcome: opened
                        .map(|(session, _, open)| Opened::SocketIo(Box::new(session), open)),
                }
            }
        }
    }
}

async fn told(attempts: Vec<Attempt>, expected: bool) -> Sockets {
    let (mut evidence, mut opened, mut refused) = (Vec::new(), None, None);
    for attempt in attempts {
        let request = format!("GET {} · Upgrade: websocket", attempt.path);
        match attempt.outcome {
            Ok(door) => {
                evidence.insert(0, Evidence::exchange("Upgraded", request, "101"));
                opened = opened.or(Some((attempt.path, door)));
            }
            Err(WireError::Handshake { status, .. }) => {
                evidence.push(Evidence::exchange(
                    format!("Refused {status}"),
                    request,
                    status.to_string(),
                ));
                if matches!(status, 401 | 403) {
                    refused = refused.or(Some((attempt.path, status)));
                }
            }
            Err(error) => {
                evidence.push(Evidence::exchange("No socket", request, error.to_string()))
            }
        }
    }
    let (upgrade, (first_frame, asks_credential)) = match (opened, refused) {
        (Some((path, door)), _) => (
            Found::ok(format!("A socket opens at {}", cut(&path))),
            listen(door).await,
        ),
        (None, Some((path, status))) => (
            Found::ok(format!("The socket at {} is locked ({status})", cut(&path))),
            (
                Found::skipped("Nothing is said to somebody without a credential"),
                Some(true),
            ),
        ),
        (None, None) if expected => (
            Found::failed(
                "No WebSocket opens there",
                "Switch the socket channel on; and let a proxy in front of the bot forward `Upgrade` and `Connection`.",
            ),
            (Found::skipped("No socket is open"), None),
        ),
        (None, None) => (
            Found::skipped("No WebSocket opens at the usual places"),
            (Found::skipped("No socket is open"), None),
        ),
    };
    Sockets {
        upgrade: upgrade.with(evidence),
        first_frame,
        asks_credential,
    }
}

async fn listen(door: Opened) -> (Found, Option<bool>) {
    match door {
        Opened::Plain(mut socket) => {
            let word = tokio::time::timeout(FIRST_WORD, socket.next()).await;
            socket.close().await;
            let found = match word {
                Err(_) => Found::ok("It listens, and says nothing until it is spoken to"),
                Ok(Some(Ok(frame))) => first(&frame),
                Ok(Some(Err(error))) => Found::error(&error),
                Ok(None) => Found::warning(
                    "It hangs up at once",
                    "A credential may be missing, or a proxy cuts the line.",
                ),
            };
            // Whether it would answer somebody without a credential shows only once something is said.
            (found, None)
        }
        Opened::SocketIo(mut session, open) => {
            let open = cut(&String::from_utf8_lossy(&open.payload));
            let entry = session.join("/", Auth::Nothing).await;
            session.close().await;
            let (found, asks) = match entry.map(|entry| entry.verdict) {
                Ok(Verdict::Admitted) => (
                    Found::warning(
                        "Socket.IO lets anybody in, without a token",
                        "Lock it: with Rasa, set `jwt_key` for the socketio channel.",
                    ),
                    Some(false),
                ),
                // What python-socketio says where nobody serves the default namespace: no word about tokens.
                Ok(Verdict::Refused { message }) if message == "Unable to connect" => (
                    Found::ok("Socket.IO is there, in a namespace of its own"),
                    None,
                ),
                Ok(Verdict::Refused { message }) => {
                    let found = format!("Socket.IO refuses without a token: {}", cut(&message));
                    (Found::ok(found), Some(true))
                }
                Ok(Verdict::Older) => (
                    Found::warning(
                        "Socket.IO of an old version lets everybody in without being asked",
                        "Update the server: this version has no lock for its socket.",
                    ),
                    Some(false),
                ),
                Err(error) => (Found::error(&error), None),
            };
            let shown = Evidence::exchange("Engine.IO 4 opens", "(nothing said)", open);
            (found.with(vec![shown]), asks)
        }
    }
}

fn first(frame: &RawFrame) -> Found {
    let text = cut(&String::from_utf8_lossy(&frame.payload));
    let claim = format!("{} bytes", frame.payload.len());
    Found::ok("It speaks first").with(vec![Evidence::exchange(claim, "(nothing said)", text)])
}
