//! Signatures: published vectors, real servers' tokens, a second implementation's tokens, and our own.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a failed expectation is how a test fails"
)]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chatelaine_secrets::Secret;
use chatelaine_tokens::{
    Algorithm, KeyMatch, MAX_BYTES, Part, TokenError, find_key, inspect, known_keys, mint, verifies,
};
use proptest::prelude::*;
use serde_json::json;

const EVERY_ALGORITHM: [Algorithm; 3] = [Algorithm::Hs256, Algorithm::Hs384, Algorithm::Hs512];

fn secret(text: &str) -> Secret {
    Secret::new(text)
}

/// RFC 7515, appendix A.1: its JSON has line breaks inside, and its key is 64 arbitrary bytes.
#[test]
fn the_vector_of_rfc_7515_verifies() {
    let text = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.\
        eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.\
        dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let key = URL_SAFE_NO_PAD
        .decode(
            "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
        )
        .unwrap();
    assert_eq!(verifies(text, &key), Ok(true));
    assert_eq!(
        verifies(text, &key[1..]),
        Ok(false),
        "a key that lacks one byte"
    );
    let read = inspect(text).unwrap();
    assert_eq!(read.expires_at, Some(1_300_819_380));
    assert_eq!(read.claims["http://example.com/is_root"], json!(true));
}

/// `openssl dgst -sha384 -hmac` signed this one.
#[test]
fn a_token_signed_by_openssl_with_hs384_verifies() {
    let text = "eyJhbGciOiJIUzM4NCIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJtYWRlLXdpdGgtb3BlbnNzbCIsImV4cCI6MTc5NTI5Njg2MH0.9M2ihQBhK5BTU-60Jw1NiIzu5gOlnamAyDsgVuHrGIP_ad8W3vboSMWW4UnoPr2d";
    assert_eq!(verifies(text, b"a key that openssl was given"), Ok(true));
    assert_eq!(verifies(text, b"another key"), Ok(false));
}

/// Each recorded token is told apart by the key that the server was configured with.
#[test]
fn the_keys_of_real_servers_are_recognised() {
    let mut seen = 0;
    for line in include_str!("fixtures/recorded.tsv").lines().skip(1) {
        let [version, algorithm, key, text] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("four columns: {line}");
        };
        assert_eq!(inspect(text).unwrap().algorithm, algorithm, "{version}");
        let found = find_key(text, &[]);
        match key {
            "-" => assert_eq!(found, Err(TokenError::Unsigned), "{version}"),
            _ => {
                let key: String = serde_json::from_str(key).unwrap();
                let Ok(KeyMatch::Known(known)) = found else {
                    panic!("{version} {algorithm}: {key:?} is a known key, got {found:?}");
                };
                assert_eq!(known, key, "{version} {algorithm}");
                assert_eq!(verifies(text, key.as_bytes()), Ok(true));
            }
        }
        seen += 1;
    }
    assert!(seen >= 10, "the fixture has lost its lines: {seen}");
}

#[test]
fn a_minted_token_verifies_with_its_key_and_no_other() {
    for algorithm in EVERY_ALGORITHM {
        let claims = json!({"sub": "1d230d17", "username": "admin", "exp": 1_795_379_467});
        let key = secret("Vt4gq1VQ2oH3m8kYw0c5Zs7Lx9Rb6NdJ");
        let token = mint(&claims, &key, algorithm).expect("a good key signs");
        let text = token.expose();
        assert_eq!(verifies(text, key.expose().as_bytes()), Ok(true));
        assert_eq!(
            verifies(text, b"Vt4gq1VQ2oH3m8kYw0c5Zs7Lx9Rb6Ndj"),
            Ok(false)
        );
        assert_eq!(verifies(text, b""), Ok(false));
        let read = inspect(text).unwrap();
        assert_eq!(read.claims, claims);
        assert_eq!(
            read.header,
            json!({"typ": "JWT", "alg": algorithm.name()}),
            "the header that Cheshire Cat itself writes"
        );
        let other = secret("another");
        assert_eq!(
            find_key(text, &[&other, &key]),
            Ok(KeyMatch::Given(1)),
            "the second of the given keys signed it"
        );
        assert_eq!(find_key(text, &[&other]), Ok(KeyMatch::None));
    }
}

