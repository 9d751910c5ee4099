//! A text that must not leak by accident.

use std::fmt;

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// A secret text: a key, a token, a password.
///
/// It is wiped from memory on drop, prints as `Secret(redacted)`, has no `Display`, is compared in constant time, and
/// can be neither serialised nor deserialised: putting one into a JSON answer is a compile error.
///
/// ```compile_fail
/// let secret = chatelaine_secrets::Secret::new("canary");
/// let leaked = serde_json::to_string(&secret);
/// ```
///
/// ```compile_fail
/// let secret = chatelaine_secrets::Secret::new("canary");
/// let leaked = format!("{secret}");
/// ```
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes over a text. Hand in a `String` to avoid a copy that nobody wipes.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text itself. Every call is a place where the secret may leak: keep the borrow short.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The length in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether the text is empty, which for a credential usually means "no lock at all".
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret(redacted)")
    }
}

impl PartialEq for Secret {
    /// Compares digests, so that the time taken tells nothing about the first differing byte or the lengths.
    fn eq(&self, other: &Self) -> bool {
        let (left, right) = (
            Sha256::digest(self.expose()),
            Sha256::digest(other.expose()),
        );
        let difference = left
            .iter()
            .zip(right.iter())
            .fold(0, |all, (a, b)| all | (a ^ b));
        std::hint::black_box(difference) == 0
    }
}

impl Eq for Secret {}

#[cfg(test)]
mod tests {
    use super::Secret;

    /// Compiles only while `$type` does not implement `$trait`: with both impls in play the path is ambiguous.
    macro_rules! assert_not_implemented {
        ($type:ty, $trait:path) => {{
            trait Ambiguous<Marker> {
                fn probe() {}
            }
            impl<T: ?Sized> Ambiguous<()> for T {}
            struct Implemented;
            impl<T: ?Sized + $trait> Ambiguous<Implemented> for T {}
            <$type as Ambiguous<_>>::probe();
        }};
    }

    #[test]
    fn no_trait_that_prints_or_sends_a_secret_is_implemented() {
        assert_not_implemented!(Secret, serde::Serialize);
        assert_not_implemented!(Secret, serde::de::DeserializeOwned);
        assert_not_implemented!(Secret, std::fmt::Display);
        assert_not_implemented!(Secret, AsRef<str>);
        assert_not_implemented!(Secret, std::ops::Deref);
    }

    #[test]
    fn debug_shows_neither_text_nor_length() {
        let shown = format!(
            "{:?} {:#?}",
            Secret::new("canary-51c1"),
            Some(Secret::new("x"))
        );
        assert!(
            !shown.contains("canary"),
            "debug output must not hold the text: {shown}"
        );
        assert_eq!(
            format!("{:?}", Secret::new("a")),
            format!("{:?}", Secret::new("a much longer one")),
            "debug output must not depend on the length"
        );
    }

    #[test]
    fn equality_is_that_of_the_texts() {
        assert_eq!(
            Secret::new("same"),
            Secret::new("same"),
            "equal texts are equal secrets"
        );
        assert_ne!(
            Secret::new("same"),
            Secret::new("samf"),
            "one byte makes the difference"
        );
        assert_ne!(
            Secret::new("same"),
            Secret::new("same\0"),
            "length makes the difference"
        );
        assert!(
            Secret::new("").is_empty() && Secret::new("é").len() == 2,
            "length counts bytes"
        );
    }
}
