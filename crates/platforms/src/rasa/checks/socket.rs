//! The Socket.IO channel: who is let in with which token. Nothing is ever said after that, so no conversation begins.

use chatelaine_secrets::Secret;
use chatelaine_tokens::Algorithm;
use chatelaine_wire::engine_io::{Auth, SocketIo, Verdict};
use chatelaine_wire::{Limits, Site, WireError};
use jiff::Timestamp;

use super::declared::{DeclaredSocket, Signer};
use super::tokens::{Mint, Purpose, is_known};
use crate::probe::{control, point};
use crate::{CheckError, Evidence, Observed, ObservedPoint};

/// What python-socketio says to a namespace that nobody serves; it is no refusal of a token.
const NO_NAMESPACE: &str = "Unable to connect";

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
    site: &Site,
    socket: &DeclaredSocket,
    look: Look,
    may_forge: bool,
    at: Timestamp,
) -> Door {
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
        // Nobody knows the path here. Only where it was expected is that worth a word.
        let evidence =
            nothing.evidence("where the socket should be: it is not switched on, or not forwarded");
        return Door {
            point: socket.on.then(|| point("socketio", None, vec![evidence])),
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

struct Controls<'a> {
    site: &'a Site,
    socket: &'a DeclaredSocket,
    mint: Mint,
}

impl Controls<'_> {
    /// A lock that refused everything so far: does it know the right key, and does it look at more than that?
    async fn judge(&self, door: &mut Door, evidence: &mut Vec<Evidence>, may_forge: bool) {
        if let Some(signer) = &self.socket.signer {
            match self.right(signer).await {
                Ok(right) => {
                    let works = right.outcome.lets_in();
                    door.key_works = Some(works);
                    evidence.push(control(works, &right.request, right.response));
                    if works {
                        self.strict(signer, door, evidence).await;
                    }
                    if works && is_known(&signer.key) {
                        door.known_key = Some(signer.key.expose().to_owned());
                        observe(door, Observed::Forgeable);
                    }
                }
                Err(error) => evidence.push(untried(&error)),
            }
        }
        if may_forge && door.key_works != Some(true) {
            self.forge(door, evidence).await;
        }
    }

    async fn right(&self, signer: &Signer) -> Result<Attempt, CheckError> {
        self.with(&self.mint.right(signer)?).await
    }

    async fn with(&self, token: &Secret) -> Result<Attempt, CheckError> {
        attempt(self.site, self.socket, Auth::Token(token)).await
    }

    /// The right key alone must not be enough.
    async fn strict(&self, signer: &Signer, door: &mut Door, evidence: &mut Vec<Evidence>) {
        let (Ok(expired), Ok(foreign)) = (self.mint.expired(signer), self.mint.foreign(signer))
        else {
            return;
        };
        let (expired, foreign) = tokio::join!(self.with(&expired), self.with(&foreign));
        let attempts = [
            (expired, "with an expired token of the declared key"),
            (foreign, "with a token of another algorithm"),
        ];
        for (attempt, how) in attempts {
            if let Ok(attempt) = attempt {
                if attempt.outcome.lets_in() {
                    observe(door, Observed::Weak);
                }
                evidence.push(attempt.evidence(how));
            }
        }
    }

    /// One after the other, until one is let in: the operator agreed, and the bot's log will show each.
    async fn forge(&self, door: &mut Door, evidence: &mut Vec<Evidence>) {
        let mut tried = 0;
        for (key, token) in self.mint.forged(algorithm(self.socket)) {
            let Ok(attempt) = attempt(self.site, self.socket, Auth::MadeUp(token.expose())).await
            else {
                break;
            };
            tried += 1;
            if attempt.outcome.lets_in() {
                door.known_key = Some(key.to_owned());
                observe(door, Observed::Forgeable);
                let how = format!("with a token forged with the well-known key `{key}`");
                evidence.push(attempt.evidence(&how));
                return;
            }
        }
        evidence.push(Evidence::claim(format!(
            "{tried} tokens forged with well-known keys were refused"
        )));
    }
}

fn observe(door: &mut Door, observed: Observed) {
    if let Some(point) = &mut door.point {
        point.observed = Some(observed);
    }
}

fn untried(error: &CheckError) -> Evidence {
    Evidence::claim(format!(
        "The key in the configuration was not tried: {error}"
    ))
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
