//! TLS before a server that speaks none, with a certificate that nobody vouches for.

use std::sync::{Arc, Mutex};

use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// What came through, in clear.
pub(crate) type Heard = Arc<Mutex<Vec<u8>>>;

/// The https address of a proxy before `behind`, given as `host:port`.
pub(crate) async fn before(behind: String) -> (String, Heard) {
    let own = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(own.signing_key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![own.cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = format!("https://{}", listener.local_addr().unwrap());
    let heard = Heard::default();
    let kept = Arc::clone(&heard);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, kept, behind) = (acceptor.clone(), Arc::clone(&kept), behind.clone());
            tokio::spawn(async move {
                let Ok(mut front) = acceptor.accept(stream).await else {
                    return;
                };
                let mut back = TcpStream::connect(behind).await.unwrap();
                let mut buffer = [0; 4096];
                // One request at a time: what a client says is passed on, and whatever is answered comes back.
                while let Ok(count @ 1..) = front.read(&mut buffer).await {
                    kept.lock().unwrap().extend_from_slice(&buffer[..count]);
                    back.write_all(&buffer[..count]).await.unwrap();
                    let Ok(count @ 1..) = back.read(&mut buffer).await else {
                        return;
                    };
                    front.write_all(&buffer[..count]).await.unwrap();
                }
            });
        }
    });
    (address, heard)
}
