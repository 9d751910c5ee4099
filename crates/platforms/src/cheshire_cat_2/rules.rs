//! The rules for Cheshire Cat 2. Ids are frozen once published; a rule that is given up leaves a gap.

use crate::{Rule, Severity};

/// The administrator's key is the default.
pub(super) const KEY_DEFAULT: &Rule = &RULES[0];
/// The signing key is the default.
pub(super) const JWT_DEFAULT: &Rule = &RULES[1];
/// The administrator's key is empty.
pub(super) const KEY_EMPTY: &Rule = &RULES[2];
/// Code falls back to a default that everybody knows.
pub(super) const CODE_FALLBACK: &Rule = &RULES[3];
/// The administrator's key is switched off.
pub(super) const KEY_NONE: &Rule = &RULES[4];
/// The signing key is empty.
pub(super) const JWT_EMPTY: &Rule = &RULES[5];
/// A secret from a guide or sample.
pub(super) const SAMPLE_SECRET: &Rule = &RULES[6];
/// A secret that can be guessed.
pub(super) const WEAK_SECRET: &Rule = &RULES[7];
/// One secret in two places.
pub(super) const REUSED_SECRET: &Rule = &RULES[8];
/// A constant that the server does not know, where it means one that it does.
pub(super) const MISNAMED: &Rule = &RULES[9];
/// A variable that version 2 does not read.
pub(super) const ENV_IGNORED: &Rule = &RULES[10];
/// Characters that headers and cookies treat differently.
pub(super) const ODD_CHARACTERS: &Rule = &RULES[11];
/// A secret that is a number or a switch.
pub(super) const NOT_TEXT: &Rule = &RULES[12];
/// A switch in quotes, which is always on.
pub(super) const QUOTED_SWITCH: &Rule = &RULES[13];
/// A lifetime that breaks the login or lasts too long.
pub(super) const JWT_LIFETIME: &Rule = &RULES[14];
/// Every site may call, with cookies.
pub(super) const CORS_ANY: &Rule = &RULES[15];
/// Forwarding headers of anyone are believed.
pub(super) const PROXY_ANY: &Rule = &RULES[16];
/// Behind a TLS proxy, but the address says http.
pub(super) const COOKIES_IN_CLEAR: &Rule = &RULES[17];
/// A list that is not read as meant.
pub(super) const LIST: &Rule = &RULES[18];
/// A value with which the server does not start.
pub(super) const UNUSABLE: &Rule = &RULES[19];
/// A name that is set twice.
pub(super) const DUPLICATE: &Rule = &RULES[20];
/// A port is published to every network.
pub(super) const PORT_PUBLIC: &Rule = &RULES[21];
/// Debug mode.
pub(super) const DEBUG_ON: &Rule = &RULES[22];
/// Another statement may set the name again.
pub(super) const CONDITIONAL: &Rule = &RULES[23];
/// Code sets a secret.
pub(super) const SET_BY_CODE: &Rule = &RULES[24];
/// A plugin that lets everybody in may be on.
pub(super) const SIMPLE_OAUTH: &Rule = &RULES[25];
/// A key that everybody knows opens the running bot.
pub(super) const KEY_SHIPPED: &Rule = &RULES[26];
/// The bot uses other values than the file.
pub(super) const NOT_LOADED: &Rule = &RULES[27];
/// The bot opens although its file says locked.
pub(super) const OPEN_ANYWAY: &Rule = &RULES[28];
/// The bot signs with a known key.
pub(super) const JWT_FORGEABLE: &Rule = &RULES[29];
/// The plugin that lets everybody in is on.
pub(super) const SIMPLE_OAUTH_OPEN: &Rule = &RULES[30];

const fn rule(id: &'static str, severity: Severity, locks: bool, advice: &'static str) -> Rule {
    Rule {
        id,
        severity,
        advice,
        locks,
    }
}

