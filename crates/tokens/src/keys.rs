//! Recognising the key that signed a token, offline: the bot is not asked and learns nothing.

use chatelaine_secrets::Secret;

use crate::TokenError;
use crate::signature::Signed;

/// The list, with the source of each group.
const FILE: &str = include_str!("../known-keys.txt");

/// Keys that everybody knows: the bots' defaults, the sample values of their guides, and the placeholders that people
/// copy from tutorials. Whoever holds a token signed with one of these can make more of them. The empty key, with which
/// Cheshire Cat 1 really signs when `CCAT_JWT_SECRET=` is empty, comes first.
pub fn known_keys() -> impl Iterator<Item = &'static str> {
    let listed = FILE
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with("# "));
    std::iter::once("").chain(listed)
}

/// Which key signed a token, as far as could be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyMatch {
    /// A key that everybody knows: this one of [`known_keys`]. The token can be forged by anybody.
    Known(&'static str),
    /// The key at this position among those given.
    Given(usize),
    /// None of them.
    None,
}

/// Looks for the key that signed a token: first among [`known_keys`], then among `given`. A given key that is also well
/// known counts as known, because that is the news. [`guess`](crate::guess) looks further, and takes longer.
///
/// # Errors
/// When the text is no token, is unsigned, or was signed with a key pair: no answer is not the answer "none".
pub fn find_key(text: &str, given: &[&Secret]) -> Result<KeyMatch, TokenError> {
    let signed = Signed::parse(text)?;
    let known = known_keys()
        .find(|key| signed.by(key.as_bytes()))
        .map(KeyMatch::Known);
    Ok(known
        .or_else(|| position(&signed, given).map(KeyMatch::Given))
        .unwrap_or(KeyMatch::None))
}

/// Which of the given keys signed it.
pub(crate) fn position(signed: &Signed, given: &[&Secret]) -> Option<usize> {
    given
        .iter()
        .position(|key| signed.by(key.expose().as_bytes()))
}
