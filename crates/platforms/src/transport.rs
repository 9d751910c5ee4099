//! The way that every bot has: the network between it and its users.
//!
//! Every check looks here first. A certificate that is not trusted is a result and no reason to stop: [`Transport::site`]
//! is then one that still answers questions and to which no credential is sent.

use std::time::Duration;

use chatelaine_certs::{Details, inspect_der};
use chatelaine_wire::{Distrust, Limits, OldTls, Site, TlsSeen, WireError, look};
use jiff::Timestamp;

use crate::surroundings::rules;
use crate::{Evidence, Finding, Observed, ObservedPoint, Rule};

/// The access point's id, the same for every platform.
pub(crate) const ID: &str = "transport";

/// Days before its end from which a certificate should be renewed: Let's Encrypt's clients renew 30 days before, so
/// that with fewer than these the renewal has failed for half of the time that it had.
const RENEW_DAYS: i64 = 15;

/// Names of a certificate that are shown.
const NAMES: usize = 5;

/// What was seen of the transport.
pub struct Transport {
    /// The access point.
    pub point: ObservedPoint,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
    /// Why there was no handshake to look at.
    pub error: Option<WireError>,
    /// The site to ask from here on: the one that was given, or, when its certificate is not trusted, the same without
    /// verification and without secrets.
    pub site: Site,
}

impl Transport {
    /// Speaks of plain HTTP by a platform's own rule, where it has one.
    pub(crate) fn by(mut self, plain_http: &Rule) -> Self {
        for finding in &mut self.findings {
            if finding.rule == rules::PLAIN_HTTP.id {
                *finding = plain_http.finding(std::mem::take(&mut finding.message));
            }
        }
        self
    }

    fn new(site: &Site, observed: Observed, evidence: Vec<Evidence>) -> Self {
        Self {
            point: ObservedPoint {
                id: ID.into(),
                observed: Some(observed),
                evidence,
            },
            findings: Vec::new(),
            error: None,
            site: site.clone(),
        }
    }
}

/// Looks at the transport. Over plain HTTP there is nothing to ask; over TLS two handshakes are begun, and no request is
/// sent: one to see version, cipher and certificate, one to see whether TLS 1.0 or 1.1 would be spoken.
pub async fn observe(site: &Site) -> Transport {
    if !site.is_tls() {
        return plain(site);
    }
    match look(site, limits()).await {
        Ok(seen) => encrypted(site, &seen),
        Err(error) => failed(site, &error),
    }
}

/// The finding that a credential stands in addresses, and where: `GET /ws?token=…`.
pub(crate) fn in_address(request: &str) -> Finding {
    rules::CREDENTIAL_IN_ADDRESS.finding(format!(
        "The bot takes a credential from the address ({request}), and access logs keep addresses."
    ))
}

fn limits() -> Limits {
    Limits {
        connect: Duration::from_secs(5),
        ..Limits::default()
    }
}

fn plain(site: &Site) -> Transport {
    let claim = if site.is_loopback() {
        "Plain HTTP; fine on loopback, not beyond"
    } else {
        "Plain HTTP across the network"
    };
    let mut transport = Transport::new(site, Observed::Open, vec![Evidence::claim(claim)]);
    if !site.is_loopback() {
        let message = "Keys, passwords and conversations cross the network in clear.";
        transport.findings.push(rules::PLAIN_HTTP.finding(message));
    }
    transport
}

/// Without a handshake nothing can be asked: the check's own first request fails with the same error, and names it.
fn failed(site: &Site, error: &WireError) -> Transport {
    let evidence = vec![Evidence::claim(format!("{error}. {}", error.advice()))];
    Transport {
        error: Some(error.clone()),
        ..Transport::new(site, Observed::Unreachable, evidence)
    }
}

