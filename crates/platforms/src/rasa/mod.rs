//! Rasa. Behaviour as measured on 3.6.21 and read in 1.10.26, 2.8.34 and 3.6.20.

mod channels;
mod chat;
mod checks;
mod effective;
mod expansion;
mod files;
mod lint;
mod posture;
mod rules;
mod run;
mod settings;
mod socket;
mod spelling;
mod variables;
mod view;

use crate::headline;
use crate::platform::Spec;

pub(crate) const SPEC: Spec = Spec {
    title: "Rasa",
    slug: "rasa",
    default_url: "http://localhost:5005",
    folder_hint: "A Rasa folder has a credentials.yml, an endpoints.yml or a domain.yml.",
    references: true,
    settings: settings::SETTINGS,
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

/// The role of the file that names the channels, and its usual name.
const CREDENTIALS: (&str, &str) = ("credentials", "credentials.yml");
/// The role of the file that names the servers which the bot calls, and its usual name.
const ENDPOINTS: (&str, &str) = ("endpoints", "endpoints.yml");
/// The role of the `.env`, from which the variables usually come, and its name.
const ENV: (&str, &str) = ("env", ".env");
/// The first part of the ids of the flags of `rasa run`, which stand in no file that could be edited.
const RUN: &str = "run";