#[test]
fn every_known_weak_key_is_found_and_beats_a_given_one() {
    let mut seen = std::collections::BTreeSet::new();
    for weak in known_keys() {
        assert!(seen.insert(weak), "`{weak}` is listed twice");
        if weak.is_empty() {
            continue;
        }
        let key = secret(weak);
        let token = mint(&json!({}), &key, Algorithm::Hs256).unwrap();
        assert_eq!(
            find_key(token.expose(), &[&key]),
            Ok(KeyMatch::Known(weak)),
            "that the configured key is public is the news"
        );
    }
}

#[test]
fn minting_refuses_what_would_be_worthless() {
    let key = secret("Vt4gq1VQ2oH3m8kYw0c5Zs7Lx9Rb6NdJ");
    assert_eq!(
        mint(&json!({}), &secret(""), Algorithm::Hs256).err(),
        Some(TokenError::EmptyKey)
    );
    assert_eq!(
        mint(&json!("claims"), &key, Algorithm::Hs256).err(),
        Some(TokenError::NotAnObject(Part::Claims))
    );
    let long = json!({"sub": "x".repeat(MAX_BYTES)});
    assert!(
        matches!(
            mint(&long, &key, Algorithm::Hs256).err(),
            Some(TokenError::TooLong { .. })
        ),
        "we do not make what we would refuse to read"
    );
    for name in ["hs256", "HS128", "RS256", ""] {
        assert_eq!(name.parse::<Algorithm>(), Err(TokenError::UnknownAlgorithm));
    }
    for algorithm in EVERY_ALGORITHM {
        assert_eq!(algorithm.to_string().parse(), Ok(algorithm));
        assert_eq!(json!(algorithm), json!(algorithm.name()));
    }
}

proptest! {
    #[test]
    fn whatever_is_minted_reads_back_and_its_key_is_found(
        key in ".{1,80}", name in any::<String>(), expiry in any::<i64>(), which in 0..3_usize,
    ) {
        let claims = json!({"username": name, "exp": expiry});
        let key = secret(&key);
        let token = mint(&claims, &key, EVERY_ALGORITHM[which]).unwrap();
        let read = inspect(token.expose()).unwrap();
        prop_assert_eq!(&read.claims, &claims);
        prop_assert_eq!(read.expires_at, Some(expiry));
        prop_assert_eq!(read.username, Some(name));
        prop_assert!(verifies(token.expose(), key.expose().as_bytes()).unwrap());
        prop_assert_ne!(find_key(token.expose(), &[&key]), Ok(KeyMatch::None));
    }

    #[test]
    fn one_flipped_bit_anywhere_breaks_the_token(at in any::<prop::sample::Index>(), bit in 0..8_u32) {
        let key = secret("Vt4gq1VQ2oH3m8kYw0c5Zs7Lx9Rb6NdJ");
        let claims = json!({"sub": "1d230d17", "exp": 1_795_379_467});
        let token = mint(&claims, &key, Algorithm::Hs256).unwrap();
        let mut bytes = token.expose().as_bytes().to_vec();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        prop_assert_ne!(verifies(&text, key.expose().as_bytes()), Ok(true), "bit {} of byte {}", bit, at);
    }

    #[test]
    fn a_shortened_signature_never_passes(length in 0..32_usize) {
        let key = secret("Vt4gq1VQ2oH3m8kYw0c5Zs7Lx9Rb6NdJ");
        let token = mint(&json!({}), &key, Algorithm::Hs256).unwrap();
        let (signed, signature) = token.expose().rsplit_once('.').unwrap();
        let short = &URL_SAFE_NO_PAD.decode(signature).unwrap()[..length];
        let text = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(short));
        prop_assert_eq!(verifies(&text, key.expose().as_bytes()), Ok(false));
    }
}
