//! On a machine that trusts our authority. The trust store is read once per process and Linux lets `SSL_CERT_FILE`
//! name it, so these stories run in a child process of the test.

#![cfg(target_os = "linux")]

use std::path::PathBuf;
use std::process::Command;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};

use chatelaine_wire::{Distrust, look};

use super::server::{CANARY, Server, limits};
use super::tls::{issued, serving};
use super::verdict::{assert_error, dial, get};

/// Where the child finds the authority.
const FOLDER: &str = "CHATELAINE_TEST_AUTHORITY";

#[test]
fn a_certificate_is_judged_by_name_date_and_authority() {
    let folder = tempfile::tempdir().unwrap();
    let key = KeyPair::generate().unwrap();
    let certificate = authority().self_signed(&key).unwrap();
    std::fs::write(folder.path().join("authority.pem"), certificate.pem()).unwrap();
    std::fs::write(folder.path().join("authority-key.pem"), key.serialize_pem()).unwrap();

    let child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "trusted::on_a_machine_that_trusts_the_authority",
            "--ignored",
        ])
        .env(FOLDER, folder.path())
        .env("SSL_CERT_FILE", folder.path().join("authority.pem"))
        .env_remove("SSL_CERT_DIR")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&child.stdout);
    assert!(
        child.status.success(),
        "{said}\n{}",
        String::from_utf8_lossy(&child.stderr)
    );
    assert!(
        said.contains("1 passed"),
        "the child must have run the stories: {said}"
    );
}

#[tokio::test]
#[ignore = "run by the test above, with its own trust store"]
async fn on_a_machine_that_trusts_the_authority() {
    let folder = PathBuf::from(
        std::env::var_os(FOLDER).expect("the parent test says where the authority is"),
    );
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let key = KeyPair::from_pem(&read("authority-key.pem")).unwrap();
    let authority = Issuer::new(authority(), key);

    let good = server(&["127.0.0.1", "localhost"], (2020, 2090), &authority).await;
    for site in [good.tls_site(), good.tls_site_named("localhost")] {
        let answer = get(site).await.expect("a good certificate for this name");
        assert_eq!(answer.status, 200, "and an answer");
    }
    assert!(
        good.heads().iter().all(|head| head.contains(CANARY)),
        "over TLS the credential may travel"
    );
    assert!(
        matches!(
            dial(&good.tls_site()).await.err(),
            Some(chatelaine_wire::WireError::Handshake { status: 200, .. })
        ),
        "WebSockets trust the same"
    );

    let seen = look(&good.tls_site(), limits()).await.unwrap();
    assert_eq!(seen.distrust, None, "looking and speaking trust alike");
    assert!(seen.name_covered);

    let wrong = server(&["cat.example.org"], (2020, 2090), &authority).await;
    let expired = server(&["127.0.0.1"], (2019, 2020), &authority).await;
    let unborn = server(&["127.0.0.1"], (2089, 2090), &authority).await;
    for (story, server, advice, cause) in [
        (
            "another name",
            wrong,
            "for another name",
            Distrust::OtherName,
        ),
        ("expired", expired, "expired", Distrust::Expired),
        (
            "not valid yet",
            unborn,
            "not valid yet",
            Distrust::NotYetValid,
        ),
    ] {
        let seen = look(&server.tls_site(), limits()).await.unwrap();
        assert_eq!(seen.name_covered, cause != Distrust::OtherName, "{story}");
        assert_eq!(seen.distrust, Some(cause), "{story}: the cause has a name");
        assert_error(story, get(server.tls_site()).await, "Tls", advice);
        assert_error(story, dial(&server.tls_site()).await, "Tls", advice);
        assert_eq!(
            server.heads(),
            Vec::<String>::new(),
            "{story}: nothing may be said to it"
        );
    }
}

/// The authority; its key is what makes it this one.
fn authority() -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params
}

async fn server(names: &[&str], years: (i32, i32), authority: &Issuer<'_, KeyPair>) -> Server {
    let (certificate, key) = issued(names, years, authority);
    serving(vec![certificate], &key).await
}
