//! The practice Cheshire Cat 2 against what the real one was recorded to do, and as somebody who practises meets it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a panic is how a test fails"
)]

mod client;
mod compare;
mod conformance;
mod stories;
mod tokens;
