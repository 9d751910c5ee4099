//! A handshake to look at, after which nothing is said.

use rustls::client::danger::ServerCertVerifier as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, CommonState, Error, ProtocolVersion};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::old::{OldTls, old};
use super::{anyone, trust};
use crate::{Limits, Site, WireError, dial, error};

/// Certificates of a chain that are kept: real ones have two to five.
const CHAIN: usize = 10;

/// What a server showed in a TLS handshake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsSeen {
    /// `TLS 1.3` or `TLS 1.2`: the best that both sides speak.
    pub version: &'static str,
    /// The cipher suite, as the TLS library calls it.
    pub cipher: String,
    /// The certificates in DER form, the server's own first; at most ten.
    pub chain: Vec<Vec<u8>>,
    /// Why this machine does not trust the chain; nothing when it does.
    pub distrust: Option<Distrust>,
    /// Whether the server's own certificate covers the host of the address.
    pub name_covered: bool,
    /// Whether the server would also speak a version that nobody should.
    pub old: OldTls,
}

/// Why a chain is not trusted. Where several things are wrong with it, the first that the verification met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Distrust {
    /// Its time is over.
    Expired,
    /// Its time has not come.
    NotYetValid,
    /// It is for another host.
    OtherName,
    /// It leads to nobody whom this machine knows: self-signed, or of an authority that is not in the trust store.
    UnknownIssuer,
    /// Its issuer has taken it back.
    Revoked,
    /// This machine's trust store is empty or cannot be read.
    NoTrustStore(String),
    /// Something else, in the words of the TLS library.
    Other(String),
}

/// Shakes hands with a server whatever its certificate says, judges the certificate by this machine's trust store, asks
/// whether old versions are spoken too, and hangs up. No request is sent.
///
/// # Errors
/// [`WireError::Tls`] when there is no TLS to speak of, or only versions up to 1.1; otherwise why the server could not
/// be reached.
pub async fn look(site: &Site, limits: Limits) -> Result<TlsSeen, WireError> {
    let (shaken, old) = tokio::join!(shake(site, limits), old(site, limits));
    match (shaken, old) {
        (Ok(seen), old) => Ok(TlsSeen { old, ..seen }),
        (Err(WireError::Tls { origin, .. }), OldTls::Accepted(version)) => Err(WireError::Tls {
            origin,
            reason: format!("the server speaks {version} and no later version"),
        }),
        (Err(error), _) => Err(error),
    }
}

async fn shake(site: &Site, limits: Limits) -> Result<TlsSeen, WireError> {
    let failed = |reason| WireError::Tls {
        origin: site.origin(),
        reason,
    };
    let name = site.server_name()?;
    let connector = TlsConnector::from(anyone().map_err(failed)?);
    let connect = async {
        let tcp = dial::tcp(site, limits).await?;
        connector.connect(name.clone(), tcp).await.map_err(|cause| {
            error::tls_reason(&cause).map_or_else(
                || WireError::from_io(cause.kind(), site.origin(), None),
                failed,
            )
        })
    };
    let late = |_| WireError::late(site.origin(), limits.connect);
    let stream = timeout(limits.connect, connect).await.map_err(late)??;
    Ok(seen(stream.get_ref().1, &name))
}

fn seen(connection: &CommonState, name: &ServerName<'static>) -> TlsSeen {
    let chain: &[CertificateDer<'_>] = connection.peer_certificates().unwrap_or_default();
    TlsSeen {
        version: match connection.protocol_version() {
            Some(ProtocolVersion::TLSv1_3) => "TLS 1.3",
            // The library speaks no third.
            _ => "TLS 1.2",
        },
        cipher: connection
            .negotiated_cipher_suite()
            .and_then(|suite| suite.suite().as_str().map(str::to_owned))
            .unwrap_or_default(),
        distrust: judge(chain, name).err(),
        name_covered: covers(chain, name),
        chain: chain
            .iter()
            .take(CHAIN)
            .map(|certificate| certificate.to_vec())
            .collect(),
        old: OldTls::Unknown,
    }
}

fn judge(chain: &[CertificateDer<'_>], name: &ServerName<'_>) -> Result<(), Distrust> {
    let (own, others) = chain
        .split_first()
        .ok_or_else(|| Distrust::Other("the server showed no certificate".into()))?;
    let trust = trust().map_err(Distrust::NoTrustStore)?;
    match trust.verify_server_cert(own, others, name, &[], UnixTime::now()) {
        Ok(_) => Ok(()),
        Err(Error::InvalidCertificate(error)) => Err(distrust(&error)),
        Err(error) => Err(Distrust::Other(error.to_string())),
    }
}

fn distrust(error: &CertificateError) -> Distrust {
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => Distrust::Expired,
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            Distrust::NotYetValid
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            Distrust::OtherName
        }
        CertificateError::UnknownIssuer => Distrust::UnknownIssuer,
        CertificateError::Revoked => Distrust::Revoked,
        other => Distrust::Other(other.to_string()),
    }
}

/// The verification stops at the first fault, so the name is looked at by itself.
fn covers(chain: &[CertificateDer<'_>], name: &ServerName<'_>) -> bool {
    chain
        .first()
        .and_then(|own| ParsedCertificate::try_from(own).ok())
        .is_some_and(|own| rustls::client::verify_server_name(&own, name).is_ok())
}
