#![allow(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::prelude::*;

use super::{MASK, mask, redact};
use crate::Secret;

#[test]
fn the_mask_is_the_same_for_every_value() {
    assert_eq!(
        mask("x"),
        mask(&"y".repeat(99)),
        "the mask must not reveal the length"
    );
    assert!(
        !mask("canary").contains("canary"),
        "the mask must not hold the value"
    );
}

#[test]
fn the_text_around_a_secret_stays() {
    let key = Secret::new("k3y/+&");
    assert_eq!(
        redact("GET /?token=k3y%2F%2b%26&x=1", &[&key]),
        format!("GET /?token={MASK}&x=1")
    );
    assert_eq!(
        redact("nothing in here", &[&key]),
        "nothing in here",
        "other texts are untouched"
    );
    assert_eq!(
        redact("kept", &[&Secret::new("")]),
        "kept",
        "an empty secret is everywhere and nowhere"
    );
}

#[test]
fn a_basic_authorization_header_hides_the_password() {
    let password = Secret::new("correct horse battery");
    for user in ["a", "ab", "abc", "admin"] {
        let header = STANDARD.encode(format!("{user}:{}", password.expose()));
        let shown = redact(&header, &[&password]);
        let rest: String = shown.chars().filter(char::is_ascii).collect();
        let back = STANDARD_NO_PAD
            .decode(rest.trim_end_matches('='))
            .unwrap_or_default();
        assert!(
            shown.contains(MASK),
            "{user}: the password is found inside base64"
        );
        assert!(
            !String::from_utf8_lossy(&back).contains("horse"),
            "{user}: nothing readable is left"
        );
    }
}

#[test]
fn secrets_that_overlap_leave_no_rest() {
    let (one, two) = (Secret::new("abcdef"), Secret::new("defghi"));
    assert_eq!(
        redact("<abcdefghi>", &[&one, &two]),
        format!("<{MASK}>"),
        "the tail of the second must not stay"
    );
    let short = Secret::new("abc");
    assert_eq!(
        redact("abcdef", &[&short, &one]),
        MASK,
        "the longer of two secrets wins"
    );
}

#[test]
fn json_escapes_do_not_hide_a_secret() {
    let secret = Secret::new("q\"\\\n\u{e9}\u{1f511}z");
    let plain = serde_json::to_string(secret.expose()).unwrap();
    let ascii = r#""q\"\\\n\u00e9\ud83d\udd11z""#;
    assert_eq!(
        redact(&plain, &[&secret]),
        format!("\"{MASK}\""),
        "as serde_json writes it"
    );
    assert_eq!(
        redact(ascii, &[&secret]),
        format!("\"{MASK}\""),
        "as Python writes it"
    );
}

/// What browsers leave alone in a query string.
const QUERY: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'%')
    .add(b'&');

fn spellings(secret: &str, before: &str, after: &str) -> Vec<String> {
    let inside = format!("{before}{secret}{after}");
    vec![
        secret.to_owned(),
        utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string(),
        utf8_percent_encode(secret, NON_ALPHANUMERIC)
            .to_string()
            .to_lowercase(),
        utf8_percent_encode(secret, QUERY).to_string(),
        serde_json::to_string(secret).unwrap(),
        STANDARD.encode(&inside),
        URL_SAFE.encode(&inside),
        URL_SAFE_NO_PAD.encode(&inside),
        utf8_percent_encode(&STANDARD.encode(&inside), NON_ALPHANUMERIC).to_string(),
    ]
}

proptest! {
    #[test]
    fn no_canary_survives(
        core in "[a-z0-9 %+&\"\\\\/=é🔑-]{6,24}", before in "[ -~]{0,5}", after in "[ -~]{0,5}", pad in "[ -~]{0,12}",
    ) {
        // Upper case marks the canary, so that random surroundings cannot spell it; lower-casing %XX keeps it whole.
        let secret = Secret::new(core);
        for spelling in spellings(secret.expose(), &before, &after) {
            let shown = redact(&format!("{pad}{spelling}{pad}"), &[&secret]);
            prop_assert!(shown.contains(MASK), "{spelling:?} was not recognised");
            prop_assert!(!shown.contains(&spelling), "{spelling:?} survived in {shown:?}");
            prop_assert!(!shown.contains(secret.expose()), "the value survived in {shown:?}");
        }
    }

    #[test]
    fn texts_without_the_secret_are_returned_as_they_are(text in "\\PC{0,80}") {
        let secret = Secret::new("Zq9-canary-that-is-not-there");
        prop_assert_eq!(redact(&text, &[&secret]), text);
    }

    #[test]
    fn what_is_left_is_what_was_around(left in "[a-z ]{0,20}", right in "[a-z ]{0,20}") {
        let secret = Secret::new("ZQ9CANARY");
        prop_assert_eq!(redact(&format!("{left}ZQ9CANARY{right}"), &[&secret]), format!("{left}{MASK}{right}"));
    }
}
