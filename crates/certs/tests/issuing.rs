//! What we make, seen by ourselves and by openssl.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a failed expectation is how a test fails"
)]

mod common;

use std::collections::HashSet;

use chatelaine_certs::{
    CertError, DEFAULT_DAYS, MAX_DAYS, Name, Request, inspect_pem, localhost, self_signed,
};
use common::{fresh, openssl, openssl_accepts, written};
use jiff::Timestamp;
use proptest::prelude::*;

fn noon() -> Timestamp {
    "2026-10-01T12:00:00Z".parse().unwrap()
}

#[test]
fn a_certificate_for_localhost_says_exactly_what_a_local_server_needs() {
    let pair = self_signed(&localhost(), noon()).unwrap();
    let [details] = &inspect_pem(pair.certificate_pem.as_bytes(), noon()).unwrap()[..] else {
        panic!("one certificate")
    };
    assert_eq!(details.names, ["localhost", "127.0.0.1", "::1"]);
    assert_eq!(details.subject, "CN=localhost", "no user or machine name");
    assert!(details.self_signed);
    assert!(
        !details.authority,
        "trusting it must not trust what its key signs"
    );
    assert_eq!(details.key, "EC P-256");
    assert_eq!(details.usages, ["digitalSignature", "serverAuth"]);
    assert_eq!(
        details.not_before, "2026-10-01T11:00:00Z",
        "an hour ago, for clients whose clock is behind"
    );
    assert_eq!(
        details.not_after, "2027-11-02T10:59:59Z",
        "397 days, both ends counted"
    );
    assert_eq!(details.lifetime_days, i64::from(DEFAULT_DAYS));
    assert_eq!(details.days_left, 396, "the first hour is already over");
    assert_eq!(
        details.warnings, [""; 0],
        "our own certificate has no faults"
    );
}

#[test]
fn openssl_reads_the_same_from_our_certificate_as_we_do() {
    let dir = tempfile::tempdir().unwrap();
    let files = written(dir.path());
    let pem = std::fs::read(&files.certificate).unwrap();
    let ours = &inspect_pem(&pem, Timestamp::now()).unwrap()[0];
    let text = openssl(dir.path(), "x509 -in localhost.pem -noout -text");
    for expected in [
        "Version: 3 (0x2)",
        "Signature Algorithm: ecdsa-with-SHA256",
        "NIST CURVE: P-256",
        "DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1",
        "TLS Web Server Authentication",
        "CA:FALSE",
        "Digital Signature\n",
    ] {
        assert!(
            text.contains(expected),
            "`{expected}` is missing in:\n{text}"
        );
    }
    assert!(!text.contains("Certificate Sign"), "it may not sign others");
    let fingerprint = openssl(
        dir.path(),
        "x509 -in localhost.pem -noout -fingerprint -sha256",
    );
    assert_eq!(
        fingerprint.trim().split_once('=').unwrap().1,
        ours.fingerprint
    );
    let serial = openssl(dir.path(), "x509 -in localhost.pem -noout -serial");
    assert_eq!(
        serial.trim().split_once('=').unwrap().1,
        ours.serial.replace(':', "")
    );
}

#[test]
fn openssl_trusts_exactly_our_certificate_as_a_server_under_its_names() {
    let dir = tempfile::tempdir().unwrap();
    written(dir.path());
    let verify = "verify -CAfile localhost.pem -x509_strict -purpose sslserver";
    for name in [
        "-verify_hostname localhost",
        "-verify_ip 127.0.0.1",
        "-verify_ip ::1",
    ] {
        openssl(dir.path(), &format!("{verify} {name} localhost.pem"));
    }
    for name in ["-verify_hostname other.example", "-verify_ip 127.0.0.2"] {
        assert!(
            !openssl_accepts(dir.path(), &format!("{verify} {name} localhost.pem")),
            "{name} is not in the certificate"
        );
    }
    assert!(
        !openssl_accepts(
            dir.path(),
            "verify -CAfile localhost.pem -purpose sslclient localhost.pem"
        ),
        "it is for servers only"
    );
    std::fs::create_dir(dir.path().join("other")).unwrap();
    written(&dir.path().join("other"));
    assert!(
        !openssl_accepts(
            dir.path(),
            "verify -CAfile other/localhost.pem localhost.pem"
        ),
        "another certificate with the same name is another certificate"
    );
}

#[test]
fn our_certificate_is_no_authority_over_others() {
    let dir = tempfile::tempdir().unwrap();
    written(dir.path());
    openssl(
        dir.path(),
        "req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout evil.key -out evil.csr -subj /CN=evil",
    );
    openssl(
        dir.path(),
        "x509 -req -in evil.csr -CA localhost.pem -CAkey localhost-key.pem -CAcreateserial -days 5 -out evil.pem",
    );
    assert!(
        !openssl_accepts(dir.path(), "verify -CAfile localhost.pem evil.pem"),
        "a stolen key of one bot must not make certificates for others"
    );
}

#[test]
fn openssl_accepts_the_key_and_agrees_that_it_belongs_to_the_certificate() {
    let dir = tempfile::tempdir().unwrap();
    written(dir.path());
    openssl(dir.path(), "pkey -in localhost-key.pem -noout -check");
    assert_eq!(
        openssl(dir.path(), "pkey -in localhost-key.pem -pubout"),
        openssl(dir.path(), "x509 -in localhost.pem -noout -pubkey")
    );
}

