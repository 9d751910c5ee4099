//! Chatto as an operator meets it: what its files say, what the bot makes of them, and what we make of both.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a panic is how a test fails"
)]

mod chat;
mod coverage;
mod effective;
mod files;
mod fixes;
mod lint_keys;
mod lint_locks;
mod lint_network;
mod lint_secrets;
mod live_doors;
mod live_extensions;
mod live_foreign;
mod live_older;
mod live_stale;
mod live_transport;
mod observe;
mod posture;
mod project;
mod stub;
#[path = "../talking/mod.rs"]
mod talking;
mod tls;
mod whole;
