//! Small servers for what the practice bot cannot play: older versions, proxies, other kinds of servers.

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use chatelaine_wire::Site;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// A request, as far as the stubs care.
pub(crate) struct Asked {
    pub(crate) path: String,
    /// The whole query.
    pub(crate) query: String,
    pub(crate) authorization: Option<String>,
}

pub(crate) enum Answer {
    Json(u16, &'static str),
    Page(u16, &'static str),
    Redirect(&'static str),
}

/// Serves whatever `answer` makes of each request, on a free port of loopback.
pub(crate) async fn serve<F>(answer: F) -> Site
where
    F: Fn(&Asked) -> Answer + Clone + Send + Sync + 'static,
{
    let routes = Router::new().fallback(move |request: Request| {
        let authorization = request.headers().get("authorization");
        let asked = Asked {
            path: request.uri().path().to_owned(),
            query: request.uri().query().unwrap_or_default().to_owned(),
            authorization: authorization.map(|value| value.to_str().unwrap().to_owned()),
        };
        let (status, name, value, body) = match answer(&asked) {
            Answer::Json(status, body) => (status, "content-type", "application/json", body),
            Answer::Page(status, body) => {
                (status, "content-type", "text/html; charset=utf-8", body)
            }
            Answer::Redirect(to) => (302, "location", to, ""),
        };
        let response = Response::builder().status(status).header(name, value);
        let response = response.body(Body::from(body)).unwrap();
        async move { response }
    });
    let (listener, site) = bound().await;
    tokio::spawn(async move { axum::serve(listener, routes).await });
    site
}

/// Answers every connection with the same bytes, over and over where `endless`, and ends it.
pub(crate) async fn bytes(answer: &'static [u8], endless: bool) -> Site {
    let (listener, site) = bound().await;
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut start = [0; 1024];
                let _ = stream.read(&mut start).await;
                while stream.write_all(answer).await.is_ok() && endless {}
            });
        }
    });
    site
}

async fn bound() -> (TcpListener, Site) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    (listener, Site::parse(&address, false).unwrap())
}
