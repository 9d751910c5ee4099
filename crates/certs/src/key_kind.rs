//! Public keys by their usual names.

use x509_parser::prelude::FromDer;
use x509_parser::public_key::RSAPublicKey;
use x509_parser::x509::SubjectPublicKeyInfo;

use crate::shown::shown;

/// NIST SP 800-131A allows no shorter RSA key since 2014, and today's TLS libraries refuse them.
const RSA_LEAST_BITS: usize = 2048;
/// What rustls and other libraries with fixed buffers still take.
const RSA_MOST_BITS: usize = 8192;

/// The kind of a public key and what is wrong with it.
pub(crate) struct KeyKind {
    /// `EC P-256`, `RSA 2048`, …
    pub(crate) name: String,
    /// One sentence, if it should not be used.
    pub(crate) warning: Option<String>,
}

impl KeyKind {
    pub(crate) fn of(key: &SubjectPublicKeyInfo<'_>) -> Self {
        let algorithm = key.algorithm.algorithm.to_id_string();
        match algorithm.as_str() {
            "1.2.840.113549.1.1.1" | "1.2.840.113549.1.1.10" => Self::rsa(key),
            "1.2.840.10045.2.1" => Self::elliptic(key),
            "1.3.101.112" => Self::fine("Ed25519"),
            "1.3.101.113" => Self::fine("Ed448"),
            "1.2.840.10040.4.1" => Self {
                name: "DSA".into(),
                warning: Some("DSA keys are obsolete and no current client accepts them.".into()),
            },
            other => Self::fine(&format!("unknown ({})", shown(other))),
        }
    }

    fn fine(name: &str) -> Self {
        Self {
            name: name.into(),
            warning: None,
        }
    }

    fn rsa(key: &SubjectPublicKeyInfo<'_>) -> Self {
        let Ok((_, rsa)) = RSAPublicKey::from_der(&key.subject_public_key.data) else {
            return Self {
                name: "RSA".into(),
                warning: Some("The RSA key is damaged.".into()),
            };
        };
        let bits = bits(rsa.modulus);
        let warning = if bits < RSA_LEAST_BITS {
            Some(format!(
                "The RSA key has {bits} bits and can be broken; use at least {RSA_LEAST_BITS}."
            ))
        } else if bits > RSA_MOST_BITS {
            Some(format!(
                "The RSA key has {bits} bits; many clients refuse more than {RSA_MOST_BITS}."
            ))
        } else {
            None
        };
        Self {
            name: format!("RSA {bits}"),
            warning,
        }
    }

    fn elliptic(key: &SubjectPublicKeyInfo<'_>) -> Self {
        let curve = key
            .algorithm
            .parameters
            .as_ref()
            .and_then(|parameters| parameters.as_oid().ok())
            .map(|oid| oid.to_id_string());
        let weak = |name: &str| Self {
            name: name.into(),
            warning: Some("The curve of the key is too small; use P-256.".into()),
        };
        match curve.as_deref() {
            Some("1.2.840.10045.3.1.7") => Self::fine("EC P-256"),
            Some("1.3.132.0.34") => Self::fine("EC P-384"),
            Some("1.3.132.0.35") => Self::fine("EC P-521"),
            Some("1.3.132.0.33") => weak("EC P-224"),
            Some("1.2.840.10045.3.1.1") => weak("EC P-192"),
            other => Self {
                name: format!("EC {}", shown(other.unwrap_or("unnamed curve"))),
                warning: Some(
                    "Browsers and most clients do not know the curve of this key.".into(),
                ),
            },
        }
    }
}

/// Length of a big-endian number without its leading zeros.
fn bits(number: &[u8]) -> usize {
    let first = number.iter().position(|byte| *byte != 0);
    first.map_or(0, |first| {
        (number.len() - first) * 8 - number[first].leading_zeros() as usize
    })
}
