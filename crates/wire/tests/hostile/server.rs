//! Servers on loopback that do what no server should.

use std::future::Future;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chatelaine_secrets::Secret;
use chatelaine_wire::{Limits, Site};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// The credential that must never be seen anywhere but at the server that it is meant for.
pub(crate) const CANARY: &str = "canary-7f3a9c1e-never-shown";

pub(crate) fn canary() -> Secret {
    Secret::new(CANARY)
}

/// Small limits on sizes, and ample ones on time: a busy machine is no hostile server.
pub(crate) fn limits() -> Limits {
    Limits {
        connect: Duration::from_secs(20),
        total: Duration::from_secs(20),
        body: 64 << 10,
        frame: 4 << 10,
        message: 16 << 10,
        stream: 256 << 10,
    }
}

/// For stories in which the time has to run out.
pub(crate) fn hasty() -> Limits {
    Limits {
        total: Duration::from_secs(1),
        ..limits()
    }
}

/// The heads of the requests that came in.
pub(crate) type Heads = Arc<Mutex<Vec<String>>>;

/// A server that plays one part to every visitor.
pub(crate) struct Server {
    port: u16,
    heads: Heads,
}

impl Server {
    /// Reads the head of each request, keeps it, and then lets `play` do as it likes with the connection.
    pub(crate) async fn after_head<F, A>(play: F) -> Self
    where
        F: Fn(TcpStream) -> A + Send + Sync + 'static,
        A: Future<Output = ()> + Send + 'static,
    {
        let play = Arc::new(play);
        Self::with_heads(move |mut stream, heads| {
            let play = Arc::clone(&play);
            async move {
                let head = head(&mut stream).await;
                heads.lock().unwrap().push(head);
                play(stream).await;
            }
        })
        .await
    }

    /// Lets `play` do as it likes from the first byte; it may keep the heads that it reads.
    pub(crate) async fn with_heads<F, A>(play: F) -> Self
    where
        F: Fn(TcpStream, Heads) -> A + Send + Sync + 'static,
        A: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heads = Heads::default();
        let kept = Arc::clone(&heads);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(play(stream, Arc::clone(&kept)));
            }
        });
        Self { port, heads }
    }

    /// Answers every request with the same bytes and hangs up.
    pub(crate) async fn saying(answer: impl Into<String>) -> Self {
        let answer = answer.into();
        Self::after_head(move |mut stream| {
            let answer = answer.clone();
            async move {
                let _ = stream.write_all(answer.as_bytes()).await;
                let _ = stream.shutdown().await;
                // Hanging up with a body unread would reset the connection and take the answer with it.
                while stream.read_u8().await.is_ok() {}
            }
        })
        .await
    }

    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(crate) fn site(&self) -> Site {
        Site::parse(&self.address(), false).unwrap()
    }

    /// The same port, spoken to over TLS.
    pub(crate) fn tls_site(&self) -> Site {
        Site::parse(&format!("https://127.0.0.1:{}", self.port), false).unwrap()
    }

    /// The same port under a name, spoken to over TLS.
    pub(crate) fn tls_site_named(&self, name: &str) -> Site {
        Site::parse(&format!("https://{name}:{}", self.port), false).unwrap()
    }

    /// The request heads that came in so far.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

/// A port on which nothing listens.
pub(crate) async fn dead_site(scheme: &str) -> Site {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    Site::parse(&format!("{scheme}://127.0.0.1:{port}"), false).unwrap()
}

/// Reads up to the empty line.
pub(crate) async fn head(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => break,
        }
    }
    String::from_utf8_lossy(&head).into_owned()
}
