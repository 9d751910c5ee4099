//! Program-Y as an operator meets it: what its files say, and what we make of them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a panic is how a test fails"
)]

mod beside;
mod chat;
mod doors;
mod effective;
mod files;
mod fixes;
mod foreign;
mod lint_config;
mod lint_lists;
mod lint_locks;
mod lint_values;
mod observe;
mod posture;
mod stage;
mod stub;
#[path = "../talking/mod.rs"]
mod talking;
mod whole;
