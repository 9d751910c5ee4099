//! Looking into certificates that others made, good and hostile.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a failed expectation is how a test fails"
)]

mod common;

use std::fs;
use std::path::Path;

use chatelaine_certs::{
    CertError, Details, MAX_BYTES, MAX_CERTIFICATES, MAX_NAMES_SHOWN, inspect_der, inspect_pem,
};
use common::{fresh, openssl};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use rcgen::{CertificateParams, DnType, DnValue, KeyPair, SanType};

/// A certificate that `openssl req -x509` makes, read now.
fn made_by_openssl(dir: &Path, options: &str) -> Details {
    openssl(
        dir,
        &format!("req -x509 -nodes -keyout made.key -out made.pem {options}"),
    );
    let pem = fs::read(dir.join("made.pem")).unwrap();
    inspect_pem(&pem, Timestamp::now()).unwrap().remove(0)
}

const SERVER: &str = "-subj /CN=bot.example/O=Bots -addext subjectAltName=DNS:bot.example -addext basicConstraints=critical,CA:FALSE";

#[test]
fn kinds_of_keys_are_named_as_people_name_them() {
    let dir = tempfile::tempdir().unwrap();
    for (key, name, complaint) in [
        ("rsa:2048", "RSA 2048", None),
        ("rsa:1024", "RSA 1024", Some("can be broken")),
        ("ec -pkeyopt ec_paramgen_curve:P-256", "EC P-256", None),
        ("ec -pkeyopt ec_paramgen_curve:P-384", "EC P-384", None),
        ("ec -pkeyopt ec_paramgen_curve:P-521", "EC P-521", None),
        (
            "ec -pkeyopt ec_paramgen_curve:secp256k1",
            "EC 1.3.132.0.10",
            Some("do not know the curve"),
        ),
        ("ed25519", "Ed25519", None),
        ("ed448", "Ed448", None),
    ] {
        let details = made_by_openssl(dir.path(), &format!("-newkey {key} -days 90 {SERVER}"));
        assert_eq!(details.key, name);
        match complaint {
            None => assert_eq!(details.warnings, [""; 0], "{name}"),
            Some(complaint) => {
                assert!(
                    details.warnings[0].contains(complaint),
                    "{name}: {:?}",
                    details.warnings
                );
                assert_eq!(details.warnings.len(), 1, "{name}");
            }
        }
        assert_eq!(details.subject, "CN=bot.example, O=Bots");
        assert_eq!(details.names, ["bot.example"]);
        assert!(details.self_signed && !details.authority);
        assert_eq!(details.lifetime_days, 90);
    }
}

#[test]
fn fingerprint_serial_and_dates_agree_with_openssl() {
    let dir = tempfile::tempdir().unwrap();
    let details = made_by_openssl(dir.path(), &format!("-newkey ed25519 -days 90 {SERVER}"));
    let asked = |what: &str| {
        let answer = openssl(dir.path(), &format!("x509 -in made.pem -noout {what}"));
        answer.trim().split_once('=').unwrap().1.to_owned()
    };
    assert_eq!(details.fingerprint, asked("-fingerprint -sha256"));
    assert_eq!(details.serial.replace(':', ""), asked("-serial"));
    let begin = asked("-startdate -dateopt iso_8601").replace(' ', "T");
    assert_eq!(details.not_before, begin);
    let end = asked("-enddate -dateopt iso_8601").replace(' ', "T");
    assert_eq!(details.not_after, end);
}

