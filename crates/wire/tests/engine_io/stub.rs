//! A WebSocket server that answers each text by a script.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chatelaine_wire::Site;
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_tungstenite::accept_hdr_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};

/// What a server says first (Rasa 3.6.21).
pub(crate) const OPEN: &str =
    r#"0{"sid":"HJCNj2PHzcE4f0eMAAAi","upgrades":[],"pingTimeout":20000,"pingInterval":25000}"#;

pub(crate) struct Stub {
    pub(crate) site: Site,
    heard: Arc<Mutex<Vec<String>>>,
    paths: Arc<Mutex<Vec<String>>>,
    ended: watch::Receiver<bool>,
}

impl Stub {
    /// Everything that the server heard until the client hung up; what it heard so far when the client does not.
    pub(crate) async fn heard(&self) -> Vec<String> {
        let mut ended = self.ended.clone();
        let _ = tokio::time::timeout(Duration::from_secs(2), ended.wait_for(|ended| *ended)).await;
        self.heard.lock().unwrap().clone()
    }

    pub(crate) fn paths(&self) -> Vec<String> {
        self.paths.lock().unwrap().clone()
    }
}

/// Serves one visitor after the other. `script` gets the empty text first, and then every text of the client.
pub(crate) async fn serve<F>(script: F) -> Stub
where
    F: Fn(&str) -> Vec<String> + Send + Sync + 'static,
{
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (heard, paths) = (Arc::default(), Arc::default());
    let (end, ended) = watch::channel(false);
    let stub = Stub {
        site: Site::parse(&address, false).unwrap(),
        heard: Arc::clone(&heard),
        paths: Arc::clone(&paths),
        ended,
    };
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            play(stream, &script, &heard, &paths).await;
            let _ = end.send(true);
        }
    });
    stub
}

async fn play<F>(
    stream: TcpStream,
    script: &F,
    heard: &Mutex<Vec<String>>,
    paths: &Mutex<Vec<String>>,
) where
    F: Fn(&str) -> Vec<String>,
{
    #[expect(
        clippy::result_large_err,
        reason = "the WebSocket library's callback wants this type"
    )]
    let note = |request: &Request, response: Response| -> Result<Response, ErrorResponse> {
        paths.lock().unwrap().push(request.uri().to_string());
        Ok(response)
    };
    let mut socket = accept_hdr_async(stream, note).await.unwrap();
    let mut text = String::new();
    loop {
        for answer in script(&text) {
            let _ = socket.send(Message::text(answer)).await;
        }
        text = loop {
            match socket.next().await {
                Some(Ok(Message::Text(text))) => break text.to_string(),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return,
            }
        };
        heard.lock().unwrap().push(text.clone());
    }
}
