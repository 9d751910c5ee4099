//! How much of a server's time and data the console accepts.

use std::time::Duration;

/// Limits of one exchange. The defaults suit an administrator's requests to one bot.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Time to reach the server, TLS included.
    pub connect: Duration,
    /// Time for the whole HTTP exchange, or for a WebSocket handshake.
    pub total: Duration,
    /// Bytes of a response body that are read before giving up.
    pub body: usize,
    /// Bytes of one WebSocket frame, or of one line of server-sent events.
    pub frame: usize,
    /// Bytes of one WebSocket message, all fragments together, or of one server-sent event.
    pub message: usize,
    /// Bytes of a body that comes piece by piece.
    pub stream: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(4),
            // A Cheshire Cat sleeps 1 s before it refuses a password (1.9.2), so a tight limit would misjudge it.
            total: Duration::from_secs(10),
            body: 4 << 20,
            frame: 1 << 20,
            message: 4 << 20,
            // 100,000 tokens of a Cheshire Cat 2 are 25 MB: each one comes in an event of 250 bytes (2.0.23).
            stream: 256 << 20,
        }
    }
}
