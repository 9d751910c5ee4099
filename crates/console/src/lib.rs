//! The use cases that the window and the command line share.
//!
//! A shell opens one [`Console`] and calls its methods; what they return are the views of [`view`], which are also the
//! JSON of the command line and the types of the window. No method ever returns the value of a secret but
//! [`Console::reveal_secret`], and [`Console::guess_key`] the key that it guessed.

mod admin;
mod alarm;
mod backup;
mod bots;
pub mod certificates;
mod chat;
mod chat_check;
mod check;
mod console;
mod doctor;
mod environment;
mod error;
mod fingerprints;
mod folder;
mod history;
mod home;
mod keys;
mod login;
mod mask;
mod plan;
mod posture;
mod practice;
mod preferences;
mod project;
mod proofs;
mod repositories;
mod round;
mod secrets;
mod settings;
mod summary;
mod targets;
mod text;
pub mod view;

pub use chat::{ChatListener, Pace};
pub use chat_check::{junit, parse_check};
pub use console::{Console, PlanId};
pub use doctor::doctor;
pub use environment::vault_from_environment;
pub use error::{CommandError, ErrorCode};
pub use home::Home;
pub use keys::Words;
pub use mask::without_credentials;
pub use practice::practice_kind;
pub use round::Step;
pub use targets::Targets;
