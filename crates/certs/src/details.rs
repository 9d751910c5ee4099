//! What one certificate says.

use std::net::IpAddr;

use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::{GeneralName, ParsedExtension};
use x509_parser::x509::X509Name;

use crate::key_kind::KeyKind;
use crate::shown::{hex, shown};
use crate::usages::Usages;
use crate::warnings;

/// The most names that are listed; a hostile certificate can hold tens of thousands.
pub const MAX_NAMES_SHOWN: usize = 200;

/// The most parts of a subject or issuer that are listed.
const MAX_NAME_PARTS: usize = 20;

pub(crate) const DAY_SECONDS: i64 = 24 * 60 * 60;

/// A certificate, ready to be shown: all texts are bounded, control characters are escaped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Details {
    /// Whom it is for, such as `CN=localhost`.
    pub subject: String,
    /// Who signed it.
    pub issuer: String,
    /// Whether it names itself as its issuer (and, where it has key identifiers, they agree). The signature is not
    /// checked: a self-signed certificate is trusted by being known, not by its signature.
    pub self_signed: bool,
    /// Whether it may sign other certificates.
    pub authority: bool,
    /// Subject alternative names, at most [`MAX_NAMES_SHOWN`]. Clients look at these only.
    pub names: Vec<String>,
    /// How many names it has in all.
    pub names_total: usize,
    /// First second of its lifetime, RFC 3339 in UTC.
    pub not_before: String,
    /// Last second of its lifetime, RFC 3339 in UTC.
    pub not_after: String,
    /// Whole days until it ends, rounded down: 0 on its last day, negative afterwards.
    pub days_left: i64,
    /// Whole days from its first to its last second, rounded to the nearest.
    pub lifetime_days: i64,
    /// Kind and size of its key: `EC P-256`, `RSA 2048`, `Ed25519`, …
    pub key: String,
    /// Serial number in hexadecimal, `AA:BB:…`.
    pub serial: String,
    /// SHA-256 over the whole certificate, `AA:BB:…`: the same as `openssl x509 -fingerprint -sha256`.
    pub fingerprint: String,
    /// Key usages and extended key usages under their RFC 5280 names: `digitalSignature`, `serverAuth`, …
    pub usages: Vec<String>,
    /// What is wrong with it, one sentence each, worst first.
    pub warnings: Vec<String>,
}

impl Details {
    pub(crate) fn of(certificate: &X509Certificate<'_>, der: &[u8], now: i64) -> Self {
        let begin = certificate.validity().not_before.timestamp();
        let end = certificate.validity().not_after.timestamp();
        let names = names(certificate);
        let key = KeyKind::of(certificate.public_key());
        let usages = Usages::of(certificate);
        let serial = certificate.raw_serial();
        Self {
            subject: distinguished_name(certificate.subject()),
            issuer: distinguished_name(certificate.issuer()),
            self_signed: self_signed(certificate),
            authority: certificate.is_ca(),
            warnings: warnings::of(&warnings::Facts {
                certificate,
                names: names.as_deref(),
                key: &key,
                usages: &usages,
                begin,
                end,
                now,
            }),
            names_total: names.as_ref().map_or(0, Vec::len),
            names: names
                .unwrap_or_default()
                .into_iter()
                .take(MAX_NAMES_SHOWN)
                .collect(),
            not_before: date(begin),
            not_after: date(end),
            days_left: end.saturating_sub(now).div_euclid(DAY_SECONDS),
            lifetime_days: lifetime_days(begin, end),
            key: key.name,
            // DER puts a zero byte before a positive number whose first bit is set.
            serial: hex(serial
                .strip_prefix(&[0])
                .filter(|rest| !rest.is_empty())
                .unwrap_or(serial)),
            fingerprint: hex(&Sha256::digest(der)),
            usages: usages.names,
        }
    }
}

/// Both ends belong to the lifetime; some issuers subtract that second and some do not, hence rounded.
pub(crate) fn lifetime_days(begin: i64, end: i64) -> i64 {
    (end.saturating_sub(begin).saturating_add(DAY_SECONDS / 2)).div_euclid(DAY_SECONDS)
}

/// X.509 dates reach one day further than those of `jiff`; that last day means "no expiry" (RFC 5280 §4.1.2.5).
fn date(seconds: i64) -> String {
    Timestamp::from_second(seconds).map_or_else(
        |_| "9999-12-31T23:59:59Z".to_owned(),
        |date| date.to_string(),
    )
}

/// The subject alternative names, or `None` if that extension is damaged or there twice.
fn names(certificate: &X509Certificate<'_>) -> Option<Vec<String>> {
    let extension = certificate.subject_alternative_name().ok()?;
    Some(extension.map_or_else(Vec::new, |extension| {
        extension
            .value
            .general_names
            .iter()
            .map(general_name)
            .collect()
    }))
}

fn general_name(name: &GeneralName<'_>) -> String {
    match name {
        GeneralName::DNSName(text) => shown(text),
        GeneralName::RFC822Name(text) => format!("email:{}", shown(text)),
        GeneralName::URI(text) => format!("URI:{}", shown(text)),
        GeneralName::DirectoryName(name) => format!("directory:{}", distinguished_name(name)),
        GeneralName::IPAddress(bytes) => address(bytes),
        GeneralName::RegisteredID(id) => format!("OID:{}", shown(&id.to_id_string())),
        GeneralName::OtherName(id, _) => format!("other:{}", shown(&id.to_id_string())),
        _ => "unreadable name".to_owned(),
    }
}

fn address(bytes: &[u8]) -> String {
    <[u8; 4]>::try_from(bytes)
        .map(IpAddr::from)
        .or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from))
        .map_or_else(|_| "unreadable address".to_owned(), |ip| ip.to_string())
}

fn distinguished_name(name: &X509Name<'_>) -> String {
    let mut parts: Vec<String> = name
        .iter_attributes()
        .take(MAX_NAME_PARTS)
        .map(|attribute| {
            let kind = attribute.attr_type().to_id_string();
            let kind = match kind.as_str() {
                "2.5.4.3" => "CN",
                "2.5.4.6" => "C",
                "2.5.4.7" => "L",
                "2.5.4.8" => "ST",
                "2.5.4.10" => "O",
                "2.5.4.11" => "OU",
                "1.2.840.113549.1.9.1" => "emailAddress",
                "0.9.2342.19200300.100.1.25" => "DC",
                other => &shown(other),
            };
            let text = String::from_utf8_lossy(attribute.as_slice());
            format!("{kind}={}", shown(&text))
        })
        .collect();
    if name.iter_attributes().nth(MAX_NAME_PARTS).is_some() {
        parts.push("…".into());
    }
    parts.join(", ")
}

/// The rule of RFC 5280 §3.2 and of openssl: same name, and no key identifiers that contradict it.
fn self_signed(certificate: &X509Certificate<'_>) -> bool {
    let mut authority_key = None;
    let mut subject_key = None;
    for extension in certificate.extensions() {
        match extension.parsed_extension() {
            ParsedExtension::AuthorityKeyIdentifier(id) => {
                authority_key = id.key_identifier.as_ref().map(|id| id.0);
            }
            ParsedExtension::SubjectKeyIdentifier(id) => subject_key = Some(id.0),
            _ => {}
        }
    }
    let same_name = certificate.subject().as_raw() == certificate.issuer().as_raw();
    same_name && (authority_key.is_none() || authority_key == subject_key)
}