#[test]
fn no_two_certificates_share_a_serial_number_or_a_key() {
    let pairs: Vec<_> = (0..50).map(|_| fresh()).collect();
    let serials: HashSet<_> = pairs
        .iter()
        .map(|pair| {
            let read = inspect_pem(pair.certificate_pem.as_bytes(), Timestamp::now());
            read.unwrap()[0].serial.clone()
        })
        .collect();
    assert_eq!(
        serials.len(),
        50,
        "Firefox refuses a repeated serial number"
    );
    let keys: HashSet<_> = pairs.iter().map(|pair| pair.key_pem.as_str()).collect();
    assert_eq!(keys.len(), 50);
}

#[test]
fn a_pair_never_shows_its_key_in_debug_output() {
    let pair = fresh();
    let shown = format!("{pair:?}");
    assert!(
        shown.contains("BEGIN CERTIFICATE") && !shown.contains("PRIVATE KEY"),
        "{shown}"
    );
}

#[test]
fn lifetimes_that_clients_refuse_are_refused_with_the_reason() {
    for days in [0, MAX_DAYS + 1, u32::MAX] {
        let request = Request {
            days,
            ..localhost()
        };
        let error = self_signed(&request, noon()).expect_err("out of range");
        assert!(error.to_string().contains("Apple"), "the reason: {error}");
        assert!(error.advice().contains("397"), "what to do instead");
    }
    for days in [1, MAX_DAYS] {
        let request = Request {
            days,
            ..localhost()
        };
        let pair = self_signed(&request, noon()).unwrap();
        let details = &inspect_pem(pair.certificate_pem.as_bytes(), noon()).unwrap()[0];
        assert_eq!(details.lifetime_days, i64::from(days));
    }
}

#[test]
fn a_broken_clock_is_named_and_the_year_2050_is_no_problem() {
    for clock in ["1960-01-01T00:00:00Z", "9998-01-01T00:00:00Z"] {
        let error = self_signed(&localhost(), clock.parse().unwrap()).unwrap_err();
        assert!(matches!(error, CertError::NotMade(_)), "{clock}: {error}");
    }
    let dir = tempfile::tempdir().unwrap();
    let pair = self_signed(&localhost(), "2049-12-01T00:00:00Z".parse().unwrap()).unwrap();
    std::fs::write(dir.path().join("far.pem"), &pair.certificate_pem).unwrap();
    let dates = openssl(dir.path(), "x509 -in far.pem -noout -dates");
    assert!(
        dates.contains("notBefore=Nov 30 23:00:00 2049") && dates.contains("2051 GMT"),
        "dates change their encoding in 2050: {dates}"
    );
}

#[test]
fn names_are_told_apart_and_checked() {
    let parse = |text: &str| text.parse::<Name>();
    assert_eq!(parse("127.0.0.1").unwrap(), Name::Ip([127, 0, 0, 1].into()));
    assert_eq!(parse("[::1]").unwrap().to_string(), "::1", "as in a URL");
    assert_eq!(parse("Bot.Example").unwrap().to_string(), "bot.example");
    assert!(parse("*.bots.example").is_ok());
    let long_label = "a".repeat(64);
    let long_name = vec!["a"; 128].join(".");
    for wrong in [
        "",
        ".",
        "a..b",
        "a.",
        "-a.example",
        "a-.example",
        "a b",
        "a/b",
        "bücher.example",
        "*",
        "a.*.example",
        "*a.example",
        "http://a.example",
        "a:8080",
        "a\0b",
        &long_label,
        &long_name,
    ] {
        let error = parse(wrong).expect_err("no client could match this name");
        assert!(
            !error.to_string().contains('\0'),
            "control characters are escaped in messages"
        );
    }
    let in_disguise = Request {
        names: vec![Name::Dns("127.0.0.1".into())],
        ..localhost()
    };
    assert!(
        matches!(
            self_signed(&in_disguise, noon()),
            Err(CertError::BadName { .. })
        ),
        "an address as a DNS name is a certificate that clients refuse"
    );
}

#[test]
fn requests_without_names_with_too_many_or_with_a_bad_common_name_are_refused() {
    let none = Request {
        names: vec![],
        ..localhost()
    };
    assert!(matches!(
        self_signed(&none, noon()),
        Err(CertError::NoNames)
    ));
    let many = Request {
        names: vec![Name::Dns("a.example".into()); 101],
        ..localhost()
    };
    assert!(matches!(
        self_signed(&many, noon()),
        Err(CertError::TooManyNames(101))
    ));
    for name in ["", "a\nb", &"x".repeat(65)] {
        let request = Request {
            common_name: name.to_owned(),
            ..localhost()
        };
        assert!(
            matches!(self_signed(&request, noon()), Err(CertError::BadCommonName)),
            "{name:?}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_made_reads_back(
        hosts in prop::collection::vec("[a-z0-9]{1,20}(\\.[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?){1,3}", 1..10),
        addresses in prop::collection::vec(any::<std::net::IpAddr>(), 0..10),
        days in 1..=MAX_DAYS,
        common_name in "[^\\p{C}\\p{Z}]{1,64}",
    ) {
        let hosts = hosts.into_iter().map(|name| name.parse().unwrap());
        let names: Vec<Name> = hosts.chain(addresses.into_iter().map(Name::Ip)).collect();
        let expected: Vec<_> = names.iter().map(ToString::to_string).collect();
        let pair = self_signed(&Request { names, days, common_name: common_name.clone() }, noon()).unwrap();
        let details = &inspect_pem(pair.certificate_pem.as_bytes(), noon()).unwrap()[0];
        prop_assert_eq!(&details.names, &expected);
        prop_assert_eq!(details.lifetime_days, i64::from(days));
        prop_assert_eq!(&details.subject, &format!("CN={common_name}"));
    }
}
