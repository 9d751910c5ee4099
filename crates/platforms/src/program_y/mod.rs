//! Program-Y. Behaviour as measured on 4.3 and 5.0.1, whose REST code is the same byte for byte.

mod bot;
mod chat;
mod checks;
mod client;
mod effective;
mod files;
mod lint;
mod places;
mod posture;
mod reading;
mod rules;
mod settings;
mod start;

use settings::SETTINGS;

use crate::headline;
use crate::platform::Spec;

pub(crate) const SPEC: Spec = Spec {
    title: "Program-Y",
    slug: "program-y",
    default_url: "http://localhost:80",
    folder_hint: "A Program-Y folder has a config.yaml with a client section such as `flask:`, or a license.keys.",
    references: false,
    settings: SETTINGS,
    rules: rules::RULES,
    recognise: files::recognise,
    files: files::files,
    effective: effective::effective,
    lint: lint::lint,
    check: checks::begin,
    sight: checks::sight,
    access_points: posture::access_points,
    headline: headline::plain,
    transports: chat::TRANSPORTS,
    usual_chat: chat::usual,
    converse: chat::converse,
};

/// The role of the configuration file.
const CONFIG: &str = "config";
/// The role of `license.keys`.
const LICENSE: &str = "license";
/// The role of the list of API keys.
const KEYS: &str = "keys";
/// The name in `license.keys` under which the REST clients look for their own token.
const TOKEN: &str = "BASIC_AUTH_TOKEN";
/// The id of that setting.
const TOKEN_ID: &str = "license.BASIC_AUTH_TOKEN";
