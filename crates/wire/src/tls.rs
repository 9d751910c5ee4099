//! One TLS client configuration for everything: the operating system's trust, no switch to turn it off.

use std::sync::{Arc, OnceLock};

use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls_platform_verifier::BuilderVerifierExt as _;

/// The configuration for bots behind TLS. Reading the system's roots takes tens of milliseconds, so it is done once
/// and only when the first `https` bot is spoken to.
pub(crate) fn system() -> Result<Arc<ClientConfig>, String> {
    static CONFIG: OnceLock<Result<Arc<ClientConfig>, String>> = OnceLock::new();
    CONFIG
        .get_or_init(|| {
            builder()?
                .with_platform_verifier()
                .map(|builder| Arc::new(builder.with_no_client_auth()))
                .map_err(|e| e.to_string())
        })
        .clone()
}

/// A configuration that trusts nobody, for clients that only ever speak plain HTTP.
pub(crate) fn none() -> Result<Arc<ClientConfig>, String> {
    Ok(Arc::new(
        builder()?
            .with_root_certificates(rustls::RootCertStore::empty())
            .with_no_client_auth(),
    ))
}

fn builder() -> Result<rustls::ConfigBuilder<ClientConfig, rustls::WantsVerifier>, String> {
    ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())
}
