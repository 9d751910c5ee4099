//! What the bot of each recorded scenario was started with.

use super::stage::Scene;

const LOCKED: &[(&str, &str)] = &[
    ("bot.yml", "auth:\n  token: bot-tok\n"),
    ("chn.yml", "rest:\n  callback_token: rest-tok\n"),
];
const BOTH_VARIABLES: &[(&str, &str)] = &[
    ("CHATTO_BOT_AUTH_TOKEN", "tok"),
    ("CHATTO_CHN_REST_CALLBACK_TOKEN", "tok"),
];
const BOT_VARIABLE: &[(&str, &str)] = &[("CHATTO_BOT_AUTH_TOKEN", "tok")];
const REST_VARIABLE: &[(&str, &str)] = &[("CHATTO_CHN_REST_CALLBACK_TOKEN", "rest-tok")];

/// One row: the beginning of the title in its transcript, the files and the variables.
type Row = (
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static [(&'static str, &'static str)],
);

#[rustfmt::skip]
const SCENES: &[Row] = &[
    ("01", "A.", &[], &[]),
    ("01", "B.", LOCKED, &[]),
    ("02", "1.", &[("chn.yml", "rest:\n  token: rest-tok\n")], &[]),
    ("02", "2.", &[("chn.yml", "rest:\n  token:\n")], &[("CHATTO_CHN_REST_TOKEN", "rest-tok")]),
    ("02", "3.", &[("chn.yml", "rest:\n  callback_token:\n")], REST_VARIABLE),
    ("02", "4.", &[("chn.yml", "telegram:\n  bot_key:\n")], REST_VARIABLE),
    ("02", "5.", &[], BOTH_VARIABLES),
    ("02", "6.", &[("bot.yml", "auth:\n  token:\n")], BOT_VARIABLE),
    ("02", "7.", &[("bot.yml", "bot_name: b\n")], BOT_VARIABLE),
    ("02", "7b.", &[("bot.yml", "auth:\n")], BOT_VARIABLE),
    ("02", "7c.", &[("bot.yml", "auth: {}\n")], BOT_VARIABLE),
    ("02", "8.", &[("bot.yml", "auth:\n  token: filetok\n")], &[("CHATTO_BOT_AUTH_TOKEN", "envtok")]),
    ("02", "9.", &[("bot.yml", "auth:\n  token: filetok\n")], &[("CHATTO_BOT_AUTH_TOKEN", "")]),
    ("02", "10.", &[("bot.yml", "auth:\n  token:\n")], &[("CHATTO_BOT_AUTH_TOKEN", "tok\n")]),
    ("02", "11.", &[("bot.yml", "auth:\n  token: ${TOK}\n")], &[("TOK", "tok")]),
    ("02", "14.", &[("bot.yml", "Auth:\n  Token: tok\n")], &[]),
    ("02", "18.", &[("bot.yml", "auth:\n  token: tok\n")], &[]),
    ("03", "duplicate key", &[("bot.yml", "auth:\n  token: a\n  token: b\n")], &[]),
    ("03", "unknown keys", &[("bot.yml", "auth:\n  tokens: a\nnothing: [1]\n")], &[]),
    ("03", "env token", &[("bot.yml", "auth:\n  token:\n")], &[("CHATTO_BOT_AUTH_TOKEN", "tok\n")]),
    ("03", "enable_rest_cors", &[("bot.yml", "enable_rest_cors: true\n"), LOCKED[1]], &[]),
    ("03", "twilio channel", &[("chn.yml", "rest:\n  callback_token: rest-tok\ntwilio:\n  account_sid: AC1\n")], &[]),
];

/// Scenarios that are told elsewhere, or not at all, and why. Nothing else is left out.
pub(crate) const ELSEWHERE: &[(&str, &str, &str)] = &[
    ("02", "12.", "typing.rs"),
    ("02", "13.", "stories.rs: which file is read"),
    ("02", "15.", "stories.rs: what keeps it from starting"),
    ("02", "16.", "stories.rs: the port is the caller's"),
    ("02", "17.", "stories.rs: what keeps it from starting"),
    ("02", "19.", "stories.rs: what keeps it from starting"),
    (
        "03",
        "no token",
        "extensions.rs: the extension server itself",
    ),
    (
        "03",
        "-token ext-tok",
        "extensions.rs: the extension server itself",
    ),
    ("03", "bot: ", "extensions.rs"),
    ("03", "alias ", "extensions.rs"),
    (
        "03",
        "type: rest",
        "stories.rs: what keeps it from starting",
    ),
    (
        "03",
        "TLS ext",
        "practice servers speak no TLS: to a practice bot an https extension server is one that is down",
    ),
    ("04", "store REDIS", "nothing was recorded"),
    ("04", "chatto init", "sample.rs"),
    ("04", "chatto cli", "the command line is no server"),
];

/// The scene of a scenario.
pub(crate) fn of(transcript: &str, title: &str) -> Option<Scene<'static>> {
    let found = SCENES
        .iter()
        .find(|(number, start, ..)| *number == transcript && title.starts_with(start));
    found.map(|(_, _, files, env)| Scene {
        files,
        env,
        quiz: false,
    })
}

/// Whether a scenario is left to others.
pub(crate) fn is_elsewhere(transcript: &str, title: &str) -> bool {
    ELSEWHERE
        .iter()
        .any(|(number, start, _)| *number == transcript && title.starts_with(start))
}

/// Rows that stand for no scenario: they would excuse or prove nothing.
pub(crate) fn unused(titles: &[(String, String)]) -> Vec<&'static str> {
    let rows = SCENES.iter().map(|(number, start, ..)| (*number, *start));
    let left = ELSEWHERE.iter().map(|(number, start, _)| (*number, *start));
    rows.chain(left)
        .filter(|(number, start)| {
            !titles
                .iter()
                .any(|(transcript, title)| transcript == number && title.starts_with(start))
        })
        .map(|(_, start)| start)
        .collect()
}
