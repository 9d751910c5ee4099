//! Making a self-signed server certificate.

use std::time::Duration;

use jiff::Timestamp;
use rcgen::{
    CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, SanType, SerialNumber,
};
use zeroize::Zeroizing;

use crate::{CertError, Name, Request};

/// One hour: clients whose clock is behind ours would otherwise call the new certificate "not yet valid".
const CLOCK_SKEW_SECONDS: i64 = 60 * 60;
const DAY_SECONDS: i64 = 24 * 60 * 60;

/// A certificate and the key that belongs to it, both as PEM. The key is wiped when this is dropped.
pub struct Pair {
    /// What the server shows to everybody.
    pub certificate_pem: String,
    /// What it must never show: PKCS#8.
    pub key_pem: Zeroizing<String>,
}

impl std::fmt::Debug for Pair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pair")
            .field("certificate_pem", &self.certificate_pem)
            .field("key_pem", &"[redacted]")
            .finish()
    }
}

/// Makes a new EC P-256 key and a server certificate for it, signed by itself.
///
/// The certificate may sign nothing else (`CA:false`, no `keyCertSign`): trusting it trusts this one server, and
/// clients such as rustls refuse a server that shows an authority's certificate. It is valid from one hour before
/// `now` for exactly `days` days, so the first hour of its lifetime is already over.
///
/// # Errors
/// When the request breaks a limit, or the time or the random numbers of this machine fail.
pub fn self_signed(request: &Request, now: Timestamp) -> Result<Pair, CertError> {
    request.check()?;
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params
        .distinguished_name
        .push(DnType::CommonName, request.common_name.as_str());
    params.subject_alt_names = request
        .names
        .iter()
        .map(alternative_name)
        .collect::<Result<_, _>>()?;
    params.is_ca = IsCa::ExplicitNoCa;
    // An EC key only ever signs in TLS; key encipherment would be for RSA key exchange.
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.serial_number = Some(random_serial()?);

    let begin = now.as_second().saturating_sub(CLOCK_SKEW_SECONDS);
    // RFC 5280 §4.1.2.5: both ends belong to the lifetime, so the last second is one earlier.
    let end = begin.saturating_add(i64::from(request.days) * DAY_SECONDS - 1);
    let epoch = rcgen::date_time_ymd(1970, 1, 1);
    params.not_before = epoch + seconds(begin)?;
    params.not_after = epoch + seconds(end)?;

    let failed = |_| CertError::NotMade("the cryptographic library refused");
    let key = Zeroizing::new(KeyPair::generate().map_err(failed)?);
    let certificate = params.self_signed(&*key).map_err(failed)?;
    Ok(Pair {
        certificate_pem: certificate.pem(),
        key_pem: Zeroizing::new(key.serialize_pem()),
    })
}

fn alternative_name(name: &Name) -> Result<SanType, CertError> {
    Ok(match name {
        Name::Ip(address) => SanType::IpAddress(*address),
        Name::Dns(name) => SanType::DnsName(
            name.as_str()
                .try_into()
                .map_err(|_| CertError::NotMade("a name is not ASCII"))?,
        ),
    })
}

/// 128 random bits. Clients tell certificates of one issuer apart by their serial numbers, and Firefox refuses two
/// different ones with the same (all our issuers are called alike: `localhost`).
fn random_serial() -> Result<SerialNumber, CertError> {
    let mut serial = [0; 16];
    getrandom::fill(&mut serial)
        .map_err(|_| CertError::NotMade("the operating system gave no random numbers"))?;
    Ok(SerialNumber::from_slice(&serial))
}

/// X.509 can say years 0 to 9999; a clock before 1970 or beyond 9000 is a broken clock.
fn seconds(since_1970: i64) -> Result<Duration, CertError> {
    const YEAR_9000: u64 = 221_845_392_000;
    u64::try_from(since_1970)
        .ok()
        .filter(|seconds| *seconds < YEAR_9000)
        .map(Duration::from_secs)
        .ok_or(CertError::NotMade(
            "the clock of this machine is far off the present",
        ))
}
