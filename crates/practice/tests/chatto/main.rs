//! The practice Chatto, held against recordings of the real one, and a few stories of its own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "in a test a panic with its place is the report"
)]

mod client;
mod conformance;
mod extensions;
mod recording;
mod sample;
mod scenes;
mod stage;
mod stories;
mod typing;
