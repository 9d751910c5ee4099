//! The practice Cheshire Cat: version 1.9.2 as it was recorded, traps included.

mod answer;
mod auth;
mod configuration;
mod conversation;
mod cors;
mod database;
mod embedding;
mod env;
mod form;
mod frames;
mod hub;
mod identifiers;
mod memory;
mod permissions;
mod python;
mod replies;
mod routes;
mod sample;
mod socket;
mod tokens;
mod users;
mod validation;

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};

use configuration::Configuration;
use database::Database;
use hub::Hub;
use memory::Memory;

pub use sample::{Locked, prepare};

/// The version that the practice cat claims to be, and behaves like.
const VERSION: &str = "1.9.2";

/// How long `stop` waits for a request that is being answered before it cuts it off.
const STOP_PATIENCE: Duration = Duration::from_secs(2);

/// What the practice cat needs to know before it starts.
///
/// There is no `Debug`: `env` may hold keys.
#[derive(Clone)]
pub struct Options {
    /// The project folder. `<dir>/.env` is read once, at start; users and settings live in
    /// `<dir>/cat/data/metadata.json`.
    pub dir: PathBuf,
    /// The TCP port on 127.0.0.1; 0 takes any free one.
    pub port: u16,
    /// Variables that win over those of `.env`, as `environment:` in a compose file would. The environment of this
    /// process is never read.
    pub env: Vec<(String, String)>,
    /// How long a wrong password is left waiting. The real server sleeps 1 s.
    pub refusal_delay: Duration,
    /// The pause between two `chat_token` frames.
    pub token_delay: Duration,
    /// How long the server takes to notice that a socket has ended. Whoever reconnects as the same user sooner loses
    /// the replies: 4 of 6 immediate reconnects did on the real server.
    pub close_delay: Duration,
}

impl Options {
    /// The real server's manners over the project folder `dir`, on any free port.
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self {
            dir: dir.into(),
            port: 0,
            env: Vec::new(),
            refusal_delay: Duration::from_secs(1),
            token_delay: Duration::from_millis(40),
            close_delay: Duration::from_millis(250),
        }
    }
}

/// Why a practice cat could not be prepared or started.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A project file could not be read or written.
    #[error(
        "The project file {path} could not be used: {source}. Check that the folder exists and that you may write to it."
    )]
    File {
        /// The file in question.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// `metadata.json` is not what a Cheshire Cat writes.
    #[error(
        "The user database {path} is not one that a Cheshire Cat wrote (line {line}). Move it away to start with the default users."
    )]
    Database {
        /// The database file.
        path: PathBuf,
        /// The line, counted from 1, where reading it failed.
        line: usize,
    },
    /// The port is taken or may not be used.
    #[error(
        "Nothing could listen on 127.0.0.1:{port}: {source}. Choose another port, or 0 for any free one."
    )]
    Listen {
        /// The port that was asked for.
        port: u16,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The server's own threads could not be started, or no random numbers were to be had.
    #[error("The practice cat could not start: {0}. Close other programs and try again.")]
    System(String),
}

/// Everything that the server's routes and sockets share.
struct Cat {
    configuration: Configuration,
    database: Mutex<Database>,
    memory: Mutex<Memory>,
    hub: Hub,
    refusal_delay: Duration,
    token_delay: Duration,
    close_delay: Duration,
}

/// A running practice cat. Dropping it ends it, as `stop` does, but without waiting.
pub struct PracticeCat {
    address: SocketAddr,
    dir: PathBuf,
    /// One runtime of its own: ending it ends every connection, socket and timer at once, like killing a process.
    runtime: Option<Runtime>,
}

impl PracticeCat {
    /// Reads the project folder and starts to serve it on 127.0.0.1.
    ///
    /// # Errors
    /// When `.env` or the user database cannot be read or written, or when the port is taken.
    pub async fn start(options: Options) -> Result<Self, Error> {
        let mut variables = env::read(&options.dir.join(".env"))?;
        variables.extend(options.env);
        let cat = Arc::new(Cat {
            configuration: Configuration::from_variables(variables),
            database: Mutex::new(Database::open(&options.dir)?),
            memory: Mutex::new(Memory::default()),
            hub: Hub::default(),
            refusal_delay: options.refusal_delay,
            token_delay: options.token_delay,
            close_delay: options.close_delay,
        });

        let refused = |source| Error::Listen {
            port: options.port,
            source,
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).map_err(refused)?;
        listener.set_nonblocking(true).map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .map_err(|error| Error::System(error.to_string()))?;
        let listener = {
            let _inside = runtime.enter();
            tokio::net::TcpListener::from_std(listener).map_err(refused)?
        };
        runtime.spawn(async move { axum::serve(listener, routes::entrance(cat)).await });
        Ok(Self {
            address,
            dir: options.dir,
            runtime: Some(runtime),
        })
    }

    /// The base URL, without a slash at its end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The project folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Ends the server and frees the port. Open sockets end without a close frame, as the real server's do on SIGTERM.
    pub async fn stop(mut self) {
        if let Some(runtime) = self.runtime.take() {
            // A runtime must not be waited for on a thread that belongs to another one.
            let ended =
                tokio::task::spawn_blocking(move || runtime.shutdown_timeout(STOP_PATIENCE));
            // It fails only when the caller's own runtime is going away, and then there is nobody left to tell.
            let _ = ended.await;
        }
    }
}

impl Drop for PracticeCat {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Seconds since 1970, with fractions, as Python's `time.time()` gives them.
fn now() -> f64 {
    jiff::Timestamp::now().as_duration().as_secs_f64()
}

/// A lock that a panicking request cannot take from the others.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}
