//! Small servers for what the practice bot cannot play: gateways, other versions, other kinds of servers.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ws::{Message, WebSocketUpgrade};
use axum::extract::{FromRequestParts as _, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Response};
use chatelaine_wire::Site;
use serde_json::Value;

/// What python-engineio says first.
const OPENING: &str =
    r#"0{"sid":"HJCNj2PHzcE4f0eMAAAi","upgrades":[],"pingTimeout":20000,"pingInterval":25000}"#;

/// A request, as far as the stubs care.
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) authorization: Option<String>,
    pub(crate) body: String,
}

pub(crate) enum Answer {
    Json(u16, Value),
    Page(u16, &'static str),
    Redirect(&'static str),
    /// A socket that answers each CONNECT like this.
    Socket(Play),
    /// A socket that answers each message like this, with nothing when that is empty.
    Talk(Play),
}

/// From a request to its answer.
pub(crate) type Played = fn(&Asked) -> Answer;

/// From a CONNECT to its answer.
pub(crate) type Play = fn(&str) -> &'static str;

/// The refusal of a body that is no JSON, as Sanic words it.
pub(crate) const NO_JSON: Answer = Answer::Page(
    400,
    "<!DOCTYPE html><title>⚠️ 400 — Bad Request</title><h1>⚠️ 400 — Bad Request</h1><p>Failed when parsing body as json",
);

/// Serves whatever `answer` makes of each request, on a free port of loopback.
pub(crate) async fn serve<F>(answer: F) -> Site
where
    F: Fn(&Asked) -> Answer + Clone + Send + Sync + 'static,
{
    let app = Router::new().fallback(move |request: Request| {
        let answer = answer.clone();
        async move { respond(request, &answer).await }
    });
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
        .await
        .unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    Site::parse(&address, false).unwrap()
}

async fn respond<F: Fn(&Asked) -> Answer>(request: Request, answer: &F) -> Response {
    let (mut parts, body) = request.into_parts();
    let header = parts.headers.get("authorization");
    let authorization = header.map(|value| value.to_str().unwrap().to_owned());
    let body = to_bytes(body, 1 << 20).await.unwrap();
    let asked = Asked {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        authorization,
        body: String::from_utf8_lossy(&body).into_owned(),
    };
    let code = |status| StatusCode::from_u16(status).unwrap();
    match answer(&asked) {
        Answer::Json(status, value) => (code(status), axum::Json(value)).into_response(),
        Answer::Page(status, page) => {
            (code(status), [("content-type", "text/html")], page).into_response()
        }
        Answer::Redirect(to) => Response::builder()
            .status(302)
            .header("location", to)
            .body(Body::empty())
            .unwrap(),
        Answer::Socket(play) => socket(&mut parts, play, "40").await,
        Answer::Talk(play) => socket(&mut parts, play, "4").await,
    }
}

async fn socket(parts: &mut Parts, play: Play, heard: &'static str) -> Response {
    let upgrade = WebSocketUpgrade::from_request_parts(parts, &())
        .await
        .expect("a handshake");
    upgrade.on_upgrade(move |mut socket| async move {
        let _ = socket.send(Message::Text(OPENING.into())).await;
        while let Some(Ok(message)) = socket.recv().await {
            if let Message::Text(text) = message
                && text.starts_with(heard)
                && let answer = play(&text)
                && !answer.is_empty()
            {
                let _ = socket.send(Message::Text(answer.into())).await;
            }
        }
    })
}
