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

/// All live checks of the practice Cat, against the same requests sent bare.
pub(super) fn checks(place: &Place) -> Done<Vec<Figure>> {
    let measured = run(place, CRATE, "bench_checks", &[])?;
    Ok(vec![Figure {
        name: "live checks of one bot",
        unit: "ms",
        ours: number(&measured, "ms")?,
        yardstick: Some(("the same requests, bare", number(&measured, "bare_ms")?)),
        aim: Aim::AtMost(1500.0),
    }])
}