/// Every rule, in the order of its id.
pub(super) const RULES: &[Rule] = &[
    rule(
        "CC2-001",
        Severity::Critical,
        true,
        "Set API_KEY in config.py to a generated value. Without it the key is `meow`, which opens everything.",
    ),
    rule(
        "CC2-002",
        Severity::Critical,
        true,
        "Set JWT_SECRET in config.py to a generated value. Everyone will have to log in again.",
    ),
    rule(
        "CC2-003",
        Severity::Critical,
        true,
        "Set API_KEY to a generated value: an empty key fits an empty cookie.",
    ),
    rule(
        "CC2-004",
        Severity::High,
        false,
        "Let the code stop when the variable is missing: os.environ[\"NAME\"] without a second value.",
    ),
    rule(
        "CC2-005",
        Severity::High,
        false,
        "Set API_KEY to a generated value, or make sure that the bot is version 2.0.19 or later, where `None` leaves only tokens.",
    ),
    rule(
        "CC2-006",
        Severity::High,
        true,
        "Set JWT_SECRET to a generated value. With an empty one every login ends in an error 500, and PyJWT versions that take it let forged tokens in.",
    ),
    rule(
        "CC2-007",
        Severity::High,
        true,
        "Replace it: the value is printed in guides and samples, so it is tried first.",
    ),
    rule(
        "CC2-008",
        Severity::High,
        true,
        "Replace it with a generated value of 256 bit.",
    ),
    rule(
        "CC2-009",
        Severity::High,
        true,
        "Give each lock its own key, so that losing one opens only one.",
    ),
    rule(
        "CC2-010",
        Severity::High,
        false,
        "Use the name that version 2 reads: capital letters, without the CCAT_ of version 1.",
    ),
    rule(
        "CC2-011",
        Severity::High,
        false,
        "Put the value into config.py: version 2 reads no environment variables, so the default counts instead.",
    ),
    rule(
        "CC2-012",
        Severity::High,
        true,
        "Replace it with a generated value: letters, digits, `_` and `-` travel in headers and cookies alike.",
    ),
    rule(
        "CC2-013",
        Severity::Medium,
        true,
        "Write it in quotes, or better: generate it.",
    ),
    rule(
        "CC2-014",
        Severity::Medium,
        false,
        "Write True or False, without quotes: for Python every text but the empty one is true.",
    ),
    rule(
        "CC2-015",
        Severity::Medium,
        false,
        "Use a number of minutes, a day (1440) or less. Tokens cannot be revoked before they expire.",
    ),
    rule(
        "CC2-016",
        Severity::Medium,
        false,
        "Name the sites that may call in CORS_ALLOWED_ORIGINS, or set CORS_ENABLED = False.",
    ),
    rule(
        "CC2-017",
        Severity::Medium,
        false,
        "Name your proxy's address in CORS_FORWARDED_ALLOW_IPS instead of `*`.",
    ),
    rule(
        "CC2-018",
        Severity::Medium,
        false,
        "Write the https address of the proxy in URL with the bot's own port: only then are login cookies kept to TLS.",
    ),
    rule(
        "CC2-019",
        Severity::Medium,
        false,
        "Write one text with commas and nothing else between the items.",
    ),
    rule(
        "CC2-020",
        Severity::Medium,
        false,
        "Correct the value: the server stops at start with an error.",
    ),
    rule(
        "CC2-021",
        Severity::Medium,
        false,
        "Keep one line. The last one counts, which is easily overlooked.",
    ),
    rule(
        "CC2-022",
        Severity::Medium,
        false,
        "Publish on loopback (\"127.0.0.1:1865:1865\") and put a TLS proxy in front.",
    ),
    rule(
        "CC2-023",
        Severity::Low,
        false,
        "Set DEBUG = False where the bot is used for real.",
    ),
    rule(
        "CC2-024",
        Severity::Low,
        false,
        "Check the bot: what counts is decided when it starts. A single line `NAME = value` can be edited from here.",
    ),
    rule(
        "CC2-025",
        Severity::Info,
        false,
        "Check the bot to see whether the value holds: only the running bot knows it.",
    ),
    rule(
        "CC2-026",
        Severity::Info,
        false,
        "Check the bot: the live check asks GET /auth/callback/simple?code=x. If it hands out a cookie, switch the plugin simple_oauth off.",
    ),
    rule(
        "CC2-027",
        Severity::Critical,
        true,
        "Set API_KEY in config.py to a generated value and restart the bot.",
    ),
    rule(
        "CC2-028",
        Severity::High,
        false,
        "Restart the bot, then check again: it reads config.py once, at start, from the folder that it is started in. The reloader of debug mode does not notice a change of it.",
    ),
    rule(
        "CC2-029",
        Severity::Critical,
        false,
        "The bot does not use the key in config.py. Restart it, and make sure that it is started in this folder. Up to version 2.0.17 a bot without a key lets everybody in: upgrade.",
    ),
    rule(
        "CC2-030",
        Severity::Critical,
        true,
        "Set JWT_SECRET in config.py to a generated value and restart the bot. The server believes the roles in a token, so whoever can make one is administrator.",
    ),
    rule(
        "CC2-031",
        Severity::Critical,
        false,
        "Switch the plugin off: in the list of plugins, or with PUT /plugins/simple_oauth/toggle and the key. No setting closes it. Then set a new JWT_SECRET, because tokens that were handed out stay good until they expire.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_frozen_and_in_order() {
        for (index, rule) in RULES.iter().enumerate() {
            assert_eq!(
                rule.id,
                format!("CC2-{:03}", index + 1),
                "the constants above point into the table by position"
            );
        }
    }
}
