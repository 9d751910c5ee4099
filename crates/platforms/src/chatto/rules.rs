//! The rules for Chatto. Ids are frozen once published; a rule that is given up leaves a gap.

use crate::{Rule, Severity};

/// The REST channel asks for nothing.
pub(super) const REST_OPEN: &Rule = &RULES[0];
/// `/bot` asks for nothing.
pub(super) const BOT_OPEN: &Rule = &RULES[1];
/// A token under a name that nothing reads.
pub(super) const DEAD_NAME: &Rule = &RULES[2];
/// A token in a variable whose key is not in the file.
pub(super) const KEY_MISSING: &Rule = &RULES[3];
/// A token in a `.env` that nothing loads.
pub(super) const ENV_NOT_LOADED: &Rule = &RULES[4];
/// The file that counts cannot be read here.
pub(super) const ELSEWHERE: &Rule = &RULES[5];
/// A messenger's way in without a check.
pub(super) const WEBHOOK_OPEN: &Rule = &RULES[6];
/// A version without locks.
pub(super) const TOO_OLD: &Rule = &RULES[7];
/// A file that another one hides.
pub(super) const SHADOWED: &Rule = &RULES[8];
/// Two places for one secret that say different things.
pub(super) const TWIN_DIFFERS: &Rule = &RULES[9];
/// A value that is read as something else.
pub(super) const TYPED: &Rule = &RULES[10];
/// A token that no header can match.
pub(super) const UNSENDABLE: &Rule = &RULES[11];
/// `${NAME}` as text.
pub(super) const LITERAL: &Rule = &RULES[12];
/// A secret from a guide or sample.
pub(super) const SAMPLE: &Rule = &RULES[13];
/// A secret that can be guessed.
pub(super) const WEAK: &Rule = &RULES[14];
/// One secret for two locks.
pub(super) const REUSED: &Rule = &RULES[15];
/// An extension server without a token.
pub(super) const EXTENSION_OPEN: &Rule = &RULES[16];
/// A token that crosses the network in clear.
pub(super) const EXTENSION_PLAIN: &Rule = &RULES[17];
/// A protocol without locks across the network.
pub(super) const RPC_REMOTE: &Rule = &RULES[18];
/// Every site may call a channel that asks for nothing.
pub(super) const CORS_OPEN: &Rule = &RULES[19];
/// Conversations that cross the network in clear.
pub(super) const STORE_PLAIN: &Rule = &RULES[20];
/// A token in a command line.
pub(super) const COMMAND_TOKEN: &Rule = &RULES[21];
/// A name that breaks the extension or its variable.
pub(super) const ALIAS: &Rule = &RULES[22];
/// A key that stands twice.
pub(super) const DUPLICATE: &Rule = &RULES[23];
/// A length of time without its unit.
pub(super) const DURATION: &Rule = &RULES[24];
/// A key that nothing reads.
pub(super) const UNKNOWN_KEY: &Rule = &RULES[25];
/// A port that nothing reads.
pub(super) const PORT_IGNORED: &Rule = &RULES[26];
/// Debug logging.
pub(super) const DEBUG_ON: &Rule = &RULES[27];
/// The environment wins over the file.
pub(super) const OVERRIDDEN: &Rule = &RULES[28];
/// A value that stops the bot at its start.
pub(super) const NO_START: &Rule = &RULES[29];
/// A store that is only memory.
pub(super) const STORE_UNKNOWN: &Rule = &RULES[30];
/// A variable that nothing reads.
pub(super) const VARIABLE_IGNORED: &Rule = &RULES[31];
/// A folder that Chatto cannot start from.
pub(super) const WRONG_FOLDER: &Rule = &RULES[32];
/// An extension server without a token, on this machine.
pub(super) const EXTENSION_LOCAL: &Rule = &RULES[33];
/// The running bot has another token.
pub(super) const NOT_LOADED: &Rule = &RULES[34];
/// The running bot asks for no token although there is one.
pub(super) const OPEN_ANYWAY: &Rule = &RULES[35];
/// Everything crosses the network in clear.
pub(super) const PLAIN_HTTP: &Rule = &RULES[36];
/// An extension server that does not let the bot in.
pub(super) const EXTENSION_REFUSES: &Rule = &RULES[37];
/// A variable that hides a lock.
pub(super) const SECTION_HIDDEN: &Rule = &RULES[38];

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
        "CH-001",
        Severity::Critical,
        true,
        "Set rest.callback_token in the channels' file to a generated value, give it to the clients, and restart the bot.",
    ),
    rule(
        "CH-002",
        Severity::Critical,
        true,
        "Set auth.token in the bot's file to a generated value and restart the bot.",
    ),
    rule(
        "CH-003",
        Severity::Critical,
        true,
        "Call it callback_token: the guide's name was never read by any version. The variable is CHATTO_CHN_REST_CALLBACK_TOKEN.",
    ),
    rule(
        "CH-004",
        Severity::Critical,
        true,
        "Put the key into the file with an empty value, in quotes: Chatto looks only for variables whose key it finds there. Then restart the bot.",
    ),
    rule(
        "CH-005",
        Severity::Critical,
        true,
        "Give the service `env_file: [.env]`, name the file in `EnvironmentFile=` of the unit, or write the value into the bot's own file. Chatto itself reads no .env.",
    ),
    rule(
        "CH-006",
        Severity::Critical,
        false,
        "Move its settings into a .yml file and delete it, or look after it by hand: what is shown and changed here has no effect while it is there.",
    ),
    rule(
        "CH-007",
        Severity::Critical,
        false,
        "Let a proxy in front check the messenger's signature or secret, let only that through, and keep the bot's own port away from every network.",
    ),
    rule(
        "CH-008",
        Severity::Critical,
        false,
        "Upgrade to 0.9.2. Until then keep the port away from every network.",
    ),
    rule(
        "CH-009",
        Severity::High,
        false,
        "Delete or rename the file that is not read, so that nobody locks a door that is not there.",
    ),
    rule(
        "CH-010",
        Severity::High,
        false,
        "Write the same value in both places, or remove the one that is not read.",
    ),
    rule(
        "CH-011",
        Severity::High,
        true,
        "Write the value in double quotes, restart the bot, and make sure that the clients use what stands between them.",
    ),
    rule(
        "CH-012",
        Severity::High,
        true,
        "Write the value without it: the header is trimmed and its `Bearer ` taken off before it is compared, so this value is never matched.",
    ),
    rule(
        "CH-013",
        Severity::High,
        true,
        "Leave the value empty and set the key's own CHATTO_ variable, or generate a value. Chatto replaces nothing in its files.",
    ),
    rule(
        "CH-014",
        Severity::High,
        true,
        "Replace it: the value is printed in guides and samples, so it is tried first.",
    ),
    rule(
        "CH-015",
        Severity::High,
        true,
        "Replace it with a generated value of 256 bit. Chatto answers any number of guesses.",
    ),
    rule(
        "CH-016",
        Severity::High,
        true,
        "Give each lock its own token, so that losing one opens only one.",
    ),
    rule(
        "CH-017",
        Severity::High,
        false,
        "Start the extension server with `-token`, give the bot the same token, and use https.",
    ),
    rule(
        "CH-018",
        Severity::High,
        false,
        "Start the extension server with both -ssl-cert and -ssl-key and use its https address: with only one of them it silently speaks plain HTTP.",
    ),
    rule(
        "CH-019",
        Severity::High,
        false,
        "Run the RPC extension on this machine with `-host 127.0.0.1`, or make it a REST extension with a token and https.",
    ),
    rule(
        "CH-020",
        Severity::High,
        false,
        "Set rest.callback_token, or set enable_rest_cors to false.",
    ),
    rule(
        "CH-021",
        Severity::High,
        false,
        "Run the database on this machine, set store.tls for a Redis that speaks TLS, or put an encrypted tunnel in between. SQL databases are never spoken to with TLS.",
    ),
    rule(
        "CH-022",
        Severity::High,
        false,
        "Write `${NAME}` there and keep the value in a private file. `ps` shows it all the same, and there is no other way to give it, so hide the processes of other users (`hidepid`).",
    ),
    rule(
        "CH-023",
        Severity::Medium,
        false,
        "Use small letters, digits and `_` only, and the same name as `server:` in the fsm file.",
    ),
    rule(
        "CH-024",
        Severity::Medium,
        false,
        "Keep one. The last one counts, which is easily overlooked.",
    ),
    rule(
        "CH-025",
        Severity::Medium,
        false,
        "Write it with its unit: 3600s, 30m or 1h.",
    ),
    rule(
        "CH-026",
        Severity::Medium,
        false,
        "Correct or remove the key: Chatto ignores keys that it does not know without a word.",
    ),
    rule(
        "CH-027",
        Severity::Medium,
        false,
        "Remove it and start the bot with `--port`. The variable CHATTO_BOT_PORT has no effect either.",
    ),
    rule(
        "CH-028",
        Severity::Medium,
        false,
        "Turn debug logging off where the bot is used for real.",
    ),
    rule(
        "CH-029",
        Severity::Medium,
        false,
        "Keep the value in one place only: what is changed in the file has no effect while the variable is set.",
    ),
    rule(
        "CH-030",
        Severity::Medium,
        false,
        "Correct the value: with this one the bot stops at its next start.",
    ),
    rule(
        "CH-031",
        Severity::Medium,
        false,
        "Correct the value, or conversations are kept in memory and lost at every restart, without a word.",
    ),
    rule(
        "CH-032",
        Severity::Medium,
        false,
        "Put the key into the file, correct the variable's name, or remove it: Chatto looks only for variables whose key it finds in the file.",
    ),
    rule(
        "CH-033",
        Severity::Medium,
        false,
        "Choose the folder that the bot is started in or that `--path` names: what is changed in any other has no effect.",
    ),
    rule(
        "CH-034",
        Severity::Low,
        false,
        "Start the extension server with `-token` and give the bot the same one. It has no option to listen on this machine only.",
    ),
    rule(
        "CH-035",
        Severity::High,
        false,
        "Restart the bot so that it reads its files, then check again: Chatto notices changes of the fsm and clf files only. In a container, a changed variable needs `docker compose up -d --force-recreate`.",
    ),
    rule(
        "CH-036",
        Severity::Critical,
        false,
        "Restart the bot; it asks for no token until then. If it stays open, it is started with another folder (`--path`) or another file than this one.",
    ),
    rule(
        "CH-037",
        Severity::High,
        false,
        "Put a proxy with TLS in front and use its https address. Chatto has no TLS of its own and listens on every interface, so keep its own port away from every network.",
    ),
    rule(
        "CH-038",
        Severity::Medium,
        false,
        "Start the extension server with the token that the bot holds, then restart the bot: it asks for the list of extensions only once, and does without those of a server that refuses it.",
    ),
    rule(
        "CH-039",
        Severity::Critical,
        false,
        "Remove the variable, or give it the name of the key itself, and restart the bot: while a variable stands for the whole section, Chatto looks at nothing in it.",
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
                format!("CH-{:03}", index + 1),
                "the constants above point into the table by position"
            );
        }
    }
}
