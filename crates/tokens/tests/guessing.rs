//! Guessing the key of a token: what an attacker would try first, and how a long list is gone through.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::use_debug,
    reason = "a panic is how a test fails, and what Debug shows is part of what is tested"
)]

use std::io::{BufReader, Cursor};
use std::sync::atomic::{AtomicU64, Ordering};

use chatelaine_secrets::Secret;
use chatelaine_tokens::{
    Algorithm, Guess, GuessError, Guessed, TokenError, find_key, guess, known_keys, mint, verifies,
};
use proptest::prelude::*;
use serde_json::json;

const EVERY_ALGORITHM: [Algorithm; 3] = [Algorithm::Hs256, Algorithm::Hs384, Algorithm::Hs512];

fn signed(key: &str, algorithm: Algorithm) -> Secret {
    let claims = json!({"sub": "1d230d17", "username": "admin", "exp": 1_795_379_467});
    mint(&claims, &Secret::new(key), algorithm).unwrap()
}

fn found(key: &str, guesses: Guess<'_>) -> Option<Guessed> {
    let token = signed(key, Algorithm::Hs256);
    guess(token.expose(), guesses)
        .expect("such a token can be guessed at")
        .found
}

#[test]
fn what_everybody_knows_is_tried_first_whatever_the_algorithm() {
    for algorithm in EVERY_ALGORITHM {
        let token = signed("meow_jwt", algorithm);
        let outcome = guess(token.expose(), Guess::default()).unwrap();
        assert_eq!(
            outcome.found,
            Some(Guessed::Known("meow_jwt")),
            "{algorithm}"
        );
        assert!(outcome.finished);
        assert!(
            outcome.tried < 1000,
            "before any variation: {}",
            outcome.tried
        );
    }
    assert!(known_keys().count() > 300, "the list has lost its lines");
}

#[test]
fn what_people_make_of_a_known_key_is_tried_too() {
    for (key, why) in [
        ("Secret123", "a capital and a count"),
        ("MEOW_JWT", "capitals"),
        ("changeme!", "punctuation"),
        ("secret\n", "the line break that `echo` leaves in a file"),
        ("mysecret2024", "a year"),
    ] {
        assert!(
            matches!(found(key, Guess::default()), Some(Guessed::Varied(ours)) if ours == key.as_bytes()),
            "{key:?}: {why}"
        );
    }
    let words = Guess {
        words: &["Alice"],
        ..Guess::default()
    };
    assert!(
        matches!(found("alice_secret", words), Some(Guessed::Varied(_))),
        "the bot's own name suggests itself"
    );
    assert_eq!(
        found(
            "q7Vt2mXo9bLrK4nWc1ZsE8uYp5HdGjA3fTiB6wRxN0k",
            Guess::default()
        ),
        None,
        "a generated key is out of reach"
    );
}

#[test]
fn a_key_that_also_opens_another_lock_is_told_by_its_place() {
    let (one, two) = (
        Secret::new("the HTTP key of the bot"),
        Secret::new("its other one"),
    );
    let given = Guess {
        given: &[&one, &two],
        ..Guess::default()
    };
    assert_eq!(found("its other one", given), Some(Guessed::Given(1)));
}

#[test]
fn a_list_is_read_as_a_stream_and_the_line_is_told() {
    // A few parts' worth of lines, so that the cores share them.
    let mut text: Vec<u8> = (0..120_000)
        .flat_map(|n| format!("word-{n}\n").into_bytes())
        .collect();
    text.extend(b"\r\n\xff\xfe not text\r\nthe-key-at-last\r\nafter it");
    for (vary, key) in [
        (false, "the-key-at-last"),
        (false, "after it"),
        (false, "word-0"),
    ] {
        let mut list = BufReader::with_capacity(1000, Cursor::new(&text));
        let outcome = found(
            key,
            Guess {
                list: Some(&mut list),
                vary_list: vary,
                ..Guess::default()
            },
        );
        let Some(Guessed::Listed { line, key: ours }) = outcome else {
            panic!("{key} is in the list, got {outcome:?}");
        };
        let expected = match key {
            "word-0" => 1,
            "the-key-at-last" => 120_003,
            _ => 120_004,
        };
        assert_eq!(
            (line, ours.as_slice()),
            (expected, key.as_bytes()),
            "lines are counted from 1"
        );
    }
    let mut list = Cursor::new(b"umbrella\n");
    let varied = Guess {
        list: Some(&mut list),
        vary_list: true,
        ..Guess::default()
    };
    assert!(
        matches!(
            found("Umbrella2025", varied),
            Some(Guessed::Listed { line: 1, .. })
        ),
        "variations of a line count as that line"
    );
}

