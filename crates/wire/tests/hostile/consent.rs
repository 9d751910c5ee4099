//! Plain HTTP beyond this machine. The addresses are of RFC 5737 and RFC 3849, and no test may ever reach out to them:
//! each future is polled exactly once, so an attempt to connect would show as "not ready".

use chatelaine_secrets::Secret;
use chatelaine_wire::{Body, Client, Credential, Request, Site, WireError, connect, connect_with};
use futures_util::FutureExt as _;

use super::server::{canary, limits};
use super::verdict::{assert_silent, variant};

const BEYOND: &[&str] = &[
    "http://192.0.2.1:1865",
    "http://[2001:db8::1]:1865",
    "http://cat.example.org",
    "http://localhost.example.org:1865",
];

#[tokio::test]
async fn nothing_secret_is_sent_without_consent_and_nobody_is_dialled() {
    for address in BEYOND {
        let site = Site::parse(address, false).unwrap();
        let client = Client::new(site.clone(), limits()).unwrap();
        let (secret, body) = (canary(), Body::SecretJson(Secret::new("{}")));
        let key = client
            .send(Request::get("/").with_bearer(Some(&secret)))
            .now_or_never();
        let login = client
            .send(Request::post("/auth/token", body))
            .now_or_never();
        let socket = connect(&site, "/ws", Some(&secret), limits()).now_or_never();
        let bearer = Some(Credential::Bearer(&secret));
        let header = connect_with(&site, "/ws", bearer, limits()).now_or_never();
        let stream = client
            .open(Request::get("/").with_bearer(Some(&secret)))
            .now_or_never();
        let errors = [
            key.map(Result::err),
            login.map(Result::err),
            socket.map(Result::err),
            header.map(Result::err),
            stream.map(Result::err),
        ];
        for error in errors {
            let error = error
                .expect("the refusal must not wait for anything")
                .expect("it must be a refusal");
            assert_eq!(variant(&error), "Consent", "{address}: {error}");
            assert!(
                error.to_string().contains(&site.origin()),
                "the operator must see which address it is about: {error}"
            );
            assert!(
                error.advice().contains("https"),
                "the first remedy is TLS: {}",
                error.advice()
            );
            assert!(
                !error.unreachable(),
                "nobody was asked, so nothing is known about the server"
            );
            assert_silent(address, &format!("{error} {error:?}"));
        }
    }
}

#[test]
fn an_error_about_an_address_never_repeats_what_was_in_it() {
    let bad = [
        "http://admin:canary-7f3a9c1e-never-shown@cat.example.org",
        "http://cat.example.org/?token=canary-7f3a9c1e-never-shown",
        "http://cat.example.org/#canary-7f3a9c1e-never-shown",
        "https://canary-7f3a9c1e-never-shown@",
        "ftp://admin:canary-7f3a9c1e-never-shown@cat.example.org",
    ];
    for address in bad {
        let error = Site::parse(address, true).expect_err("none of these may be used");
        assert!(matches!(error, WireError::Address { .. }), "{error}");
        assert!(
            error.advice().contains("without user name or query"),
            "{}",
            error.advice()
        );
        assert_silent(address, &format!("{error} {error:?}"));
    }
}
