//! Practice bots: small servers that speak a platform's protocol and auth rules exactly as the real one does.
//!
//! They let an operator try every lock, and every mistake, without touching a bot that matters, and they let the
//! project's own tests run against behaviour that was recorded from the real servers. This crate depends on none of
//! the project's other crates on purpose: a witness that shared code with the accused would prove nothing.
//!
//! Practice bots listen on the loopback address only, log nothing and never open a connection of their own.

mod cheshire_cat;
mod error;
mod kind;
mod options;
mod program_y;
mod rasa;
mod server;

pub use error::Error;
pub use kind::{Keys, Kind, prepare};
pub use options::Options;
pub use server::PracticeBot;
