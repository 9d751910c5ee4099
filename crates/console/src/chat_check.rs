//! Checks of a conversation: recorded, saved, run again. "Refuses without a token" is one of them.

mod expect;
mod file;
pub mod junit;
mod recorded;
mod run;

pub use file::parse as parse_check;
