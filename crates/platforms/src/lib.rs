//! What each platform is: its settings, its lint rules, its live checks, its login and its chat.
//!
//! A platform is a value, not a special case. Each has a folder with the same file names: `settings` holds one static
//! table that drives the form, the linter, the palette and the command line; `lint` reads what the configuration
//! *declares*; `checks` asks the running bot and returns what was *observed*; `posture` puts the two together.

mod access;
pub mod cheshire_cat;
mod finding;
mod known;
mod observation;
mod platform;
mod project;
mod setting;

pub use access::{AccessPoint, Declared, Evidence, Observed, State};
pub use finding::{Finding, Fix, Rule, Severity};
pub use known::Known;
pub use observation::{CheckError, Observation, ObservedPoint};
pub use platform::Platform;
pub use project::{ComposeText, Effective, EnvFile, Project, Source};
pub use setting::{Group, Invalid, Kind, Setting};
