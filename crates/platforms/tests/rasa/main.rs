//! Rasa as an operator meets it: what its files say, what Rasa makes of them, and who can get in.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a panic is how a test fails"
)]

mod channels;
mod effective;
mod endpoints;
mod files;
mod fixes;
mod flags;
mod posture;
mod project;
mod references;
mod secrets;
mod socket;
mod structure;
mod whole;
