//! Ways to talk that belong to no platform: for a channel of the bot's own making, or a gateway in front of it. The operator
//! says where, what is sent and where in the answer the reply stands.

mod http;
mod shape;
mod websocket;

use chatelaine_secrets::Secret;
use chatelaine_wire::basic;

use super::socket::Pass;
use super::{Call, ChatAuth, ChatTransport, Conversing, Inbox, Introduction, Outlet, Unready};
use shape::Shape;

const WEBSOCKET: &str = "any-websocket";

const AUTHS: &[ChatAuth] = &[ChatAuth::Token, ChatAuth::Basic, ChatAuth::None];

/// What every bot can be tried over.
pub(crate) const TRANSPORTS: &[ChatTransport] = &[
    ChatTransport {
        id: WEBSOCKET,
        title: "Any WebSocket",
        auths: AUTHS,
        user: Some("User"),
    },
    ChatTransport {
        id: "any-http",
        title: "Any HTTP",
        auths: AUTHS,
        user: Some("User"),
    },
];

/// Under what name the vault keeps a token for these ways.
const TOKEN: &str = "chat.token";
/// Under what name it keeps a user and a password, with a colon between.
const BASIC: &str = "chat.basic";

pub(crate) fn converse(
    call: &Call<'_>,
    inbox: Inbox,
    mut outlet: Outlet,
) -> Result<Conversing, Unready> {
    let custom = call.custom.ok_or_else(|| {
        Unready::new(
            "it is not said where the bot listens",
            "Give the path below the bot's address, and if need be the body and the place of the reply.",
        )
    })?;
    let shape = Shape::of(custom, call.user, call.session)?;
    let pass = pass(call, &mut outlet)?;
    let credential = match &pass {
        Some(Pass::Basic(_)) => "user and password",
        Some(_) => "token",
        None => "no credential",
    };
    let who = Introduction {
        user: call.user.to_owned(),
        credential: credential.to_owned(),
        session: call.session.to_owned(),
    };
    let site = call.site.clone();
    Ok(if call.transport.id == WEBSOCKET {
        websocket::begin(site, pass, shape, who, inbox, outlet)
    } else {
        http::begin(site, pass, shape, who, inbox, outlet)
    })
}

fn pass(call: &Call<'_>, outlet: &mut Outlet) -> Result<Option<Pass>, Unready> {
    let kept = |name: &str, what: &str| {
        (call.kept)(name).ok_or_else(|| {
            Unready::new(
                format!("the vault holds no {what} for this"),
                format!("Keep one there as `{name}`, or connect without a credential."),
            )
        })
    };
    Ok(match call.auth {
        ChatAuth::Token => {
            let token = kept(TOKEN, "token")?;
            outlet.hide(&token);
            Some(Pass::Bearer(token))
        }
        ChatAuth::Basic => {
            let kept = kept(BASIC, "user and password")?;
            let Some((user, password)) = kept.expose().split_once(':') else {
                return Err(Unready::new(
                    format!("`{BASIC}` has no colon between the user and the password"),
                    "Keep it as `user:password`.",
                ));
            };
            let password = Secret::new(password);
            let encoded = basic(user, &password);
            outlet.hide(&encoded);
            outlet.hide(&password);
            Some(Pass::Basic(encoded))
        }
        _ => None,
    })
}

/// What a refusal may mean.
fn refusal(status: u16, with: bool) -> super::Refusal {
    let (cause, advice) = if with {
        (
            format!("The server refused the credential ({status})."),
            "Look whether it is meant for this address, and whether the server expects it in another form.",
        )
    } else {
        (
            format!("The server asks for a credential ({status})."),
            "This is what a lock looks like. Connect with a token, or with a user and a password.",
        )
    };
    super::Refusal {
        status,
        cause,
        advice: advice.into(),
    }
}
