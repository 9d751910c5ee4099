//! Something broken or hostile stands where a bot should be, and every platform's checks meet it with the bot's real
//! credentials at hand. Whatever it does, the operator gets a cause with a name and a remedy, within the deadline and in
//! bounded memory; no lock is called proven, and no credential shows up in what is said.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::use_debug,
    reason = "a panic is how a test fails, and what Debug shows is part of what is tested"
)]

mod answers;
mod bots;
mod chat;
mod endless;
mod imitations;
mod lines;
// The servers that do what no server should are those of the wire's own tests.
#[allow(dead_code, reason = "not every story needs every server")]
#[path = "../../../wire/tests/hostile/server.rs"]
mod server;
#[path = "../talking/mod.rs"]
mod talking;
#[path = "../../../wire/tests/hostile/upgrade.rs"]
mod upgrade;
mod verdict;
