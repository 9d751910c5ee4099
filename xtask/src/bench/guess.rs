//! Guessing the key of a token, against a loop around the JWT library's own verification.

use super::example::{number, run};
use super::report::{Aim, Figure};
use crate::place::Place;
use crate::trouble::Done;

const YARDSTICK: &str = "jsonwebtoken, HS256";

/// Microseconds for each guess on one core: at most one, which is a million guesses a second.
pub(super) fn measure(place: &Place) -> Done<Vec<Figure>> {
    let measured = run(place, "chatelaine-tokens", "bench_guess", &[])?;
    let each = |key: &str| number(&measured, key).map(|per_second| 1e6 / per_second);
    let library = each("jsonwebtoken")?;
    let figure = |name, key: &str, aim| -> Done<Figure> {
        Ok(Figure {
            name,
            unit: "µs",
            ours: each(key)?,
            yardstick: Some((YARDSTICK, library)),
            aim,
        })
    };
    Ok(vec![
        figure(
            "guess: one key on one core, HS256",
            "hs256",
            Aim::AtMost(1.0),
        )?,
        figure("guess: the same, HS384", "hs384", Aim::Times(1.0))?,
        figure("guess: the same, HS512", "hs512", Aim::Times(1.0))?,
    ])
}
