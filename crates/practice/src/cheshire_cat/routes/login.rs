//! Logging in with a password.

use axum::http::header::SET_COOKIE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use serde_json::json;

use super::{Call, login_address};
use crate::cheshire_cat::answer::{Refusal, ok, redirect};
use crate::cheshire_cat::permissions;
use crate::cheshire_cat::validation::Faults;
use crate::cheshire_cat::{Cat, lock, now, tokens};

/// A token for the right password. `None`, after the real server's pause, for a wrong one or an unknown name.
async fn log_in(cat: &Cat, username: &str, password: String) -> Result<Option<String>, Refusal> {
    let user = lock(&cat.database).users().named(username).cloned();
    if let Some(user) = user {
        // Hashes of a real installation are costly; other requests must not wait for them.
        let checked =
            tokio::task::spawn_blocking(move || user.has_password(&password).then_some(user));
        if let Some(user) = checked.await.map_err(|_| Refusal::Broken)? {
            let token = tokens::issue(&cat.configuration, &user, now());
            return token.map(Some).ok_or(Refusal::Broken);
        }
    }
    tokio::time::sleep(cat.refusal_delay).await;
    Ok(None)
}

pub(super) async fn token(call: Call) -> Result<Response, Refusal> {
    let body = call.object()?;
    let mut faults = Faults::default();
    let username = faults.required_text(body, "username", 0);
    let password = faults.required_text(body, "password", 0);
    let (Some(username), Some(password)) = (username, password) else {
        return Err(Refusal::Invalid(faults.0));
    };
    let token = log_in(&call.cat, &username, password).await?;
    let token = token.ok_or(Refusal::InvalidCredentials)?;
    Ok(ok(&json!({"access_token": token, "token_type": "bearer"})))
}

/// The login page's form. The cookie is neither HttpOnly nor Secure, and the way back is not checked.
pub(super) async fn by_form(call: Call) -> Result<Response, Refusal> {
    let form = call.form();
    let field = |name: &str| form.get(name).map(str::to_owned).ok_or(Refusal::Broken);
    let (username, password) = (field("username")?, field("password")?);
    let referer = field("referer")?;
    let Some(token) = log_in(&call.cat, &username, password).await? else {
        let again = format!("{}&retry=1", login_address(&referer));
        return Ok(redirect(StatusCode::SEE_OTHER, &again));
    };
    let mut response = redirect(StatusCode::SEE_OTHER, &referer);
    let cookie = format!("ccat_user_token={token}; Path=/; SameSite=lax");
    let cookie = HeaderValue::from_str(&cookie).map_err(|_| Refusal::Broken)?;
    response.headers_mut().insert(SET_COOKIE, cookie);
    Ok(response)
}

pub(super) async fn available_permissions(_: Call) -> Result<Response, Refusal> {
    Ok(ok(&permissions::full()))
}
