//! The HTTP side: one table of routes, each with the permission that it needs.

mod catalogue;
mod home;
mod login;
mod memory;
mod openapi;
mod pages;
mod plugins;
mod rabbithole;
mod settings;
mod table;
mod users;

use std::sync::Arc;

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, HOST, SERVER};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use futures_util::future::BoxFuture;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::answer::{Refusal, redirect};
use super::auth::{self, Visitor};
use super::cors::Asking;
use super::form::{Form, encoded};
use super::permissions::{Permission, Resource};
use super::{Cat, socket, validation};

pub(crate) use catalogue::required_llm_fields;

/// The largest request body that is read, in bytes.
const BODY_LIMIT: usize = 4 << 20;

type Handler = fn(Call) -> BoxFuture<'static, Result<Response, Refusal>>;

/// What a route asks of a visitor.
#[derive(Clone, Copy)]
enum Needs {
    Nothing,
    Right(Resource, Permission),
    /// A right, shown by the login page's cookie.
    Cookie(Resource, Permission),
}

struct Route {
    method: &'static str,
    /// `{x}` stands for one segment, a final `*` for any rest.
    path: &'static str,
    needs: Needs,
    run: Handler,
}

/// A request that found its route and was let in.
struct Call {
    cat: Arc<Cat>,
    /// The name of the caller, `user` where nobody asks.
    user: String,
    /// What stood in place of the route's `{x}`.
    segment: String,
    query: Form,
    headers: HeaderMap,
    body: Body,
}

enum Body {
    Absent,
    Json(Value),
    /// Of another content type.
    Other(Bytes),
}

impl Call {
    /// The body as a JSON object. The real server stumbles over a body that does not call itself JSON.
    fn object(&self) -> Result<&Map<String, Value>, Refusal> {
        match &self.body {
            Body::Json(Value::Object(map)) => Ok(map),
            Body::Json(other) => Err(Refusal::Invalid(validation::not_an_object(other))),
            Body::Absent => Err(Refusal::Invalid(validation::absent())),
            Body::Other(_) => Err(Refusal::Broken),
        }
    }

    /// The body of a submitted form.
    fn form(&self) -> Form {
        match &self.body {
            Body::Other(bytes) => Form::parse(&String::from_utf8_lossy(bytes)),
            Body::Absent | Body::Json(_) => Form::parse(""),
        }
    }
}

/// Everything that listens on the port.
pub(crate) fn entrance(cat: Arc<Cat>) -> Router {
    Router::new().fallback(enter).with_state(cat)
}

async fn enter(State(cat): State<Arc<Cat>>, request: Request) -> Response {
    let mut response = if socket::wanted(request.method(), request.headers()) {
        let response = socket::open(cat, request).await;
        if response.status() != StatusCode::SWITCHING_PROTOCOLS {
            return response;
        }
        response
    } else {
        let origins = cat.configuration.origins.as_deref();
        let asking = Asking::of(origins, request.method(), request.headers());
        match asking.as_ref().and_then(Asking::preflight) {
            Some(preflight) => preflight,
            None => {
                let outcome = dispatch(cat, request).await;
                let mut response = outcome.unwrap_or_else(IntoResponse::into_response);
                // A stumble is reported from outside the middleware that adds these.
                if let (Some(asking), false) = (asking, response.status().is_server_error()) {
                    asking.decorate(&mut response);
                }
                response
            }
        }
    };
    let server = HeaderValue::from_static("uvicorn");
    response.headers_mut().insert(SERVER, server);
    response
}

