//! Small servers for what the practice cat cannot play: older versions, other versions, other kinds of servers.

use std::collections::HashMap;

use axum::Router;
use axum::body::Body;
use axum::extract::ws::{CloseFrame, Message};
use axum::extract::{FromRequestParts as _, Request, WebSocketUpgrade};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use chatelaine_wire::Site;
use serde_json::{Value, json};

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

/// A request, as far as the stubs care.
pub(crate) struct Asked {
    pub(crate) path: String,
    pub(crate) bearer: Option<String>,
    pub(crate) access_token: Option<String>,
    pub(crate) token: Option<String>,
    pub(crate) upgrade: bool,
}

pub(crate) enum Answer {
    Json(u16, Value),
    Page(u16, &'static str),
    Redirect(&'static str),
    /// 101, and then nothing.
    Upgrade,
    /// 101, and then a goodbye with this code.
    Close(u16),
}

async fn respond<F: Fn(&Asked) -> Answer>(request: Request, answer: &F) -> Response {
    let (mut parts, _) = request.into_parts();
    let header = |name: &str| {
        parts
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned)
    };
    let query: HashMap<String, String> =
        url::form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes())
            .into_owned()
            .collect();
    let asked = Asked {
        path: parts.uri.path().to_owned(),
        bearer: header("authorization").map(|value| value.replace("Bearer ", "")),
        access_token: header("access_token"),
        token: query.get("token").cloned(),
        upgrade: header("upgrade").is_some(),
    };
    match answer(&asked) {
        Answer::Json(status, value) => {
            (StatusCode::from_u16(status).unwrap(), axum::Json(value)).into_response()
        }
        Answer::Page(status, page) => (
            StatusCode::from_u16(status).unwrap(),
            [("content-type", "text/html")],
            page,
        )
            .into_response(),
        Answer::Redirect(to) => Response::builder()
            .status(302)
            .header("location", to)
            .body(Body::empty())
            .unwrap(),
        Answer::Upgrade => {
            let upgrade = WebSocketUpgrade::from_request_parts(&mut parts, &())
                .await
                .expect("a handshake");
            upgrade.on_upgrade(|mut socket| async move { while socket.recv().await.is_some() {} })
        }
        Answer::Close(code) => {
            let upgrade = WebSocketUpgrade::from_request_parts(&mut parts, &())
                .await
                .expect("a handshake");
            let goodbye = CloseFrame {
                code,
                reason: "".into(),
            };
            upgrade.on_upgrade(|mut socket| async move {
                let _gone = socket.send(Message::Close(Some(goodbye))).await;
                while socket.recv().await.is_some() {}
            })
        }
    }
}

/// An older Cheshire Cat, by the version table that was measured.
#[derive(Clone, Copy)]
pub(crate) struct OldCat {
    pub(crate) version: &'static str,
    pub(crate) http_key: Option<&'static str>,
    pub(crate) ws_key: Option<&'static str>,
    /// Whether `/openapi.json` is served.
    pub(crate) described: bool,
}

impl OldCat {
    pub(crate) async fn serve(self) -> Site {
        serve(move |asked| self.answer(asked)).await
    }

    pub(crate) fn answer(self, asked: &Asked) -> Answer {
        let ancient = self.version.starts_with("1.6");
        let refusal = |error: &str| Answer::Json(403, json!({ "detail": { "error": error } }));
        match asked.path.as_str() {
            "/openapi.json" if self.described => Answer::Json(
                200,
                json!({ "info": { "title": "😸 Cheshire-Cat API", "version": self.version } }),
            ),
            "/openapi.json" => refusal("Invalid Credentials"),
            "/" if self.http(asked, ancient) => Answer::Json(
                200,
                json!({ "status": "We're all mad here, dear!", "version": self.version }),
            ),
            "/memory/collections" if self.http(asked, ancient) => {
                Answer::Json(200, json!({ "collections": [] }))
            }
            "/" | "/memory/collections" if ancient => refusal("Invalid API Key"),
            "/" | "/memory/collections" => refusal("Invalid Credentials"),
            "/auth/token" if ancient => Answer::Json(404, json!({ "detail": "Not Found" })),
            "/auth/token" => refusal("Invalid Credentials"),
            path if path.starts_with("/ws") && asked.upgrade && self.socket(asked, ancient) => {
                Answer::Upgrade
            }
            _ => Answer::Page(403, ""),
        }
    }

    /// Up to 1.6 only `access_token` is read; 1.7 compares the bearer, and an absent one with an absent key.
    fn http(self, asked: &Asked, ancient: bool) -> bool {
        let credential = if ancient {
            &asked.access_token
        } else {
            &asked.bearer
        };
        self.open() || credential.as_deref() == self.http_key
    }

    /// Up to 1.6 everybody; in 1.7 either key, and an absent token equals an absent HTTP key.
    fn socket(self, asked: &Asked, ancient: bool) -> bool {
        let token = asked.token.as_deref().filter(|token| !token.is_empty());
        ancient || self.open() || token == self.http_key || token == self.ws_key
    }

    fn open(self) -> bool {
        self.http_key.is_none() && self.ws_key.is_none()
    }
}
