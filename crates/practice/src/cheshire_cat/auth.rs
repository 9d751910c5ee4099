//! The two ways past the door, key and token, with the real server's way of reading credentials.

use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, COOKIE};

use super::permissions::{Permission, Resource};
use super::{Cat, lock, now, tokens};

/// Which key guards the door.
#[derive(Clone, Copy)]
pub(crate) enum Protocol {
    Http,
    WebSocket,
}

/// What someone brings to the door.
pub(crate) struct Visitor {
    pub(crate) protocol: Protocol,
    pub(crate) credential: Option<String>,
    /// Who a key's bearer wants to be; a token overrules it.
    pub(crate) user_id: String,
}

impl Visitor {
    /// Over HTTP: `Authorization`, and the deprecated `access_token` when that is absent or empty.
    pub(crate) fn from_headers(headers: &HeaderMap) -> Self {
        let authorization = header(headers, AUTHORIZATION.as_str()).unwrap_or_default();
        // Not a prefix test, and not case-blind: that is what the real server does.
        let token = Some(authorization.replace("Bearer ", "")).filter(|token| !token.is_empty());
        let credential = token
            .or_else(|| header(headers, "access_token"))
            .filter(|token| !token.is_empty());
        Self {
            protocol: Protocol::Http,
            credential,
            user_id: header(headers, "user_id").unwrap_or_else(|| "user".to_owned()),
        }
    }

    /// For the pages of the admin panel: the cookie that the login page sets. Without one there is no visitor.
    pub(crate) fn from_cookie(headers: &HeaderMap) -> Option<Self> {
        let cookies = header(headers, COOKIE.as_str())?;
        let token = cookies
            .split(';')
            .filter_map(|cookie| cookie.trim().split_once('='))
            .find_map(|(name, value)| (name == "ccat_user_token").then_some(value))
            .map(|value| value.trim_matches('"').to_owned())
            .filter(|token| !token.is_empty())?;
        Some(Self {
            protocol: Protocol::Http,
            credential: Some(token),
            user_id: "user".to_owned(),
        })
    }
}

/// The name under which the visitor is let in, or `None`.
pub(crate) fn admit(
    cat: &Cat,
    visitor: &Visitor,
    resource: Resource,
    permission: Permission,
) -> Option<String> {
    match visitor.credential.as_deref() {
        Some(token) if tokens::is_jwt(token) => {
            let bearer = tokens::verify(&cat.configuration, token, now())?;
            let database = lock(&cat.database);
            let rights = &database.users().find(&bearer.id)?.permissions;
            let allowed = rights.get(&resource)?.contains(&permission);
            allowed.then_some(bearer.name)
        }
        credential => has_key(cat, visitor.protocol, credential).then(|| visitor.user_id.clone()),
    }
}

fn has_key(cat: &Cat, protocol: Protocol, credential: Option<&str>) -> bool {
    let http = cat.configuration.api_key.as_deref();
    let ws = cat.configuration.ws_key.as_deref();
    let unset = |key: Option<&str>| key.is_none_or(str::is_empty);
    if unset(http) && unset(ws) {
        return true;
    }
    // With one key alone the other protocol compares nothing with nothing, and finds them equal.
    credential
        == match protocol {
            Protocol::Http => http,
            Protocol::WebSocket => ws,
        }
}

/// A header's value. HTTP headers are Latin-1 to the real server, so a key with other letters must be sent that way.
pub(crate) fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    let bytes = headers.get(name)?.as_bytes();
    Some(bytes.iter().map(|byte| char::from(*byte)).collect())
}
