//! The rules for Rasa. Ids are frozen once published; a rule that is given up leaves a gap.

use crate::{Rule, Severity};

/// Names every rule by its place in the table, so that one glance shows both.
macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $at:literal;)*) => {
        $($(#[$doc])* pub(super) const $name: &Rule = &RULES[$at];)*
    };
}

rules! {
    /// The socket asks nobody for a token.
    SOCKET_OPEN = 0;
    /// A key that locks is misspelt, so it is ignored.
    LOCK_MISSPELT = 1;
    /// The socket's key is the text `${NAME}`.
    LOCK_NOT_EXPANDED = 2;
    /// REST or callback channel.
    REST_OPEN = 3;
    /// The plain REST channel goes around the operator's own.
    REST_BESIDE_OWN = 4;
    /// The HTTP API without a credential.
    API_OPEN = 5;
    /// A version without a lock for the socket.
    TOO_OLD = 6;
    /// A secret from a guide or sample.
    SAMPLE_SECRET = 7;
    /// A secret that can be guessed.
    WEAK_SECRET = 8;
    /// One secret in two places.
    REUSED_SECRET = 9;
    /// `${NAME}` is the value itself.
    NOT_EXPANDED = 10;
    /// A variable that nothing sets.
    VARIABLE_UNSET = 11;
    /// The `.env` with the variables does not reach the container.
    ENV_NOT_LOADED = 12;
    /// A variable that nothing sets, in the middle of a word.
    VARIABLE_KEPT = 13;
    /// `${NAME:-default}`.
    NO_DEFAULTS = 14;
    /// A channel that Rasa does not know.
    CHANNEL_UNKNOWN = 15;
    /// A channel without what it needs.
    CHANNEL_EMPTY = 16;
    /// Slack without its signing secret.
    SLACK_UNSIGNED = 17;
    /// Hangouts without its project.
    HANGOUTS_OPEN = 18;
    /// A messenger whose requests are not checked.
    UNVERIFIED = 19;
    /// A key that stands twice.
    DUPLICATE = 20;
    /// A list or a text where keys belong.
    NOT_A_MAPPING = 21;
    /// A secret on the command line.
    ARGV_SECRET = 22;
    /// A public key without the private one.
    NO_PRIVATE_KEY = 23;
    /// A kind of lock store that Rasa does not know.
    LOCK_STORE = 24;
    /// A variable that only a shell can set.
    VARIABLE_MAYBE = 25;
    /// A key with which every token is refused.
    KEY_REFUSED = 26;
    /// An algorithm with which every token is refused.
    JWT_METHOD = 27;
    /// A key that is shorter than its signature.
    KEY_SHORT = 28;
    /// A key that Rasa ignores.
    KEY_UNKNOWN = 29;
    /// A namespace in which nobody gets a reply.
    NAMESPACE = 30;
    /// Kafka in clear.
    KAFKA_CLEAR = 31;
    /// A credential in an address.
    SECRET_IN_URL = 32;
    /// An authority that does not do what it seems to.
    NO_CLIENT_CERTIFICATES = 33;
    /// The port is open to every network.
    PORT_PUBLIC = 34;
    /// A credential that crosses the network in clear.
    SENT_IN_CLEAR = 35;
    /// A secret in a configuration file.
    LITERAL_SECRET = 36;
    /// Conversations that can be taken over.
    PERSISTENCE = 37;
    /// Every site may call.
    CORS_ANY = 38;
    /// A token in every address.
    TOKEN_IN_QUERY = 39;
    /// A credential that the action server ignores.
    ACTION_CREDENTIAL = 40;
    /// Any certificate will do for Kafka.
    KAFKA_HOSTNAME = 41;
    /// The running bot does not use what its files say now.
    NOT_LOADED = 42;
    /// The bot answers although its files say locked, or switched off.
    OPEN_ANYWAY = 43;
    /// A key that everybody knows opens the running bot.
    FORGEABLE = 44;
    /// There is a way around the gateway.
    GATEWAY_BYPASS = 45;
    /// Plain HTTP beyond this machine.
    PLAIN_HTTP = 46;
}

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
        "RA-001",
        Severity::Critical,
        true,
        "Set jwt_key below socketio to a generated value, and give the chat window tokens that are signed with it. `--auth-token` and `--jwt-secret` do not guard the socket.",
    ),
    rule(
        "RA-002",
        Severity::Critical,
        true,
        "Correct the spelling: Rasa ignores keys that it does not know, and the channel stays open.",
    ),
    rule(
        "RA-003",
        Severity::Critical,
        true,
        "Take the quotes away. Rasa replaces ${NAME} only where nothing quotes it; in quotes the text itself becomes the key, and everybody can read it in the documentation of the bot.",
    ),
    rule(
        "RA-004",
        Severity::Critical,
        false,
        "Bind Rasa to loopback (`-i 127.0.0.1`) and let only a gateway that checks a token reach this webhook, or remove the channel. Rasa itself cannot guard it: `--auth-token` and `--jwt-secret` are for the HTTP API only.",
    ),
    rule(
        "RA-005",
        Severity::Critical,
        false,
        "Remove `rest:` from the file. Your own channel can check who is calling, but the plain one beside it answers everybody.",
    ),
    rule(
        "RA-006",
        Severity::Critical,
        false,
        "Give `rasa run` an `--auth-token` or a `--jwt-secret`, or leave `--enable-api` out. Through the open API anyone can read conversations and replace the model.",
    ),
    rule(
        "RA-007",
        Severity::Critical,
        false,
        "Upgrade to Rasa 2.8 or 3: before that the socket has no lock at all. Keep it away from every network until then.",
    ),
    rule(
        "RA-008",
        Severity::High,
        true,
        "Replace it: the value is printed in guides and samples, so it is tried first.",
    ),
    rule(
        "RA-009",
        Severity::High,
        true,
        "Replace it with a generated value of 256 bit. Whoever has one token can try keys offline, a million a second.",
    ),
    rule(
        "RA-010",
        Severity::High,
        true,
        "Give each lock its own key, so that losing one opens only one.",
    ),
    rule(
        "RA-011",
        Severity::High,
        true,
        "Write ${NAME} without quotes and with its braces. Rasa replaces it only so; otherwise the text itself is the value.",
    ),
    rule(
        "RA-012",
        Severity::High,
        false,
        "Set the variable where the bot's process gets its environment from. Until then Rasa does not start.",
    ),
    rule(
        "RA-013",
        Severity::High,
        true,
        "Give the service `env_file: [.env]`, or the unit `EnvironmentFile=`. Without it the bot never sees the file, and Rasa does not start.",
    ),
    rule(
        "RA-014",
        Severity::High,
        false,
        "Set the variable, or write the value out. In the middle of a word Rasa leaves a variable that nothing sets as it is, without a word.",
    ),
    rule(
        "RA-015",
        Severity::High,
        false,
        "Write ${NAME} alone and set the variable: Rasa knows no defaults and nothing else between the braces, and does not start.",
    ),
    rule(
        "RA-016",
        Severity::High,
        false,
        "Correct the name or remove the section: Rasa does not start. A channel of your own is named by its Python path, module.Class.",
    ),
    rule(
        "RA-017",
        Severity::High,
        false,
        "Write down what the channel needs, or remove it: Rasa does not start.",
    ),
    rule(
        "RA-018",
        Severity::High,
        false,
        "Copy the signing secret from the app's page at Slack. Rasa does not start without it; a version that did would believe everybody.",
    ),
    rule(
        "RA-019",
        Severity::High,
        false,
        "Set project_id to the number of the Google project: only then are the tokens of incoming requests checked.",
    ),
    rule(
        "RA-020",
        Severity::High,
        false,
        "Let only the messenger reach this webhook: with a gateway that checks its signature or its addresses. Rasa believes every request.",
    ),
    rule(
        "RA-021",
        Severity::High,
        false,
        "Keep one of them. Rasa refuses the whole file and does not start.",
    ),
    rule(
        "RA-022",
        Severity::High,
        false,
        "Write names with values, `name:` and below it `key: value`. Rasa does not start with anything else.",
    ),
    rule(
        "RA-023",
        Severity::High,
        false,
        "Every user of the machine can read it in the list of processes. Rasa 3.6 has no other way to be told, so run it in a container or under a user of its own, hide processes from others (hidepid=2), or leave the HTTP API off.",
    ),
    rule(
        "RA-024",
        Severity::High,
        false,
        "Give `--jwt-private-key` as well, or use HS256. The server dies at start without it, although it only verifies.",
    ),
    rule(
        "RA-025",
        Severity::High,
        false,
        "Write `redis` or `in_memory`, in small letters. Rasa takes everything else for a class and does not start.",
    ),
    rule(
        "RA-026",
        Severity::Medium,
        false,
        "Make sure that whoever starts the bot sets the variable; otherwise Rasa does not start. A `.env` beside the file makes it visible here.",
    ),
    rule(
        "RA-027",
        Severity::Medium,
        false,
        "Write the key as text in double quotes, on one line; a PEM key goes with RS, ES or PS algorithms only.",
    ),
    rule(
        "RA-028",
        Severity::Medium,
        false,
        "Use HS256 with a secret, or RS256 or ES256 with a public key, in exactly this spelling. With anything else every token is refused.",
    ),
    rule(
        "RA-029",
        Severity::Medium,
        true,
        "Replace it with a generated value. A key for HS256 needs 32 bytes or more.",
    ),
    rule(
        "RA-030",
        Severity::Medium,
        false,
        "Correct the spelling or remove the line: Rasa ignores it without a word.",
    ),
    rule(
        "RA-031",
        Severity::Medium,
        false,
        "Remove it. Chats connect in the namespace and never get a reply, because Rasa answers in the default one.",
    ),
    rule(
        "RA-032",
        Severity::Medium,
        false,
        "Set security_protocol to SASL_SSL, which the broker has to offer, and ssl_check_hostname to true.",
    ),
    rule(
        "RA-033",
        Severity::Medium,
        false,
        "Take it out of the address, which ends up in logs on the way, and use basic_auth or a header.",
    ),
    rule(
        "RA-034",
        Severity::Medium,
        false,
        "Let a proxy in front of Rasa ask for client certificates. `--ssl-ca-file` does not: every client is accepted without one.",
    ),
    rule(
        "RA-035",
        Severity::Medium,
        false,
        "Bind Rasa to loopback (`-i 127.0.0.1`, or \"127.0.0.1:5005:5005\" in the compose file) and put a TLS proxy in front.",
    ),
    rule(
        "RA-036",
        Severity::Medium,
        false,
        "Use an https address: name, password, token and every message cross the network in clear.",
    ),
    rule(
        "RA-037",
        Severity::Low,
        false,
        "Keep it in the environment and write ${NAME} here, without quotes, so that the file can be shared and versioned.",
    ),
    rule(
        "RA-038",
        Severity::Low,
        false,
        "Let the browser use random session ids that nobody guesses: whoever names somebody else's id gets the replies. If the bot confirms sessions and then stays silent, pin python-socketio below 5.10.",
    ),
    rule(
        "RA-039",
        Severity::Low,
        false,
        "Name the sites that may call. The socket accepts every origin in any case, so its only lock is jwt_key.",
    ),
    rule(
        "RA-040",
        Severity::Low,
        false,
        "Use basic_auth or a header instead: the token is part of every address and ends up in access logs.",
    ),
    rule(
        "RA-041",
        Severity::Low,
        false,
        "Put a proxy in front of the action server that checks it, or keep the action server on loopback or in the bot's container network.",
    ),
    rule(
        "RA-042",
        Severity::Low,
        false,
        "Set ssl_check_hostname to true: it is off by default, and then any certificate of the authority will do.",
    ),
    rule(
        "RA-043",
        Severity::High,
        false,
        "Restart Rasa so that it reads its files and its command line, then check again. After a change of .env or of the compose file `docker compose restart` is not enough: use `docker compose up -d --force-recreate`.",
    ),
    rule(
        "RA-044",
        Severity::Critical,
        false,
        "The running bot does not do what its configuration says. Restart it; if it stays open, look at which files it is started with (`--credentials`, the volumes of the compose file).",
    ),
    rule(
        "RA-045",
        Severity::Critical,
        true,
        "Replace the value with a generated one of 256 bit and restart Rasa. A key in quotes is no reference: take the quotes of ${NAME} away.",
    ),
    rule(
        "RA-046",
        Severity::Critical,
        false,
        "Publish the one path of the webhook with `location =`, answer everything else with `location / { return 404; }`, and take `location /core/` out of the gateway's configuration.",
    ),
    rule(
        "RA-047",
        Severity::High,
        false,
        "Put a TLS proxy in front of the bot and use its https address, or bind Rasa to loopback (`-i 127.0.0.1`).",
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
                format!("RA-{:03}", index + 1),
                "the constants above point into the table by position"
            );
        }
    }
}
