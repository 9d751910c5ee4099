//! How many keys a second one core tries, next to a loop around the JWT library's own verification.
//!
//! Prints `{"hs256":…,"hs384":…,"hs512":…,"jsonwebtoken":…}`, guesses a second on one core, the best of a few runs; the
//! library's with HS256. Used by `cargo xtask bench`.

use std::collections::HashSet;
use std::error::Error;
use std::io::Write as _;
use std::time::{Duration, Instant};

use chatelaine_secrets::{Secret, generate_from_os};
use chatelaine_tokens::{Algorithm, Trial, mint};
use jsonwebtoken::{DecodingKey, Validation};
use serde_json::json;

/// Guesses in one run: some tenths of a second.
const GUESSES: u32 = 400_000;
const RUNS: u32 = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let mut figures = json!({});
    let words: Vec<String> = (0..1000)
        .map(|number| format!("password-{number}"))
        .collect();
    for algorithm in [Algorithm::Hs256, Algorithm::Hs384, Algorithm::Hs512] {
        let token = token(algorithm)?;
        let trial = Trial::of(token.expose())?;
        let best = fastest(|word| trial.fits(word.as_bytes()), &words)?;
        figures[algorithm.name().to_lowercase()] = json!(per_second(best));
    }
    let token = token(Algorithm::Hs256)?;
    let mut validation = Validation::new(jsonwebtoken::Algorithm::HS256);
    validation.required_spec_claims = HashSet::new();
    validation.validate_exp = false;
    let library = |word: &str| {
        let key = DecodingKey::from_secret(word.as_bytes());
        jsonwebtoken::decode::<serde_json::Value>(token.expose(), &key, &validation).is_ok()
    };
    figures["jsonwebtoken"] = json!(per_second(fastest(library, &words)?));
    writeln!(std::io::stdout(), "{figures}")?;
    Ok(())
}

/// A token as Cheshire Cat 2 issues it, with a key that is not among the words.
fn token(algorithm: Algorithm) -> Result<Secret, Box<dyn Error>> {
    let claims = json!({
        "sub": "bace0701-15e3-5144-97c5-47487d543032",
        "username": "admin",
        "roles": ["admin"],
        "custom": {},
        "exp": 1_795_379_763,
    });
    Ok(mint(&claims, &generate_from_os()?, algorithm)?)
}

fn fastest(fits: impl Fn(&str) -> bool, words: &[String]) -> Result<Duration, Box<dyn Error>> {
    let mut best = Duration::MAX;
    for _ in 0..RUNS {
        let started = Instant::now();
        for word in words.iter().cycle().take(GUESSES as usize) {
            if fits(word) {
                return Err("a generated key was guessed".into());
            }
        }
        best = best.min(started.elapsed());
    }
    Ok(best)
}

fn per_second(run: Duration) -> f64 {
    (f64::from(GUESSES) / run.as_secs_f64()).round()
}
