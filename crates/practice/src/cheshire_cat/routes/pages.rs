//! The few pages for people. The real server's admin panel is not among them.

use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::{Call, login_address};
use crate::cheshire_cat::answer::{Refusal, text};
use crate::cheshire_cat::lock;

const HTML: &str = "text/html; charset=utf-8";

pub(super) async fn docs(call: Call) -> Result<Response, Refusal> {
    if !call.cat.configuration.debug {
        return Err(Refusal::Plain(StatusCode::NOT_FOUND, "Not Found"));
    }
    let page = "<!DOCTYPE html>\n<title>Practice cat</title>\n<p>The routes are listed in <a href=\"/openapi.json\">openapi.json</a>.</p>\n";
    Ok(text(StatusCode::OK, HTML, page))
}

/// Shows the default passwords whenever exactly two users exist, changed or not, and clears the cookie.
pub(super) async fn login(call: Call) -> Result<Response, Refusal> {
    let hint = match lock(&call.cat.database).users().all().len() {
        2 => "<p>Out of the box: admin:admin, user:user</p>\n",
        _ => "",
    };
    let error = match call.query.get("retry") {
        Some("1") => "<p>Invalid Credentials</p>\n",
        _ => "",
    };
    let referer = attribute(call.query.get("referer").unwrap_or("/admin/"));
    let page = format!(
        "<!DOCTYPE html>\n<title>Practice cat: login</title>\n<form action=\"/auth/login\" method=\"POST\">\n{error}<input name=\"username\" required autofocus placeholder=\"Username\">\n<input type=\"password\" name=\"password\" required placeholder=\"Password\">\n<input type=\"hidden\" name=\"referer\" value=\"{referer}\">\n<button type=\"submit\">Login</button>\n{hint}</form>\n"
    );
    let mut response = text(StatusCode::OK, HTML, page);
    let date = jiff::Timestamp::now().strftime("%a, %d %b %Y %H:%M:%S GMT");
    let cookie = format!("ccat_user_token=\"\"; expires={date}; Max-Age=0; Path=/; SameSite=lax");
    let cookie = HeaderValue::from_str(&cookie).map_err(|_| Refusal::Broken)?;
    response.headers_mut().insert(SET_COOKIE, cookie);
    Ok(response)
}

/// Whoever is let in finds nothing: the recorded server had no panel either, and stumbled.
pub(super) async fn admin(_: Call) -> Result<Response, Refusal> {
    Err(Refusal::Broken)
}

/// What a page of the panel answers to those without a valid cookie.
pub(super) fn to_login(path: &str) -> Response {
    let status = StatusCode::TEMPORARY_REDIRECT;
    let mut response = Refusal::Plain(status, "Temporary Redirect").into_response();
    if let Ok(target) = HeaderValue::from_str(&login_address(path)) {
        response.headers_mut().insert(LOCATION, target);
    }
    response
}

/// A text that stays inside an attribute: the address comes from whoever made the link.
fn attribute(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
}
