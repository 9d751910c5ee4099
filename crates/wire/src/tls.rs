//! TLS as a client: the operating system's trust, and a look at what it does not trust.

mod anyone;
mod look;
mod old;

use std::sync::{Arc, OnceLock};

use rustls::ClientConfig;
use rustls::crypto::{CryptoProvider, ring};
use rustls_platform_verifier::Verifier;

use crate::Site;
use anyone::Anyone;

pub use look::{Distrust, TlsSeen, look};
pub use old::OldTls;

/// The configuration with which a site is spoken to.
pub(crate) fn of(site: &Site) -> Result<Arc<ClientConfig>, String> {
    match (site.is_tls(), site.is_verified()) {
        (true, true) => system(),
        (true, false) => anyone(),
        (false, _) => nobody(),
    }
}

/// For bots behind TLS. Made once, and only when the first `https` bot is spoken to.
fn system() -> Result<Arc<ClientConfig>, String> {
    static CONFIG: OnceLock<Result<Arc<ClientConfig>, String>> = OnceLock::new();
    CONFIG
        .get_or_init(|| {
            let config = builder()?
                .dangerous()
                .with_custom_certificate_verifier(trust()?)
                .with_no_client_auth();
            Ok(Arc::new(config))
        })
        .clone()
}

/// What the operating system trusts. Reading its roots takes tens of milliseconds, so it is done once.
fn trust() -> Result<Arc<Verifier>, String> {
    static TRUST: OnceLock<Result<Arc<Verifier>, String>> = OnceLock::new();
    TRUST
        .get_or_init(|| {
            Verifier::new(provider())
                .map(Arc::new)
                .map_err(|e| e.to_string())
        })
        .clone()
}

/// For a site that may not carry secrets: it is heard whoever it is.
fn anyone() -> Result<Arc<ClientConfig>, String> {
    let config = builder()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Anyone::new()))
        .with_no_client_auth();
    Ok(Arc::new(config))
}

/// Trusts nobody, for clients that only ever speak plain HTTP.
fn nobody() -> Result<Arc<ClientConfig>, String> {
    Ok(Arc::new(
        builder()?
            .with_root_certificates(rustls::RootCertStore::empty())
            .with_no_client_auth(),
    ))
}

fn builder() -> Result<rustls::ConfigBuilder<ClientConfig, rustls::WantsVerifier>, String> {
    ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}
