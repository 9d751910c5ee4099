//! Figures: what was measured, against what, and what was aimed at.

use serde_json::{Value, json};

use crate::place::{self, Place};
use crate::say;
use crate::trouble::Done;

/// What a figure should be.
pub(super) enum Aim {
    /// At most this, in the figure's unit.
    AtMost(f64),
    /// At most this many times the yardstick.
    Times(f64),
}

/// One measured value.
pub(super) struct Figure {
    pub(super) name: &'static str,
    pub(super) unit: &'static str,
    pub(super) ours: f64,
    /// What it is compared with and what that measured.
    pub(super) yardstick: Option<(&'static str, f64)>,
    pub(super) aim: Aim,
}

impl Figure {
    fn ratio(&self) -> Option<f64> {
        self.yardstick.map(|(_, theirs)| self.ours / theirs)
    }

    fn is_met(&self) -> Option<bool> {
        match self.aim {
            Aim::AtMost(limit) => Some(self.ours <= limit),
            Aim::Times(limit) => self.ratio().map(|ratio| ratio <= limit),
        }
    }

    fn aim(&self) -> String {
        match self.aim {
            Aim::AtMost(limit) => format!("≤ {limit} {}", self.unit),
            Aim::Times(limit) => format!("≤ {limit} ×"),
        }
    }

    fn row(&self) -> String {
        let yardstick = self.yardstick.map_or_else(
            || "–".to_owned(),
            |(name, value)| format!("{} {name}", short(value)),
        );
        let ratio = self
            .ratio()
            .map_or_else(|| "–".to_owned(), |r| format!("{r:.2} ×"));
        let verdict = match self.is_met() {
            Some(true) => "met",
            Some(false) => "MISSED",
            None => "",
        };
        format!(
            "{:<38} {:>9} {:<3} {:<38} {:>8}  {:<9} {verdict}",
            self.name,
            short(self.ours),
            self.unit,
            yardstick,
            ratio,
            self.aim(),
        )
    }

    fn json(&self) -> Value {
        json!({
            "name": self.name,
            "unit": self.unit,
            "ours": self.ours,
            "yardstick": self.yardstick.map(|(name, value)| json!({ "name": name, "value": value })),
            "ratio": self.ratio(),
            "aim": self.aim(),
            "met": self.is_met(),
        })
    }
}

/// Three significant digits are all that a few runs can support.
fn short(value: f64) -> String {
    match value {
        v if v >= 100.0 => format!("{v:.0}"),
        v if v >= 10.0 => format!("{v:.1}"),
        v if v >= 1.0 => format!("{v:.2}"),
        v => format!("{v:.3}"),
    }
}

/// Prints the table and writes the report.
pub(super) fn publish(place: &Place, figures: &[Figure]) -> Done {
    say::heading("Figures (medians)");
    for figure in figures {
        say::line(&figure.row());
    }
    let path = place.target().join("bench/report.json");
    let report = json!({ "figures": figures.iter().map(Figure::json).collect::<Vec<_>>() });
    place::write(&path, format!("{report:#}\n"))?;
    say::line(&format!("\n{}", path.display()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(ours: f64, theirs: f64, aim: Aim) -> Figure {
        Figure {
            name: "n",
            unit: "ms",
            ours,
            yardstick: Some(("y", theirs)),
            aim,
        }
    }

    #[test]
    fn aims_are_judged_against_the_right_thing() {
        assert_eq!(
            figure(6.0, 5.0, Aim::Times(1.25)).is_met(),
            Some(true),
            "1.2 times"
        );
        assert_eq!(
            figure(7.0, 5.0, Aim::Times(1.25)).is_met(),
            Some(false),
            "1.4 times"
        );
        assert_eq!(
            figure(7.0, 50.0, Aim::AtMost(5.0)).is_met(),
            Some(false),
            "an absolute aim"
        );
    }
}
