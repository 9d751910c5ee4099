//! What an audit found, as people and programs get to read it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a panic is how a test fails"
)]

mod html;
mod ignore;
mod json;
mod sample;
mod sarif;
mod text;
