//! Why there is no practice bot.

use std::path::PathBuf;

/// Why a practice bot could not be prepared or started.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A project file could not be read or written.
    #[error(
        "The project file {path} could not be used: {source}. Check that the folder exists and that you may write to it."
    )]
    File {
        /// The file in question.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// `metadata.json` is not what a Cheshire Cat writes.
    #[error(
        "The user database {path} is not one that a Cheshire Cat wrote (line {line}). Move it away to start with the default users."
    )]
    Database {
        /// The database file.
        path: PathBuf,
        /// The line, counted from 1, where reading it failed.
        line: usize,
    },
    /// The port is taken or may not be used.
    #[error(
        "Nothing could listen on 127.0.0.1:{port}: {source}. Choose another port, or 0 for any free one."
    )]
    Listen {
        /// The port that was asked for.
        port: u16,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The server's own threads could not be started, or no random numbers were to be had.
    #[error("The practice bot could not start: {0}. Close other programs and try again.")]
    System(String),
    /// The real server does not start with this configuration either.
    #[error("The bot does not start: {what}")]
    Configuration {
        /// What is wrong, and what to do. Never a value of the configuration.
        what: String,
    },
}
