//! Key pairs and certificates: make them, write them safely, look into them.
//!
//! [`self_signed`] makes a pair and [`write_pair`] puts it on disk, never over anything. [`inspect_pem`],
//! [`inspect_der`] and [`inspect_files`] say what a certificate is good for and what is wrong with it, in words that
//! can be shown as they are: every text taken from a certificate is bounded and has its control characters escaped.

mod beside;
mod details;
mod error;
mod inspection;
mod issue;
mod key_kind;
mod name;
mod private_key;
mod request;
mod shown;
mod usages;
mod warnings;
mod write;

pub use beside::{FileReport, KeyReport, inspect_files};
pub use details::{Details, MAX_NAMES_SHOWN};
pub use error::CertError;
pub use inspection::{MAX_BYTES, MAX_CERTIFICATES, inspect_der, inspect_pem};
pub use issue::{Pair, self_signed};
pub use name::Name;
pub use private_key::Match;
pub use request::{DEFAULT_DAYS, MAX_DAYS, MAX_REQUEST_NAMES, Request, localhost};
pub use warnings::RENEW_BELOW_DAYS;
pub use write::{Written, write_pair};
