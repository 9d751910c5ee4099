//! A proxy that ends TLS before a practice cat, and keeps what came through.

use std::sync::{Arc, Mutex};

use chatelaine_documents::EnvDocument;
use chatelaine_platforms::{EnvFile, Project};
use chatelaine_practice::{Kind, Options, PracticeBot};
use chatelaine_wire::Site;
use rcgen::{CertificateParams, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// A certificate that signs itself, for these names and years.
pub(crate) fn certificate(names: &[&str], years: (i32, i32)) -> (CertificateDer<'static>, KeyPair) {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut params = CertificateParams::new(names).unwrap();
    params.not_before = rcgen::date_time_ymd(years.0, 1, 1);
    params.not_after = rcgen::date_time_ymd(years.1, 1, 1);
    let key = KeyPair::generate().unwrap();
    (params.self_signed(&key).unwrap().der().clone(), key)
}

/// The `.env` of a cat that is locked with one key.
fn env(key: &str) -> String {
    format!("CCAT_API_KEY={key}\nCCAT_API_KEY_WS={key}-ws\nCCAT_JWT_SECRET={key}-jwt\n")
}

/// The same as the console reads it.
pub(crate) fn project(key: &str) -> Project {
    Project {
        env: Some(EnvFile {
            name: ".env".into(),
            document: EnvDocument::parse(env(key).as_bytes()).unwrap(),
        }),
        ..Project::default()
    }
}

pub(crate) struct Terminator {
    pub(crate) site: Site,
    bot: PracticeBot,
    heard: Arc<Mutex<Vec<u8>>>,
    _folder: TempDir,
}

impl Terminator {
    /// Starts a cat that is locked with `key`, and a proxy with this certificate before it.
    pub(crate) async fn before(
        key: &str,
        (certificate, pair): (CertificateDer<'static>, KeyPair),
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(".env"), env(key)).unwrap();
        let options = Options {
            refusal_delay: std::time::Duration::from_millis(10),
            ..Options::new(folder.path())
        };
        let bot = PracticeBot::start(Kind::CheshireCat, options)
            .await
            .unwrap();
        let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(pair.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], private)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let (kept, behind) = (Arc::clone(&heard), bot.port());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, kept) = (acceptor.clone(), Arc::clone(&kept));
                tokio::spawn(async move {
                    if let Ok(stream) = acceptor.accept(stream).await {
                        forward(stream, behind, &kept).await;
                    }
                });
            }
        });
        Self {
            site: Site::parse(&format!("https://127.0.0.1:{port}"), false).unwrap(),
            bot,
            heard,
            _folder: folder,
        }
    }

    /// Everything that was said to the bot through the proxy.
    pub(crate) fn heard(&self) -> String {
        String::from_utf8_lossy(&self.heard.lock().unwrap()).into_owned()
    }

    /// Where the bot itself listens.
    pub(crate) fn plain_port(&self) -> u16 {
        self.bot.port()
    }
}

async fn forward(stream: impl AsyncRead + AsyncWrite, port: u16, heard: &Mutex<Vec<u8>>) {
    let behind = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let (mut from_client, mut to_client) = tokio::io::split(stream);
    let (mut from_bot, mut to_bot) = behind.into_split();
    let asking = async {
        let mut buffer = [0; 4096];
        while let Ok(count @ 1..) = from_client.read(&mut buffer).await {
            heard.lock().unwrap().extend_from_slice(&buffer[..count]);
            if to_bot.write_all(&buffer[..count]).await.is_err() {
                break;
            }
        }
        let _ = to_bot.shutdown().await;
    };
    let answering = async {
        let _ = tokio::io::copy(&mut from_bot, &mut to_client).await;
        let _ = to_client.shutdown().await;
    };
    tokio::join!(asking, answering);
}
