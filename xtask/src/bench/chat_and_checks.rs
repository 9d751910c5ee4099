//! Figures from inside the backend.

use super::example::{number, run};
use super::report::{Aim, Figure};
use crate::place::Place;
use crate::trouble::Done;

const CRATE: &str = "chatelaine-console";

/// A message to the practice Cat and its reply, against a bare WebSocket echo.
pub(super) fn chat(place: &Place) -> Done<Vec<Figure>> {
    let measured = run(place, CRATE, "bench_chat", &[])?;
    Ok(vec![Figure {
        name: "chat: round trip on loopback, p50",
        unit: "ms",
        ours: number(&measured, "p50_us")? / 1000.0,
        yardstick: Some(("bare WebSocket", number(&measured, "bare_p50_us")? / 1000.0)),
        aim: Aim::AtMost(0.3),
    }])
}

/// All live checks of one practice bot and of a thousand, against the same requests sent bare.
pub(super) fn checks(place: &Place) -> Done<Vec<Figure>> {
    const YARDSTICK: &str = "the same requests, bare";
    let measured = run(place, CRATE, "bench_checks", &[])?;
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
