//! Rasa as an operator meets it: what its files say, what Rasa makes of them, and who can get in.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a panic is how a test fails"
)]

mod channels;
mod chat_callback;
mod chat_gateway;
mod chat_hostile;
mod chat_socket;
mod effective;
mod endpoints;
mod files;
mod fixes;
mod flags;
mod live_api;
mod live_hostile;
mod live_socket;
mod live_webhooks;
mod observe;
mod posture;
mod project;
mod references;
mod secrets;
mod socket;
mod structure;
mod stub;
#[path = "../talking/mod.rs"]
mod talking;
mod whole;
