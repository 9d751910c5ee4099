//! Where a bot is reached, and what may be sent there.

use std::net::IpAddr;

use url::{Host, Url};

use crate::WireError;

/// The base address of a bot. A credential given to a [`crate::Client`] or a [`crate::Socket`] is bound to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    base: Url,
    allow_plain_http: bool,
    verified: bool,
}

impl Site {
    /// Reads an `http://` or `https://` address; a path is kept as a prefix for bots behind a proxy.
    ///
    /// `allow_plain_http` is the operator's consent to send secrets over plain HTTP beyond loopback.
    ///
    /// # Errors
    /// [`WireError::Address`] for another scheme, user information, a query or a fragment. The address in the
    /// error never holds the user information.
    pub fn parse(address: &str, allow_plain_http: bool) -> Result<Self, WireError> {
        let refuse = |reason| WireError::Address {
            address: shown(address),
            reason,
        };
        let mut base = Url::parse(address.trim()).map_err(|_| refuse("it is not a URL"))?;
        if !matches!(base.scheme(), "http" | "https") {
            return Err(refuse("only http and https are spoken"));
        }
        if !base.username().is_empty() || base.password().is_some() {
            return Err(refuse(
                "it holds a user name or password, which would end up in logs",
            ));
        }
        if base.query().is_some() || base.fragment().is_some() {
            return Err(refuse("it has a query or a fragment"));
        }
        if base.host().is_none() {
            return Err(refuse("it has no host"));
        }
        let path = base.path().trim_end_matches('/').to_owned();
        base.set_path(&path);
        Ok(Self {
            base,
            allow_plain_http,
            verified: true,
        })
    }

    /// Scheme, host and port, for messages.
    #[must_use]
    pub fn origin(&self) -> String {
        self.base.origin().ascii_serialization()
    }

    /// The whole address as it was understood, without a trailing slash.
    #[must_use]
    pub fn address(&self) -> String {
        self.base.as_str().trim_end_matches('/').to_owned()
    }

    /// Whether the address names this machine itself.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        match self.base.host() {
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => {
                ip.is_loopback() || ip.to_ipv4_mapped().is_some_and(|ip| ip.is_loopback())
            }
            // RFC 6761 §6.3: `localhost` and names below it resolve to loopback.
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            None => false,
        }
    }

    /// Whether the transport is encrypted.
    #[must_use]
    pub fn is_tls(&self) -> bool {
        self.base.scheme() == "https"
    }

    /// The same site, spoken to whatever its certificate says. What it answers can be looked at; who answers is not
    /// known, and so nothing secret is ever sent.
    #[must_use]
    pub fn unverified(mut self) -> Self {
        self.verified = false;
        self
    }

    /// Whether the certificate has to be trusted.
    #[must_use]
    pub fn is_verified(&self) -> bool {
        self.verified
    }

    /// Whether a secret may be sent.
    ///
    /// # Errors
    /// [`WireError::Consent`] when it would travel in clear beyond this machine without the operator's consent;
    /// [`WireError::Untrusted`] when nobody knows who would receive it.
    pub fn may_carry_secrets(&self) -> Result<(), WireError> {
        if !self.verified {
            return Err(WireError::Untrusted {
                origin: self.origin(),
            });
        }
        if self.is_tls() || self.is_loopback() || self.allow_plain_http {
            return Ok(());
        }
        Err(WireError::Consent {
            origin: self.origin(),
        })
    }

    /// The URL of a path below the base. `path` begins with a slash and may end in a query.
    pub(crate) fn url(&self, path: &str) -> Result<Url, WireError> {
        let joined = format!("{}{path}", self.address());
        Url::parse(&joined).map_err(|_| WireError::Address {
            address: shown(&joined),
            reason: "the path is malformed",
        })
    }

    /// The host as it stands in the address, without brackets.
    #[must_use]
    pub fn host(&self) -> String {
        match self.base.host() {
            Some(Host::Ipv6(ip)) => ip.to_string(),
            Some(host) => host.to_string(),
            None => String::new(),
        }
    }

    pub(crate) fn port(&self) -> u16 {
        self.base.port_or_known_default().unwrap_or(80)
    }

    /// The name that a certificate must cover, for TLS.
    pub(crate) fn server_name(&self) -> Result<rustls::pki_types::ServerName<'static>, WireError> {
        let host = self.host();
        let name = match host.parse::<IpAddr>() {
            Ok(ip) => Ok(rustls::pki_types::ServerName::from(ip)),
            Err(_) => rustls::pki_types::ServerName::try_from(host),
        };
        name.map_err(|_| WireError::Address {
            address: self.origin(),
            reason: "the host cannot stand in a certificate",
        })
    }
}

/// What of a refused address may be shown: nothing before an `@`, nothing after `?`, and not much of it.
fn shown(address: &str) -> String {
    let tail = address.rsplit('@').next().unwrap_or_default();
    tail.split(['?', '#'])
        .next()
        .unwrap_or_default()
        .chars()
        .take(80)
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
    use super::*;

    #[test]
    fn secrets_stay_on_this_machine_unless_the_operator_agrees() {
        let may = |address: &str, consent| {
            Site::parse(address, consent)
                .unwrap()
                .may_carry_secrets()
                .is_ok()
        };
        assert!(
            may("http://localhost:1865", false),
            "loopback never leaves the machine"
        );
        assert!(
            may("http://127.8.9.10", false),
            "all of 127.0.0.0/8 is loopback"
        );
        assert!(may("http://[::1]:1865", false), "IPv6 loopback");
        assert!(
            may("https://cat.example.org", false),
            "TLS protects the secret"
        );
        assert!(
            !may("http://192.168.1.9:1865", false),
            "plain HTTP beyond loopback is readable on the way"
        );
        assert!(
            !may("http://localhost.example.org", false),
            "a name that merely begins like loopback"
        );
        assert!(may("http://192.168.1.9:1865", true), "the operator agreed");
    }

    #[test]
    fn credentials_in_an_address_are_refused_and_not_repeated() {
        let error = Site::parse(
            "http://admin:hunter2@cat.example.org/x?token=hunter2",
            false,
        )
        .unwrap_err();
        assert!(
            !error.to_string().contains("hunter2"),
            "the refusal must not repeat the password: {error}"
        );
    }

    #[test]
    fn a_path_prefix_is_kept_for_bots_behind_a_proxy() {
        let site = Site::parse("https://example.org/cat/", false).unwrap();
        assert_eq!(
            site.url("/auth/token").unwrap().as_str(),
            "https://example.org/cat/auth/token"
        );
    }
}
