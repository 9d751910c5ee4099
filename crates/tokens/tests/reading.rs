//! Reading tokens: what is read, what is refused, and that reading never approves.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a failed expectation is how a test fails"
)]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chatelaine_secrets::Secret;
use chatelaine_tokens::{
    Algorithm, KeyMatch, MAX_BYTES, Part, TokenError, Weakness, find_key, inspect, mint, verifies,
};
use proptest::prelude::*;
use serde_json::json;

/// A token with these parts and, as its signature, these bytes.
fn token(header: &str, claims: &str, signature: &[u8]) -> String {
    let [header, claims] = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part));
    format!("{header}.{claims}.{}", URL_SAFE_NO_PAD.encode(signature))
}

const HS256: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

#[test]
fn a_cheshire_cat_token_tells_who_it_is_for_and_until_when() {
    let text = token(
        HS256,
        r#"{"sub":"25fa6c5a","username":"admin","permissions":{"USERS":["LIST"]},"exp":1795296860}"#,
        b"not checked here",
    );
    let read = inspect(&format!("  {text}\n")).expect("blanks around a pasted token do no harm");
    assert_eq!(read.algorithm, "HS256");
    assert_eq!(read.shared_secret_algorithm(), Some(Algorithm::Hs256));
    assert_eq!(read.subject.as_deref(), Some("25fa6c5a"));
    assert_eq!(read.username.as_deref(), Some("admin"));
    assert_eq!(read.claims["permissions"], json!({"USERS": ["LIST"]}));
    assert_eq!(read.issued_at, None, "Cheshire Cat sends no `iat`");
    assert_eq!(read.seconds_left(1_795_296_800), Some(60));
    assert!(!read.expired_at(1_795_296_859), "one second is left");
    assert!(
        read.expired_at(1_795_296_860),
        "on the second of its expiry a token is over"
    );
    assert_eq!(read.weaknesses(), []);
}

