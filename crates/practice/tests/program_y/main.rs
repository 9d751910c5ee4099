//! The practice Program-Y, held against recordings of the real one, and a few stories of its own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "in a test a panic with its place is the report"
)]

mod chats;
mod client;
mod conformance;
mod defaults;
mod doors;
mod sample;
mod stage;
mod transcript;
