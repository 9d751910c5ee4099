//! Cheshire Cat 2 as an operator meets it: a `config.py` that is code, and defaults that everybody knows.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a panic is how a test fails"
)]

mod chat;
mod effective;
mod files;
mod fixes;
mod lint;
mod observe;
mod posture;
mod project;
#[path = "../talking/mod.rs"]
mod talking;
