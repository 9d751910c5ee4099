//! The Socket.IO channel: who is let in with which token. Nothing is ever said after that, but for a greeting where only an
//! address is known, so no conversation begins.

mod controls;
mod greeting;

use chatelaine_tokens::Algorithm;
use chatelaine_wire::engine_io::{Auth, SocketIo, Verdict};
use chatelaine_wire::{Client, Limits, Request, Site, WireError};
use jiff::Timestamp;

use super::declared::DeclaredSocket;
use super::tokens::{Mint, Purpose};
use crate::probe::point;
use crate::{CheckError, Evidence, Observed, ObservedPoint};
use controls::Controls;

/// What python-socketio says to a namespace that nobody serves; it is no refusal of a token.
const NO_NAMESPACE: &str = "Unable to connect";

/// Where the channel says that it lives, whatever its socket's path is.
const HEALTH: &str = "/webhooks/socketio/";

/// One attempt to be let in.
struct Attempt {
    outcome: Outcome,
    request: String,
    response: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Admitted,
    Refused,
    /// Let in unasked, by a server that is too old to have a lock.
    Older,
    /// There is no socket, or not this namespace.
    Absent,
}

impl Outcome {
    fn lets_in(self) -> bool {
        matches!(self, Self::Admitted | Self::Older)
    }
}

impl Attempt {
    fn evidence(self, how: &str) -> Evidence {
        let verb = match self.outcome {
            Outcome::Admitted | Outcome::Older => "Let in",
            Outcome::Refused => "Refused",
            Outcome::Absent => "Not answered",
        };
        Evidence::exchange(format!("{verb} {how}"), self.request, self.response)
    }
}

/// What the door showed without a credential of ours.
pub(super) struct Look {
    nothing: Result<Attempt, CheckError>,
    made_up: Result<Attempt, CheckError>,
    unsigned: Result<Attempt, CheckError>,
}

impl Look {
    /// Whether what answers speaks Socket.IO.
    pub(super) fn speaks(&self) -> bool {
        (self.nothing.as_ref()).is_ok_and(|attempt| attempt.outcome != Outcome::Absent)
    }
}

/// What the door showed.
pub(super) struct Door {
    /// Nothing when there is no such door.
    pub(super) point: Option<ObservedPoint>,
    /// Whether a token that is signed with the declared key opens it. Nothing when any token does.
    pub(super) key_works: Option<bool>,
    /// The key that everybody knows and that opens it.
    pub(super) known_key: Option<String>,
    /// The server has no lock to offer.
    pub(super) too_old: bool,
}

/// With nothing, with a token of the right shape, and with one that nobody signed.
pub(super) async fn look(site: &Site, socket: &DeclaredSocket, at: Timestamp) -> Look {
    let mint = Mint {
        purpose: Purpose::Socket,
        at,
    };
    let made_up = async {
        let token = mint.made_up(algorithm(socket))?;
        attempt(site, socket, Auth::MadeUp(token.expose())).await
    };
    let unsigned = async {
        let token = mint.unsigned()?;
        attempt(site, socket, Auth::MadeUp(&token)).await
    };
    let (nothing, made_up, unsigned) =
        tokio::join!(attempt(site, socket, Auth::Nothing), made_up, unsigned);
    Look {
        nothing,
        made_up,
        unsigned,
    }
}

fn algorithm(socket: &DeclaredSocket) -> Algorithm {
    (socket.signer.as_ref()).map_or(Algorithm::Hs256, |signer| signer.algorithm)
}

