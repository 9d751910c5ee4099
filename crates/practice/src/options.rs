//! What a practice bot is started with.

use std::path::PathBuf;
use std::time::Duration;

/// What a practice bot needs to know before it starts.
///
/// There is no `Debug`: `env` may hold keys.
#[derive(Clone)]
pub struct Options {
    /// The project folder. Its configuration is read once, at start, as the real bots do.
    pub dir: PathBuf,
    /// The TCP port on 127.0.0.1; 0 takes any free one.
    pub port: u16,
    /// Variables beside those of the folder, and above them, as `environment:` in a compose file would be. The environment of this
    /// process is never read.
    pub env: Vec<(String, String)>,
    /// How long a Cheshire Cat 1 leaves a wrong password waiting. The real server sleeps 1 s.
    pub refusal_delay: Duration,
    /// The pause between two pieces of a streamed reply.
    pub token_delay: Duration,
    /// How long a Cheshire Cat 1 takes to notice that a socket has ended. Whoever reconnects as the same user sooner loses
    /// the replies: 4 of 6 immediate reconnects did on the real server.
    pub close_delay: Duration,
}

impl Options {
    /// The real servers' manners over the project folder `dir`, on any free port.
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
