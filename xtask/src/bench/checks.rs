//! Live checks.

use super::example::{number, run};
use super::report::{Aim, Figure};
use crate::place::Place;
use crate::trouble::Done;

/// All live checks of one practice bot and of a thousand, against the same requests sent bare.
pub(super) fn measure(place: &Place) -> Done<Vec<Figure>> {
    const YARDSTICK: &str = "the same requests, bare";
    let measured = run(place, "chatelaine-console", "bench_checks", &[])?;
    let value = |name| number(&measured, name);
    Ok(vec![
        Figure {
            name: "live checks of one bot",
            unit: "ms",
            ours: value("one_ms")?,
            yardstick: Some((YARDSTICK, value("one_bare_ms")?)),
            aim: Aim::AtMost(1500.0),
        },
        Figure {
            name: "live checks of 1,000 bots",
            unit: "ms",
            ours: value("all_ms")?,
            yardstick: Some((YARDSTICK, value("all_bare_ms")?)),
            aim: Aim::Times(2.0),
        },
        Figure {
            name: "live checks of 1,000 bots: memory",
            unit: "MiB",
            ours: value("peak_mib")?,
            yardstick: None,
            aim: Aim::AtMost(256.0),
        },
    ])
}
