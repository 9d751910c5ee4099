//! The practice Rasa, held against recordings of the real one, and a few stories of its own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "in a test a panic with its place is the report"
)]

mod api;
mod client;
mod keys;
mod socket;
mod stage;
mod starts;
mod tokens;
