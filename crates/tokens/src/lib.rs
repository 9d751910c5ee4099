//! JSON Web Tokens: read one, check its signature, recognise a weak key, make one.
//!
//! They are separate on purpose. [`inspect`] reads and never verifies, so that reading can never look like
//! approval; [`verifies`] checks a signature and nothing else; [`find_key`] and the more thorough [`guess`] work offline,
//! without asking any server; [`mint`] signs, and only when told to. Nothing here is sent anywhere.
//!
//! The text of a token is a credential: it never appears in an error of this crate.

mod algorithm;
mod error;
mod guess;
mod inspection;
mod keys;
mod list;
mod mac;
mod mint;
mod parts;
mod signature;
mod variations;

pub use algorithm::Algorithm;
pub use error::{Part, TokenError};
pub use guess::{Guess, GuessError, Guessed, Guesses, Trial, guess};
pub use inspection::{Inspection, Weakness, inspect};
pub use keys::{KeyMatch, find_key, known_keys};
pub use mint::mint;
pub use parts::MAX_BYTES;
pub use signature::verifies;
