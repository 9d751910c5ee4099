//! The practice Cheshire Cat: version 1.9.2 as it was recorded, traps included.

mod answer;
mod auth;
mod configuration;
mod conversation;
mod cors;
pub(crate) mod database;
mod embedding;
pub(crate) mod env;
mod form;
mod frames;
mod hub;
mod identifiers;
mod memory;
mod permissions;
mod python;
mod replies;
mod routes;
mod sample;
mod socket;
mod tokens;
mod users;
mod validation;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use configuration::Configuration;
use database::Database;
use hub::Hub;
use memory::Memory;

pub(crate) use sample::prepare;

use crate::{Error, Options};

/// The version that the practice cat claims to be, and behaves like.
const VERSION: &str = "1.9.2";

/// Everything that the server's routes and sockets share.
struct Cat {
    configuration: Configuration,
    database: Mutex<Database>,
    memory: Mutex<Memory>,
    hub: Hub,
    refusal_delay: Duration,
    token_delay: Duration,
    close_delay: Duration,
}

/// Reads the project folder; what comes back serves it.
///
/// # Errors
/// When `.env` or the user database cannot be read or written.
pub(crate) fn entrance(options: &Options) -> Result<axum::Router, Error> {
    let mut variables = env::read(&options.dir.join(".env"))?;
    variables.extend(options.env.iter().cloned());
    Ok(routes::entrance(Arc::new(Cat {
        configuration: Configuration::from_variables(variables),
        database: Mutex::new(Database::open(&options.dir)?),
        memory: Mutex::new(Memory::default()),
        hub: Hub::default(),
        refusal_delay: options.refusal_delay,
        token_delay: options.token_delay,
        close_delay: options.close_delay,
    })))
}

/// Seconds since 1970, with fractions, as Python's `time.time()` gives them.
fn now() -> f64 {
    jiff::Timestamp::now().as_duration().as_secs_f64()
}

/// A lock that a panicking request cannot take from the others.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}
