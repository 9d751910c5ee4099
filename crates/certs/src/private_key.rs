//! Whether a private key belongs to a certificate.

use rustls::crypto::ring::sign::any_supported_type;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use serde::Serialize;
use x509_parser::parse_x509_certificate;
use zeroize::Zeroizing;

use crate::inspection::is_pem;

/// Whether key and certificate belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Match {
    /// The key's public half is the one in the certificate.
    Yes,
    /// It is another one: a server with this pair does not start.
    No,
    /// The key is protected by a passphrase, which is not asked for here.
    Encrypted,
    /// A kind of key that cannot be compared (RSA below 2048 bits, P-521, …), or a damaged file.
    Unreadable,
}

/// Derives the public half from the private one and compares; a public half that the file merely claims does not count.
pub(crate) fn belongs(key_file: &[u8], certificate_der: &[u8]) -> Match {
    let key = if is_pem(key_file) {
        PrivateKeyDer::from_pem_slice(key_file).ok()
    } else {
        PrivateKeyDer::try_from(key_file)
            .ok()
            .map(|key| key.clone_key())
    };
    let Some(key) = key.map(Zeroizing::new) else {
        return unreadable(key_file);
    };
    let public = any_supported_type(&key).ok();
    let public = public.as_ref().and_then(|key| key.public_key());
    match (public, parse_x509_certificate(certificate_der)) {
        (Some(public), Ok((_, certificate))) => {
            if public.as_ref() == certificate.public_key().raw {
                Match::Yes
            } else {
                Match::No
            }
        }
        _ => Match::Unreadable,
    }
}

/// Both PEM spellings of a passphrase: PKCS#8 in its label, and the older `Proc-Type: 4,ENCRYPTED` header.
fn unreadable(key_file: &[u8]) -> Match {
    if key_file
        .windows(b"ENCRYPTED".len())
        .any(|window| window == b"ENCRYPTED")
    {
        Match::Encrypted
    } else {
        Match::Unreadable
    }
}
