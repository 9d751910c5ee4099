//! The practice Program-Y: version 5.0.1 as it was recorded, traps included.
//!
//! It starts as `python -m programy.clients.restful.flask.client --config ./config.yaml --bot_root .` does, or with the
//! Sanic or web chat client where the configuration has a section for one and none for Flask.

mod client;
mod configuration;
mod conversation;
mod guards;
mod license;
mod query;
mod responder;
mod rest;
mod sample;
mod webchat;
mod werkzeug;
mod yaml;

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::http::Uri;
use axum::middleware::{Next, from_fn};
use axum::response::Response;

use client::Client;
use configuration::Configuration;
use conversation::Conversation;
use guards::Guards;
use responder::{Ping, Responder};

pub(crate) use sample::prepare;

use crate::{Error, Options};

/// Everything that the routes share. There is no `Debug`: it holds keys.
struct Bot {
    client: Client,
    guards: Guards,
    conversation: Arc<Conversation>,
    api: String,
    cookie: String,
    cookie_days: i64,
    debug: bool,
    ping: Ping,
    /// Ends with the bot.
    _responder: Option<Responder>,
}

/// Reads the project folder; what comes back serves it.
///
/// # Errors
/// [`Error::Configuration`] where the real server does not start.
pub(crate) fn entrance(options: &Options) -> Result<Router, Error> {
    let settings = Configuration::read(&options.dir)?;
    settings.check()?;
    let guards = guards(&settings)?;
    let conversation = Arc::new(Conversation::default());
    let ping = Ping::new(&settings, Arc::clone(&conversation));
    let (client, debug) = (settings.client, settings.debug);
    let routes = match client {
        Client::Flask | Client::Sanic => {
            rest::routes().fallback(move |uri: Uri| async move { client.not_found(uri.path()) })
        }
        Client::WebChat => Router::new().fallback(webchat::serve),
    };
    let bot = Bot {
        client,
        guards,
        conversation,
        _responder: settings
            .responder
            .port
            .and_then(|port| Responder::start(port, ping.clone())),
        ping,
        api: settings.api,
        cookie: settings.cookie,
        cookie_days: settings.cookie_days,
        debug,
    };
    let routes = routes.with_state(Arc::new(bot));
    Ok(match client {
        Client::Sanic => routes,
        Client::Flask | Client::WebChat if debug => routes
            .layer(from_fn(debugger))
            .layer(from_fn(werkzeug::sign)),
        Client::Flask | Client::WebChat => routes.layer(from_fn(werkzeug::sign)),
    })
}

/// The locks that the client really turns. Sanic's never loads token and keys: it asks nobody for the first, and has none
/// of the second, so that it refuses everybody who is asked for one.
fn guards(settings: &Configuration) -> Result<Guards, Error> {
    if settings.client == Client::Sanic {
        return Ok(Guards {
            token: None,
            keys: settings.asks_key.then(Vec::new),
        });
    }
    let token = match settings.asks_token {
        true => Some(settings.licenses.token()?),
        false => None,
    };
    let keys = || {
        settings
            .key_file
            .as_ref()
            .map_or_else(Vec::new, |file| guards::keys(Path::new(file)))
    };
    Ok(Guards {
        token,
        keys: settings.asks_key.then(keys),
    })
}

async fn debugger(request: Request, next: Next) -> Response {
    match werkzeug::debugger(&request) {
        Some(response) => response,
        None => next.run(request).await,
    }
}
