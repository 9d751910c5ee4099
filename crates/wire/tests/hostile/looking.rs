//! A look at a certificate that need not be trusted, and what may be said to a site that is not.

use std::sync::Arc;

use chatelaine_wire::{Client, Distrust, OldTls, Request, WireError, connect, look};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::version::TLS12;
use tokio::io::AsyncWriteExt as _;
use tokio_rustls::TlsAcceptor;

use super::server::{Server, canary, dead_site, limits};
use super::tls::serving;
use super::verdict::{assert_error, get};

/// The version that a `ClientHello` offers stands behind five bytes of record and four of message.
const OFFERED: std::ops::Range<usize> = 9..11;
/// Up to TLS 1.1.
const OLD: [u8; 2] = [3, 2];

fn self_signed() -> CertifiedKey<rcgen::KeyPair> {
    generate_simple_self_signed(vec!["127.0.0.1".into()]).unwrap()
}

#[tokio::test]
async fn a_self_signed_certificate_is_seen_and_not_trusted() {
    let CertifiedKey { cert, signing_key } = self_signed();
    let server = serving(vec![cert.der().clone()], &signing_key).await;
    let seen = look(&server.tls_site(), limits()).await.expect("TLS works");
    assert_eq!(seen.distrust, Some(Distrust::UnknownIssuer));
    assert!(seen.name_covered, "the fault is not in the name");
    assert_eq!(seen.version, "TLS 1.3", "the best of both");
    assert!(seen.cipher.starts_with("TLS13_"), "{}", seen.cipher);
    assert_eq!(seen.chain, [cert.der().to_vec()], "there to be looked at");
    assert_eq!(seen.old, OldTls::Refused, "rustls has never spoken TLS 1.1");
    let other = look(&server.tls_site_named("localhost"), limits())
        .await
        .unwrap();
    assert!(
        !other.name_covered,
        "the name is judged although the issuer was the first fault"
    );
    assert_eq!(server.heads(), Vec::<String>::new(), "nothing was asked");
}

#[tokio::test]
async fn a_site_that_is_not_verified_answers_and_hears_no_secret() {
    let CertifiedKey { cert, signing_key } = self_signed();
    let server = serving(vec![cert.der().clone()], &signing_key).await;
    let site = server.tls_site().unverified();
    let client = Client::new(site.clone(), limits()).unwrap();
    let answer = client.send(Request::get("/")).await.expect("it is heard");
    assert_eq!(
        answer.status, 200,
        "whether a door is open can be asked of anybody"
    );
    let before = server.heads().len();

    let advice = "trust store";
    assert_error("a bearer", get(site.clone()).await, "Untrusted", advice);
    let token = canary();
    let socket = connect(&site, "/ws", Some(&token), limits())
        .await
        .map(|_| ());
    let error = assert_error("a socket's token", socket, "Untrusted", advice);
    assert!(!error.unreachable(), "it was there; we would not speak");
    assert_eq!(
        server.heads().len(),
        before,
        "an impostor must not even see that there is a credential"
    );
    let bare = connect(&site, "/ws", None, limits()).await.map(|_| ());
    assert!(
        matches!(bare, Err(WireError::Handshake { status: 200, .. })),
        "a socket without a token may be tried"
    );
}

/// Speaks TLS 1.2 to those who offer it, and goes along with 1.1 where that is the best on offer.
async fn old_fashioned(modern: bool) -> Server {
    let CertifiedKey { cert, signing_key } = self_signed();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&TLS12])
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    Server::with_heads(move |mut stream, _| {
        let acceptor = acceptor.clone();
        async move {
            let mut start = [0; 11];
            while stream.peek(&mut start).await.is_ok_and(|seen| seen < 11) {
                tokio::task::yield_now().await;
            }
            if modern && start[OFFERED] != OLD {
                let _ = acceptor.accept(stream).await;
                return;
            }
            // The head of a ServerHello of TLS 1.1; what follows in a real one does not matter.
            let hello = [22, 3, 2, 0, 42, 2, 0, 0, 38, 3, 2];
            let _ = stream.write_all(&hello).await;
            let _ = stream.write_all(&[0; 36]).await;
        }
    })
    .await
}

#[tokio::test]
async fn a_server_that_also_speaks_a_broken_version() {
    let server = old_fashioned(true).await;
    let seen = look(&server.tls_site(), limits())
        .await
        .expect("TLS 1.2 works");
    assert_eq!(seen.version, "TLS 1.2");
    assert_eq!(
        seen.old,
        OldTls::Accepted("TLS 1.1"),
        "clients of that age would be served, and RFC 8996 forbids it"
    );
}

#[tokio::test]
async fn a_server_that_speaks_nothing_else() {
    let server = old_fashioned(false).await;
    let outcome = look(&server.tls_site(), limits()).await.map(|_| ());
    let error = assert_error("only TLS 1.1", outcome, "Tls", "Enable TLS 1.2");
    assert!(
        error.to_string().contains("TLS 1.1 and no later version"),
        "the cause has a name: {error}"
    );
}

#[tokio::test]
async fn nobody_there_and_no_tls_there() {
    let outcome = look(&dead_site("https").await, limits()).await.map(|_| ());
    assert_error("nobody", outcome, "Refused", "Start the bot");
    let plain = Server::with_heads(|mut stream, _| async move {
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        let _ = stream.shutdown().await;
    })
    .await;
    let outcome = look(&plain.tls_site(), limits()).await.map(|_| ());
    assert_error("no TLS", outcome, "Tls", "speaks plain HTTP");
}