#[test]
fn the_user_name_is_found_where_each_platform_puts_it() {
    for (claims, why) in [
        (r#"{"username":"ada"}"#, "Cheshire Cat"),
        (r#"{"user":{"username":"ada","role":"admin"}}"#, "Rasa"),
        (r#"{"preferred_username":"ada"}"#, "OpenID Connect"),
    ] {
        let read = inspect(&token(HS256, claims, b"x")).unwrap();
        assert_eq!(read.username.as_deref(), Some("ada"), "{why}");
    }
    let read = inspect(&token(HS256, r#"{"username":7,"sub":7}"#, b"x")).unwrap();
    assert_eq!(
        (read.username, read.subject),
        (None, None),
        "a number is no name"
    );
}

#[test]
fn every_spelling_of_none_is_read_called_unsigned_and_never_verified() {
    for spelling in ["none", "None", "NONE", "nOnE"] {
        let text = token(&format!(r#"{{"alg":"{spelling}"}}"#), "{}", b"");
        let read = inspect(&text).expect("an unsigned token is exactly what must be shown");
        assert_eq!(read.algorithm, spelling);
        assert_eq!(
            read.weaknesses(),
            [Weakness::Unsigned, Weakness::NeverExpires]
        );
        assert_eq!(verifies(&text, b""), Err(TokenError::Unsigned));
        assert_eq!(find_key(&text, &[]), Err(TokenError::Unsigned));
        assert_eq!(spelling.parse::<Algorithm>(), Err(TokenError::Unsigned));
    }
}

#[test]
fn weaknesses_name_a_missing_signature_and_a_bad_expiry() {
    let read = inspect(&token(HS256, r#"{"exp":"tomorrow"}"#, b"")).unwrap();
    assert_eq!(
        read.weaknesses(),
        [Weakness::EmptySignature, Weakness::UnreadableExpiry]
    );
    assert!(
        !read.expired_at(i64::MAX),
        "what cannot be read cannot be called expired"
    );
    let text = token(HS256, r#"{"exp":null}"#, b"x");
    assert_eq!(
        inspect(&text).unwrap().weaknesses(),
        [Weakness::NeverExpires],
        "null is as good as absent"
    );
}

#[test]
fn odd_dates_are_read_as_servers_read_them() {
    for (claim, seconds) in [
        ("1795296860.9", 1_795_296_860),
        ("1.5e9", 1_500_000_000),
        ("-1", -1),
        ("18446744073709551615", i64::MAX),
        ("1e300", i64::MAX),
        ("-1e300", i64::MIN),
    ] {
        let text = token(HS256, &format!(r#"{{"exp":{claim}}}"#), b"x");
        let read = inspect(&text).unwrap();
        assert_eq!(read.expires_at, Some(seconds), "{claim}");
        assert!(
            read.seconds_left(0).is_some(),
            "no overflow at either end of time"
        );
    }
}

#[test]
fn what_is_no_token_is_refused_with_the_part_that_is_wrong() {
    let good = token(HS256, "{}", b"x");
    let [header, claims, signature] = good.split('.').collect::<Vec<_>>()[..] else {
        panic!("three parts")
    };
    let cases = [
        (String::new(), TokenError::NotAToken { parts: 1 }),
        ("a.b".into(), TokenError::NotAToken { parts: 2 }),
        ("a.b.c.d".into(), TokenError::NotAToken { parts: 4 }),
        ("a.b.c.d.e".into(), TokenError::Encrypted),
        (
            format!("Bearer {good}"),
            TokenError::NotBase64(Part::Header),
        ),
        (format!("\"{good}\""), TokenError::NotBase64(Part::Header)),
        (
            token("[]", "{}", b"x"),
            TokenError::NotAnObject(Part::Header),
        ),
        (token("{", "{}", b"x"), TokenError::NotJson(Part::Header)),
        (token("{}", "{}", b"x"), TokenError::NoAlgorithm),
        (token(r#"{"alg":7}"#, "{}", b"x"), TokenError::NoAlgorithm),
        (
            token(HS256, "7", b"x"),
            TokenError::NotAnObject(Part::Claims),
        ),
        (
            token(HS256, "\u{0}", b"x"),
            TokenError::NotJson(Part::Claims),
        ),
        (
            format!("{header}.{claims}\n.{signature}"),
            TokenError::NotBase64(Part::Claims),
        ),
        (
            token(HS256, &("[".repeat(10_000)), b"x"),
            TokenError::NotJson(Part::Claims),
        ),
        (
            "a".repeat(MAX_BYTES + 1),
            TokenError::TooLong {
                bytes: MAX_BYTES + 1,
            },
        ),
    ];
    for (text, error) in cases {
        assert_eq!(inspect(&text), Err(error.clone()), "{error}");
        assert!(!error.advice().is_empty(), "every error says what to do");
    }
}

#[test]
fn base64_must_be_the_url_alphabet_without_padding_or_stray_bits() {
    let signature = [0xfb, 0xff, 0xfe, 0x01];
    let good = token(HS256, "{}", &signature);
    let (signed, encoded) = good.rsplit_once('.').unwrap();
    assert_eq!(
        encoded, "-__-AQ",
        "the vector exercises both special characters"
    );
    for wrong in [
        "-__-AQ==", "-__-AQ=", "+//+AQ", "-__-AR", "-__-A", "-__-A Q",
    ] {
        assert_eq!(
            inspect(&format!("{signed}.{wrong}")),
            Err(TokenError::NotBase64(Part::Signature)),
            "`{wrong}` must not pass for `{encoded}`: two texts for one token defeat every deny list"
        );
    }
}

#[test]
fn errors_never_quote_the_token() {
    let canary = "c4n4ry-in-the-token";
    let texts = [
        canary.to_owned(),
        format!("{canary}.{canary}.{canary}"),
        token(&format!(r#"{{"alg":"{canary}"}}"#), "{}", b"x"),
        token(HS256, &format!(r#"{{"a":"{canary}" oops}}"#), b"x"),
        token(HS256, &format!(r#""{canary}""#), b"x"),
    ];
    for text in texts {
        let error = verifies(&text, b"key").expect_err("each of these is refused");
        let shown = format!("{error} {error:?} {}", error.advice());
        assert!(!shown.contains(canary), "a token leaked into: {shown}");
    }
    let minted = mint(&json!({}), &Secret::new(canary), Algorithm::Hs256).unwrap();
    assert!(
        !format!("{minted:?}").contains("eyJ"),
        "a minted token is a secret and stays out of Debug"
    );
}

#[test]
fn a_token_signed_with_a_key_pair_is_read_but_not_judged() {
    let text = token(r#"{"alg":"RS256"}"#, "{}", b"x");
    assert_eq!(inspect(&text).unwrap().shared_secret_algorithm(), None);
    assert_eq!(verifies(&text, b"k"), Err(TokenError::NotSharedSecret));
    assert_eq!(
        find_key(&text, &[]),
        Err(TokenError::NotSharedSecret),
        "`{:?}` would claim that its key is strong",
        KeyMatch::None
    );
    let lower = token(r#"{"alg":"hs256"}"#, "{}", b"x");
    assert_eq!(
        verifies(&lower, b"k"),
        Err(TokenError::NotSharedSecret),
        "algorithm names are case-sensitive, and servers treat them so"
    );
}

proptest! {
    #[test]
    fn reading_survives_any_text(text in any::<String>(), bytes in any::<Vec<u8>>()) {
        let _ = inspect(&text);
        let _ = inspect(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn reading_survives_any_bytes_in_any_part(
        header in any::<Vec<u8>>(), claims in any::<Vec<u8>>(), signature in any::<Vec<u8>>(), valid_header: bool,
    ) {
        let header = if valid_header { HS256.as_bytes().to_vec() } else { header };
        let parts = [header, claims, signature].map(|part| URL_SAFE_NO_PAD.encode(part));
        let text = parts.join(".");
        if let Ok(read) = inspect(&text) {
            let _ = (read.weaknesses(), read.seconds_left(i64::MIN), read.expired_at(i64::MAX));
        }
        let _ = find_key(&text, &[]);
    }
}
