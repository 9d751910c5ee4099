//! What can go wrong between the console and a bot, each with its name and a remedy.

use std::error::Error as StdError;
use std::io::ErrorKind;
use std::time::Duration;

use thiserror::Error;

use crate::Limits;

/// A failed exchange. No variant ever holds a credential: addresses are shown without query or user part.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WireError {
    /// The address is not one that the console can use.
    #[error("`{address}` is not a usable address: {reason}")]
    Address {
        /// What was given, cut and without credentials.
        address: String,
        /// Why it cannot be used.
        reason: &'static str,
    },
    /// The host name is unknown.
    #[error("the host name of {origin} could not be resolved")]
    Resolve {
        /// Scheme, host and port.
        origin: String,
    },
    /// Nothing listens there.
    #[error("nothing answers at {origin}: no connection could be made")]
    Refused {
        /// Scheme, host and port.
        origin: String,
    },
    /// The server did not answer in time.
    #[error("{origin} did not answer within {seconds} s")]
    Timeout {
        /// Scheme, host and port.
        origin: String,
        /// The limit that ran out.
        seconds: u64,
    },
    /// The TLS handshake failed.
    #[error("TLS with {origin} failed: {reason}")]
    Tls {
        /// Scheme, host and port.
        origin: String,
        /// The reason in the words of the TLS library.
        reason: String,
    },
    /// The server speaks, but not HTTP, or its WebSocket frames break the rules.
    #[error("{origin} answered, but not as the protocol demands: {reason}")]
    NotHttp {
        /// Scheme, host and port.
        origin: String,
        /// What was wrong with the answer.
        reason: String,
    },
    /// The answer is larger than accepted.
    #[error("{origin} sent more than {limit} bytes")]
    TooLarge {
        /// Scheme, host and port.
        origin: String,
        /// The limit in bytes.
        limit: usize,
    },
    /// The connection ended in the middle.
    #[error("{origin} closed the connection: {reason}")]
    Closed {
        /// Scheme, host and port.
        origin: String,
        /// How it ended.
        reason: String,
    },
    /// A WebSocket handshake was answered with something other than 101.
    #[error("{origin} refused the WebSocket with HTTP {status}")]
    Handshake {
        /// Scheme, host and port.
        origin: String,
        /// The HTTP status of the refusal.
        status: u16,
    },
    /// A secret would travel in clear beyond this machine, and the operator has not agreed to it.
    #[error("{origin} is plain HTTP beyond this machine, so nothing secret is sent to it")]
    Consent {
        /// Scheme, host and port.
        origin: String,
    },
    /// A secret would go to whoever answers there, because the certificate is not verified.
    #[error("the certificate of {origin} is not trusted, so nothing secret is sent to it")]
    Untrusted {
        /// Scheme, host and port.
        origin: String,
    },
    /// A value cannot be sent in this protocol.
    #[error("the credential cannot be sent: {reason}")]
    Unsendable {
        /// Why.
        reason: &'static str,
    },
}

impl WireError {
    /// What the operator can do about it.
    #[must_use]
    pub fn advice(&self) -> String {
        match self {
            Self::Address { .. } => {
                "Give an address like http://localhost:1865 or https://cat.example.org, without user name or query.".into()
            }
            Self::Resolve { .. } => "Check the spelling of the host name and the network connection.".into(),
            Self::Refused { .. } => {
                "Start the bot, or correct its address and port. A container publishes its port only when `ports:` names it.".into()
            }
            Self::Timeout { .. } => "The bot may still be starting, overloaded, or behind a firewall. Try again in a moment.".into(),
            Self::Tls { reason, .. } => tls_advice(reason),
            Self::NotHttp { .. } => "Another kind of server may listen on this port; or the address needs https instead of http.".into(),
            Self::TooLarge { .. } => "This is not how the bot answers. Check that the address leads to it and not to another server.".into(),
            Self::Closed { .. } => "The bot may be restarting, or a proxy in between cut the line. Try again.".into(),
            Self::Handshake { status: 403, .. } => "The credential is missing, wrong or expired.".into(),
            Self::Handshake { status: 404, .. } => {
                "There is no WebSocket at this address. A proxy may not forward it, or this version has none.".into()
            }
            Self::Handshake { .. } => "A proxy in front of the bot may not forward WebSocket upgrades.".into(),
            Self::Consent { .. } => {
                "Use https, or allow plain HTTP for this bot if the network between is your own (`bots add --allow-plain-http`).".into()
            }
            Self::Untrusted { .. } => {
                "Mend the certificate, or add its authority to the system's trust store, and check again.".into()
            }
            Self::Unsendable { .. } => "Generate a new value: generated ones use only letters, digits, `_` and `-`.".into(),
        }
    }

    /// Whether the server could not be spoken to at all, as opposed to having answered something unwelcome.
    #[must_use]
    pub fn unreachable(&self) -> bool {
        !matches!(
            self,
            Self::Handshake { .. }
                | Self::Consent { .. }
                | Self::Untrusted { .. }
                | Self::Unsendable { .. }
        )
    }

