//! The practice Cheshire Cat, held against recordings of the real one, and a few stories of its own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "in a test a panic with its place is the report"
)]

mod client;
mod compare;
mod conformance;
mod exceptions;
mod notes;
mod sample;
mod stage;
mod stories;
mod tokens;