fn encrypted(site: &Site, seen: &TlsSeen) -> Transport {
    let own = seen
        .chain
        .first()
        .and_then(|der| inspect_der(der, Timestamp::now()).ok());
    let mut findings = faults(site, seen, own.as_ref());
    let mut claims: Vec<String> = if findings.is_empty() {
        vec!["The certificate was verified by this machine's trust store".into()]
    } else {
        findings
            .iter()
            .map(|finding| finding.message.trim_end_matches('.').to_owned())
            .collect()
    };
    let trusted = findings.is_empty();
    if !trusted {
        claims.push("No credential was sent: nobody knows who would have received it".into());
    }
    claims.push(format!("{} with {}", seen.version, seen.cipher));
    claims.extend(own.as_ref().map(described));
    if trusted {
        findings.extend(own.as_ref().and_then(ends_soon));
    }
    match seen.old {
        OldTls::Refused => claims.push("TLS 1.1 and older are refused".into()),
        OldTls::Accepted(version) => {
            claims.push(format!("{version} is spoken too"));
            let message = format!("The server also speaks {version}, which is broken.");
            findings.push(rules::OLD_TLS.finding(message));
        }
        OldTls::Unknown => {}
    }
    let observed = if trusted {
        Observed::Locked
    } else {
        Observed::Weak
    };
    let evidence = claims.into_iter().map(Evidence::claim).collect();
    let transport = Transport::new(site, observed, evidence);
    Transport {
        findings,
        site: if trusted {
            transport.site
        } else {
            transport.site.unverified()
        },
        ..transport
    }
}

/// Everything that keeps the certificate from being trusted. The verification names one fault; date and name are looked
/// at by themselves, because a certificate that is mended in one respect only is still not trusted.
fn faults(site: &Site, seen: &TlsSeen, own: Option<&Details>) -> Vec<Finding> {
    let Some(distrust) = &seen.distrust else {
        return Vec::new();
    };
    let mut faults = Vec::new();
    let expired = own.is_some_and(|own| own.days_left < 0) || *distrust == Distrust::Expired;
    if expired {
        let when = own.map_or_else(String::new, |own| format!(" on {}", day(&own.not_after)));
        faults.push(rules::EXPIRED.finding(format!("The certificate expired{when}.")));
    }
    if *distrust == Distrust::NotYetValid {
        let when = own.map_or_else(String::new, |own| {
            format!(" before {}", day(&own.not_before))
        });
        faults.push(rules::EXPIRED.finding(format!("The certificate is not valid{when}.")));
    }
    if !seen.name_covered {
        let names = own.map_or_else(|| "another host".to_owned(), names);
        let host = site.host();
        let message = format!("The certificate is for {names}, and not for {host}.");
        faults.push(rules::OTHER_NAME.finding(message));
    }
    let message = match distrust {
        // Refused for its date, its name or its marks of an authority before anybody asks who signed it.
        _ if own.is_some_and(|own| own.self_signed) => {
            "The certificate is self-signed: nobody vouches for it.".into()
        }
        Distrust::UnknownIssuer => {
            let issuer = own.map_or("an authority", |own| own.issuer.as_str());
            format!("The certificate was issued by {issuer}, which this machine does not trust.")
        }
        Distrust::Revoked => "The certificate has been revoked by its issuer.".into(),
        Distrust::NoTrustStore(_) => {
            "This machine's trust store cannot be read, so that no certificate can be verified."
                .into()
        }
        Distrust::Other(reason) => format!("The certificate cannot be verified: {reason}."),
        Distrust::Expired | Distrust::NotYetValid | Distrust::OtherName => return faults,
    };
    faults.push(rules::UNTRUSTED.finding(message));
    faults
}

fn ends_soon(own: &Details) -> Option<Finding> {
    (own.days_left < RENEW_DAYS).then(|| {
        rules::EXPIRES_SOON.finding(format!(
            "The certificate ends on {}: {} left.",
            day(&own.not_after),
            days(own.days_left)
        ))
    })
}

/// The certificate in one line.
fn described(own: &Details) -> String {
    let issuer = if own.self_signed {
        "itself"
    } else {
        own.issuer.as_str()
    };
    let left = if own.days_left < 0 {
        format!("ended on {}", day(&own.not_after))
    } else {
        format!(
            "ends on {} ({} left)",
            day(&own.not_after),
            days(own.days_left)
        )
    };
    format!(
        "For {}; issued by {issuer}; {}; {left}",
        names(own),
        own.key
    )
}

fn names(own: &Details) -> String {
    let shown: Vec<&str> = own.names.iter().take(NAMES).map(String::as_str).collect();
    match own.names_total {
        0 => "no host".to_owned(),
        total if total > shown.len() => {
            format!("{} and {} more", shown.join(", "), total - shown.len())
        }
        _ => shown.join(", "),
    }
}

fn days(count: i64) -> String {
    format!("{count} day{}", if count == 1 { "" } else { "s" })
}

/// The date of an RFC 3339 moment.
fn day(moment: &str) -> &str {
    moment.split('T').next().unwrap_or(moment)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]
mod tests;