    pub(crate) fn from_reqwest(error: &reqwest::Error, origin: &str, limits: Limits) -> Self {
        let origin = origin.to_owned();
        if error.is_builder() {
            return Self::Unsendable {
                reason: "a header or the path is malformed",
            };
        }
        if error.is_timeout() {
            let limit = if error.is_connect() {
                limits.connect
            } else {
                limits.total
            };
            return Self::late(origin, limit);
        }
        let chain = causes(error);
        if let Some(reason) = chain.iter().find_map(|cause| tls_reason(*cause)) {
            return Self::Tls { origin, reason };
        }
        if let Some(kind) = chain.iter().find_map(|cause| io_kind(*cause)) {
            let connecting = error.is_connect().then_some(limits.connect);
            return Self::from_io(kind, origin, connecting);
        }
        if error.is_connect() {
            return Self::Resolve { origin };
        }
        let reason = chain.last().map_or_else(String::new, ToString::to_string);
        // The HTTP library has no public name for this case, only these words.
        if reason.contains("closed before message completed") {
            return Self::Closed { origin, reason };
        }
        Self::NotHttp { origin, reason }
    }

    /// `connecting` is the limit for making the connection, when that is what failed.
    pub(crate) fn from_io(kind: ErrorKind, origin: String, connecting: Option<Duration>) -> Self {
        let reason = kind.to_string();
        match (kind, connecting) {
            (ErrorKind::InvalidData | ErrorKind::InvalidInput, _) => Self::NotHttp {
                origin,
                reason: "the bytes make no sense".into(),
            },
            (
                ErrorKind::ConnectionRefused
                | ErrorKind::HostUnreachable
                | ErrorKind::NetworkUnreachable
                | ErrorKind::AddrNotAvailable,
                Some(_),
            ) => Self::Refused { origin },
            (ErrorKind::TimedOut, Some(limit)) => Self::late(origin, limit),
            (
                ErrorKind::ConnectionReset
                | ErrorKind::ConnectionAborted
                | ErrorKind::BrokenPipe
                | ErrorKind::UnexpectedEof,
                _,
            )
            | (_, None) => Self::Closed { origin, reason },
            // What a failed look-up of a name is called differs between systems.
            (_, Some(_)) => Self::Resolve { origin },
        }
    }

    pub(crate) fn late(origin: String, limit: Duration) -> Self {
        Self::Timeout {
            origin,
            seconds: limit.as_secs(),
        }
    }
}

fn causes<'a>(error: &'a (dyn StdError + 'static)) -> Vec<&'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |cause| (*cause).source()).collect()
}

/// The TLS library hides its error inside an I/O error, sometimes twice.
pub(crate) fn tls_reason(cause: &(dyn StdError + 'static)) -> Option<String> {
    if let Some(error) = cause.downcast_ref::<rustls::Error>() {
        return Some(error.to_string());
    }
    let inner = cause.downcast_ref::<std::io::Error>()?.get_ref()?;
    tls_reason(inner)
}

/// The innermost kind: layers around it call everything "other".
fn io_kind(cause: &(dyn StdError + 'static)) -> Option<ErrorKind> {
    let error = cause.downcast_ref::<std::io::Error>()?;
    let inner = error.get_ref().and_then(|inner| io_kind(inner));
    Some(inner.unwrap_or_else(|| error.kind()))
}

fn tls_advice(reason: &str) -> String {
    if reason.contains("InvalidContentType") || reason.contains("corrupt message") {
        return "This port speaks plain HTTP: use http:// in the address, or the port where TLS is served.".into();
    }
    if reason.contains("Expired") || reason.contains("expired") {
        return "The certificate has expired. Renew it, then check again.".into();
    }
    if reason.contains("NotValidYet") || reason.contains("not valid yet") {
        return "The certificate is not valid yet. Compare the clocks of this machine and of the server.".into();
    }
    if reason.contains("NotValidForName") || reason.contains("not valid for name") {
        return "The certificate is for another name. Use the name it was made for, or make one that covers this address.".into();
    }
    if reason.contains("UnknownIssuer") {
        return "The certificate is self-signed or its authority is not trusted on this machine. Add the authority to the system's trust store.".into();
    }
    if reason.contains("no later version") || reason.contains("ProtocolVersion") {
        return "The server speaks only versions of TLS that are broken. Enable TLS 1.2 and 1.3 there.".into();
    }
    "Look at the server's certificate and TLS settings.".into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What cannot be provoked on loopback: unknown names, unreachable networks, a silent drop of the connection attempt.
    #[test]
    fn failures_beyond_this_machine_have_their_names() {
        let dialling = |kind| {
            WireError::from_io(
                kind,
                "http://cat.example.org".into(),
                Some(Duration::from_secs(4)),
            )
        };
        let unknown = dialling(ErrorKind::Other);
        assert!(
            matches!(unknown, WireError::Resolve { .. }) && unknown.advice().contains("spelling"),
            "a failed look-up has no kind of its own: {unknown}"
        );
        let late = dialling(ErrorKind::TimedOut);
        assert!(
            matches!(late, WireError::Timeout { seconds: 4, .. }),
            "the system gave up, and it is no question of names: {late}"
        );
        for kind in [ErrorKind::HostUnreachable, ErrorKind::NetworkUnreachable] {
            let nobody = dialling(kind);
            assert!(
                matches!(nobody, WireError::Refused { .. }),
                "no connection could be made, and the name was found: {nobody}"
            );
        }
        let cut = WireError::from_io(ErrorKind::Other, "http://cat.example.org".into(), None);
        assert!(
            matches!(cut, WireError::Closed { .. }),
            "once connected, it is never a question of names: {cut}"
        );
    }
}
