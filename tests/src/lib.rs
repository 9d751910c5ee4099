//! Drives the real window the way an operator does: a private display, a private session bus with a
//! real Secret Service, the application under WebDriver.
//!
//! Nothing here touches the desktop, the keychain or the files of whoever runs it, and nothing it
//! starts outlives it (see [`Leash`]). The journeys in `tests/` and the tour of `cargo xtask run`
//! share these parts.

mod canary;
mod display;
mod env_file;
mod failure;
mod layout;
mod leash;
mod operator;
mod places;
mod session;
mod tour;
mod webdriver;
mod window;

pub use canary::{Canary, CommandLines};
pub use display::Display;
pub use env_file::EnvFile;
pub use failure::{Failure, Seen};
pub use leash::{Environment, Leash, Start};
pub use operator::{Credential, Operator, PAGES, Theme};
pub use places::{APPLICATION, Places};
pub use session::{Keychain, Session};
pub use tour::{LOCKED, OPEN, tour};
pub use window::{SIZES, Size, Window};
