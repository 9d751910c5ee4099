//! The other side is broken or hostile. Whatever it does, the console gets an error with a name and a remedy, in
//! bounded time and memory, and the credential goes nowhere else and shows up nowhere.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::use_debug,
    reason = "a panic is how a test fails, and what Debug shows is part of what is tested"
)]

mod answers;
mod consent;
mod frames;
mod handshakes;
mod looking;
mod plain;
mod server;
mod streams;
mod tls;
mod trusted;
mod upgrade;
mod verdict;
