//! Small servers for what the practice bot cannot play: older versions, proxies, other programs.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::response::Response;
use chatelaine_wire::Site;

/// A request, as far as the stubs care.
pub(crate) struct Asked {
    /// Method and path.
    pub(crate) line: String,
    pub(crate) authorization: Option<String>,
    pub(crate) body: String,
}

/// An answer: status, content type and body.
#[derive(Clone)]
pub(crate) struct Answer(pub(crate) u16, pub(crate) &'static str, pub(crate) String);

/// Go's `http.Error`.
pub(crate) fn error(status: u16, words: &str) -> Answer {
    Answer(status, "text/plain; charset=utf-8", format!("{words}\n"))
}

pub(crate) fn json(status: u16, body: &str) -> Answer {
    Answer(status, "application/json", body.into())
}

pub(crate) fn page(status: u16) -> Answer {
    let page = format!("<html><title>{status}</title></html>");
    Answer(status, "text/html", page)
}

pub(crate) fn missing() -> Answer {
    error(404, "404 page not found")
}

/// Go's complaint about `x`.
pub(crate) fn complaint(status: u16) -> Answer {
    error(
        status,
        "invalid character 'x' looking for beginning of value",
    )
}

/// Serves whatever `answer` makes of each request, on a free port of loopback.
pub(crate) async fn serve<F>(answer: F) -> Site
where
    F: Fn(&Asked) -> Answer + Clone + Send + Sync + 'static,
{
    let app = Router::new().fallback(move |request: Request| {
        let answer = answer.clone();
        async move {
            let (parts, body) = request.into_parts();
            let header = parts.headers.get("authorization");
            let body = to_bytes(body, 1 << 20).await.unwrap();
            let asked = Asked {
                line: format!("{} {}", parts.method, parts.uri.path()),
                authorization: header.map(|value| value.to_str().unwrap().to_owned()),
                body: String::from_utf8(body.to_vec()).unwrap(),
            };
            let Answer(status, kind, body) = answer(&asked);
            let response = Response::builder().status(status);
            let response = match kind {
                "location" => response.header("location", &body),
                kind => response.header("content-type", kind),
            };
            response.body(Body::from(body)).unwrap()
        }
    });
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
        .await
        .unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    Site::parse(&address, false).unwrap()
}

/// A Chatto of any version from 0.6.0 on, with these tokens; an empty one is none.
pub(crate) fn chatto(asked: &Asked, bot: &str, rest: &str) -> Answer {
    let given = asked.authorization.as_deref().unwrap_or_default();
    let given = given.strip_prefix("Bearer ").unwrap_or(given);
    let opens = |token: &str| token.is_empty() || token == given;
    match asked.line.as_str() {
        "POST /channels/rest" if opens(rest) => complaint(500),
        "POST /channels/rest" => error(401, "the callback token is invalid"),
        "POST /bot/predict" if opens(bot) => {
            json(200, r#"{"original":"a","predicted":"b","probability":1}"#)
        }
        line if line.starts_with("GET /bot/senders/") && opens(bot) => {
            error(404, "sender does not exist")
        }
        line if line == "POST /bot/predict" || line.starts_with("GET /bot/senders/") => {
            error(401, "unauthorized")
        }
        _ => missing(),
    }
}
