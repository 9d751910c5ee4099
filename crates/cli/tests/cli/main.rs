//! The real binary, as scripts and people call it.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a failing unwrap is a failing test"
)]

mod access;
mod audit;
mod bots;
mod certificates;
mod chat;
mod chat_platforms;
mod check;
mod desk;
mod doctor;
mod help;
mod keychain;
mod keyring;
mod plans;
mod platforms;
mod practice;
mod settings;
mod status;
mod tokens;
mod vaults;
