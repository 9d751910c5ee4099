//! The token that goes into the CONNECT packet.

use chatelaine_secrets::Secret;
use chatelaine_tokens::{Algorithm, mint};
use jiff::Timestamp;
use serde_json::json;

use super::super::socket;
use super::KEPT_TOKEN;
use super::channel::Lock;
use crate::talk::{Call, ChatAuth, Unready};

/// Seconds that the clocks of console and bot may differ: PyJWT forgives none (3.6.21).
const CLOCK_SKEW: i64 = 30;

/// Seconds for which a token is good. It is looked at only when a connection is made, and each one gets its own.
const LIFETIME: i64 = 300;

/// What opens the chat, in words as well.
pub(super) struct Opener {
    pub(super) token: Option<Secret>,
    pub(super) credential: String,
}

impl Opener {
    pub(super) fn of(call: &Call<'_>, lock: &Lock) -> Result<Self, Unready> {
        let (token, credential) = match call.auth {
            ChatAuth::Mint => {
                let (token, algorithm) = minted(lock, call.user, call.at)?;
                (Some(token), format!("JWT of our own · {algorithm}"))
            }
            ChatAuth::Token => {
                let token = (call.kept)(KEPT_TOKEN).ok_or_else(|| {
                    Unready::new(
                        "no token is kept for this chat",
                        "Keep one in the vault as `chat.token`, or let the console sign one with the bot's key.",
                    )
                })?;
                (Some(token), "JWT from the vault".to_owned())
            }
            _ => (None, "no credential".to_owned()),
        };
        Ok(Self { token, credential })
    }
}

/// A token that Rasa should let in: it looks at no claim, but there has to be one, and `aud` must not be among them.
fn minted(lock: &Lock, user: &str, at: Timestamp) -> Result<(Secret, Algorithm), Unready> {
    let key = lock.key.as_ref().ok_or_else(|| {
        Unready::new(
            "no key of the Socket.IO channel is known",
            "Generate `jwt_key` below `socketio` in credentials.yml, or connect without a credential to see whether the bot is open.",
        )
    })?;
    if key.is_empty() {
        return Err(Unready::new(
            "the key of the Socket.IO channel is empty, which Rasa takes for none: everybody is let in",
            "Generate `jwt_key` below `socketio` in credentials.yml, or connect without a credential.",
        ));
    }
    if socket::is_pem(key.expose())
        || !socket::is_symmetric(&lock.methods) && socket::is_known(&lock.methods)
    {
        return Err(Unready::new(
            "jwt_key is the public half of a key pair, with which no token can be signed",
            "Have the owner of the private key issue a token, keep it in the vault as `chat.token`, and connect with that.",
        ));
    }
    let now = at.as_second();
    let claims = json!({ "sub": user, "iat": now - CLOCK_SKEW, "exp": now + LIFETIME });
    let algorithm = algorithm(&lock.methods);
    let token = mint(&claims, key, algorithm).map_err(|error| {
        Unready::new(
            format!("no token can be signed with jwt_key: {error}"),
            error.advice(),
        )
    })?;
    Ok((token, algorithm))
}

/// The first method that is one. A misspelt one refuses every token; which it was meant to be is good enough to see that.
fn algorithm(methods: &str) -> Algorithm {
    methods
        .split([',', ' '])
        .find_map(|name| name.to_ascii_uppercase().parse().ok())
        .unwrap_or(Algorithm::Hs256)
}
