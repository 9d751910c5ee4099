//! What to ask for, and the limits that clients set.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::{CertError, Name};

/// Thirteen months: a year and time to renew, and what public authorities were allowed until 2026.
pub const DEFAULT_DAYS: u32 = 397;

/// Apple's clients refuse server certificates that live longer, and this limit also binds those that a user trusts
/// by hand (it applies since 2019; shorter ones bind public authorities only).
pub const MAX_DAYS: u32 = 825;

/// More names than this make a certificate that does not fit a TLS record with its chain.
pub const MAX_REQUEST_NAMES: usize = 100;

/// A certificate to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Every name by which clients reach the server, 1 to [`MAX_REQUEST_NAMES`].
    pub names: Vec<Name>,
    /// Lifetime, 1 to [`MAX_DAYS`]; usually [`DEFAULT_DAYS`].
    pub days: u32,
    /// What lists show. Clients do not look at it. It holds no user or machine name unless you put one there.
    pub common_name: String,
}

/// For a server on this machine: `localhost`, `127.0.0.1` and `::1`, for [`DEFAULT_DAYS`].
#[must_use]
pub fn localhost() -> Request {
    Request {
        names: vec![
            Name::Dns("localhost".into()),
            Name::Ip(Ipv4Addr::LOCALHOST.into()),
            Name::Ip(Ipv6Addr::LOCALHOST.into()),
        ],
        days: DEFAULT_DAYS,
        common_name: "localhost".into(),
    }
}

impl Request {
    pub(crate) fn check(&self) -> Result<(), CertError> {
        if self.names.is_empty() {
            return Err(CertError::NoNames);
        }
        if self.names.len() > MAX_REQUEST_NAMES {
            return Err(CertError::TooManyNames(self.names.len()));
        }
        self.names.iter().try_for_each(Name::check)?;
        if !(1..=MAX_DAYS).contains(&self.days) {
            return Err(CertError::BadDays(self.days));
        }
        // 64 characters: ub-common-name of RFC 5280, appendix A.1.
        let length = self.common_name.chars().count();
        if !(1..=64).contains(&length) || self.common_name.chars().any(char::is_control) {
            return Err(CertError::BadCommonName);
        }
        Ok(())
    }
}
