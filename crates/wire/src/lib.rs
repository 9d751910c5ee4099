//! HTTP and WebSocket with limits, credentials bound to one origin, and a redacting frame log.
//!
//! Everything that leaves the console for a bot goes through this crate, so the rules stand in one place:
//! a credential is sent to the [`Site`] it belongs to and nowhere else, redirects are never followed, plain
//! HTTP beyond loopback needs the operator's consent before it may carry a secret, and every answer has a
//! size and a time limit, because the other side may be broken or hostile.

mod basic;
mod command;
mod credential;
mod dial;
pub mod engine_io;
mod error;
mod http;
mod limits;
mod listener;
mod plain;
mod reach;
mod request;
mod response;
mod site;
mod socket;
pub mod sse;
mod stream;
mod tls;

pub use basic::basic;
pub use command::websocat;
pub use credential::Credential;
pub use error::WireError;
pub use http::Client;
pub use limits::Limits;
pub use listener::{Delivery, Listener};
pub use plain::exchange;
pub use reach::{reach, resolve};
pub use request::{Body, Request};
pub use response::Response;
pub use site::Site;
pub use socket::{Direction, Handshake, Opcode, RawFrame, Socket, connect, connect_with};
pub use stream::Stream;
pub use tls::{Distrust, OldTls, TlsSeen, look};
