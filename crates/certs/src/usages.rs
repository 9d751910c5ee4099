//! What a certificate may be used for.

use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::{ExtendedKeyUsage, KeyUsage};

use crate::shown::shown;

/// The most unknown purposes that are listed.
const MAX_OTHER: usize = 10;

/// Both usage extensions as one list.
pub(crate) struct Usages {
    /// RFC 5280 names; empty when the certificate does not restrict itself.
    pub(crate) names: Vec<String>,
    /// It says `keyCertSign`: an authority on purpose, not one that merely says `CA:true` by default.
    pub(crate) signs_certificates: bool,
    /// It restricts its purposes and servers are not among them.
    pub(crate) not_for_servers: bool,
}

impl Usages {
    pub(crate) fn of(certificate: &X509Certificate<'_>) -> Self {
        let key_usage = certificate.key_usage().ok().flatten();
        let purposes = certificate.extended_key_usage().ok().flatten();
        let mut names = key_usage
            .as_ref()
            .map_or_else(Vec::new, |usage| key_usage_names(usage.value));
        if let Some(purposes) = &purposes {
            names.extend(purpose_names(purposes.value));
        }
        Self {
            names,
            signs_certificates: key_usage.is_some_and(|usage| usage.value.key_cert_sign()),
            not_for_servers: purposes
                .is_some_and(|purposes| !purposes.value.server_auth && !purposes.value.any),
        }
    }
}

fn key_usage_names(usage: &KeyUsage) -> Vec<String> {
    pick([
        (usage.digital_signature(), "digitalSignature"),
        (usage.non_repudiation(), "nonRepudiation"),
        (usage.key_encipherment(), "keyEncipherment"),
        (usage.data_encipherment(), "dataEncipherment"),
        (usage.key_agreement(), "keyAgreement"),
        (usage.key_cert_sign(), "keyCertSign"),
        (usage.crl_sign(), "cRLSign"),
        (usage.encipher_only(), "encipherOnly"),
        (usage.decipher_only(), "decipherOnly"),
    ])
}

fn purpose_names(purposes: &ExtendedKeyUsage<'_>) -> Vec<String> {
    let mut names = pick([
        (purposes.any, "anyExtendedKeyUsage"),
        (purposes.server_auth, "serverAuth"),
        (purposes.client_auth, "clientAuth"),
        (purposes.code_signing, "codeSigning"),
        (purposes.email_protection, "emailProtection"),
        (purposes.time_stamping, "timeStamping"),
        (purposes.ocsp_signing, "OCSPSigning"),
    ]);
    let other = purposes.other.iter().take(MAX_OTHER);
    names.extend(other.map(|oid| shown(&oid.to_id_string())));
    names
}

fn pick<const N: usize>(named: [(bool, &str); N]) -> Vec<String> {
    named
        .into_iter()
        .filter(|(set, _)| *set)
        .map(|(_, name)| name.to_owned())
        .collect()
}
