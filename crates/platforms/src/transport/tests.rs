//! What a trusted certificate leaves to be said; the others have stories with a real handshake.

use rcgen::{CertificateParams, KeyPair};

use super::*;

/// A handshake with a certificate that is trusted and ends in so many days.
fn trusted(days: i64, old: OldTls) -> TlsSeen {
    let end = jiff::Zoned::now() + jiff::Span::new().days(days);
    let (year, month, day) = (end.year(), end.month(), end.day());
    let mut params = CertificateParams::new(vec!["cat.example.org".to_owned()]).unwrap();
    params.not_before = rcgen::date_time_ymd(2020, 1, 1);
    params.not_after = rcgen::date_time_ymd(year.into(), month.unsigned_abs(), day.unsigned_abs());
    let key = KeyPair::generate().unwrap();
    TlsSeen {
        version: "TLS 1.3",
        cipher: "TLS13_AES_256_GCM_SHA384".into(),
        chain: vec![params.self_signed(&key).unwrap().der().to_vec()],
        distrust: None,
        name_covered: true,
        old,
    }
}

fn rules(address: &str, look: impl FnOnce(&Site) -> Transport) -> Vec<String> {
    let site = Site::parse(address, false).unwrap();
    let found = look(&site).findings.into_iter();
    found.map(|finding| finding.rule).collect()
}

#[test]
fn a_certificate_that_ends_soon_is_told_while_it_is_still_good() {
    let address = "https://cat.example.org";
    for (days, expected) in [(RENEW_DAYS - 5, &["GEN-022"][..]), (RENEW_DAYS + 5, &[])] {
        let seen = trusted(days, OldTls::Refused);
        let found = rules(address, |site| encrypted(site, &seen));
        assert_eq!(found, expected, "{days} days left");
    }
}

#[test]
fn broken_versions_of_tls_are_told_beside_a_good_one() {
    let seen = trusted(90, OldTls::Accepted("TLS 1.0"));
    let found = rules("https://cat.example.org", |site| encrypted(site, &seen));
    assert_eq!(found, ["GEN-023"], "whoever is in between may choose it");
}

#[test]
fn plain_http_is_fine_on_this_machine_only() {
    for (address, expected) in [
        ("http://127.0.0.1:8080", &[][..]),
        ("http://192.0.2.1:8080", &["GEN-018"]),
    ] {
        assert_eq!(rules(address, plain), expected, "{address}");
    }
}