#[test]
fn the_life_of_a_certificate_is_told_from_before_its_birth_to_after_its_end() {
    let dir = tempfile::tempdir().unwrap();
    let made = made_by_openssl(dir.path(), &format!("-newkey ed25519 -days 90 {SERVER}"));
    let begin: Timestamp = made.not_before.parse().unwrap();
    let pem = fs::read(dir.path().join("made.pem")).unwrap();
    let after = |hours| {
        let now = begin + SignedDuration::from_hours(hours);
        inspect_pem(&pem, now).unwrap().remove(0)
    };
    assert!(after(-1).warnings[0].starts_with("Not yet valid"));
    assert_eq!(after(60 * 24).warnings, [""; 0], "30 days are enough");
    for (hours, days_left, warning) in [
        (60 * 24 + 1, 29, "Expires soon: 29 days left."),
        (88 * 24 + 1, 1, "Expires soon: 1 day left."),
        (89 * 24 + 1, 0, "Expires soon: less than a day left."),
        (90 * 24 + 1, -1, "Expired less than a day ago."),
        (95 * 24 + 1, -6, "Expired 5 days ago."),
    ] {
        let details = after(hours);
        assert_eq!(details.warnings, [warning]);
        assert_eq!(details.days_left, days_left, "rounded down: {warning}");
    }
}

#[test]
fn the_usual_mistakes_of_hand_made_certificates_are_named() {
    let dir = tempfile::tempdir().unwrap();
    // The command of countless tutorials.
    let details = made_by_openssl(
        dir.path(),
        "-newkey rsa:2048 -days 3650 -sha1 -subj /CN=localhost",
    );
    assert!(
        details.authority,
        "openssl marks it so unless told otherwise"
    );
    for complaint in [
        "SHA-1",
        "No subject alternative names",
        "3650 days is too long",
        "CA:true",
    ] {
        assert!(
            details
                .warnings
                .iter()
                .any(|warning| warning.contains(complaint)),
            "{complaint}: {:?}",
            details.warnings
        );
    }
    let client = made_by_openssl(
        dir.path(),
        &format!("-newkey ed25519 -days 90 {SERVER} -addext extendedKeyUsage=clientAuth"),
    );
    assert_eq!(client.usages, ["clientAuth"]);
    assert_eq!(
        client.warnings,
        ["Its extended key usage does not allow servers."]
    );
}

#[test]
fn an_authority_on_purpose_may_live_long_and_name_no_host() {
    let dir = tempfile::tempdir().unwrap();
    let details = made_by_openssl(
        dir.path(),
        "-newkey ed25519 -days 3650 -subj /CN=Our-CA -addext keyUsage=critical,keyCertSign,cRLSign",
    );
    assert!(details.authority);
    assert_eq!(details.usages, ["keyCertSign", "cRLSign"]);
    assert_eq!(details.warnings, [""; 0]);
}

#[test]
fn a_signed_certificate_and_its_authority_in_one_file_are_both_read_in_order() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    openssl(
        dir,
        "req -x509 -nodes -newkey ed25519 -keyout ca.key -out ca.pem -days 90 -subj /CN=Our-CA",
    );
    openssl(
        dir,
        "req -new -nodes -newkey ed25519 -keyout leaf.key -out leaf.csr -subj /CN=bot.example",
    );
    openssl(
        dir,
        "x509 -req -in leaf.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 40 -out leaf.pem",
    );
    let mut chain = b"some words before\n".to_vec();
    chain.extend(fs::read(dir.join("leaf.pem")).unwrap());
    chain.extend(b"and between\r\n");
    chain.extend(fs::read(dir.join("ca.pem")).unwrap());
    let [leaf, ca] = &inspect_pem(&chain, Timestamp::now()).unwrap()[..] else {
        panic!("two certificates")
    };
    assert_eq!(
        (&*leaf.subject, &*leaf.issuer),
        ("CN=bot.example", "CN=Our-CA")
    );
    assert!(!leaf.self_signed && ca.self_signed);
    let csr = fs::read(dir.join("leaf.csr")).unwrap();
    assert!(matches!(
        inspect_pem(&csr, Timestamp::now()),
        Err(CertError::RequestGiven)
    ));
}

