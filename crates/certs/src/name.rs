//! The names that a certificate vouches for.

use std::net::IpAddr;
use std::str::FromStr;

use crate::CertError;
use crate::shown::shown;

/// One name by which clients reach the server.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Name {
    /// A host name, perhaps with `*` as its first label.
    Dns(String),
    /// An address. Clients compare it with the address that they dial, never with a DNS name.
    Ip(IpAddr),
}

impl FromStr for Name {
    type Err = CertError;

    /// An address if it reads as one (with or without the brackets of a URL), else a DNS name. Only the second can be
    /// wrong: `127.0.0.1` as a DNS name is what clients ignore, and the most common mistake.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unbracketed = text
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
            .unwrap_or(text);
        if let Ok(address) = unbracketed.parse() {
            return Ok(Self::Ip(address));
        }
        let name = Self::Dns(text.to_ascii_lowercase());
        name.check()?;
        Ok(name)
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Dns(name) => f.write_str(name),
            Self::Ip(address) => address.fmt(f),
        }
    }
}

impl Name {
    /// RFC 1035 §2.3.4 lengths and RFC 1123 §2.1 characters; a wildcard only as the whole first label (RFC 6125
    /// §6.4.3). Anything else would be put into a certificate that no client matches.
    pub(crate) fn check(&self) -> Result<(), CertError> {
        let Self::Dns(name) = self else {
            return Ok(());
        };
        let refuse = |reason| {
            Err(CertError::BadName {
                name: shown(name),
                reason,
            })
        };
        if name.is_empty() || name.len() > 253 {
            return refuse("it must have 1 to 253 characters");
        }
        if name.parse::<IpAddr>().is_ok() {
            return refuse("it is an IP address");
        }
        let labels = name.strip_prefix("*.").unwrap_or(name);
        for label in labels.split('.') {
            if label.is_empty() || label.len() > 63 {
                return refuse("each part between its dots must have 1 to 63 characters");
            }
            if label.starts_with('-') || label.ends_with('-') {
                return refuse("no part may begin or end with a hyphen");
            }
            if !label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
            {
                return refuse(
                    "only letters, digits and hyphens are allowed, and `*` alone at the front",
                );
            }
        }
        Ok(())
    }
}
