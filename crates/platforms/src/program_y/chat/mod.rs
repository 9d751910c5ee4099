//! Talking to a Program-Y: over either version of its REST API. Parameters count only in the address, whatever the method
//! (4.3, 5.0.1: both handlers forget that a request may be a POST).

mod answer;
mod media;
mod rest;

use chatelaine_secrets::Secret;

use super::checks::answer::Version;
use super::{KEYS, TOKEN_ID};
use crate::talk::http::begin;
use crate::talk::{
    Call, ChatAuth, ChatTransport, Conversing, Inbox, Introduction, Outlet, Unready,
};
use rest::Rest;

const AUTHS: &[ChatAuth] = &[
    ChatAuth::Basic,
    ChatAuth::Key,
    ChatAuth::BasicAndKey,
    ChatAuth::None,
];

const V1: &str = "rest-v1";
const V2: &str = "rest-v2";

/// Over what a Program-Y can be talked to. Version 1 is there in every release.
pub(super) const TRANSPORTS: &[ChatTransport] = &[
    ChatTransport {
        id: V1,
        title: "REST v1.0",
        auths: AUTHS,
        user: Some("User id"),
    },
    ChatTransport {
        id: V2,
        title: "REST v2.0",
        auths: AUTHS,
        user: Some("User id"),
    },
];

/// The first line of the key list, by its id.
const FIRST_KEY: &str = "keys.1";

/// Why a Program-Y may answer without a word.
const SILENCE: &[&str] = &[
    "No category of the grammar fits, and the bot has no `default-response` in its properties.",
    "The grammar was not loaded: look for errors about .aiml files or node configurations in the bot's log.",
];

/// The token and a key where they are set; otherwise nothing, to see whether the bot is open.
pub(super) fn usual(has: &dyn Fn(&str) -> bool) -> (&'static str, ChatAuth) {
    let auth = match (has(TOKEN_ID), has(FIRST_KEY)) {
        (true, true) => ChatAuth::BasicAndKey,
        (true, false) => ChatAuth::Basic,
        (false, true) => ChatAuth::Key,
        (false, false) => ChatAuth::None,
    };
    (V1, auth)
}

pub(super) fn converse(
    call: &Call<'_>,
    inbox: Inbox,
    mut outlet: Outlet,
) -> Result<Conversing, Unready> {
    outlet.silence_means(SILENCE.iter().copied());
    let wants_token = matches!(call.auth, ChatAuth::Basic | ChatAuth::BasicAndKey);
    let wants_key = matches!(call.auth, ChatAuth::Key | ChatAuth::BasicAndKey);
    let token = wants_token.then(|| token(call)).transpose()?;
    let key = wants_key.then(|| key(call)).transpose()?;
    if key.is_some() {
        outlet.hint("The API key stands in the address of every message, so the bot writes it into its access log.");
    }
    let credential = match (&token, &key) {
        (Some(_), Some((place, _))) => format!("token and API key on {place}"),
        (Some(_), None) => "token of license.keys".to_owned(),
        (None, Some((place, _))) => format!("API key on {place}"),
        (None, None) => "no credential".to_owned(),
    };
    let key = key.map(|(_, key)| key);
    for secret in [&token, &key].into_iter().flatten() {
        outlet.hide(secret);
    }
    let who = Introduction {
        user: call.user.to_owned(),
        credential,
        session: String::new(),
    };
    let bot = Rest {
        version: match call.transport.id {
            V2 => Version::Two,
            _ => Version::One,
        },
        token,
        key,
        user: call.user.to_owned(),
    };
    Ok(begin(call.site.clone(), bot, who, inbox, outlet))
}

fn token(call: &Call<'_>) -> Result<Secret, Unready> {
    let token = call.secret(TOKEN_ID);
    token.filter(|token| !token.is_empty()).ok_or_else(|| {
        Unready::new(
            "no token of the REST API is set",
            "Generate BASIC_AUTH_TOKEN in license.keys, or connect without a credential to see whether the bot is open.",
        )
    })
}

/// Which of the keys, in words, and the key. Blank lines and comments are keys as well, but none that anybody was given.
fn key(call: &Call<'_>) -> Result<(String, Secret), Unready> {
    let mut listed = call.values.iter().filter(|value| {
        let text = value.text();
        value.setting.role() == KEYS && value.loaded && !text.is_empty() && !text.starts_with('#')
    });
    let first = listed.next().and_then(|value| {
        let line = value.name();
        Some((format!("line {line} of the key list"), value.value.clone()?))
    });
    let kept = || Some(("line 1 of the key list".to_owned(), (call.kept)(FIRST_KEY)?));
    first.or_else(kept).ok_or_else(|| {
        Unready::new(
            "there is no API key that the bot would load",
            "Add a key to the list that `api_key_file` names, or connect without one to see whether the bot asks for it.",
        )
    })
}
