//! New secrets from the operating system's random numbers.

use thiserror::Error;
use zeroize::Zeroizing;

use crate::Secret;

/// `[A-Za-z0-9_-]`: written the same in every `.env` dialect, in YAML, in `license.keys` and in `?token=` of a URL.
/// The 52 letters come first, so that a smaller range of indices is the alphabet of the first character.
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
const LETTERS: usize = 52;

/// Characters in a generated secret.
pub const GENERATED_LENGTH: usize = 44;

/// Entropy of a generated secret in whole bits: log2(52) + 43 × log2(64) = 263.7. At least 256, so that it is also a
/// full-strength HS256 key (RFC 7518 §3.2 demands a key no shorter than the hash).
pub const GENERATED_BITS: u32 = 263;

/// How many bytes may be rejected for the first character before the source counts as broken. The chance that honest
/// random bytes are rejected that often is (12/64)^64, below 2^-150.
const FIRST_CHARACTER_TRIES: usize = 64;

/// Why no secret could be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum GenerateError {
    /// The source of random numbers failed.
    #[error(
        "The operating system gave no random numbers. Try again; if it persists, the system's random source \
         (getrandom, /dev/urandom) is not available to this process."
    )]
    NoRandomness,
    /// The source answered, but with bytes that cannot be random.
    #[error(
        "The source of random numbers keeps repeating itself, so no secret was made. Do not generate secrets on this \
         machine before its random source is repaired."
    )]
    NotRandom,
}

/// Makes a secret of [`GENERATED_LENGTH`] characters from `[A-Za-z0-9_-]`, the first one a letter so that no reader
/// takes it for a number, a date or an option.
///
/// Unbiased: six bits of each byte select one of 64 characters; the first character is drawn again until it is a letter.
///
/// # Errors
/// [`GenerateError`] when `fill` fails or never yields a letter.
pub fn generate(
    fill: &mut dyn FnMut(&mut [u8]) -> Result<(), GenerateError>,
) -> Result<Secret, GenerateError> {
    let mut text = Zeroizing::new(String::with_capacity(GENERATED_LENGTH));
    text.push(first_letter(fill)?);
    let mut bytes = Zeroizing::new([0_u8; GENERATED_LENGTH - 1]);
    fill(bytes.as_mut())?;
    text.extend(
        bytes
            .iter()
            .map(|byte| char::from(ALPHABET[usize::from(byte & 63)])),
    );
    Ok(Secret::new(std::mem::take(&mut *text)))
}

fn first_letter(
    fill: &mut dyn FnMut(&mut [u8]) -> Result<(), GenerateError>,
) -> Result<char, GenerateError> {
    for _ in 0..FIRST_CHARACTER_TRIES {
        let mut byte = Zeroizing::new([0_u8; 1]);
        fill(byte.as_mut())?;
        let index = usize::from(byte[0] & 63);
        if index < LETTERS {
            return Ok(char::from(ALPHABET[index]));
        }
    }
    Err(GenerateError::NotRandom)
}

/// [`generate`] with the operating system's random numbers.
///
/// # Errors
/// [`GenerateError::NoRandomness`] when the system refuses.
pub fn generate_from_os() -> Result<Secret, GenerateError> {
    generate(&mut |bytes| getrandom::fill(bytes).map_err(|_| GenerateError::NoRandomness))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]
mod tests {
    use std::collections::{BTreeMap, HashSet};

    use super::*;

    #[test]
    fn every_character_is_safe_everywhere_and_the_first_is_a_letter() {
        for _ in 0..500 {
            let secret = generate_from_os().unwrap();
            let text = secret.expose();
            assert_eq!(text.len(), GENERATED_LENGTH, "the length is fixed");
            assert!(
                text.bytes().all(|b| ALPHABET.contains(&b)),
                "only [A-Za-z0-9_-] survives all readers"
            );
            assert!(
                text.as_bytes()[0].is_ascii_alphabetic(),
                "a leading digit or dash changes type in YAML"
            );
        }
    }

    #[test]
    fn the_documented_bits_are_those_of_the_alphabet() {
        let bits = 52_f64.log2() + (GENERATED_LENGTH - 1) as f64 * 64_f64.log2();
        assert_eq!(
            bits as u32, GENERATED_BITS,
            "the constant must say what the code does"
        );
        const { assert!(GENERATED_BITS >= 256, "an HS256 key needs 256 bit") };
    }

    #[test]
    fn no_two_secrets_are_alike() {
        let all: HashSet<_> = (0..1000)
            .map(|_| generate_from_os().unwrap().expose().to_owned())
            .collect();
        assert_eq!(all.len(), 1000, "a repeated secret would be a shared key");
    }

    #[test]
    fn each_value_of_a_byte_is_used_equally_often() {
        let mut counter = (0..=u8::MAX).cycle();
        let mut counts = BTreeMap::new();
        // 256 secrets fed by a counter: each of the 256 byte values is drawn the same number of times.
        for _ in 0..256 {
            let secret = generate(&mut |bytes| {
                // The single byte of the first character is not part of the count.
                let whole = bytes.len() > 1;
                bytes.fill_with(|| if whole { counter.next().unwrap() } else { 0 });
                Ok(())
            });
            for c in secret.unwrap().expose()[1..].chars() {
                *counts.entry(c).or_insert(0) += 1;
            }
        }
        assert_eq!(counts.len(), 64, "the whole alphabet is reachable");
        assert!(
            counts.values().all(|&n| n == 43 * 4),
            "no character is more likely: {counts:?}"
        );
    }

    #[test]
    fn a_broken_source_is_an_error_and_not_a_weak_secret() {
        let refused = generate(&mut |_| Err(GenerateError::NoRandomness));
        assert_eq!(
            refused,
            Err(GenerateError::NoRandomness),
            "a refusal is passed on"
        );
        let stuck = generate(&mut |bytes| {
            bytes.fill(0xFF);
            Ok(())
        });
        assert_eq!(
            stuck,
            Err(GenerateError::NotRandom),
            "a stuck source must not loop for ever"
        );
    }
}
