//! Talking to a Chatto: over its REST channel. It knows no WebSocket.

mod rest;

use super::settings::id;
use crate::talk::http::begin;
use crate::talk::{
    Call, ChatAuth, ChatTransport, Conversing, Inbox, Introduction, Outlet, Unready,
};
use rest::Rest;

/// Over what a Chatto can be talked to.
pub(super) const TRANSPORTS: &[ChatTransport] = &[ChatTransport {
    id: "rest",
    title: "REST channel",
    auths: &[ChatAuth::Token, ChatAuth::None],
    user: Some("Sender id"),
}];

/// Why a Chatto may answer with an empty list (0.9.2, `internal/bot/bot.go`).
const SILENCE: &[&str] = &[
    "The bot did not understand, and its bot.yml tells it to say nothing then: look for `reply_unsure`, `reply_unknown` and `reply_error` under `conversation`.",
    "The transition in fsm.yml that fits has no `answers`.",
];

/// The token where one is set; otherwise nothing, to see whether the bot is open.
pub(super) fn usual(has: &dyn Fn(&str) -> bool) -> (&'static str, ChatAuth) {
    let auth = if has(id::CALLBACK_TOKEN) {
        ChatAuth::Token
    } else {
        ChatAuth::None
    };
    ("rest", auth)
}

pub(super) fn converse(
    call: &Call<'_>,
    inbox: Inbox,
    mut outlet: Outlet,
) -> Result<Conversing, Unready> {
    outlet.silence_means(SILENCE.iter().copied());
    let token = match call.auth {
        ChatAuth::Token => Some(call.secret(id::CALLBACK_TOKEN).ok_or_else(no_token)?),
        _ => None,
    };
    if let Some(token) = &token {
        outlet.hide(token);
    }
    let credential = token
        .as_ref()
        .map_or("no credential", |_| "REST channel token");
    let who = Introduction {
        user: call.user.to_owned(),
        credential: credential.to_owned(),
        session: String::new(),
    };
    let bot = Rest {
        token,
        sender: call.user.to_owned(),
    };
    Ok(begin(call.site.clone(), bot, who, inbox, outlet))
}

fn no_token() -> Unready {
    Unready::new(
        "no token of the REST channel is set",
        "Generate `rest.callback_token` in chn.yml, or connect without a credential to see whether the bot is open. What stands under `rest.token`, as the guide has it, is read by no version.",
    )
}