async fn dispatch(cat: Arc<Cat>, request: Request) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let path = percent_decode_str(parts.uri.path()).decode_utf8_lossy();
    let here = || {
        table::ROUTES
            .iter()
            .filter_map(|route| Some((route, segment(route.path, &path)?)))
    };
    let Some((route, segment)) = here().find(|(route, _)| route.method == parts.method.as_str())
    else {
        if here().next().is_some() {
            let status = StatusCode::METHOD_NOT_ALLOWED;
            return Err(Refusal::Plain(status, "Method Not Allowed"));
        }
        return elsewhere(&path, &parts.uri, &parts.headers);
    };

    let Ok(bytes) = to_bytes(body, BODY_LIMIT).await else {
        let status = StatusCode::PAYLOAD_TOO_LARGE;
        return Err(Refusal::Plain(status, "Request Entity Too Large"));
    };
    // Broken JSON is reported before anybody asks who is there, wrong fields only afterwards.
    let body = read(&parts.headers, bytes)?;
    let user = match route.needs {
        Needs::Nothing => "user".to_owned(),
        Needs::Right(resource, permission) => {
            let visitor = Visitor::from_headers(&parts.headers);
            let admitted = auth::admit(&cat, &visitor, resource, permission);
            admitted.ok_or(Refusal::InvalidCredentials)?
        }
        Needs::Cookie(resource, permission) => {
            let admitted = Visitor::from_cookie(&parts.headers)
                .and_then(|visitor| auth::admit(&cat, &visitor, resource, permission));
            match admitted {
                Some(user) => user,
                None => return Ok(pages::to_login(&path)),
            }
        }
    };
    let call = Call {
        cat,
        user,
        segment: segment.to_owned(),
        query: Form::parse(parts.uri.query().unwrap_or_default()),
        headers: parts.headers,
        body,
    };
    (route.run)(call).await
}

/// The part of `path` in place of the pattern's `{x}`, empty when it has none; `None` when they differ.
fn segment<'a>(pattern: &str, path: &'a str) -> Option<&'a str> {
    if let Some(start) = pattern.strip_suffix('*') {
        return path.strip_prefix(start);
    }
    let Some((start, rest)) = pattern.split_once('{') else {
        return (pattern == path).then_some("");
    };
    let end = rest.split_once('}').map_or("", |(_, end)| end);
    let segment = path.strip_prefix(start)?.strip_suffix(end)?;
    (!segment.is_empty() && !segment.contains('/')).then_some(segment)
}

/// A path that differs from a route only in its last slash is redirected to it, with an absolute address.
fn elsewhere(path: &str, uri: &Uri, headers: &HeaderMap) -> Result<Response, Refusal> {
    let other = match path.strip_suffix('/') {
        Some(bare) => bare.to_owned(),
        None => format!("{path}/"),
    };
    let known = |route: &Route| segment(route.path, &other).is_some();
    if other.is_empty() || !table::ROUTES.iter().any(known) {
        return Err(Refusal::Plain(StatusCode::NOT_FOUND, "Not Found"));
    }
    let host = auth::header(headers, HOST.as_str()).unwrap_or_default();
    // The real server believes this header from loopback, whatever its proxy mode says.
    let scheme = auth::header(headers, "x-forwarded-proto").unwrap_or_else(|| "http".to_owned());
    let raw = uri.path();
    let raw = raw
        .strip_suffix('/')
        .map_or_else(|| format!("{raw}/"), str::to_owned);
    let query = uri
        .query()
        .map(|query| format!("?{query}"))
        .unwrap_or_default();
    let target = format!("{scheme}://{host}{raw}{query}");
    Ok(redirect(StatusCode::TEMPORARY_REDIRECT, &target))
}

fn read(headers: &HeaderMap, bytes: Bytes) -> Result<Body, Refusal> {
    if bytes.is_empty() {
        return Ok(Body::Absent);
    }
    let content_type = auth::header(headers, CONTENT_TYPE.as_str());
    let essence = content_type.as_deref().unwrap_or("application/json");
    let essence = essence.split(';').next().unwrap_or_default().trim();
    if essence != "application/json" && !essence.ends_with("+json") {
        return Ok(Body::Other(bytes));
    }
    serde_json::from_slice(&bytes)
        .map(Body::Json)
        .map_err(|error| {
            let text = String::from_utf8_lossy(&bytes);
            Refusal::Invalid(validation::not_json(&text, &error))
        })
}

/// The login page, which leads back to `path` afterwards.
fn login_address(path: &str) -> String {
    format!("/auth/login?referer={}", encoded(path))
}