#[test]
fn names_that_lie_are_escaped_and_called_out() {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(
        DnType::CommonName,
        DnValue::Utf8String("bank.example\0.evil.example".into()),
    );
    params.subject_alt_names = vec![
        SanType::DnsName("bank.example\0.evil.example".try_into().unwrap()),
        SanType::DnsName("a\u{1b}[2Jb".try_into().unwrap()),
        SanType::DnsName("x".repeat(5000).try_into().unwrap()),
    ];
    let der = params.self_signed(&KeyPair::generate().unwrap()).unwrap();
    let details = inspect_der(der.der(), Timestamp::now()).unwrap();
    assert_eq!(details.subject, r"CN=bank.example\u{0}.evil.example");
    assert_eq!(details.names[0], r"bank.example\u{0}.evil.example");
    assert_eq!(
        details.names[1], r"a\u{1b}[2Jb",
        "no escape reaches a terminal"
    );
    assert_eq!(details.names[2].chars().count(), 257, "256 and an ellipsis");
    assert!(
        details
            .warnings
            .iter()
            .any(|warning| warning.contains("NUL or another invisible")),
        "{:?}",
        details.warnings
    );
    let text = serde_json::to_string(&details).unwrap();
    assert!(!text.contains("\\u0000") && !text.contains('\u{1b}'));
}

#[test]
fn a_nul_in_a_certificate_of_openssl_is_shown_too() {
    let dir = tempfile::tempdir().unwrap();
    made_by_openssl(
        dir.path(),
        "-newkey ed25519 -days 90 -subj /CN=bank.example_evil",
    );
    openssl(dir.path(), "x509 -in made.pem -outform DER -out made.der");
    let mut der = fs::read(dir.path().join("made.der")).unwrap();
    for at in 0..der.len() - 5 {
        if der[at..].starts_with(b"_evil") {
            der[at] = 0;
        }
    }
    let details = inspect_der(&der, Timestamp::now()).unwrap();
    assert_eq!(details.subject, r"CN=bank.example\u{0}evil");
}

#[test]
fn a_huge_list_of_names_is_cut_and_counted() {
    let dir = tempfile::tempdir().unwrap();
    let names: Vec<_> = (0..5000).map(|n| format!("DNS:h{n}.example")).collect();
    fs::write(
        dir.path().join("huge.cnf"),
        format!(
            "[req]\ndistinguished_name=dn\nx509_extensions=ext\nprompt=no\n[dn]\nCN=huge\n[ext]\nsubjectAltName={}\n",
            names.join(",")
        ),
    )
    .unwrap();
    let details = made_by_openssl(dir.path(), "-newkey ed25519 -days 90 -config huge.cnf");
    assert_eq!(details.names.len(), MAX_NAMES_SHOWN);
    assert_eq!(details.names_total, 5000);
    assert!(
        details
            .warnings
            .iter()
            .any(|warning| warning.contains("5000 names")),
        "{:?}",
        details.warnings
    );
}

#[test]
fn a_private_key_in_place_of_a_certificate_is_named_and_never_echoed() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    openssl(
        dir,
        "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out pkcs8.pem",
    );
    openssl(dir, "rsa -in pkcs8.pem -traditional -out pkcs1.pem");
    openssl(
        dir,
        "rsa -in pkcs8.pem -traditional -aes128 -passout pass:test -out old.pem",
    );
    openssl(
        dir,
        "pkcs8 -topk8 -in pkcs8.pem -passout pass:test -out locked.pem",
    );
    openssl(dir, "ecparam -genkey -name prime256v1 -noout -out sec1.pem");
    openssl(dir, "pkey -in pkcs8.pem -outform DER -out key.der");
    for file in [
        "pkcs8.pem",
        "pkcs1.pem",
        "old.pem",
        "locked.pem",
        "sec1.pem",
        "key.der",
    ] {
        let bytes = fs::read(dir.join(file)).unwrap();
        let error = if file.ends_with("der") {
            inspect_der(&bytes, Timestamp::now()).expect_err("a key")
        } else {
            inspect_pem(&bytes, Timestamp::now()).expect_err("a key")
        };
        assert!(
            matches!(error, CertError::PrivateKeyGiven),
            "{file}: {error}"
        );
        let text = String::from_utf8_lossy(&bytes);
        let body = text.lines().max_by_key(|line| line.len()).unwrap();
        let shown = format!("{error} {error:?} {}", error.advice());
        assert!(
            !shown.contains(body),
            "{file}: the key leaked into the message"
        );
    }
}

