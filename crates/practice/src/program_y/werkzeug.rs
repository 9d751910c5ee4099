//! What the web server below Flask answers by itself (Werkzeug 3.1).

use axum::extract::Request;
use axum::http::header::{ALLOW, CONTENT_TYPE, HOST, SERVER};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;

use super::query::Query;

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// A page for an error, in the shape that every error of Werkzeug has.
pub(super) fn error(status: StatusCode, description: &str) -> Response {
    let reason = status.canonical_reason().unwrap_or_default();
    let page = format!(
        "<!doctype html>\n<html lang=en>\n<title>{code} {reason}</title>\n<h1>{reason}</h1>\n<p>{description}</p>\n",
        code = status.as_u16()
    );
    html(status, page)
}

pub(super) fn not_found() -> Response {
    error(StatusCode::NOT_FOUND, "There is nothing at this address.")
}

/// An exception that nobody caught. In debug mode the debugger shows where it happened.
pub(super) fn broken(debug: bool) -> Response {
    if debug {
        return html(StatusCode::INTERNAL_SERVER_ERROR, TRACEBACK.to_owned());
    }
    error(
        StatusCode::INTERNAL_SERVER_ERROR,
        "The server stumbled over this request.",
    )
}

pub(super) fn html(status: StatusCode, page: String) -> Response {
    (status, [(CONTENT_TYPE, HTML)], page).into_response()
}

/// JSON as `jsonify` writes it, with a line end behind it.
pub(super) fn json(status: StatusCode, body: &impl Serialize) -> Response {
    match serde_json::to_string(body) {
        Ok(text) => (status, [(CONTENT_TYPE, JSON)], text + "\n").into_response(),
        Err(_) => broken(false),
    }
}

/// What a route says to methods that it has no function for: `OPTIONS` is answered for it, anything else refused.
pub(super) fn other_method(method: &Method, allowed: &'static str) -> Response {
    let mut response = if *method == Method::OPTIONS {
        html(StatusCode::OK, String::new())
    } else {
        error(
            StatusCode::METHOD_NOT_ALLOWED,
            "This address does not know that method.",
        )
    };
    response
        .headers_mut()
        .insert(ALLOW, HeaderValue::from_static(allowed));
    response
}

/// Every answer of the server says who made it, as it did where 5.0.1 was recorded.
pub(super) async fn sign(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let server = HeaderValue::from_static("Werkzeug/3.1.9 Python/3.11.7");
    response.headers_mut().insert(SERVER, server);
    response
}

/// The debugger, which stands in front of everything once debug mode is on: a console for any Python, behind a PIN that
/// can be worked out, and a few files of its own for everyone.
pub(super) fn debugger(request: &Request) -> Option<Response> {
    let query = Query::of(request.uri());
    if query.get("__debugger__") == Some("yes") && query.get("cmd") == Some("resource") {
        let css = HeaderValue::from_static("text/css; charset=utf-8");
        return (query.get("f") == Some("style.css")).then(|| {
            (
                [(CONTENT_TYPE, css)],
                "div.debugger { text-align: left; }\n",
            )
                .into_response()
        });
    }
    if request.uri().path() != "/console" {
        return None;
    }
    // Since 3.0.3 only these hosts are served, lest a foreign page reaches the console through a name of its own.
    Some(if is_trusted(request.headers()) {
        html(StatusCode::OK, CONSOLE.to_owned())
    } else {
        error(StatusCode::BAD_REQUEST, "The host is not trusted.")
    })
}

fn is_trusted(headers: &HeaderMap) -> bool {
    let host = headers
        .get(HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    name == "127.0.0.1" || name == "localhost" || name.ends_with(".localhost")
}

const CONSOLE: &str = "\
<!doctype html>
<html lang=en>
<head>
<title>Console // Werkzeug Debugger</title>
<link rel=stylesheet href=\"?__debugger__=yes&amp;cmd=resource&amp;f=style.css\">
</head>
<body>
<div class=debugger>
<h1>Interactive Console</h1>
<p>On the real server Python runs here for whoever finds out the PIN. This is a practice bot: nothing does.</p>
</div>
</body>
</html>
";

const TRACEBACK: &str = "\
<!doctype html>
<html lang=en>
<head>
<title>TypeError: the server stumbled over this request
 // Werkzeug Debugger</title>
</head>
<body>
<h1>TypeError</h1>
<p>On the real server every line of this page can run Python, for whoever finds out the PIN.</p>
</body>
</html>
";
