//! The ping service: counters for whoever asks, on a port of its own (clients/ping/responder.py, 5.0.1).

use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::thread::{Builder, JoinHandle};

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};
use tokio::sync::oneshot;

use super::configuration::{self, Configuration};
use super::conversation::Conversation;
use super::werkzeug;

/// What is told to everybody who asks.
#[derive(Clone)]
pub(super) struct Ping {
    settings: configuration::Responder,
    client: &'static str,
    started: String,
    conversation: Arc<Conversation>,
}

/// A running ping service. As on the real server it is a thread of its own; it ends with the bot.
pub(super) struct Responder {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Ping {
    pub(super) fn new(settings: &Configuration, conversation: Arc<Conversation>) -> Self {
        let now = jiff::Zoned::now();
        Self {
            settings: settings.responder.clone(),
            client: settings.client.id(),
            started: now.strftime("%Y-%m-%d %H:%M:%S.%6f").to_string(),
            conversation,
        }
    }

    /// What there is at a path.
    pub(super) fn answer(&self, path: &str) -> Response {
        // Where both are the same, the first wins.
        if self.settings.url.as_deref() == Some(path) {
            werkzeug::json(StatusCode::OK, &self.counters())
        } else if self.settings.shutdown.as_deref() == Some(path) {
            // The switch that it wants to pull is gone from Werkzeug since 2.1.
            werkzeug::broken(false)
        } else {
            werkzeug::not_found()
        }
    }

    fn counters(&self) -> Value {
        let questions = self.conversation.questions();
        json!({
            "bots": [{"brains": [{"id": "brain", "questions": questions}], "id": "bot", "questions": questions}],
            "client": self.client,
            "logging": {"criticals": 0, "debugs": 0, "errors": 0, "exceptions": 0, "fatals": 0, "infos": 0, "warnings": 0},
            "questions": questions,
            "start_time": self.started,
        })
    }
}

impl Responder {
    /// Starts it. Where its port is taken the bot goes on without it, as the real one does.
    pub(super) fn start(port: u16, ping: Ping) -> Option<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok()?;
        listener.set_nonblocking(true).ok()?;
        let (stop, stopped) = oneshot::channel();
        let thread = Builder::new()
            .spawn(move || serve(listener, ping, stopped))
            .ok()?;
        Some(Self {
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

impl Drop for Responder {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // It panicked, at worst, and then its port is free as well.
            let _ = thread.join();
        }
    }
}

fn serve(listener: TcpListener, ping: Ping, stopped: oneshot::Receiver<()>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let Ok(runtime) = runtime else { return };
    let routes = Router::new().fallback(move |request: Request| {
        let answer = ping.answer(request.uri().path());
        async move { answer }
    });
    runtime.block_on(async move {
        let Ok(listener) = tokio::net::TcpListener::from_std(listener) else {
            return;
        };
        tokio::select! {
            _ = axum::serve(listener, routes).into_future() => {}
            _ = stopped => {}
        }
    });
}
