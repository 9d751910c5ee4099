//! The doctor: an address, and nothing else.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chatelaine_certs::{Name, Request, self_signed};
use chatelaine_console::doctor;
use chatelaine_console::view::{Doctor, DoctorOutcome, DoctorStage, DoctorStep, Platform};
use chatelaine_practice::{Kind, Options, PracticeBot, prepare};
use jiff::Timestamp;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::stage::CANARY;

async fn examine(url: &str) -> Doctor {
    doctor(url, |_| {}).await.unwrap()
}

fn step(doctor: &Doctor, stage: DoctorStage) -> &DoctorStep {
    doctor
        .steps
        .iter()
        .find(|step| step.stage == stage)
        .unwrap_or_else(|| panic!("{stage:?} is missing: {doctor:#?}"))
}

fn outcome(doctor: &Doctor, stage: DoctorStage) -> DoctorOutcome {
    step(doctor, stage).outcome
}

/// Answers every request with the same bytes and remembers what it was asked.
struct Parrot {
    address: String,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Parrot {
    async fn saying(answer: &'static str) -> Self {
        Self::behind(answer, None).await
    }

    async fn behind(answer: &'static str, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let heads = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&heads);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (tls, heard) = (tls.clone(), Arc::clone(&heard));
                tokio::spawn(async move {
                    match tls {
                        Some(tls) => {
                            if let Ok(stream) = tls.accept(stream).await {
                                converse(stream, answer, &heard).await;
                            }
                        }
                        None => converse(stream, answer, &heard).await,
                    }
                });
            }
        });
        Self { address, heads }
    }

    fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

async fn converse(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    answer: &str,
    heard: &Mutex<Vec<String>>,
) {
    let mut head = vec![0; 8192];
    let Ok(length) = stream.read(&mut head).await else {
        return;
    };
    // Whoever only looked at the line has said nothing.
    if length > 0 {
        let head = String::from_utf8_lossy(&head[..length]).into_owned();
        heard.lock().unwrap().push(head);
        let _gone = stream.write_all(answer.as_bytes()).await;
        let _gone = stream.shutdown().await;
    }
}

