//! Values that everybody knows: shipped defaults, samples in documentation, the first lines of every wordlist.

const CAT: &str = "a sample from the Cheshire Cat's documentation";
const CAT_SHIPPED: &str = "a value shipped with the Cheshire Cat";
const CHATTO: &str = "a sample from Chatto's documentation";
const PROGRAM_Y: &str = "a sample from Program-Y's license.keys";
const RASA: &str = "a sample from Rasa's documentation";
const EXAMPLE: &str = "a placeholder used in examples";
const COMMON: &str = "one of the most common passwords";

/// In lower case: nobody is safer for writing `Secret`.
const KNOWN: &[(&str, &str)] = &[
    ("", "an empty value"),
    ("meow", CAT_SHIPPED),
    ("meow2", CAT_SHIPPED),
    ("meow_ws", CAT),
    (
        "meow_jwt",
        "the Cheshire Cat's default JWT secret (version 2)",
    ),
    ("secret", "the Cheshire Cat's default JWT secret"),
    ("admin", "the Cheshire Cat's default admin password"),
    ("user", "the Cheshire Cat's default user password"),
    ("a-very-long-and-alphanumeric-secret", CAT),
    ("another-very-long-and-alphanumeric-secret", CAT),
    ("yet-another-very-long-and-alphanumeric-secret", CAT),
    ("this-is-a-bot-token", CHATTO),
    ("this-is-a-rest-token", CHATTO),
    ("my-extension-authorization-token", CHATTO),
    ("my-super-secret-token", CHATTO),
    ("rather-cousin-limp-scull", CHATTO),
    ("hornpipe-valency-itch-sentry", CHATTO),
    ("my_bot_key", CHATTO),
    ("my_account_sid", CHATTO),
    ("my_auth_token", CHATTO),
    ("my_slack_token", CHATTO),
    ("my_slack_app_token", CHATTO),
    ("xxxxxxxxxxxxxx", PROGRAM_Y),
    ("11111111111111", PROGRAM_Y),
    ("22222222222222", PROGRAM_Y),
    ("33333333333333", PROGRAM_Y),
    ("testing", RASA),
    ("thisismysecret", RASA),
    ("changeme", EXAMPLE),
    ("change-me", EXAMPLE),
    ("change_me", EXAMPLE),
    ("changeit", EXAMPLE),
    ("replaceme", EXAMPLE),
    ("default", EXAMPLE),
    ("example", EXAMPLE),
    ("token", EXAMPLE),
    ("key", EXAMPLE),
    ("api-key", EXAMPLE),
    ("api_key", EXAMPLE),
    ("apikey", EXAMPLE),
    ("mysecret", EXAMPLE),
    ("my-secret", EXAMPLE),
    ("supersecret", EXAMPLE),
    ("super-secret", EXAMPLE),
    ("jwt_secret", EXAMPLE),
    ("jwt-secret", EXAMPLE),
    ("your-secret-key", EXAMPLE),
    ("your_secret_key", EXAMPLE),
    ("your-256-bit-secret", EXAMPLE),
    ("a-string-secret-at-least-256-bits-long", EXAMPLE),
    ("shhhhh", EXAMPLE),
    ("test", EXAMPLE),
    ("pass", COMMON),
    ("password", COMMON),
    ("passw0rd", COMMON),
    ("p@ssw0rd", COMMON),
    ("password1", COMMON),
    ("password123", COMMON),
    ("admin123", COMMON),
    ("administrator", COMMON),
    ("root", COMMON),
    ("toor", COMMON),
    ("guest", COMMON),
    ("letmein", COMMON),
    ("welcome", COMMON),
    ("qwerty", COMMON),
    ("qwerty123", COMMON),
    ("abc123", COMMON),
    ("123456", COMMON),
    ("12345678", COMMON),
    ("123456789", COMMON),
    ("1234567890", COMMON),
    ("111111", COMMON),
    ("iloveyou", COMMON),
    ("dragon", COMMON),
    ("monkey", COMMON),
    ("hunter2", COMMON),
];

/// Which known value a text is, ignoring case and surrounding blanks and quotes.
pub(super) fn name_of(text: &str) -> Option<&'static str> {
    let bare = text.trim_matches(|c: char| c.is_whitespace() || c == '"' || c == '\'');
    KNOWN
        .iter()
        .find(|(value, _)| bare.eq_ignore_ascii_case(value))
        .map(|&(_, which)| which)
}