/// The verdict, with the controls that the declared key allows.
pub(super) async fn prove(
    client: &Client,
    socket: &DeclaredSocket,
    look: Look,
    may_forge: bool,
    at: Timestamp,
) -> Door {
    let site = client.site();
    let door = |point, key_works| Door {
        point: Some(point),
        key_works,
        known_key: None,
        too_old: false,
    };
    let (nothing, made_up, unsigned) = match (look.nothing, look.made_up, look.unsigned) {
        (Ok(nothing), Ok(made_up), Ok(unsigned)) => (nothing, made_up, unsigned),
        (Err(error), ..) | (_, Err(error), _) | (.., Err(error)) => {
            let claim = Evidence::claim(format!("{error}. {}", error.advice()));
            let observed = Some(Observed::Unreachable);
            return door(point("socketio", observed, vec![claim]), None);
        }
    };
    if nothing.outcome == Outcome::Absent {
        return Door {
            point: absent(client, socket, nothing).await,
            ..door(point("socketio", None, Vec::new()), None)
        };
    }
    let outcomes = (nothing.outcome, made_up.outcome, unsigned.outcome);
    let mut evidence = vec![
        nothing.evidence("without a token"),
        made_up.evidence("with a made-up token"),
        unsigned.evidence("with an unsigned token"),
    ];
    let observed = match outcomes {
        (nothing, ..) if nothing.lets_in() => Some(Observed::Open),
        (Outcome::Refused, made_up, _) if made_up.lets_in() => Some(Observed::Weak),
        (Outcome::Refused, _, unsigned) if unsigned.lets_in() => Some(Observed::Forgeable),
        (Outcome::Refused, Outcome::Refused, Outcome::Refused) => Some(Observed::Locked),
        _ => None,
    };
    let observed = if outcomes.0 == Outcome::Admitted && !socket.on {
        let (greeted, shown) = greeting::greets(site, socket).await;
        evidence.insert(0, shown);
        observed.filter(|_| greeted)
    } else {
        observed
    };
    let mut seen = Door {
        too_old: outcomes.0 == Outcome::Older,
        ..door(point("socketio", observed, Vec::new()), None)
    };
    if observed == Some(Observed::Locked) {
        let controls = Controls {
            site,
            socket,
            mint: Mint {
                purpose: Purpose::Socket,
                at,
            },
        };
        controls.judge(&mut seen, &mut evidence, may_forge).await;
    }
    if let Some(point) = &mut seen.point {
        // The most telling first: what let somebody in who should not have been.
        evidence.sort_by_key(|evidence| !evidence.claim.starts_with("Let in"));
        point.evidence = evidence;
    }
    seen
}

/// There is no socket at the path. That is worth a word where it was expected, and where the channel's public sign of life
/// (3.6.21) tells that it is elsewhere.
async fn absent(
    client: &Client,
    socket: &DeclaredSocket,
    nothing: Attempt,
) -> Option<ObservedPoint> {
    let mut evidence = vec![nothing.evidence("where the socket should be")];
    let health = client.send(Request::get(HEALTH)).await.ok();
    let alive = health.filter(|health| {
        health.status == 200 && health.json().is_some_and(|json| json["status"] == "ok")
    });
    if let Some(health) = &alive {
        let claim = "The channel is switched on, but its socket is at another path or in another namespace, or not forwarded";
        evidence.push(Evidence::exchange(
            claim,
            format!("GET {HEALTH}"),
            health.summary(),
        ));
    }
    (socket.on || alive.is_some()).then(|| point("socketio", None, evidence))
}

/// Opens a session, asks to be let in, and leaves at once.
async fn attempt(
    site: &Site,
    socket: &DeclaredSocket,
    auth: Auth<'_>,
) -> Result<Attempt, CheckError> {
    let (mut session, handshake, _) =
        match SocketIo::dial(site, &socket.path, Limits::default()).await {
            Ok(opened) => opened,
            // Something answers there, but no Socket.IO.
            Err(WireError::Handshake { status, .. }) => {
                return Ok(Attempt {
                    outcome: Outcome::Absent,
                    request: format!("GET {} · Upgrade: websocket", socket.path),
                    response: status.to_string(),
                });
            }
            Err(error) => return Err(error.into()),
        };
    let entry = session.join(&socket.namespace, auth).await;
    session.close().await;
    let entry = entry?;
    let request = format!(
        "{} · {}",
        handshake.request,
        String::from_utf8_lossy(&entry.sent.payload)
    );
    let (outcome, response) = match entry.verdict {
        Verdict::Admitted => (Outcome::Admitted, "40 let in".to_owned()),
        Verdict::Older => (Outcome::Older, "40 let in unasked".to_owned()),
        Verdict::Refused { message } => {
            let shown = message.chars().filter(|c| !c.is_control()).take(160);
            let response = format!("44 {}", shown.collect::<String>());
            match message == NO_NAMESPACE {
                true => (Outcome::Absent, response),
                false => (Outcome::Refused, response),
            }
        }
    };
    Ok(Attempt {
        outcome,
        request,
        response,
    })
}
