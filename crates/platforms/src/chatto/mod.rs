//! Chatto. Behaviour as measured on the source of 0.9.2 (viper 1.7.1); where earlier versions differ, it says so.

mod chat;
mod checks;
mod configuration;
mod effective;
mod files;
mod lint;
mod posture;
mod reach;
mod rules;
mod search;
mod settings;
mod value;

use crate::headline;
use crate::platform::Spec;

pub(crate) const SPEC: Spec = Spec {
    title: "Chatto",
    slug: "chatto",
    default_url: "http://localhost:4770",
    folder_hint: "A Chatto folder has a bot.yml, chn.yml, fsm.yml or clf.yml.",
    references: false,
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

/// The role and the base name of the bot's own file.
const BOT: &str = "bot";
/// The role and the base name of the channels' file.
const CHN: &str = "chn";
