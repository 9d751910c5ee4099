//! Recognising the key that signed a token, offline: the bot is not asked and learns nothing.

use chatelaine_secrets::Secret;

use crate::TokenError;
use crate::signature::Signed;

/// Keys that everybody knows: the bots' defaults, the sample values of their guides, and the placeholders that people
/// copy from tutorials. Whoever holds a token signed with one of these can make more of them.
pub const KNOWN_WEAK_KEYS: &[&str] = &[
    // Cheshire Cat 1: the default, the empty line in `.env`, and what its guides and `.env.example` show.
    "secret",
    "",
    "meow_jwt",
    "meow",
    "meow2",
    "meow_ws",
    "a-very-long-and-alphanumeric-secret",
    "another-very-long-and-alphanumeric-secret",
    "yet-another-very-long-and-alphanumeric-secret",
    // Sample values of the other platforms' guides; operators reuse them across bots.
    "testing",
    "this-is-a-bot-token",
    "this-is-a-rest-token",
    "my-extension-authorization-token",
    "old-ext-token",
    "pass",
    "11111111111111",
    "thisismysecret",
    "mysecret",
    "my-secret",
    "my_secret",
    // Placeholders of common tutorials and tools.
    "your-256-bit-secret",
    "your-384-bit-secret",
    "your-512-bit-secret",
    "a-string-secret-at-least-256-bits-long",
    "your-secret",
    "your_secret",
    "your-secret-key",
    "your_secret_key",
    "your_jwt_secret",
    "jwt_secret",
    "jwt-secret",
    "jwtsecret",
    "secret_key",
    "secret-key",
    "secretkey",
    "supersecret",
    "super-secret",
    "super_secret",
    "topsecret",
    "shhhhh",
    "changeme",
    "change-me",
    "change_me",
    "changeit",
    "default",
    "example",
    "token",
    "key",
    "jwt",
    "test",
    "test123",
    "dev",
    "development",
    "production",
    // The passwords that open every list.
    "admin",
    "password",
    "passw0rd",
    "password123",
    "letmein",
    "qwerty",
    "123456",
    "12345678",
    "123456789",
    "1234567890",
    "0000",
    "x",
    // What an unset variable turns into in shells, templates and scripts.
    "None",
    "null",
    "undefined",
    "true",
    "false",
];

/// Which key signed a token, as far as could be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyMatch {
    /// A key that everybody knows: this value of [`KNOWN_WEAK_KEYS`]. The token can be forged by anybody.
    Known(&'static str),
    /// The key at this position among those given.
    Given(usize),
    /// None of them.
    None,
}

/// Looks for the key that signed a token: first among [`KNOWN_WEAK_KEYS`], then among `given`. A given key that is
/// also well known counts as known, because that is the news.
///
/// # Errors
/// When the text is no token, is unsigned, or was signed with a key pair: no answer is not the answer "none".
pub fn find_key(text: &str, given: &[&Secret]) -> Result<KeyMatch, TokenError> {
    let signed = Signed::parse(text)?;
    let known = KNOWN_WEAK_KEYS
        .iter()
        .find(|key| signed.by(key.as_bytes()))
        .map(|key| KeyMatch::Known(key));
    let given = || {
        given
            .iter()
            .position(|key| signed.by(key.expose().as_bytes()))
            .map(KeyMatch::Given)
    };
    Ok(known.or_else(given).unwrap_or(KeyMatch::None))
}
