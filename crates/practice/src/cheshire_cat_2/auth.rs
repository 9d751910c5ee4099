//! Who is asking: the administrator's key, or a token, from the header or from the login's cookie.

use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, COOKIE};

use super::python::Value;
use super::{Cat, now, tokens};

/// Whom a credential stands for.
#[derive(Clone)]
pub(crate) struct User {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) roles: Vec<String>,
}

impl User {
    /// Whom the key stands for. The id is made from the word `admin` (UUID version 5), so that it is the same on every
    /// server, as recorded.
    pub(crate) fn administrator() -> Self {
        Self {
            id: "bace0701-15e3-5144-97c5-47487d543032".to_owned(),
            name: "admin".to_owned(),
            roles: vec!["admin".to_owned()],
        }
    }

    pub(crate) fn is_administrator(&self) -> bool {
        self.roles.iter().any(|role| role == "admin")
    }
}

/// The user whom the request's credential stands for.
pub(crate) fn user(cat: &Cat, headers: &HeaderMap) -> Option<User> {
    let credential = credential(headers)?;
    if tokens::is_jwt(&credential) {
        return tokens::verify(&cat.configuration, &credential, now());
    }
    // An empty key fits an empty cookie; a key that is no text fits nothing.
    let fits = matches!(&cat.configuration.api_key, Value::Text(key) if *key == credential);
    fits.then(User::administrator)
}

/// `Authorization` without the word `Bearer `, wherever it stands; else the cookie, which may be empty.
fn credential(headers: &HeaderMap) -> Option<String> {
    let authorization = header(headers, AUTHORIZATION.as_str()).filter(|text| !text.is_empty());
    authorization
        .map(|text| text.replace("Bearer ", ""))
        .or_else(|| cookie(headers, "access_token"))
}

pub(crate) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let cookies = header(headers, COOKIE.as_str())?;
    cookies
        .split(';')
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
        .map(|value| value.trim_matches('"').to_owned())
}

/// Header values are Latin-1 to the real server.
pub(crate) fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?;
    Some(
        value
            .as_bytes()
            .iter()
            .map(|byte| char::from(*byte))
            .collect(),
    )
}
