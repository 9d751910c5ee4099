//! The HTTP side: every route, and what it asks of a visitor. There is no WebSocket.

use std::sync::Arc;

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{ALLOW, HOST, SERVER};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

use super::answer::{Refusal, not_found, ok, page, redirect};
use super::auth::{self, User};
use super::cors::Asking;
use super::state::SHIPPED;
use super::{Cat, VERSION, conversation, oauth};
use crate::cheshire_cat::form::Form;

/// The largest request body that is read, in bytes.
const BODY_LIMIT: usize = 4 << 20;

/// The description of the API: the operations, without their details.
const OPERATIONS: &[(&str, &[&str])] = &[
    ("/me", &["get"]),
    ("/status", &["get"]),
    ("/settings", &["get"]),
    ("/settings/{id}", &["put"]),
    ("/agents", &["get"]),
    ("/agents/{slug}/message", &["post"]),
    ("/plugins", &["get"]),
    ("/plugins/{id}", &["get"]),
    ("/plugins/{id}/toggle", &["put"]),
    ("/registry", &["get"]),
    ("/chats", &["get"]),
    ("/auth/callback/{name}", &["get"]),
    ("/auth/login/{name}", &["get"]),
    ("/auth/logout", &["get"]),
];

/// A request on its way to a route.
pub(crate) struct Call {
    pub(crate) cat: Arc<Cat>,
    user: Option<User>,
    /// The part of the path that has no fixed name.
    pub(crate) segment: String,
    pub(crate) query: Form,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Call {
    /// Any user at all.
    fn known(&self) -> Result<&User, Refusal> {
        self.user.as_ref().ok_or(Refusal::InvalidCredentials)
    }

    fn administrator(&self) -> Result<(), Refusal> {
        match self.known()?.is_administrator() {
            true => Ok(()),
            false => Err(Refusal::InsufficientRole),
        }
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> Result<Value, Refusal> {
        serde_json::from_slice(&self.body).map_err(|_| {
            Refusal::Invalid(vec![json!({
                "type": "json_invalid",
                "loc": ["body", 0],
                "msg": "JSON decode error",
                "input": {},
                "ctx": {"error": "Expecting value"},
            })])
        })
    }
}

/// Everything that listens on the port.
pub(crate) fn entrance(cat: Arc<Cat>) -> Router {
    Router::new().fallback(enter).with_state(cat)
}

async fn enter(State(cat): State<Arc<Cat>>, request: Request) -> Response {
    let asking = Asking::of(
        &cat.configuration.origins,
        request.method(),
        request.headers(),
    );
    let mut response = match asking.as_ref().and_then(Asking::preflight) {
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
    };
    let server = HeaderValue::from_static("uvicorn");
    response.headers_mut().insert(SERVER, server);
    response
}

async fn dispatch(cat: Arc<Cat>, request: Request) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let path = percent_decode_str(parts.uri.path())
        .decode_utf8_lossy()
        .into_owned();
    let Ok(body) = to_bytes(body, BODY_LIMIT).await else {
        return Err(Refusal::Because(
            StatusCode::PAYLOAD_TOO_LARGE,
            "Request Entity Too Large".to_owned(),
        ));
    };
    let mut call = Call {
        user: auth::user(&cat, &parts.headers),
        cat,
        segment: String::new(),
        query: Form::parse(parts.uri.query().unwrap_or_default()),
        headers: parts.headers,
        body,
    };
    let segments: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let named = match segments.as_slice() {
        [_, segment] | [_, segment, "message" | "toggle"] | ["auth", _, segment] => *segment,
        _ => "",
    };
    call.segment = named.to_owned();
    match (parts.method.as_str(), segments.as_slice()) {
        ("GET", ["status"]) => Ok(status(&call)),
        ("GET", [""]) if call.cat.state().is_on("ui") => Ok(page(
            "<!DOCTYPE html>\n<title>Practice cat</title>\n<p>The real one has a chat here.</p>\n".to_owned(),
        )),
        ("GET", ["docs"]) => Ok(page(
            "<!DOCTYPE html>\n<title>Practice cat</title>\n<p>The routes are listed in <a href=\"/openapi.json\">openapi.json</a>.</p>\n".to_owned(),
        )),
        ("GET", ["openapi.json"]) => Ok(ok(&description())),
        ("GET", ["me"]) => me(&call),
        ("GET", ["settings"]) => {
            call.administrator()?;
            Ok(ok(&call.cat.state().settings(&call.cat.configuration.default_llm)))
        }
        ("PUT", ["settings", _]) => set(&call),
        ("GET", ["agents"]) => {
            call.known()?;
            Ok(ok(&shipped(&call, "agents", |agent| agent["plugin_id"].as_str())))
        }
        ("POST", ["agents", _, "message"]) => {
            // Broken JSON is reported before anybody asks who is there, wrong fields only afterwards.
            call.json()?;
            call.known()?;
            conversation::message(&call)
        }
        ("GET", ["plugins"]) => {
            call.administrator()?;
            Ok(ok(&plugins(&call)))
        }
        ("GET", ["plugins", id]) => {
            call.administrator()?;
            let plugin = plugins(&call).into_iter().find(|plugin| plugin["id"] == *id);
            plugin.map(|plugin| ok(&plugin)).ok_or_else(no_plugin)
        }
        ("PUT", ["plugins", id, "toggle"]) => {
            call.administrator()?;
            if !plugins(&call).iter().any(|plugin| plugin["id"] == *id) {
                return Err(no_plugin());
            }
            call.cat.state().toggle(id)?;
            Ok(ok(&Value::Null))
        }
        ("GET", ["registry"]) => {
            call.administrator()?;
            Ok(ok(&registry(&call)))
        }
        ("GET", ["chats"]) if call.cat.state().is_on("chats") => {
            call.known()?;
            Ok(ok(&json!({"items": [], "cursor": ""})))
        }
        ("GET", ["auth", "login", _]) => oauth::login(&call),
        ("GET", ["auth", "callback", _]) => oauth::callback(&call),
        ("GET", ["auth", "logout"]) => oauth::logout(&call),
        ("GET", ["auth", "internal-idp"]) => oauth::provider(&call),
        ("POST", ["auth", "internal-idp", "login"]) => oauth::provider_login(&call),
        _ => elsewhere(&call, &path, &segments),
    }
}

/// No route: another method's path, one that differs from a route in its last slash only, or nothing.
fn elsewhere(call: &Call, path: &str, segments: &[&str]) -> Result<Response, Refusal> {
    if let Some(methods) = methods(segments) {
        let refusal = Refusal::Because(
            StatusCode::METHOD_NOT_ALLOWED,
            "Method Not Allowed".to_owned(),
        );
        let mut response = refusal.into_response();
        let allow = HeaderValue::from_str(&methods.join(", ").to_uppercase());
        response
            .headers_mut()
            .insert(ALLOW, allow.map_err(|_| Refusal::Broken)?);
        return Ok(response);
    }
    let bare = path.strip_suffix('/').unwrap_or_default();
    let known = methods(&bare.trim_start_matches('/').split('/').collect::<Vec<_>>());
    if bare.is_empty() || known.is_none() {
        return Err(not_found());
    }
    let host = auth::header(&call.headers, HOST.as_str()).unwrap_or_default();
    let target = format!("http://{host}{bare}");
    Ok(redirect(StatusCode::TEMPORARY_REDIRECT, &target))
}

/// The methods of a path in the description.
fn methods(segments: &[&str]) -> Option<&'static [&'static str]> {
    let fits = |pattern: &str| {
        let pattern: Vec<&str> = pattern.trim_start_matches('/').split('/').collect();
        let same = |(part, segment): (&&str, &&str)| {
            part == segment || (part.starts_with('{') && !segment.is_empty())
        };
        pattern.len() == segments.len() && pattern.iter().zip(segments).all(same)
    };
    let mut operations = OPERATIONS.iter();
    operations.find_map(|(pattern, methods)| fits(pattern).then_some(*methods))
}

