//! What each platform is: its settings, its lint rules, its live checks, its login and its chat.
//!
//! A platform is a value, not a special case. Each has a folder with the same file names: `settings` holds one static
//! table that drives the form, the linter, the palette and the command line; `files` says which files there are;
//! `effective` which value wins; `lint` what the configuration *declares* wrongly; `checks` asks the running bot and
//! returns what was *observed*; `posture` puts the two together.

mod access;
mod ask;
mod chatto;
pub mod cheshire_cat;
mod cheshire_cat_2;
mod composed;
mod cors;
mod environment;
mod finding;
mod folder;
mod headline;
mod observation;
mod platform;
mod posture;
mod probe;
mod program_y;
mod project;
mod rasa;
mod setting;
mod sight;
mod surroundings;
pub mod talk;
mod transport;

pub use access::{AccessPoint, Declared, Evidence, Observed, State};
pub use ask::{Ask, Checking};
pub use finding::{Finding, Fix, Rule, Severity};
pub use folder::{COMPOSE_FILES, FileSpec, Folder, OVERRIDE_FILES, Recognised, composed_files};
pub use observation::{CheckError, Observation, ObservedPoint};
pub use platform::{Placed, Platform, Seen};
pub use posture::{Door, Lock};
pub use project::{
    ById, Content, Effective, EnvFile, FileFacts, Project, ProjectFile, Source, TextFile,
};
pub use setting::{Group, Invalid, Kind, Origin, Setting, is_loopback, referenced};
pub use sight::{Sighting, sight};
pub use surroundings::unreadable_file;
pub use surroundings::{Fingerprints, KnownValue, strays};
pub use transport::{Transport, observe as observe_transport};
