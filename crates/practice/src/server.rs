//! A practice bot's life: started on the loopback address, stopped at once.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};

use crate::{Error, Kind, Options};

/// How long `stop` waits for a request that is being answered before it cuts it off.
const STOP_PATIENCE: Duration = Duration::from_secs(2);

/// A running practice bot. Dropping it ends it, as `stop` does, but without waiting.
pub struct PracticeBot {
    kind: Kind,
    dir: PathBuf,
    listening: Listening,
}

impl PracticeBot {
    /// Reads the project folder and starts to serve it on 127.0.0.1.
    ///
    /// # Errors
    /// When a file of the folder cannot be used, when the real server would not start with it, or when the port is
    /// taken.
    pub async fn start(kind: Kind, options: Options) -> Result<Self, Error> {
        let listening = Listening::start(kind.entrance(&options)?, options.port)?;
        Ok(Self {
            kind,
            dir: options.dir,
            listening,
        })
    }

    /// Which platform it stands for.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The base URL, without a slash at its end.
    pub fn url(&self) -> String {
        self.listening.url()
    }

    /// The port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.listening.address.port()
    }

    /// The project folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Ends the server and frees the port. Open sockets end without a close frame, as the real server's do on SIGTERM.
    pub async fn stop(self) {
        self.listening.stop().await;
    }
}

/// Something that listens on the loopback address. Dropping it ends it.
pub(crate) struct Listening {
    address: SocketAddr,
    /// One runtime of its own: ending it ends every connection, socket and timer at once, like killing a process.
    runtime: Option<Runtime>,
}

impl Listening {
    /// Serves on a port of 127.0.0.1, 0 for any free one.
    pub(crate) fn start(entrance: axum::Router, port: u16) -> Result<Self, Error> {
        let refused = |source| Error::Listen { port, source };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(refused)?;
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
        runtime.spawn(async move { axum::serve(listener, entrance).await });
        Ok(Self {
            address,
            runtime: Some(runtime),
        })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) async fn stop(mut self) {
        if let Some(runtime) = self.runtime.take() {
            // A runtime must not be waited for on a thread that belongs to another one.
            let ended =
                tokio::task::spawn_blocking(move || runtime.shutdown_timeout(STOP_PATIENCE));
            // It fails only when the caller's own runtime is going away, and then there is nobody left to tell.
            let _ = ended.await;
        }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