/// Public on purpose: an unauthenticated page reads from here which logins there are.
fn status(call: &Call) -> Response {
    let handlers = if call.cat.state().is_on(oauth::PLUGIN) {
        json!({"simple": {
            "slug": "simple",
            "name": "Simple OAuth",
            "description": "The login of an identity provider that is only made up.",
            "login_url": "/auth/login/simple",
        }})
    } else {
        json!({"default": {
            "slug": "default",
            "name": "Default Auth handler",
            "description": "The key and the tokens of the core.",
            "login_url": null,
        }})
    };
    ok(&json!({
        "status": "We're all mad here, dear!",
        "version": VERSION,
        "auth_handlers": handlers,
    }))
}

fn me(call: &Call) -> Result<Response, Refusal> {
    let user = call.known()?;
    Ok(ok(
        &json!({"id": user.id, "name": user.name, "roles": user.roles, "custom": {}}),
    ))
}

fn set(call: &Call) -> Result<Response, Refusal> {
    let payload = call.json()?;
    call.administrator()?;
    let values: Map<String, Value> = payload.as_object().cloned().unwrap_or_default();
    let default_llm = &call.cat.configuration.default_llm;
    let entry = call.cat.state().set(&call.segment, &values, default_llm)?;
    entry.map(|entry| ok(&entry)).ok_or_else(|| {
        let what = format!("Settings {} not found", call.segment);
        Refusal::Because(StatusCode::NOT_FOUND, what)
    })
}

/// What was shipped under `list`, without the parts of plugins that are off.
fn shipped(call: &Call, list: &str, plugin: fn(&Value) -> Option<&str>) -> Vec<Value> {
    let entries = SHIPPED[list].as_array().into_iter().flatten();
    entries
        .filter(|entry| call.cat.state().is_on(plugin(entry).unwrap_or_default()))
        .cloned()
        .collect()
}

fn plugins(call: &Call) -> Vec<Value> {
    let shipped = SHIPPED["plugins"].as_array().into_iter().flatten();
    shipped
        .map(|plugin| {
            let mut plugin = plugin.clone();
            let id = plugin["id"].as_str().unwrap_or_default().to_owned();
            plugin["active"] = call.cat.state().is_on(&id).into();
            plugin["manifest"]["local_info"] = json!({});
            plugin
        })
        .collect()
}

/// Without the internet the registry offers what is installed.
fn registry(call: &Call) -> Vec<Value> {
    let listed = plugins(call).into_iter().map(|mut plugin| {
        let mut manifest = plugin["manifest"].take();
        manifest["local_info"] = json!({"active": plugin["active"], "upgrade": null});
        manifest
    });
    listed.collect()
}

fn no_plugin() -> Refusal {
    Refusal::Because(StatusCode::NOT_FOUND, "Plugin not found".to_owned())
}

fn description() -> Value {
    let mut paths = Map::new();
    for (path, methods) in OPERATIONS {
        let operations: Map<String, Value> = methods
            .iter()
            .map(|method| ((*method).to_owned(), json!({})))
            .collect();
        paths.insert((*path).to_owned(), operations.into());
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": format!("🐱 Cheshire Cat AI - {VERSION}"),
            "description": "Production ready AI agent framework",
            "version": VERSION,
        },
        "paths": paths,
        "components": {"schemas": {}},
    })
}
