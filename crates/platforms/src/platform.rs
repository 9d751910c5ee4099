//! The platforms by name.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::{Setting, cheshire_cat};

/// A kind of bot that Chatelaine knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Platform {
    /// Cheshire Cat AI, version 1 (1.7 to 1.9).
    CheshireCat,
}

impl Platform {
    /// Every platform.
    pub const ALL: &'static [Self] = &[Self::CheshireCat];

    /// The name as its makers write it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::CheshireCat => "Cheshire Cat",
        }
    }

    /// The name on the command line and in JSON.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::CheshireCat => "cheshire-cat",
        }
    }

    /// The platform's settings table.
    #[must_use]
    pub fn settings(self) -> &'static [Setting] {
        match self {
            Self::CheshireCat => cheshire_cat::SETTINGS,
        }
    }

    /// A setting by its id, or by its bare name.
    #[must_use]
    pub fn setting(self, id: &str) -> Option<&'static Setting> {
        self.settings()
            .iter()
            .find(|setting| setting.id == id || setting.name == id)
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.slug())
    }
}

impl FromStr for Platform {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = || {
            Self::ALL
                .iter()
                .map(|platform| platform.slug())
                .collect::<Vec<_>>()
                .join(", ")
        };
        Self::ALL
            .iter()
            .copied()
            .find(|platform| platform.slug() == text)
            .ok_or_else(|| {
                format!(
                    "`{text}` is not a platform that Chatelaine knows; it knows {}",
                    known()
                )
            })
    }
}
