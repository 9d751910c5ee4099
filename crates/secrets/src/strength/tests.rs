#![allow(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]

use proptest::prelude::*;
use sha2::{Digest, Sha256};

use super::{Grade, STRONG_BITS, WEAK_BITS, judge};
use crate::{Secret, generate};

fn grade(text: &str) -> Grade {
    judge(&Secret::new(text)).grade
}

#[test]
fn defaults_and_samples_are_recognised_however_long_they_are() {
    for text in [
        "",
        "meow",
        "meow2",
        "meow_ws",
        "meow_jwt",
        "secret",
        "admin",
        "user",
        "testing",
        "changeme",
        "password",
        "a-very-long-and-alphanumeric-secret",
        "another-very-long-and-alphanumeric-secret",
        "yet-another-very-long-and-alphanumeric-secret",
        "this-is-a-bot-token",
        "this-is-a-rest-token",
        "MEOW",
        " secret ",
        "\"admin\"",
        "rather-cousin-LIMP-scull",
        "XXXXXXXXXXXXXX",
        "MY_AUTH_TOKEN",
    ] {
        let strength = judge(&Secret::new(text));
        assert!(
            strength.known().is_some(),
            "{text:?} is public knowledge, judged {strength:?}"
        );
        assert_eq!(strength.word(), "known", "{text:?} gets its own word");
        assert_eq!(strength.bits, 0.0, "{text:?} is the first guess");
    }
}

#[test]
fn the_name_tells_where_a_known_value_comes_from() {
    let which = judge(&Secret::new("secret")).known().unwrap();
    assert!(
        which.contains("Cheshire Cat") && which.contains("JWT"),
        "the operator must learn why: {which}"
    );
}

#[test]
fn what_people_make_up_is_guessable() {
    for text in [
        "meow3",
        "secret123",
        "changeme123",
        "Password1!",
        "admin2024",
        "mySuperSecret",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "abcdefghijklmnopqrstuvwxyz",
        "qwertyuiopasdfghjklzxcvbnm",
        "1234567890123456789012345678901234567890",
        "abababababababababababababababab",
        "letmein-letmein-letmein-letmein-letmein",
        "my-cat-bot-token",
        "x",
        "20240131",
        "correct horse battery staple",
        "0101101001110101",
    ] {
        let strength = judge(&Secret::new(text));
        assert_eq!(
            strength.grade,
            Grade::Weak,
            "{text:?} falls to a guesser, judged {strength:?}"
        );
        assert_eq!(strength.word(), "guessable", "{text:?} has the plain word");
    }
}

#[test]
fn random_texts_keep_their_bits() {
    // Digests and such are as good as random; fixed here so that the expectations can be read.
    for (text, bits) in [
        (
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            240.0..=260.0,
        ),
        ("f81d4fae-7dec-41d0-a765-00a0c91e6bf6", 115.0..=150.0),
        ("kZ8vQ2mX7tRb4WnY1pLs", 110.0..=125.0),
        ("T7q$w2!Zr@9kLm#4", 95.0..=110.0),
    ] {
        let strength = judge(&Secret::new(text));
        assert!(
            bits.contains(&strength.bits),
            "{text:?} has about {bits:?} bit, judged {strength:?}"
        );
    }
}

#[test]
fn the_limits_are_where_the_documentation_says() {
    // 4 bits per character for random hexadecimal digits: 32 of them are 128 bit, 16 are 64 bit.
    assert_eq!(
        grade("8f14e45fceea167a5a36dedd4bea2543c9f0f8"),
        Grade::Strong,
        "above {STRONG_BITS} bit"
    );
    assert_eq!(
        grade("8f14e45fceea167a"),
        Grade::Weak,
        "below {WEAK_BITS} bit"
    );
    assert_eq!(
        grade("8f14e45fceea167a5a36dedd4b"),
        Grade::Fair,
        "between the limits"
    );
}

const COUNT: u32 = 2_000;

/// Secrets from a stretched counter instead of the system's random numbers: many, and the same ones in every run.
fn reproducible_secrets(count: u32) -> impl Iterator<Item = Secret> {
    let mut block = 0_u32;
    let mut pool = Vec::new();
    (0..count).map(move |_| {
        generate(&mut |bytes| {
            for byte in bytes {
                if pool.is_empty() {
                    block += 1;
                    pool.extend_from_slice(&Sha256::digest(block.to_le_bytes()));
                }
                *byte = pool.pop().unwrap();
            }
            Ok(())
        })
        .unwrap()
    })
}

#[test]
fn generated_secrets_are_strong_and_shown_as_256_bit() {
    let mut full = 0;
    for secret in reproducible_secrets(COUNT) {
        let strength = judge(&secret);
        assert!(
            strength.bits > 200.0,
            "{} is as good as any: {strength:?}",
            secret.expose()
        );
        full += u32::from(strength.word() == "256 bit");
    }
    assert!(
        full * 10 > COUNT * 9,
        "at least nine in ten show as 256 bit, not {full} of {COUNT}"
    );
}

proptest! {
    #[test]
    fn more_text_never_makes_a_repeated_text_strong(unit in "[a-z0-9]{1,6}", times in 2_usize..60) {
        let strength = judge(&Secret::new(unit.repeat(times)));
        prop_assert!(!strength.is_strong(), "{unit:?} × {times} is judged {strength:?}");
    }

    #[test]
    fn any_text_gets_a_finite_verdict(text in "\\PC{0,200}") {
        let strength = judge(&Secret::new(text));
        prop_assert!(strength.bits.is_finite() && strength.bits >= 0.0, "{strength:?}");
    }
}
