//! The use cases, told as stories: a real practice Cat, real files, and a vault in memory.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a failing unwrap is a failing test"
)]

mod alarms;
mod attention;
mod chat;
mod chat_checks;
mod disk;
mod doctor;
mod env_texts;
mod failing_vault;
mod history;
mod main_job;
mod oauth;
mod passwords;
mod plans;
mod platforms;
mod practising;
mod preferences;
mod proxy;
mod registry;
mod rounds;
mod sessions;
mod stage;
mod targets;
mod texts;
mod transcripts;
mod vault_faults;
