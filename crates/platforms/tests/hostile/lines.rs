//! TLS that cannot be trusted, or is none.

use std::sync::Arc;

use chatelaine_platforms::CheckError;
use chatelaine_wire::WireError;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::AsyncWriteExt as _;
use tokio_rustls::TlsAcceptor;

use super::server::{CANARY, Server, head};
use super::verdict::{proves_nothing, refused_by_each};

/// A server with a certificate that nobody vouches for; it answers everything with an empty object.
async fn self_signed() -> Server {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(vec!["127.0.0.1".into()]).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
    let config =
        ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
            .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    Server::with_heads(move |stream, heads| {
        let acceptor = acceptor.clone();
        async move {
            let Ok(mut stream) = acceptor.accept(stream).await else {
                return;
            };
            let head = head(&mut stream).await;
            heads.lock().unwrap().push(head);
            let _ = stream
                .write_all(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
                .await;
            let _ = stream.shutdown().await;
        }
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_nobody_vouches_for_gets_no_credential() {
    let server = self_signed().await;
    proves_nothing("self-signed", &server.tls_site()).await;
    for head in server.heads() {
        assert!(
            !head.contains(CANARY),
            "whoever it is, a credential is not for them: {head}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn plain_http_where_tls_was_expected() {
    let server = Server::with_heads(|mut stream, _| async move {
        let _ = stream
            .write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
            .await;
        let _ = head(&mut stream).await;
    })
    .await;
    for (platform, error) in refused_by_each("no TLS", &server.tls_site()).await {
        assert!(
            matches!(error, CheckError::Wire(WireError::Tls { .. })),
            "{platform}: {error}"
        );
        assert!(
            error.advice().contains("plain HTTP"),
            "{platform}: the remedy names the mistake: {}",
            error.advice()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tls_where_plain_http_was_expected() {
    let server = self_signed().await;
    for (platform, error) in refused_by_each("TLS", &server.site()).await {
        assert!(
            matches!(
                error,
                CheckError::Wire(WireError::NotHttp { .. } | WireError::Closed { .. })
            ),
            "{platform}: {error}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_is_cut_during_the_handshake() {
    let server = Server::with_heads(|stream, _| async move { drop(stream) }).await;
    for (platform, error) in refused_by_each("a cut line", &server.tls_site()).await {
        assert!(
            matches!(error, CheckError::Wire(WireError::Closed { .. })),
            "{platform}: {error}"
        );
    }
}
