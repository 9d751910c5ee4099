//! The practice Cheshire Cat 2: version 2.0.23 as it was recorded, traps included.
//!
//! The real one keeps its state in SQLite; this one keeps the same in `data/core/practice.json`.

mod answer;
mod auth;
mod configuration;
mod conversation;
mod cors;
mod oauth;
mod python;
mod routes;
mod sample;
mod state;
mod tokens;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use configuration::Configuration;
use state::State;

pub(crate) use sample::prepare;

use crate::{Error, Options};

/// The version that the practice cat claims to be, and behaves like.
const VERSION: &str = "2.0.23";

/// Everything that the routes share.
struct Cat {
    configuration: Configuration,
    state: Mutex<State>,
    token_delay: Duration,
}

impl Cat {
    /// A panicking request cannot take the state from the others.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads the project folder; what comes back serves it. The environment is ignored, as the real server does.
///
/// # Errors
/// When a file cannot be read or written, or when `config.py` holds what the real server does not start with or what
/// only Python could work out.
pub(crate) fn entrance(options: &Options) -> Result<axum::Router, Error> {
    Ok(routes::entrance(Arc::new(Cat {
        configuration: Configuration::read(&options.dir)?,
        state: Mutex::new(State::open(&options.dir)?),
        token_delay: options.token_delay,
    })))
}

/// Seconds since 1970, with fractions, as Python's `time.time()` gives them.
fn now() -> f64 {
    jiff::Timestamp::now().as_duration().as_secs_f64()
}
