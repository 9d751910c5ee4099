//! An ear on this machine, for bots that answer with a request of their own.
//!
//! Anybody on this machine can speak to it, web pages in a browser included, so each delivery is judged before it is
//! believed, and nothing but loopback is ever listened on.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::StatusCode;
use jiff::Timestamp;
use tokio::net::{TcpListener, lookup_host};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// The largest delivery that is read, in bytes: far more than a reply needs.
const BODY: usize = 1 << 20;

/// Deliveries that wait to be taken; whoever sends more has to wait.
const WAITING: usize = 64;

/// What somebody brought. `Debug` is left out: it may hold a credential.
pub struct Delivery {
    /// When it was complete.
    pub at: Timestamp,
    /// `POST`, …
    pub method: String,
    /// The path, without its query.
    pub path: String,
    /// The query, as it stands in the address.
    pub query: String,
    /// Every header whose value is text.
    pub head: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// The HTTP status with which it was answered.
    pub status: u16,
}

impl Delivery {
    /// A header's first value.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut head = self.head.iter();
        head.find_map(|(known, value)| known.eq_ignore_ascii_case(name).then_some(value.as_str()))
    }

    /// A parameter of the query, decoded.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<String> {
        url::form_urlencoded::parse(self.query.as_bytes())
            .find_map(|(known, value)| (known == name).then(|| value.into_owned()))
    }
}

/// Listens until it is dropped.
pub struct Listener {
    address: SocketAddr,
    deliveries: mpsc::Receiver<Delivery>,
    serving: JoinHandle<io::Result<()>>,
}

impl Listener {
    /// Listens on a port of this machine; 0 is any free one. `judge` says with which HTTP status a delivery is answered.
    ///
    /// # Errors
    /// [`io::ErrorKind::AddrNotAvailable`] when the host is not this machine itself; otherwise why the port cannot be
    /// had, mostly [`io::ErrorKind::AddrInUse`].
    pub async fn open(
        host: &str,
        port: u16,
        judge: impl Fn(&Delivery) -> u16 + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let near: Vec<SocketAddr> = lookup_host((host, port))
            .await?
            .filter(|address| address.ip().is_loopback())
            .collect();
        if near.is_empty() {
            return Err(io::ErrorKind::AddrNotAvailable.into());
        }
        let listener = TcpListener::bind(near.as_slice()).await?;
        let address = listener.local_addr()?;
        let (sender, deliveries) = mpsc::channel(WAITING);
        let judge = Arc::new(judge);
        let app = Router::new().fallback(move |request: Request| {
            let (judge, sender) = (Arc::clone(&judge), sender.clone());
            async move { take(request, &*judge, &sender).await }
        });
        let serving = tokio::spawn(async move { axum::serve(listener, app).await });
        Ok(Self {
            address,
            deliveries,
            serving,
        })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The next delivery, refused ones included. Cancelling loses nothing.
    pub async fn next(&mut self) -> Option<Delivery> {
        self.deliveries.recv().await
    }

    /// A delivery that is here already.
    pub fn waiting(&mut self) -> Option<Delivery> {
        self.deliveries.try_recv().ok()
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn take(
    request: Request,
    judge: &(impl Fn(&Delivery) -> u16 + Sync),
    sender: &mpsc::Sender<Delivery>,
) -> StatusCode {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY).await else {
        return StatusCode::PAYLOAD_TOO_LARGE;
    };
    let text = |(name, value): (&axum::http::HeaderName, &axum::http::HeaderValue)| {
        Some((name.to_string(), value.to_str().ok()?.to_owned()))
    };
    let mut delivery = Delivery {
        at: Timestamp::now(),
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        head: parts.headers.iter().filter_map(text).collect(),
        body: body.to_vec(),
        status: 0,
    };
    delivery.status = judge(&delivery);
    let status = StatusCode::from_u16(delivery.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    // Nobody takes it any more when the chat is over; whoever brought it need not know.
    let _ = sender.send(delivery).await;
    status
}