#[test]
fn a_list_without_line_ends_costs_no_memory_and_is_said_to_be_left_out() {
    let mut text = vec![b'a'; 3_000_000];
    text.extend(b"\nthe key behind it\n");
    let token = signed("the key behind it", Algorithm::Hs256);
    let mut list = BufReader::new(Cursor::new(text));
    let outcome = guess(
        token.expose(),
        Guess {
            list: Some(&mut list),
            ..Guess::default()
        },
    )
    .unwrap();
    assert_eq!(outcome.skipped, 1, "no key is that long");
    assert!(
        matches!(outcome.found, Some(Guessed::Listed { line: 2, .. })),
        "{outcome:?}"
    );
}

#[test]
fn whoever_watches_can_end_it_and_learns_how_far_it_went() {
    let token = signed(
        "q7Vt2mXo9bLrK4nWc1ZsE8uYp5HdGjA3fTiB6wRxN0k",
        Algorithm::Hs256,
    );
    let text: Vec<u8> = (0..200_000)
        .flat_map(|n| format!("word-{n}\n").into_bytes())
        .collect();
    let reached = AtomicU64::new(0);
    let stop = |tried: u64| {
        reached.fetch_max(tried, Ordering::Relaxed);
        false
    };
    let mut list = Cursor::new(&text);
    let watched = Guess {
        list: Some(&mut list),
        watch: Some(&stop),
        ..Guess::default()
    };
    let outcome = guess(token.expose(), watched).unwrap();
    assert!(!outcome.finished && outcome.found.is_none(), "{outcome:?}");
    assert!(reached.into_inner() > 0, "it was told");

    let mut list = Cursor::new(&text);
    let all = guess(
        token.expose(),
        Guess {
            list: Some(&mut list),
            ..Guess::default()
        },
    )
    .unwrap();
    assert!(
        all.finished && all.tried > 200_000,
        "every line was tried: {all:?}"
    );
}

#[test]
fn what_cannot_be_guessed_is_an_error_and_no_clean_bill() {
    let unsigned = "eyJhbGciOiJub25lIn0.e30.";
    assert!(matches!(
        guess(unsigned, Guess::default()),
        Err(GuessError::Token(TokenError::Unsigned))
    ));
    struct Broken;
    impl std::io::Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the disk is gone"))
        }
    }
    let token = signed(
        "q7Vt2mXo9bLrK4nWc1ZsE8uYp5HdGjA3fTiB6wRxN0k",
        Algorithm::Hs256,
    );
    let mut list = BufReader::new(Broken);
    let broken = guess(
        token.expose(),
        Guess {
            list: Some(&mut list),
            ..Guess::default()
        },
    );
    assert!(
        matches!(broken, Err(GuessError::List(_))),
        "half a list must not pass for a whole one"
    );
}

#[test]
fn the_key_stays_out_of_debug() {
    let outcome = found("Secret123", Guess::default());
    assert!(
        !format!("{outcome:?}").contains("Secret123"),
        "it is a bot's living key"
    );
}

proptest! {
    /// Against the implementation that makes the tokens, which is another one: keys around the lengths of blocks
    /// (64 and 128 bytes), messages around theirs.
    #[test]
    fn signatures_agree_with_another_implementation(
        length in 0..300_usize, filler in 0..300_usize, which in 0..3_usize,
    ) {
        let algorithm = EVERY_ALGORITHM[which];
        let key = "k".repeat(length.max(1));
        let token = mint(&json!({"f": "x".repeat(filler)}), &Secret::new(key.clone()), algorithm).unwrap();
        prop_assert_eq!(verifies(token.expose(), key.as_bytes()), Ok(true));
        prop_assert_eq!(verifies(token.expose(), format!("{key}k").as_bytes()), Ok(false));
        let given = Secret::new(key);
        prop_assert!(find_key(token.expose(), &[&given]).is_ok());
    }
}
