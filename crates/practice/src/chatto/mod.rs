//! The practice Chatto: version 0.9.2 as it was recorded, traps included.
//!
//! It differs in three things that no client can see: its files are read once (the real one notices changes of `fsm` and
//! `clf`), conversations are always kept in memory (where the real one ends up too when its database is away), and answers
//! to messengers go nowhere.

mod answer;
mod channels;
mod classifier;
mod configuration;
mod conversation;
mod domain;
mod extension;
mod go_json;
mod quiz;
mod routes;
mod sample;
mod server;
mod viper;

use std::collections::BTreeMap;
use std::sync::Arc;

use classifier::Classifier;
use configuration::Configuration;
use conversation::Store;
use domain::Domain;
use extension::Extension;

use crate::{Error, Options};

pub(crate) use sample::prepare;
pub use server::PracticeExtension;

/// Everything that the server's routes share.
struct Bot {
    configuration: Configuration,
    extensions: BTreeMap<String, Extension>,
    domain: Domain,
    classifier: Classifier,
    store: Store,
}

/// What serves a project folder, read in the order in which the real server reads it.
pub(crate) fn entrance(options: &Options) -> Result<axum::Router, Error> {
    let mut configuration = Configuration::read(&options.dir, &options.env)?;
    let domain = Domain::read(&options.dir)?;
    let classifier = Classifier::read(&options.dir)?;
    let servers = std::mem::take(&mut configuration.servers);
    Ok(routes::entrance(Arc::new(Bot {
        store: Store::new(configuration.ttl),
        extensions: extension::known(servers),
        configuration,
        domain,
        classifier,
    })))
}