#[test]
fn limits_hold_and_say_so() {
    let now = Timestamp::now();
    let long = vec![b'x'; MAX_BYTES + 1];
    assert!(matches!(inspect_pem(&long, now), Err(CertError::TooLarge)));
    assert!(matches!(inspect_der(&long, now), Err(CertError::TooLarge)));
    let pem = fresh().certificate_pem;
    let full = pem.repeat(MAX_CERTIFICATES);
    assert_eq!(
        inspect_pem(full.as_bytes(), now).unwrap().len(),
        MAX_CERTIFICATES
    );
    let over = pem.repeat(MAX_CERTIFICATES + 1);
    assert!(matches!(
        inspect_pem(over.as_bytes(), now),
        Err(CertError::TooManyCertificates)
    ));
}

#[test]
fn damage_is_told_apart_from_absence() {
    let now = Timestamp::now();
    let pem = fresh().certificate_pem;
    assert!(matches!(
        inspect_pem(b"", now),
        Err(CertError::NoCertificate)
    ));
    assert!(matches!(
        inspect_pem(b"hello", now),
        Err(CertError::NoCertificate)
    ));
    assert!(matches!(
        inspect_pem(&pem.as_bytes()[..pem.len() / 2], now),
        Err(CertError::BadPem)
    ));
    let half_chain = format!("{pem}{}", &pem[..pem.len() / 2]);
    assert!(
        matches!(
            inspect_pem(half_chain.as_bytes(), now),
            Err(CertError::BadPem)
        ),
        "a chain that lost its end is not a good chain"
    );
    let nonsense = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let error = inspect_pem(format!("{pem}{nonsense}").as_bytes(), now).unwrap_err();
    assert!(
        matches!(error, CertError::BadDer { position: 2 }),
        "{error}"
    );
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("a.pem"), &pem).unwrap();
    openssl(dir.path(), "x509 -in a.pem -outform DER -out a.der");
    let mut der = fs::read(dir.path().join("a.der")).unwrap();
    inspect_der(&der, now).unwrap();
    der.push(0);
    assert!(
        matches!(inspect_der(&der, now), Err(CertError::BadDer { .. })),
        "nothing may follow"
    );
}

/// One certificate for all mutations.
fn sample() -> &'static [u8] {
    use std::sync::OnceLock;
    static DER: OnceLock<Vec<u8>> = OnceLock::new();
    DER.get_or_init(|| {
        use rustls::pki_types::pem::PemObject as _;
        let pem = fresh().certificate_pem;
        rustls::pki_types::CertificateDer::from_pem_slice(pem.as_bytes())
            .unwrap()
            .to_vec()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_bytes_make_it_panic(bytes in any::<Vec<u8>>()) {
        let _ = inspect_der(&bytes, Timestamp::UNIX_EPOCH);
        let _ = inspect_pem(&bytes, Timestamp::MAX);
    }

    #[test]
    fn no_damage_to_a_real_certificate_makes_it_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
        whole: bool,
    ) {
        let mut der = sample().to_vec();
        for (at, byte) in changes {
            let at = at.index(der.len());
            der[at] = byte;
        }
        if !whole {
            der.truncate(cut.index(der.len()));
        }
        let _ = inspect_der(&der, Timestamp::MIN);
        let _ = inspect_der(&der, Timestamp::MAX);
    }
}
