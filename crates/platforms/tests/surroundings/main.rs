//! The files around a bot's configuration: who can read the secrets in them, and where else these stand.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a panic is how a test fails"
)]

mod access;
mod copies;
mod deployment;
mod encoding;
mod manifests;
mod project;
mod strays;
