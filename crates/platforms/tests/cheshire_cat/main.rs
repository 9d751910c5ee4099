//! The Cheshire Cat as an operator meets it: what its files say, what the running bot does, and what we make of both.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a panic is how a test fails"
)]

mod admin;
mod chat;
mod composed;
mod conversation;
mod coverage;
mod doors;
mod drift;
mod effective;
mod files;
mod foreign;
mod fronts;
mod headline;
mod lint_locks;
mod lint_values;
mod logins;
mod observe;
mod older;
mod posture;
mod project;
mod stub;
#[path = "../talking/mod.rs"]
mod talking;
