//! Talking to a Cheshire Cat 2: one request per message, answered with events as they happen or with one JSON object.
//! There is no WebSocket (2.0.23).

mod agent;
mod history;
mod run;
mod turn;

use chatelaine_secrets::Secret;
use chatelaine_tokens::{Algorithm, mint};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::settings::{DEFAULT_KEY, id};
use crate::talk::http::begin;
use crate::talk::{
    Call, ChatAuth, ChatTransport, Conversing, Inbox, Introduction, Outlet, Unready,
};
use agent::Agent;

const SSE: &str = "sse";
const HTTP: &str = "http";

const AUTHS: &[ChatAuth] = &[ChatAuth::Key, ChatAuth::Mint, ChatAuth::None];

/// Over what a Cheshire Cat 2 can be talked to. It calls who speaks what the key or the token says, and by no other name.
pub(super) const TRANSPORTS: &[ChatTransport] = &[
    ChatTransport {
        id: SSE,
        title: "HTTP, streamed",
        auths: AUTHS,
        user: None,
    },
    ChatTransport {
        id: HTTP,
        title: "HTTP",
        auths: AUTHS,
        user: None,
    },
];

/// How long a token is good, in seconds. It is looked at with every message.
const LIFETIME: i64 = 60 * 60;

/// Why there may be no answer.
const SILENCE: &[&str] = &[
    "The language model is slow, or its provider does not answer. Look at the bot's log.",
    "A proxy in front of the bot keeps the events back: nginx needs `proxy_buffering off` for /agents.",
];

/// The key, which is never missing: not set, it is one that everybody knows.
pub(super) fn usual(has: &dyn Fn(&str) -> bool) -> (&'static str, ChatAuth) {
    let auth = if has(id::API_KEY) {
        ChatAuth::Key
    } else {
        ChatAuth::None
    };
    (SSE, auth)
}

pub(super) fn converse(
    call: &Call<'_>,
    inbox: Inbox,
    mut outlet: Outlet,
) -> Result<Conversing, Unready> {
    outlet.silence_means(SILENCE.iter().copied());
    let (secret, user, credential) = match call.auth {
        ChatAuth::Key => (Some(key(call, &mut outlet)?), "admin", "API key"),
        ChatAuth::Mint => {
            let token = token(call)?;
            outlet.hide(&token);
            (
                Some(token),
                call.user,
                "JWT signed here, with the role of a user",
            )
        }
        _ => (None, "", "no credential"),
    };
    let who = Introduction {
        user: user.to_owned(),
        credential: credential.to_owned(),
        session: String::new(),
    };
    let streamed = call.transport.id == SSE;
    let agent = Agent::new(call.auth, secret, streamed);
    Ok(begin(call.site.clone(), agent, who, inbox, outlet))
}

fn key(call: &Call<'_>, outlet: &mut Outlet) -> Result<Secret, Unready> {
    let key = call.secret(id::API_KEY).ok_or_else(|| {
        Unready::new(
            "no API key is set",
            "Generate API_KEY in config.py, or connect without a credential to see whether the bot is open.",
        )
    })?;
    if key.expose() == DEFAULT_KEY {
        // Nothing to mask: it would also cut words of the cat in pieces.
        outlet.hint(format!(
            "The key is `{DEFAULT_KEY}`, which ships with the bot and which everybody knows."
        ));
    } else {
        outlet.hide(&key);
    }
    Ok(key)
}

/// A token of somebody who is nobody's user: the bot believes name and role, and asks only for a UUID (2.0.23).
fn token(call: &Call<'_>) -> Result<Secret, Unready> {
    let key = call.chosen(id::JWT_SECRET).ok_or_else(|| {
        Unready::new(
            "no signing key of its own is set",
            "Generate JWT_SECRET in config.py. The default, which everybody knows, is not signed with here.",
        )
    })?;
    let claims = json!({
        "sub": subject(call.session),
        "username": call.user,
        "roles": ["user"],
        "custom": {},
        "exp": call.at.as_second() + LIFETIME,
    });
    mint(&claims, &key, Algorithm::Hs256)
        .map_err(|error| Unready::new("no token could be signed", format!("JWT_SECRET: {error}")))
}

/// A UUID of version 8 (RFC 9562 §5.8) from the session's id, which nobody can guess.
fn subject(session: &str) -> String {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&Sha256::digest(session)[..16]);
    bytes[6] = bytes[6] & 0x0F | 0x80;
    bytes[8] = bytes[8] & 0x3F | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let parts = [0..8, 8..12, 12..16, 16..20, 20..32];
    parts.map(|part| &hex[part]).join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_subject_is_a_uuid_of_its_own_for_each_session() {
        let subject_of = subject("a session");
        assert_eq!(subject_of.len(), 36, "{subject_of}");
        assert_eq!(&subject_of[14..15], "8", "its version: {subject_of}");
        assert!(
            matches!(&subject_of[19..20], "8" | "9" | "a" | "b"),
            "its variant: {subject_of}"
        );
        assert_ne!(subject_of, subject("another"), "nobody shares it");
    }
}
