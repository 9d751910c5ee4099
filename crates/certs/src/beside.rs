//! A certificate file together with the key that lies beside it.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use serde::Serialize;
use zeroize::Zeroizing;

use crate::inspection::{holds_private_key, inspect_any, is_pem};
use crate::private_key::belongs;
use crate::{CertError, Details, MAX_BYTES, Match};

/// What a certificate file and its surroundings say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileReport {
    /// The file.
    pub certificate: PathBuf,
    /// Its certificates: the server's own first, then its chain.
    pub details: Vec<Details>,
    /// The key beside it (or in it), if there is one under a usual name.
    pub key: Option<KeyReport>,
}

/// What a key file says about itself, without its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeyReport {
    /// The file.
    pub path: PathBuf,
    /// Permission bits such as `0600`; `None` where the system has none.
    pub mode: Option<String>,
    /// Whether it belongs to the first certificate.
    pub matches: Match,
    /// What is wrong with it, one sentence each.
    pub warnings: Vec<String>,
}

/// Looks into a certificate file, PEM or DER, and at the private key that lies beside it under one of the usual
/// names (`localhost.pem` and `localhost-key.pem`, `x.crt` and `x.key`, `fullchain.pem` and `privkey.pem`, …). Of
/// several such keys the one that matches is reported.
///
/// # Errors
/// When the certificate file cannot be read, is too long, or holds no certificate.
pub fn inspect_files(certificate: &Path, now: Timestamp) -> Result<FileReport, CertError> {
    let opened = Opened::read(certificate)?;
    let details = inspect_any(&opened.bytes, now)?;
    let leaf = if is_pem(&opened.bytes) {
        CertificateDer::pem_slice_iter(&opened.bytes)
            .find_map(Result::ok)
            .ok_or(CertError::NoCertificate)?
    } else {
        CertificateDer::from(opened.bytes.to_vec())
    };
    let key = if holds_private_key(&opened.bytes) {
        Some(opened.report(certificate, &leaf))
    } else {
        let mut keys: Vec<KeyReport> = candidates(certificate)
            .into_iter()
            .filter_map(|path| Some(Opened::read(&path).ok()?.report(&path, &leaf)))
            .collect();
        let best = keys.iter().position(|key| key.matches == Match::Yes);
        (!keys.is_empty()).then(|| keys.swap_remove(best.unwrap_or(0)))
    };
    Ok(FileReport {
        certificate: certificate.to_owned(),
        details,
        key,
    })
}

struct Opened {
    bytes: Zeroizing<Vec<u8>>,
    mode: Option<u32>,
}

impl Opened {
    fn read(path: &Path) -> Result<Self, CertError> {
        let failed = |reason| CertError::NotRead {
            path: path.to_owned(),
            reason,
        };
        // Looked at before opening: opening a pipe would wait for a writer for ever.
        if !path.metadata().map_err(failed)?.is_file() {
            return Err(CertError::NotAFile(path.to_owned()));
        }
        let file = File::open(path).map_err(failed)?;
        let metadata = file.metadata().map_err(failed)?;
        if metadata.len() > MAX_BYTES as u64 {
            return Err(CertError::TooLarge);
        }
        // Room for all of it at once: a growing buffer would leave unwiped copies of a key behind.
        let mut bytes = Zeroizing::new(Vec::with_capacity(MAX_BYTES + 1));
        file.take(MAX_BYTES as u64 + 1)
            .read_to_end(&mut bytes)
            .map_err(failed)?;
        if bytes.len() > MAX_BYTES {
            return Err(CertError::TooLarge);
        }
        Ok(Self {
            bytes,
            mode: mode(&metadata),
        })
    }

    fn report(&self, path: &Path, leaf: &[u8]) -> KeyReport {
        let matches = belongs(&self.bytes, leaf);
        let mut warnings = Vec::new();
        if let Some(mode) = self.mode.filter(|mode| mode & 0o077 != 0) {
            warnings.push(format!(
                "Other users of this machine may read the private key (mode {mode:04o}): set it to 0600, and replace \
                 the pair if others had access."
            ));
        }
        warnings.extend(
            match matches {
                Match::Yes => None,
                Match::No => {
                    Some("The key does not belong to this certificate: a server does not start with them.")
                }
                Match::Encrypted => Some(
                    "The key is protected by a passphrase: whether it belongs to the certificate was not checked.",
                ),
                Match::Unreadable => Some(
                    "The key is damaged or of a kind that cannot be compared with the certificate.",
                ),
            }
            .map(str::to_owned),
        );
        KeyReport {
            path: path.to_owned(),
            mode: self.mode.map(|mode| format!("{mode:04o}")),
            matches,
            warnings,
        }
    }
}

#[cfg(unix)]
fn mode(metadata: &std::fs::Metadata) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt as _;
    Some(metadata.permissions().mode() & 0o7777)
}

#[cfg(not(unix))]
fn mode(_: &std::fs::Metadata) -> Option<u32> {
    None
}

/// The names under which mkcert, openssl's manuals, certbot, Kubernetes and this crate put the key of a certificate.
fn candidates(certificate: &Path) -> Vec<PathBuf> {
    let Some(stem) = certificate.file_stem().and_then(|stem| stem.to_str()) else {
        return vec![];
    };
    let mut names = vec![
        format!("{stem}-key.pem"),
        format!("{stem}.key"),
        format!("{stem}.key.pem"),
        format!("{stem}_key.pem"),
    ];
    for ending in ["-cert", "_cert", ".cert"] {
        if let Some(base) = stem.strip_suffix(ending) {
            names.extend([
                format!("{base}-key.pem"),
                format!("{base}_key.pem"),
                format!("{base}.key"),
                format!("{base}.key.pem"),
            ]);
        }
    }
    // Fixed names only beside fixed names: `privkey.pem` in a folder of many certificates belongs to none of them.
    if matches!(
        stem,
        "cert" | "certificate" | "chain" | "fullchain" | "server" | "tls"
    ) {
        names.extend(["privkey.pem", "key.pem", "server.key", "tls.key"].map(str::to_owned));
    }
    names
        .iter()
        .map(|name| certificate.with_file_name(name))
        .filter(|path| path != certificate)
        .collect()
}
