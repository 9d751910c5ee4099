//! The rules for Cheshire Cat 1. Ids are frozen once published; a rule that is given up leaves a gap.

use crate::{Rule, Severity};

/// No HTTP key.
pub(super) const HTTP_OPEN: &Rule = &RULES[0];
/// No WebSocket key.
pub(super) const SOCKET_OPEN: &Rule = &RULES[1];
/// The signing key is the default.
pub(super) const JWT_DEFAULT: &Rule = &RULES[2];
/// A secret from a guide or sample.
pub(super) const SAMPLE_SECRET: &Rule = &RULES[3];
/// A secret that can be guessed.
pub(super) const WEAK_SECRET: &Rule = &RULES[4];
/// One secret in two places.
pub(super) const REUSED_SECRET: &Rule = &RULES[5];
/// An un-prefixed name that wins.
pub(super) const LEGACY_NAME: &Rule = &RULES[6];
/// An algorithm that breaks the login.
pub(super) const JWT_ALGORITHM: &Rule = &RULES[7];
/// A lifetime that breaks the login or lasts too long.
pub(super) const JWT_LIFETIME: &Rule = &RULES[8];
/// Every site may call.
pub(super) const CORS_ANY: &Rule = &RULES[9];
/// Debug mode.
pub(super) const DEBUG_ON: &Rule = &RULES[10];
/// Forwarding headers of anyone are believed.
pub(super) const PROXY_ANY: &Rule = &RULES[11];
/// Characters that readers treat differently.
pub(super) const ODD_CHARACTERS: &Rule = &RULES[12];
/// The compose file does not load the `.env`.
pub(super) const ENV_NOT_LOADED: &Rule = &RULES[13];
/// A port is published to every network.
pub(super) const PORT_PUBLIC: &Rule = &RULES[14];
/// A key that stands twice.
pub(super) const DUPLICATE: &Rule = &RULES[15];
/// Spaces in a list.
pub(super) const LIST_SPACES: &Rule = &RULES[16];
/// A switch that is neither true nor false.
pub(super) const SWITCH_SPELLING: &Rule = &RULES[17];
/// A line that readers disagree about.
pub(super) const AMBIGUOUS: &Rule = &RULES[18];
/// A shipped password works.
pub(super) const DEFAULT_PASSWORD: &Rule = &RULES[19];
/// The bot uses other values than the file.
pub(super) const NOT_LOADED: &Rule = &RULES[20];
/// The bot signs with a known key.
pub(super) const JWT_FORGEABLE: &Rule = &RULES[21];
/// The bot answers although its files say locked.
pub(super) const OPEN_ANYWAY: &Rule = &RULES[22];
/// Plain HTTP beyond this machine.
pub(super) const PLAIN_HTTP: &Rule = &RULES[23];

/// A version without locks.
pub(super) const TOO_OLD: &Rule = &RULES[24];

const fn rule(id: &'static str, severity: Severity, locks: bool, advice: &'static str) -> Rule {
    Rule {
        id,
        severity,
        advice,
        locks,
    }
}

/// Every rule, in the order of its id.
pub const RULES: &[Rule] = &[
    rule(
        "CC-001",
        Severity::Critical,
        true,
        "Set CCAT_API_KEY to a generated value. Both keys are needed: one alone leaves the other protocol open.",
    ),
    rule(
        "CC-002",
        Severity::Critical,
        true,
        "Set CCAT_API_KEY_WS to a generated value. Both keys are needed: one alone leaves the other protocol open.",
    ),
    rule(
        "CC-003",
        Severity::Critical,
        true,
        "Set CCAT_JWT_SECRET to a generated value. Everyone will have to log in again.",
    ),
    rule(
        "CC-004",
        Severity::High,
        true,
        "Replace it: the value is printed in guides and samples, so it is tried first.",
    ),
    rule(
        "CC-005",
        Severity::High,
        true,
        "Replace it with a generated value of 256 bit.",
    ),
    rule(
        "CC-006",
        Severity::High,
        true,
        "Give each lock its own key, so that losing one opens only one.",
    ),
    rule(
        "CC-007",
        Severity::High,
        true,
        "Remove the legacy name: at start it overwrites the CCAT_ one without a word.",
    ),
    rule(
        "CC-008",
        Severity::Medium,
        false,
        "Use HS256, HS384 or HS512. With any other algorithm every login ends in an error 500.",
    ),
    rule(
        "CC-009",
        Severity::Medium,
        false,
        "Use a number of minutes, a day (1440) or less. Tokens cannot be revoked before they expire.",
    ),
    rule(
        "CC-010",
        Severity::Low,
        false,
        "Name the sites that may call in CCAT_CORS_ALLOWED_ORIGINS, or set CCAT_CORS_ENABLED=false.",
    ),
    rule(
        "CC-011",
        Severity::Low,
        false,
        "Set CCAT_DEBUG=false where the bot is used for real.",
    ),
    rule(
        "CC-012",
        Severity::Medium,
        false,
        "Name your proxy's address in CCAT_CORS_FORWARDED_ALLOW_IPS instead of `*`.",
    ),
    rule(
        "CC-013",
        Severity::High,
        true,
        "Replace it with a generated value: letters, digits, `_` and `-` mean the same to every reader.",
    ),
    rule(
        "CC-014",
        Severity::Critical,
        true,
        "Give the service `env_file: [.env]`; without it the container never sees the file and runs wide open.",
    ),
    rule(
        "CC-015",
        Severity::Medium,
        false,
        "Publish on loopback (\"127.0.0.1:1865:80\") and put a TLS proxy in front; do not publish the debugger's port 5678.",
    ),
    rule(
        "CC-016",
        Severity::Medium,
        false,
        "Keep one line. The last one counts, which is easily overlooked.",
    ),
    rule(
        "CC-017",
        Severity::Medium,
        false,
        "Write the items with commas only: the space becomes part of the address, which then never matches.",
    ),
    rule(
        "CC-018",
        Severity::Medium,
        false,
        "Write `true` or `false` in small letters; any other spelling counts as false.",
    ),
    rule(
        "CC-019",
        Severity::Medium,
        false,
        "Write the value so that every reader of .env files takes it the same way, or generate a new one.",
    ),
    rule(
        "CC-020",
        Severity::Critical,
        true,
        "Change the password. The keys do not protect the login, and a token made with it opens everything.",
    ),
    rule(
        "CC-021",
        Severity::High,
        false,
        "Restart the bot so that it reads its configuration, then check again. `docker compose restart` is not enough after a change of .env: use `docker compose up -d --force-recreate`.",
    ),
    rule(
        "CC-022",
        Severity::Critical,
        true,
        "Set CCAT_JWT_SECRET to a generated value and restart the bot.",
    ),
    rule(
        "CC-023",
        Severity::Critical,
        false,
        "The bot does not use the key in its configuration. Restart it; if it stays open, look at `env_file` in the compose file.",
    ),
    rule(
        "CC-024",
        Severity::High,
        false,
        "Put a TLS proxy in front of the bot and use its https address, or bind the bot to loopback.",
    ),
    rule(
        "CC-025",
        Severity::Critical,
        false,
        "Upgrade to version 1.9. Before 1.7 nothing guards the WebSocket, so keep the port away from every network until then.",
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
                format!("CC-{:03}", index + 1),
                "the constants above point into the table by position"
            );
        }
    }
}
