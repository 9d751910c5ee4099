//! The rules for Program-Y. Ids are frozen once published; a rule that is given up leaves a gap.

use crate::{Rule, Severity};

/// Nothing is asked for.
pub(super) const OPEN: &Rule = &RULES[0];
/// The web chat asks for nothing.
pub(super) const WEBCHAT_OPEN: &Rule = &RULES[1];
/// An `authorization` that is ignored.
pub(super) const AUTHORIZATION_VALUE: &Rule = &RULES[2];
/// A client that cannot be locked.
pub(super) const SANIC: &Rule = &RULES[3];
/// A configuration that makes no sense.
pub(super) const UNREADABLE: &Rule = &RULES[4];
/// No section that the client reads.
pub(super) const NO_SECTION: &Rule = &RULES[5];
/// Started without a configuration.
pub(super) const NO_CONFIG: &Rule = &RULES[6];
/// A configuration that cannot be opened for writing.
pub(super) const READ_ONLY: &Rule = &RULES[7];
/// An empty token.
pub(super) const EMPTY_TOKEN: &Rule = &RULES[8];
/// A line of the key list that was not meant as a key.
pub(super) const KEY_LINE: &Rule = &RULES[9];
/// The debugger.
pub(super) const DEBUG_ON: &Rule = &RULES[10];
/// Secrets from a folder where everyone can write.
pub(super) const TEMPORARY: &Rule = &RULES[11];
/// No token although one is to be asked for.
pub(super) const TOKEN_MISSING: &Rule = &RULES[12];
/// Licence keys that are not loaded.
pub(super) const LICENSE_ENTITY: &Rule = &RULES[13];
/// A store that is ignored.
pub(super) const STORE_TYPE: &Rule = &RULES[14];
/// A value that loses its `=`.
pub(super) const EQUALS: &Rule = &RULES[15];
/// A secret from a guide or sample.
pub(super) const SAMPLE: &Rule = &RULES[16];
/// A secret that can be guessed.
pub(super) const WEAK: &Rule = &RULES[17];
/// One secret in two places.
pub(super) const REUSED: &Rule = &RULES[18];
/// Half of what TLS needs.
pub(super) const TLS_HALF: &Rule = &RULES[19];
/// Plain HTTP beyond this machine.
pub(super) const PLAIN_HTTP: &Rule = &RULES[20];
/// A port that is ignored.
pub(super) const PORT_IGNORED: &Rule = &RULES[21];
/// A ping service that everyone reaches.
pub(super) const RESPONDER_PUBLIC: &Rule = &RULES[22];
/// A kill switch without a lock.
pub(super) const RESPONDER_SHUTDOWN: &Rule = &RULES[23];
/// A key that crosses the network in clear.
pub(super) const KEY_IN_CLEAR: &Rule = &RULES[24];
/// A chat over plain TCP.
pub(super) const SOCKET: &Rule = &RULES[25];
/// Quotes that count as part of a value.
pub(super) const QUOTES: &Rule = &RULES[26];
/// Characters that get lost on the way.
pub(super) const ODD: &Rule = &RULES[27];
/// A byte order mark.
pub(super) const BOM: &Rule = &RULES[28];
/// A key that stands twice.
pub(super) const DUPLICATE: &Rule = &RULES[29];
/// A line that is ignored.
pub(super) const COLON: &Rule = &RULES[30];
/// A file name that is not understood.
pub(super) const YML: &Rule = &RULES[31];
/// A configuration in XML.
pub(super) const XML: &Rule = &RULES[32];
/// A path that depends on where the bot is started.
pub(super) const RELATIVE: &Rule = &RULES[33];
/// A root that vanishes.
pub(super) const BARE: &Rule = &RULES[34];
/// A file outside of the folder.
pub(super) const OUTSIDE: &Rule = &RULES[35];
/// Keys in access logs.
pub(super) const KEYS_LOGGED: &Rule = &RULES[36];
/// A path without effect.
pub(super) const API_UNUSED: &Rule = &RULES[37];
/// Substitutions without effect.
pub(super) const SUBSTITUTIONS: &Rule = &RULES[38];
/// Keys are asked for and there are none.
pub(super) const KEYS_MISSING: &Rule = &RULES[39];
/// Messages that anyone can send.
pub(super) const UNSIGNED: &Rule = &RULES[40];
/// The own token is sent to others.
pub(super) const PEER_TOKEN: &Rule = &RULES[41];
/// A credential that is never sent.
pub(super) const NEVER_SENT: &Rule = &RULES[42];
/// A reference that is not followed.
pub(super) const LICENSE_REFERENCE: &Rule = &RULES[43];
/// A switch in other words.
pub(super) const SWITCH_SPELLING: &Rule = &RULES[44];
/// A page that cannot reach its own chat.
pub(super) const WEBCHAT_PAGE: &Rule = &RULES[45];
/// Licence keys in a database.
pub(super) const ELSEWHERE: &Rule = &RULES[46];
/// A running bot that holds other secrets than its files.
pub(super) const NOT_LOADED: &Rule = &RULES[47];
/// A running bot without the locks of its files.
pub(super) const OPEN_ANYWAY: &Rule = &RULES[48];

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
        "PY-001",
        Severity::Critical,
        true,
        "Set `authorization: Basic` and keep a generated BASIC_AUTH_TOKEN in license.keys; clients then send `Authorization: Basic <token>`.",
    ),
    rule(
        "PY-002",
        Severity::Critical,
        false,
        "Decide whether the chat is meant for everyone. `authorization: Basic` locks it, and then its own page, which sends no credential, stops working: put a login in front of it instead.",
    ),
    rule(
        "PY-003",
        Severity::Critical,
        true,
        "Write exactly `Basic`, with a capital B and no blank: the bot logs an error about anything else and serves everyone.",
    ),
    rule(
        "PY-004",
        Severity::Critical,
        false,
        "Use the Flask client (`programy.clients.restful.flask.client`, section `flask`), which checks the token, or keep the port on loopback behind a proxy that asks for one.",
    ),
    rule(
        "PY-005",
        Severity::Critical,
        false,
        "Repair the file: the bot does not stop at the error, it starts with its defaults on 0.0.0.0:80 and asks nobody for anything.",
    ),
    rule(
        "PY-006",
        Severity::Critical,
        true,
        "Name the section as the client does (`flask`, `sanic`, `webchat`, `socket`) or `client`; without it the bot starts with its defaults on 0.0.0.0:80 and asks nobody for anything.",
    ),
    rule(
        "PY-007",
        Severity::Critical,
        false,
        "Add `--config ./config.yaml --cformat yaml --bot_root .` to the command line; without a configuration the bot listens on 0.0.0.0:80 and asks nobody for anything.",
    ),
    rule(
        "PY-008",
        Severity::Critical,
        false,
        "Let the user that runs the bot own the file with mode 0600, and mount it writable: the bot opens it for writing, and when it may not, it starts with its defaults on 0.0.0.0:80 and asks nobody for anything.",
    ),
    rule(
        "PY-009",
        Severity::Critical,
        true,
        "Generate the token: an empty one is a valid one, and `Authorization: Basic ` with nothing behind it opens the bot.",
    ),
    rule(
        "PY-010",
        Severity::Critical,
        true,
        "Remove the line, or let a generated key take its place: every line of the file is a key, blank lines and comments too.",
    ),
    rule(
        "PY-011",
        Severity::Critical,
        true,
        "Set `debug: false`, without quotes. The debugger at /console runs any Python on the server for whoever finds out its PIN.",
    ),
    rule(
        "PY-012",
        Severity::Critical,
        true,
        "Set the path to a file below $BOT_ROOT: any user of the machine can put a token of their own into /tmp, which is where the bot looks for license.keys when no path is set.",
    ),
    rule(
        "PY-013",
        Severity::High,
        true,
        "Generate BASIC_AUTH_TOKEN in license.keys; with `authorization: Basic` the bot does not start without it.",
    ),
    rule(
        "PY-014",
        Severity::High,
        true,
        "Set `storage.entities.license_keys` to the name of the store; without it no licence key is loaded, and with `authorization: Basic` the bot does not start.",
    ),
    rule(
        "PY-015",
        Severity::High,
        true,
        "Give the store `type: file`; a store without a type is ignored, and its licence keys with it.",
    ),
    rule(
        "PY-016",
        Severity::High,
        true,
        "Use a value without `=`: Program-Y drops every one, so Base64 with padding never matches. Generated values have none.",
    ),
    rule(
        "PY-017",
        Severity::High,
        true,
        "Replace it: the value is printed in guides and samples, so it is tried first.",
    ),
    rule(
        "PY-018",
        Severity::High,
        true,
        "Replace it with a generated value of 256 bit. Nothing slows guessing down: the bot answers as many tries as it can.",
    ),
    rule(
        "PY-019",
        Severity::High,
        true,
        "Give each client its own key, so that one can be taken away without the others.",
    ),
    rule(
        "PY-020",
        Severity::High,
        false,
        "Set both `ssl_cert_file` and `ssl_key_file`; with only one of them the bot speaks plain HTTP without a word of complaint but `careful now !`.",
    ),
    rule(
        "PY-021",
        Severity::High,
        false,
        "Set `ssl_cert_file` and `ssl_key_file`, or `host: 127.0.0.1` with a TLS proxy in front.",
    ),
    rule(
        "PY-022",
        Severity::High,
        false,
        "Write the number alone, without quotes: anything else is ignored and the bot listens on port 80.",
    ),
    rule(
        "PY-023",
        Severity::High,
        false,
        "Set `responder.host: 127.0.0.1`, or let only the health checker through: the ping service asks nobody for a credential.",
    ),
    rule(
        "PY-024",
        Severity::High,
        false,
        "Remove `responder.shutdown`: whoever reaches the ping service can call it.",
    ),
    rule(
        "PY-025",
        Severity::High,
        false,
        "Use an https:// address: the key can be read along the whole way.",
    ),
    rule(
        "PY-026",
        Severity::High,
        false,
        "Set `host: 127.0.0.1`, or use the Flask client: the socket client knows neither credentials nor TLS.",
    ),
    rule(
        "PY-027",
        Severity::Medium,
        false,
        "Write the value without quotes: 4.3 takes all of them as part of the value, 5.0.1 single ones.",
    ),
    rule(
        "PY-028",
        Severity::Medium,
        false,
        "Use letters, digits, `_` and `-` only; they mean the same in files, headers and addresses.",
    ),
    rule(
        "PY-029",
        Severity::Medium,
        true,
        "Save the file as UTF-8 without a byte order mark: it becomes part of the first name or key, which then never matches.",
    ),
    rule(
        "PY-030",
        Severity::Medium,
        false,
        "Keep one. The last one counts, which is easily overlooked.",
    ),
    rule(
        "PY-031",
        Severity::Medium,
        false,
        "Write `NAME = value`; a line without `=` is skipped.",
    ),
    rule(
        "PY-032",
        Severity::Medium,
        false,
        "Add `--cformat yaml` to the command line, or name the file .yaml: the ending .yml is not known and the bot does not start.",
    ),
    rule(
        "PY-033",
        Severity::Medium,
        false,
        "Use YAML or JSON: 5.0.1 does not read storage and licence keys from XML, and does not start with `authorization: Basic`. Chatelaine does not read it either.",
    ),
    rule(
        "PY-034",
        Severity::Medium,
        false,
        "Write the path with $BOT_ROOT in front and give --bot_root on the command line.",
    ),
    rule(
        "PY-035",
        Severity::Medium,
        false,
        "Write `--config ./…` or add `--bot_root .`: for a bare file name $BOT_ROOT is nothing, and $BOT_ROOT/licenses is /licenses.",
    ),
    rule(
        "PY-036",
        Severity::Medium,
        false,
        "Keep the file in the bot's folder: Chatelaine does not look outside of it, so the keys there are not judged.",
    ),
    rule(
        "PY-037",
        Severity::Medium,
        false,
        "Prefer `authorization: Basic` over TLS: API keys are part of the address and stand in every access log. Replace keys whose logs were passed on.",
    ),
    rule(
        "PY-038",
        Severity::Medium,
        false,
        "Remove `api`: the REST clients answer at /api/rest/v1.0/ask and /api/rest/v2.0/ask whatever it says.",
    ),
    rule(
        "PY-039",
        Severity::Medium,
        false,
        "Take `--substitutions` off the command line: the file is loaded and never applied to the configuration, so `authorization: $NAME` leaves the bot open.",
    ),
    rule(
        "PY-040",
        Severity::Medium,
        false,
        "Name the key list in `api_key_file` and put a key for each client in it; until then every client is refused.",
    ),
    rule(
        "PY-041",
        Severity::Medium,
        false,
        "Put a proxy in front that checks the signature or the sender's addresses: this client takes messages from anyone who knows its address.",
    ),
    rule(
        "PY-042",
        Severity::Medium,
        false,
        "Use an `api_key` for the peer instead: with `authorization: Basic` this bot's own BASIC_AUTH_TOKEN goes to it, and the peer can use it here.",
    ),
    rule(
        "PY-043",
        Severity::Medium,
        false,
        "Ask Program-Y peers as `openchatbots` with GET (4.3), or put `apikey=` into the service's https address (5.0).",
    ),
    rule(
        "PY-044",
        Severity::Medium,
        false,
        "Write the password itself: `LICENSE:NAME` is never looked up, and is sent as it stands.",
    ),
    rule(
        "PY-045",
        Severity::Medium,
        false,
        "Write `true` or `false` without quotes: any text counts as true, even \"false\".",
    ),
    rule(
        "PY-046",
        Severity::Low,
        false,
        "Put a login in front of the web chat instead, or use another page: the one that comes with it sends neither token nor key.",
    ),
    rule(
        "PY-047",
        Severity::Info,
        false,
        "Look after BASIC_AUTH_TOKEN there: Chatelaine reads files only.",
    ),
    rule(
        "PY-048",
        Severity::High,
        false,
        "Restart the bot: it reads its configuration, license.keys and the key list once, when it starts. If the finding stays, the bot reads other files than these.",
    ),
    rule(
        "PY-049",
        Severity::Critical,
        false,
        "Restart the bot. If it stays open, it does not use this configuration, or is from before 3.9 and knows no token: look at its command line, its user's right to write the file, and its log.",
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
                format!("PY-{:03}", index + 1),
                "the constants above point into the table by position"
            );
        }
    }
}
