//! Practice bots: small servers that speak a platform's protocol and auth rules exactly as the real one does.
//!
//! They let an operator try every lock, and every mistake, without touching a bot that matters, and they let the
//! project's own tests run against behaviour that was recorded from the real servers. This crate depends on none of
//! the project's other crates on purpose: a witness that shared code with the accused would prove nothing.
//!
//! Practice bots listen on the loopback address only and log nothing. They open no connection of their own, but for the
//! Chatto, which asks the extension servers of its configuration, and the Rasa, which brings the replies of its callback
//! channel to where its configuration says: both only when that is on the loopback address too.

mod chatto;
mod cheshire_cat;
mod cheshire_cat_2;
mod error;
mod kind;
mod near;
mod options;
mod program_y;
mod rasa;
mod server;

pub use chatto::PracticeExtension;
pub use error::Error;
pub use kind::{Keys, Kind, prepare};
pub use options::Options;
pub use server::PracticeBot;