fn self_signed_for(name: Name) -> TlsAcceptor {
    let request = Request {
        names: vec![name],
        ..chatelaine_certs::localhost()
    };
    let pair = self_signed(&request, Timestamp::now()).unwrap();
    let chain = vec![CertificateDer::from_pem_slice(pair.certificate_pem.as_bytes()).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(pair.key_pem.as_bytes()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

const PAGE: &str = "HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Type: text/html\r\nContent-Length: 14\r\nConnection: close\r\n\r\n<h1>Hello</h1>";

#[tokio::test]
async fn a_bot_of_any_platform_is_known_by_its_answers_and_its_lock_is_seen() {
    for (kind, platform) in [
        (Kind::CheshireCat, Platform::CheshireCat),
        (Kind::CheshireCat2, Platform::CheshireCat2),
        (Kind::Chatto, Platform::Chatto),
        (Kind::ProgramY, Platform::ProgramY),
        (Kind::Rasa, Platform::Rasa),
    ] {
        for locked in [false, true] {
            let root = TempDir::new().unwrap();
            let key = |name: &str| Ok(format!("{name}-{CANARY}-0123456789abcdef"));
            prepare(kind, root.path(), locked.then_some(&key as _)).unwrap();
            let options = Options {
                refusal_delay: Duration::from_millis(5),
                ..Options::new(root.path())
            };
            let bot = PracticeBot::start(kind, options).await.unwrap();
            let doctor = examine(&bot.url()).await;
            let story = format!("{platform:?}, locked: {locked}: {doctor:#?}");
            assert_eq!(doctor.platform, Some(platform), "recognised; {story}");
            assert!(
                doctor.reachable && !doctor.failed(),
                "a bot that runs has no failed step; {story}"
            );
            // A Cheshire Cat 2 is never without a key: it ships with one that everybody knows.
            let asks = locked || platform == Platform::CheshireCat2;
            assert_eq!(doctor.asks_credential, Some(asks), "{story}");
            let socket = outcome(&doctor, DoctorStage::Websocket);
            let has_socket = matches!(platform, Platform::CheshireCat | Platform::Rasa);
            assert_eq!(
                socket == DoctorOutcome::Ok,
                has_socket,
                "a socket is found where there is one, locked or not; {story}"
            );
            assert!(!story.contains(CANARY), "and no key is in it; {story}");
            bot.stop().await;
        }
    }
}

#[tokio::test]
async fn a_closed_port_ends_the_way_at_the_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let told = Mutex::new(Vec::new());
    let doctor = doctor(&format!("ws://{address}/ws"), |step| {
        told.lock().unwrap().push(step.stage);
    })
    .await
    .unwrap();
    let tcp = step(&doctor, DoctorStage::Tcp);
    assert!(
        tcp.outcome == DoctorOutcome::Failed && tcp.advice.is_some() && !tcp.evidence.is_empty(),
        "with what was tried and what to do: {tcp:#?}"
    );
    assert!(!doctor.reachable, "{doctor:#?}");
    assert_eq!(
        outcome(&doctor, DoctorStage::FirstFrame),
        DoctorOutcome::Skipped,
        "and nothing is said of what could not be asked"
    );
    assert_eq!(
        *told.lock().unwrap(),
        DoctorStage::ALL,
        "every step is told as it is taken, in order"
    );
}

#[tokio::test]
async fn a_name_that_nobody_has_is_told_from_a_server_that_is_down() {
    let doctor = examine("https://no-such-host.invalid").await;
    let dns = step(&doctor, DoctorStage::Dns);
    assert!(
        dns.outcome == DoctorOutcome::Failed && format!("{dns:?}").contains("spelling"),
        "RFC 6761 promises that .invalid never resolves: {dns:#?}"
    );
}

#[tokio::test]
async fn a_web_page_is_no_bot_and_a_pasted_token_goes_nowhere() {
    let parrot = Parrot::saying(PAGE).await;
    let doctor = examine(&format!("http://{}/bot?token={CANARY}", parrot.address)).await;
    let http = step(&doctor, DoctorStage::Http);
    assert!(
        doctor.platform.is_none() && http.outcome == DoctorOutcome::Warning,
        "somebody's page answers: {http:#?}"
    );
    assert!(
        format!("{http:?}").contains("left out") && !format!("{doctor:?}").contains(CANARY),
        "the query is told of, and neither shown nor kept: {http:#?}"
    );
    let heads = parrot.heads().join("\n").to_ascii_lowercase();
    for word in ["authorization", "cookie:", &CANARY.to_ascii_lowercase()] {
        assert!(
            !heads.contains(word),
            "no credential is ever sent ({word}): {heads}"
        );
    }
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_a_finding_and_the_way_goes_on() {
    let tls = self_signed_for(Name::Ip([127, 0, 0, 1].into()));
    let parrot = Parrot::behind(PAGE, Some(tls)).await;
    let doctor = examine(&format!("https://{}", parrot.address)).await;
    let tls = step(&doctor, DoctorStage::Tls);
    assert!(
        tls.outcome == DoctorOutcome::Failed && tls.found.contains("self-signed"),
        "{tls:#?}"
    );
    assert_eq!(
        outcome(&doctor, DoctorStage::Http),
        DoctorOutcome::Warning,
        "nothing secret is sent, so the rest is asked all the same"
    );
}

#[tokio::test]
async fn a_certificate_for_another_host_names_both() {
    let tls = self_signed_for(Name::Dns("cat.example.org".into()));
    let parrot = Parrot::behind(PAGE, Some(tls)).await;
    let doctor = examine(&format!("wss://{}/ws", parrot.address)).await;
    let tls = step(&doctor, DoctorStage::Tls);
    let told = format!("{tls:?}");
    assert!(
        tls.outcome == DoctorOutcome::Failed && told.contains("cat.example.org"),
        "whose it is, and whose it should be: {tls:#?}"
    );
}

#[tokio::test]
async fn a_server_that_speaks_something_else_is_named_as_such() {
    let parrot = Parrot::saying("SSH-2.0-OpenSSH_9.6\r\n").await;
    let doctor = examine(&parrot.address).await;
    let http = step(&doctor, DoctorStage::Http);
    assert!(
        http.outcome == DoctorOutcome::Failed && http.advice.is_some() && doctor.reachable,
        "it is reachable, and no web server: {http:#?}"
    );
}

#[tokio::test]
async fn a_proxy_without_its_bot_is_told_from_the_bot() {
    let parrot = Parrot::saying(
        "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    )
    .await;
    let doctor = examine(&format!("http://{}/cat/", parrot.address)).await;
    let http = step(&doctor, DoctorStage::Http);
    assert!(
        http.outcome == DoctorOutcome::Failed && http.found.contains("502"),
        "{http:#?}"
    );
}
