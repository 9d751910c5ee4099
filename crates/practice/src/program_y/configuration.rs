//! What Program-Y makes of its configuration, once, at start (clients/restful/config.py and config/file/*.py, 5.0.1).
//!
//! A configuration that cannot be opened, read or understood is no reason for the real server to stop: it logs an error
//! and goes on with its defaults, which ask nobody for anything. The one thing that is not imitated is the address: a
//! practice bot listens on loopback whatever `host` and `port` say.

mod section;
mod storage;

use std::fs::OpenOptions;
use std::io::Read as _;
use std::path::Path;

use serde_json::Value;

use super::client::Client;
use super::yaml;
use crate::Error;
use section::Section;
pub(super) use storage::Licenses;

/// The path of the chat unless the configuration names another; only the web chat heeds it.
const API: &str = "/api/rest/v1.0/ask";

/// The settings of one run.
#[derive(Debug)]
pub(super) struct Configuration {
    pub(super) client: Client,
    /// `authorization` is exactly `Basic`.
    pub(super) asks_token: bool,
    pub(super) asks_key: bool,
    /// Where the API keys are; `$BOT_ROOT` is replaced.
    pub(super) key_file: Option<String>,
    pub(super) debug: bool,
    pub(super) api: String,
    pub(super) cookie: String,
    /// How long the cookie is kept.
    pub(super) cookie_days: i64,
    pub(super) certificate: Option<String>,
    pub(super) private_key: Option<String>,
    pub(super) licenses: Licenses,
    pub(super) responder: Responder,
}

/// The ping service.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Responder {
    /// Where it listens; it runs only when there is a host.
    pub(super) port: Option<u16>,
    pub(super) url: Option<String>,
    pub(super) shutdown: Option<String>,
}

impl Configuration {
    /// Reads `config.yaml` or `config.json` of the folder, as `--config ./config.yaml --bot_root .` does.
    ///
    /// # Errors
    /// [`Error::Configuration`] where the real server does not start, or where this one cannot play its part.
    pub(super) fn read(dir: &Path) -> Result<Self, Error> {
        let there = |name: &str| dir.join(name).exists();
        let tree = if there("config.yaml") || !there("config.json") {
            refuse_other_formats(dir, there("config.yaml"))?;
            text(&dir.join("config.yaml")).and_then(|text| yaml::read(&text))
        } else {
            // Python's reader stops at a byte order mark, and so does this one.
            text(&dir.join("config.json")).and_then(|text| serde_json::from_str(&text).ok())
        };
        let Some(Value::Object(tree)) = tree else {
            return Ok(Self::defaults(Client::Flask));
        };
        // Which client runs is said on the command line; a folder with a section for one is meant for that one.
        let present = |client: &Client| {
            tree.get(client.section())
                .is_some_and(|section| !section.is_null())
        };
        let client = Client::ALL
            .into_iter()
            .find(present)
            .unwrap_or(Client::Flask);
        let section = [client.section(), "client"].into_iter();
        let section = section
            .filter_map(|name| tree.get(name))
            .find(|section| !section.is_null());
        let mut found = Self::defaults(client);
        if let Some(Value::Object(section)) = section {
            // An error in the middle keeps what was read before it.
            found.load(&Section::of(section), dir);
        }
        Ok(found)
    }

    /// What only shows when the server is started.
    ///
    /// # Errors
    /// [`Error::Configuration`] for a path that Flask refuses, and for TLS, which a practice bot does not speak.
    pub(super) fn check(&self) -> Result<(), Error> {
        let refuse = |what: &str| {
            Err(Error::Configuration {
                what: what.to_owned(),
            })
        };
        if self.client == Client::WebChat && !self.api.starts_with('/') {
            return refuse("the path in `api` must begin with a slash.");
        }
        match (&self.certificate, &self.private_key) {
            (Some(certificate), Some(key))
                if [certificate, key]
                    .iter()
                    .any(|file| !Path::new(file).is_file()) =>
            {
                refuse("the certificate or its private key is not where the configuration says.")
            }
            (Some(_), Some(_)) => refuse(
                "it would speak TLS, and a practice bot does not. Remove ssl_cert_file and ssl_key_file to practise.",
            ),
            // With only one of them the real server speaks plain HTTP as well.
            _ => Ok(()),
        }
    }

    fn defaults(client: Client) -> Self {
        Self {
            client,
            asks_token: false,
            asks_key: false,
            key_file: None,
            debug: false,
            api: API.to_owned(),
            cookie: "ProgramYSession".to_owned(),
            cookie_days: 90,
            certificate: None,
            private_key: None,
            licenses: Licenses::None,
            responder: Responder::default(),
        }
    }

    /// In the order of the real one, up to the first thing at which it stops.
    fn load(&mut self, section: &Section<'_>, dir: &Path) -> Option<()> {
        self.debug = section.truth("debug");
        if let Some(api) = section.text("api") {
            self.api = api.to_owned();
        }
        self.asks_key = section.truth("use_api_keys");
        self.key_file = section.path("api_key_file", dir)?;
        self.certificate = section.path("ssl_cert_file", dir)?;
        self.private_key = section.path("ssl_key_file", dir)?;
        self.asks_token = section.text("authorization") == Some("Basic");
        if let Some(cookie) = section.text("cookie_id") {
            self.cookie = cookie.to_owned();
        }
        if let Some(days) = section.whole("cookie_expires") {
            self.cookie_days = days;
        }
        self.licenses = Licenses::declared(section, dir)?;
        if let Some(responder) = section.section("responder") {
            self.responder = Responder::of(&responder);
        }
        Some(())
    }
}

impl Responder {
    fn of(section: &Section<'_>) -> Self {
        let own = |key: &str| section.text(key).map(str::to_owned);
        let port = || u16::try_from(section.whole("port")?).ok();
        Self {
            port: section.text("host").and_then(|_| port()),
            url: own("url"),
            shutdown: own("shutdown"),
        }
    }
}

/// The text of a file that is opened for writing, as the real server does although it only reads: what is read-only
/// counts as missing.
fn text(path: &Path) -> Option<String> {
    let mut file = OpenOptions::new().read(true).write(true).open(path).ok()?;
    let mut text = String::new();
    file.read_to_string(&mut text).ok()?;
    Some(text)
}

fn refuse_other_formats(dir: &Path, has_yaml: bool) -> Result<(), Error> {
    let refuse = |what: &str| {
        Err(Error::Configuration {
            what: what.to_owned(),
        })
    };
    if has_yaml {
        Ok(())
    } else if dir.join("config.yml").exists() {
        refuse("the ending .yml is not known to it. Name the file config.yaml.")
    } else if dir.join("config.xml").exists() {
        refuse(
            "5.0.1 reads neither storage nor licence keys from XML. Use config.yaml or config.json.",
        )
    } else {
        Ok(())
    }
}
