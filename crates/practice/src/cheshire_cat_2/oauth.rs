//! The login of the plugin simple_oauth: an identity provider that is only made up, and a callback that lets everybody in
//! who comes with any code at all. It is on after installation, and changing the keys does not close it.

use axum::http::header::{ORIGIN, REFERER, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;

use super::answer::{Refusal, not_found, page, redirect};
use super::auth::{User, cookie, header};
use super::configuration::Configuration;
use super::routes::Call;
use super::{Cat, now, python::Value, tokens};
use crate::cheshire_cat::form::Form;

/// The plugin's id, and the name of its login.
pub(crate) const PLUGIN: &str = "simple_oauth";
const HANDLER: &str = "simple";

/// How long the way back is remembered, in seconds.
const WAY_BACK: u32 = 300;

fn known(cat: &Cat, name: &str) -> Result<(), Refusal> {
    if !cat.state().is_on(PLUGIN) {
        return Err(not_found());
    }
    match name {
        HANDLER => Ok(()),
        _ => Err(Refusal::Because(
            StatusCode::NOT_FOUND,
            format!("Auth Handler {name} not found."),
        )),
    }
}

/// `GET /auth/login/{name}`: off to the identity provider.
pub(crate) fn login(call: &Call) -> Result<Response, Refusal> {
    known(&call.cat, &call.segment)?;
    let url = &call.cat.configuration.url;
    let target = format!("{url}/auth/internal-idp?redirect_uri={url}/auth/callback/{HANDLER}");
    let mut response = redirect(StatusCode::TEMPORARY_REDIRECT, &target);
    let back = way_back(&call.headers, url);
    set(
        &mut response,
        &format!("origin_url=\"{back}\"; HttpOnly; Max-Age={WAY_BACK}; Path=/; SameSite=lax"),
        url,
    )?;
    Ok(response)
}

/// `GET /auth/callback/{name}?code=…`: a token of the administrator, as a cookie. Nobody looks at the code.
pub(crate) fn callback(call: &Call) -> Result<Response, Refusal> {
    known(&call.cat, &call.segment)?;
    if call.query.get("code").is_none_or(str::is_empty) {
        return Err(Refusal::Because(
            StatusCode::FORBIDDEN,
            format!("Auth Handler {HANDLER} could not complete the OAuth flow."),
        ));
    }
    let configuration = &call.cat.configuration;
    let (Some(token), Some(seconds)) = (
        tokens::issue(configuration, &User::administrator(), now()),
        whole_lifetime(configuration),
    ) else {
        return Err(Refusal::Broken);
    };
    let url = &configuration.url;
    let back = cookie(&call.headers, "origin_url").filter(|back| !back.is_empty());
    let back = back.unwrap_or_else(|| url.clone());
    let mut response = redirect(StatusCode::TEMPORARY_REDIRECT, &back);
    forget(&mut response, "origin_url", "", url)?;
    set(
        &mut response,
        &format!("access_token={token}; HttpOnly; Max-Age={seconds}; Path=/; SameSite=lax"),
        url,
    )?;
    Ok(response)
}

/// `GET /auth/logout`: forgets the cookie; the token stays good.
pub(crate) fn logout(call: &Call) -> Result<Response, Refusal> {
    known(&call.cat, HANDLER)?;
    let url = &call.cat.configuration.url;
    let mut response = redirect(
        StatusCode::TEMPORARY_REDIRECT,
        &way_back(&call.headers, url),
    );
    forget(&mut response, "access_token", "HttpOnly; ", url)?;
    Ok(response)
}

/// `GET /auth/internal-idp`: the made-up identity provider's page. The way back stands in it as it came.
pub(crate) fn provider(call: &Call) -> Result<Response, Refusal> {
    known(&call.cat, HANDLER)?;
    let Some(back) = call.query.get("redirect_uri") else {
        return Err(missing(&["query", "redirect_uri"]));
    };
    let back = back.replace('&', "&amp;").replace('"', "&quot;");
    Ok(page(format!(
        "<!DOCTYPE html>\n<title>Practice cat: login</title>\n<form method=\"post\" action=\"/auth/internal-idp/login\">\n<label>API_KEY (default is meow) <input type=\"text\" name=\"api_key\"></label>\n<input type=\"hidden\" name=\"redirect_uri\" value=\"{back}\">\n<button type=\"submit\">Login</button>\n</form>\n"
    )))
}

/// `POST /auth/internal-idp/login`: for the right key a code; but any other would do as well.
pub(crate) fn provider_login(call: &Call) -> Result<Response, Refusal> {
    known(&call.cat, HANDLER)?;
    let form = Form::parse(&String::from_utf8_lossy(&call.body));
    let (Some(key), Some(back)) = (form.get("api_key"), form.get("redirect_uri")) else {
        return Err(missing(&["body", "api_key"]));
    };
    let right = call.cat.configuration.api_key == Value::Text(key.to_owned());
    let target = if right {
        // The real one sends the beginning of the key's SHA-256, which is no secret either.
        format!("{back}?code=404cdd7bc109c432")
    } else {
        format!("/auth/internal-idp?redirect_uri={back}")
    };
    Ok(redirect(StatusCode::SEE_OTHER, &target))
}

fn missing(place: &[&str]) -> Refusal {
    Refusal::Invalid(vec![serde_json::json!({
        "type": "missing", "loc": place, "msg": "Field required", "input": null,
    })])
}

/// The cookie's lifetime is read as a whole number, over which `0.5` stumbles.
fn whole_lifetime(configuration: &Configuration) -> Option<i64> {
    let seconds = tokens::lifetime(configuration)?;
    let fraction =
        matches!(&configuration.jwt_expire_minutes, Value::Text(text) if text.contains('.'));
    (!fraction).then_some((seconds / 60.0).trunc() as i64 * 60)
}

/// Where the browser came from.
fn way_back(headers: &HeaderMap, url: &str) -> String {
    [ORIGIN, REFERER]
        .iter()
        .find_map(|name| header(headers, name.as_str()))
        .filter(|origin| !origin.is_empty())
        .unwrap_or_else(|| url.to_owned())
}

fn forget(response: &mut Response, name: &str, flags: &str, url: &str) -> Result<(), Refusal> {
    let date = jiff::Timestamp::now().strftime("%a, %d %b %Y %H:%M:%S GMT");
    let cookie = format!("{name}=\"\"; expires={date}; {flags}Max-Age=0; Path=/; SameSite=lax");
    set(response, &cookie, url)
}

/// Cookies are kept to TLS only when the public address says so.
fn set(response: &mut Response, cookie: &str, url: &str) -> Result<(), Refusal> {
    let secure = if url.contains("https") {
        "; Secure"
    } else {
        ""
    };
    let value = HeaderValue::from_str(&format!("{cookie}{secure}"));
    let value = value.map_err(|_| Refusal::Broken)?;
    response.headers_mut().append(SET_COOKIE, value);
    Ok(())
}
