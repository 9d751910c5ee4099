//! Socket.IO 5 over Engine.IO 4, on one WebSocket and nothing else.
//!
//! This is what Rasa 2 and 3 speak (python-socketio 5.9.0 on python-engineio 4.7.1, recorded with Rasa 3.6.21). Long
//! polling is left out: every such server offers the WebSocket directly. Binary attachments are seen and not read.
//!
//! Rasa 1.10 speaks Socket.IO 4 over Engine.IO 3 (python-socketio 4.5 on python-engineio 3.11): the same frames, but that
//! it lets everybody in unasked, and that the heartbeat is the client's.
//!
//! ```text
//! ← 0{"sid":"…","pingInterval":25000,"pingTimeout":20000}     Engine.IO: the session is open
//! → 40{"token":"…"}                                           Socket.IO: let me into the namespace
//! ← 40{"sid":"…"}      or      44{"message":"…"}              let in, or refused
//! → 42["user_uttered",{"message":"hello"}]                    an event
//! ← 2                  → 3                                    heartbeat
//! ```

mod client;
mod packet;

pub use client::{Auth, Entry, Heard, SocketIo, Verdict};
pub use packet::{DEFAULT_NAMESPACE, Open, Packet, REVISION};
