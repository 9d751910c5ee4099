//! TLS that cannot be trusted, or is none.

use std::sync::Arc;

use chatelaine_wire::WireError;
use rcgen::{CertificateParams, CertifiedKey, Issuer, KeyPair, generate_simple_self_signed};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::AsyncWriteExt as _;
use tokio_rustls::TlsAcceptor;

use super::server::{Server, head};
use super::verdict::{assert_error, dial, get};

/// A server with a certificate; it answers every request with an empty 200.
pub(crate) async fn serving(chain: Vec<CertificateDer<'static>>, key: &KeyPair) -> Server {
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config =
        ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    Server::with_heads(move |stream, heads| {
        let acceptor = acceptor.clone();
        async move {
            // Most visitors of this file hang up during the handshake, which is what they should do.
            let Ok(mut stream) = acceptor.accept(stream).await else {
                return;
            };
            let head = head(&mut stream).await;
            // Whoever only looked at the certificate has said nothing.
            if head.is_empty() {
                return;
            }
            heads.lock().unwrap().push(head);
            let _ = stream
                .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                .await;
            let _ = stream.shutdown().await;
        }
    })
    .await
}

/// A certificate for these names, signed by an authority, valid for the years given.
pub(crate) fn issued(
    names: &[&str],
    years: (i32, i32),
    authority: &Issuer<'_, KeyPair>,
) -> (CertificateDer<'static>, KeyPair) {
    let mut params = CertificateParams::new(
        names
            .iter()
            .map(|name| (*name).to_owned())
            .collect::<Vec<_>>(),
    )
    .unwrap();
    params.not_before = rcgen::date_time_ymd(years.0, 1, 1);
    params.not_after = rcgen::date_time_ymd(years.1, 1, 1);
    let key = KeyPair::generate().unwrap();
    (
        params.signed_by(&key, authority).unwrap().der().clone(),
        key,
    )
}

/// Both protocols must judge alike, and nothing may have been said to the server.
async fn refused(story: &str, server: &Server, advice: &str) {
    let http = assert_error(story, get(server.tls_site()).await, "Tls", advice);
    assert!(
        http.unreachable(),
        "{story}: without trust nothing is learnt about the bot"
    );
    assert_error(story, dial(&server.tls_site()).await, "Tls", advice);
    assert_eq!(
        server.heads(),
        Vec::<String>::new(),
        "{story}: no request may follow, least of all with a credential"
    );
}

#[tokio::test]
async fn a_self_signed_certificate() {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(vec!["127.0.0.1".into(), "localhost".into()]).unwrap();
    let server = serving(vec![cert.der().clone()], &signing_key).await;
    refused(
        "self-signed",
        &server,
        "self-signed or its authority is not trusted",
    )
    .await;
}

#[tokio::test]
async fn a_certificate_that_has_expired() {
    let key = KeyPair::generate().unwrap();
    let authority = Issuer::new(CertificateParams::new(Vec::new()).unwrap(), key);
    let (certificate, key) = issued(&["127.0.0.1"], (2019, 2020), &authority);
    let server = serving(vec![certificate], &key).await;
    refused("expired", &server, "expired").await;
}

#[tokio::test]
async fn plain_http_where_tls_was_expected() {
    let server = Server::with_heads(|mut stream, _| async move {
        let _ = stream
            .write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
            .await;
        let _ = head(&mut stream).await;
    })
    .await;
    refused("plain HTTP", &server, "speaks plain HTTP").await;
}

#[tokio::test]
async fn tls_where_plain_http_was_expected() {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(vec!["127.0.0.1".into()]).unwrap();
    let server = serving(vec![cert.der().clone()], &signing_key).await;
    assert_error(
        "http to a TLS port",
        get(server.site()).await,
        "NotHttp",
        "https instead of http",
    );
    assert_error(
        "ws to a TLS port",
        dial(&server.site()).await,
        "NotHttp",
        "https instead of http",
    );
}

#[tokio::test]
async fn a_line_that_is_cut_during_the_tls_handshake() {
    let server = Server::with_heads(|stream, _| async move { drop(stream) }).await;
    for error in [
        get(server.tls_site()).await.err(),
        dial(&server.tls_site()).await.err(),
    ] {
        let error = error.expect("there is no connection");
        assert!(
            matches!(error, WireError::Closed { .. }),
            "it says nothing about certificates: {error}"
        );
    }
}
