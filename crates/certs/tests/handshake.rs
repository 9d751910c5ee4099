//! Real TLS handshakes with our pair: two clients, two servers.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a failed expectation is how a test fails"
)]

mod common;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use chatelaine_certs::Written;
use common::{openssl_accepts, written};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::version::{TLS12, TLS13};
use rustls::{
    ClientConfig, ClientConnection, RootCertStore, ServerConfig, ServerConnection, Stream,
    SupportedProtocolVersion,
};

const GREETING: &[u8] = b"hello over tls";

fn provider() -> Arc<rustls::crypto::CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// A rustls server that greets one visitor and ends.
fn rustls_server(files: &Written) -> SocketAddr {
    let chain = vec![CertificateDer::from_pem_file(&files.certificate).unwrap()];
    let key = PrivateKeyDer::from_pem_file(&files.key).unwrap();
    let config = ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&TLS12, &TLS13])
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .expect("rustls takes the pair: key and certificate match");
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        socket
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        let mut tls = ServerConnection::new(Arc::new(config)).unwrap();
        // Ignored: in half of the tests the client hangs up on purpose.
        let _ = Stream::new(&mut tls, &mut socket).write_all(GREETING);
        tls.send_close_notify();
        let _ = tls.write_tls(&mut socket);
    });
    address
}

/// Dials as `name`, trusting nothing but the one certificate, and reads the greeting.
fn rustls_client(
    address: SocketAddr,
    name: &str,
    trusted: &Path,
    version: &'static SupportedProtocolVersion,
) -> Result<Vec<u8>, String> {
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_file(trusted).unwrap())
        .expect("our certificate can be trusted on its own");
    let config = ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(&[version])
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(name.to_owned()).unwrap();
    let mut tls = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut socket = TcpStream::connect(address).unwrap();
    socket
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    let mut greeting = vec![0; GREETING.len()];
    Stream::new(&mut tls, &mut socket)
        .read_exact(&mut greeting)
        .map_err(|error| error.to_string())?;
    Ok(greeting)
}

#[test]
fn a_rustls_client_that_trusts_this_one_certificate_connects_under_each_of_its_names() {
    let dir = tempfile::tempdir().unwrap();
    let files = written(dir.path());
    for version in [&TLS12, &TLS13] {
        for name in ["localhost", "127.0.0.1", "::1"] {
            let answer = rustls_client(rustls_server(&files), name, &files.certificate, version);
            assert_eq!(
                answer.as_deref(),
                Ok(GREETING),
                "{name} over {:?}",
                version.version
            );
        }
    }
}

#[test]
fn a_rustls_client_refuses_other_names_and_other_certificates() {
    let dir = tempfile::tempdir().unwrap();
    let files = written(dir.path());
    for name in ["other.example", "127.0.0.2", "sub.localhost"] {
        let refusal = rustls_client(rustls_server(&files), name, &files.certificate, &TLS13)
            .expect_err("the certificate does not vouch for this name");
        assert!(refusal.contains("not valid for name"), "{name}: {refusal}");
    }
    let other = tempfile::tempdir().unwrap();
    let other = written(other.path()).certificate;
    let refusal = rustls_client(rustls_server(&files), "localhost", &other, &TLS13)
        .expect_err("another certificate for localhost is not this one");
    assert!(refusal.contains("invalid peer certificate"), "{refusal}");
}

/// An `openssl s_server` on a free port; ends with the value.
struct OpensslServer {
    child: Child,
    address: SocketAddr,
}

impl OpensslServer {
    fn start(dir: &Path) -> Self {
        let mut child = Command::new("openssl")
            .args(["s_server", "-accept", "127.0.0.1:0", "-www"])
            .args(["-cert", "localhost.pem", "-key", "localhost-key.pem"])
            .current_dir(dir)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the `openssl` program is needed");
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = lines
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("ACCEPT ")?.trim().parse().ok())
            .expect("openssl says where it listens once it took our pair");
        Self { child, address }
    }
}

impl Drop for OpensslServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn an_openssl_server_takes_the_pair_and_an_openssl_client_checks_its_names() {
    let dir = tempfile::tempdir().unwrap();
    written(dir.path());
    let server = OpensslServer::start(dir.path());
    let connects = |name: &str| {
        openssl_accepts(
            dir.path(),
            &format!(
                "s_client -connect {} -brief -verify_return_error -CAfile localhost.pem {name}",
                server.address
            ),
        )
    };
    assert!(connects("-verify_hostname localhost"));
    assert!(connects("-verify_ip 127.0.0.1"));
    assert!(connects("-verify_ip ::1"));
    assert!(!connects("-verify_hostname other.example"));
    assert!(!connects("-verify_ip 127.0.0.2"));
    assert!(
        !openssl_accepts(
            dir.path(),
            &format!(
                "s_client -connect {} -brief -verify_return_error -no-CAfile -no-CApath -no-CAstore",
                server.address
            )
        ),
        "without trusting it first, nobody accepts it"
    );
}

#[test]
fn an_openssl_client_accepts_a_rustls_server_with_the_pair() {
    let dir = tempfile::tempdir().unwrap();
    let files = written(dir.path());
    let connects = |version: &str| {
        let address = rustls_server(&files);
        openssl_accepts(
            dir.path(),
            &format!(
                "s_client -connect {address} -brief -verify_return_error -CAfile localhost.pem \
                 -verify_hostname localhost {version}"
            ),
        )
    };
    assert!(connects("-tls1_2"));
    assert!(connects("-tls1_3"));
}
