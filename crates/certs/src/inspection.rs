//! From bytes to certificates, within limits.

use jiff::Timestamp;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use x509_parser::parse_x509_certificate;
use x509_parser::prelude::FromDer;

use crate::{CertError, Details};

/// The longest input that is read: a chain has some ten thousand bytes, all public authorities together 250 000.
pub const MAX_BYTES: usize = 1024 * 1024;

/// The most certificates that are read from one input; a chain has two to five.
pub const MAX_CERTIFICATES: usize = 100;

/// Looks into every certificate of a PEM text, in order. Text around the blocks, and blocks of other kinds beside a
/// certificate, are ignored.
///
/// # Errors
/// When there is none (with the kind of what is there instead), one is damaged, or a limit is exceeded.
pub fn inspect_pem(bytes: &[u8], now: Timestamp) -> Result<Vec<Details>, CertError> {
    if bytes.len() > MAX_BYTES {
        return Err(CertError::TooLarge);
    }
    let mut details = Vec::new();
    let mut damaged = false;
    for block in CertificateDer::pem_slice_iter(bytes) {
        let Ok(der) = block else {
            damaged = true;
            continue;
        };
        if details.len() == MAX_CERTIFICATES {
            return Err(CertError::TooManyCertificates);
        }
        details.push(read(&der, now, details.len() + 1)?);
    }
    // A key under an old-style passphrase does not decode either, and is no damage to the certificate beside it.
    if damaged && (details.is_empty() || !holds_private_key(bytes)) {
        return Err(instead_of_certificate(bytes, CertError::BadPem));
    }
    if details.is_empty() {
        return Err(instead_of_certificate(bytes, CertError::NoCertificate));
    }
    Ok(details)
}

/// Looks into one certificate in DER form; nothing may follow it.
///
/// # Errors
/// When it is something else, damaged, or too long.
pub fn inspect_der(bytes: &[u8], now: Timestamp) -> Result<Details, CertError> {
    if bytes.len() > MAX_BYTES {
        return Err(CertError::TooLarge);
    }
    read(bytes, now, 1).map_err(|error| {
        if PrivateKeyDer::try_from(bytes).is_ok() {
            CertError::PrivateKeyGiven
        } else if x509_parser::certification_request::X509CertificationRequest::from_der(bytes)
            .is_ok()
        {
            CertError::RequestGiven
        } else {
            error
        }
    })
}

/// PEM or DER, whichever it is.
pub(crate) fn inspect_any(bytes: &[u8], now: Timestamp) -> Result<Vec<Details>, CertError> {
    if is_pem(bytes) {
        inspect_pem(bytes, now)
    } else {
        inspect_der(bytes, now).map(|details| vec![details])
    }
}

pub(crate) fn is_pem(bytes: &[u8]) -> bool {
    contains(bytes, b"-----BEGIN ")
}

/// Any kind of private key: PKCS#8, encrypted, PKCS#1, SEC 1.
pub(crate) fn holds_private_key(bytes: &[u8]) -> bool {
    contains(bytes, b"PRIVATE KEY-----")
}

fn read(der: &[u8], now: Timestamp, position: usize) -> Result<Details, CertError> {
    match parse_x509_certificate(der) {
        Ok(([], certificate)) => Ok(Details::of(&certificate, der, now.as_second())),
        _ => Err(CertError::BadDer { position }),
    }
}

fn instead_of_certificate(bytes: &[u8], otherwise: CertError) -> CertError {
    if holds_private_key(bytes) {
        CertError::PrivateKeyGiven
    } else if contains(bytes, b"CERTIFICATE REQUEST-----") {
        CertError::RequestGiven
    } else {
        otherwise
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
