//! The two doors with keys: what comes in without a credential, with a made-up one, and with the declared one.

use chatelaine_secrets::Secret;
use chatelaine_wire::{Client, Limits, Request, Site, WireError, connect};

use super::super::settings::{SETTINGS, id};
use crate::probe::{answer, control, made_up_value, point, refuses};
use crate::{CheckError, Evidence, Observed, ObservedPoint};

/// What one door showed.
pub(super) struct Door {
    pub(super) point: ObservedPoint,
    /// Whether the declared key opens it. Nothing when there is none, or when any key does.
    pub(super) key_works: Option<bool>,
}

/// `GET /` three ways.
pub(super) async fn http(client: &Client, key: Option<&Secret>) -> Result<Door, CheckError> {
    let made_up = format!("Bearer {}", made_up_value()?.expose());
    let headers = [("authorization", made_up.as_str())];
    let random = Request {
        headers: &headers,
        ..Request::get("/")
    };
    let (nothing, random) = tokio::join!(client.send(Request::get("/")), client.send(random));
    let (nothing, random) = (nothing?, random?);
    let mut evidence = vec![
        answer("without a credential", "GET /", &nothing),
        answer(
            "with a made-up key",
            "GET / · Authorization: Bearer (made up)",
            &random,
        ),
    ];
    let mut key_works = None;
    match key {
        Some(key) if !transportable(id::API_KEY, key) => evidence.push(untried()),
        Some(key) => {
            if let Ok(own) = client.send(Request::get("/").with_bearer(Some(key))).await {
                let works = own.status == 200;
                evidence.push(control(
                    works,
                    "GET / · Authorization: Bearer ••••••••",
                    own.summary(),
                ));
                key_works = (!works || refuses(random.status)).then_some(works);
            }
        }
        None => {}
    }
    let point = point(
        "http-api",
        verdict(nothing.status, random.status, 200..=299),
        evidence,
    );
    Ok(Door { point, key_works })
}

/// Four handshakes, as a user that nobody is.
pub(super) async fn socket(site: &Site, key: Option<&Secret>) -> Door {
    try_socket(site, key).await.unwrap_or_else(|error| Door {
        point: point(
            "websocket",
            Some(Observed::Unreachable),
            vec![Evidence::claim(format!("{error}. {}", error.advice()))],
        ),
        key_works: None,
    })
}

async fn try_socket(site: &Site, key: Option<&Secret>) -> Result<Door, CheckError> {
    let path = format!("/ws/chatelaine-check-{}", &made_up_value()?.expose()[..8]);
    // `CCAT_API_KEY_WS=` beside a set HTTP key refuses a missing token and accepts an empty one (1.9.2).
    let with_empty = format!("{path}?token=");
    let with_wrong = format!("{with_empty}{}", made_up_value()?.expose());
    let (nothing, empty, random) = tokio::join!(
        handshake(site, &path, None),
        handshake(site, &with_empty, None),
        handshake(site, &with_wrong, None)
    );
    let (nothing, empty, random) = (nothing?, empty?, random?);
    let request = |query: &str| format!("GET {path}{query} · Upgrade: websocket");
    let shown = |status: u16, how: &str, query: &str| {
        let verb = if status == 101 {
            "Accepted a socket".to_owned()
        } else {
            format!("Refused {status}")
        };
        Evidence::exchange(format!("{verb} {how}"), request(query), status.to_string())
    };
    let mut evidence = vec![
        shown(nothing, "without a token", ""),
        shown(empty, "with an empty token", "?token="),
        shown(random, "with a made-up token", "?token=(made up)"),
    ];
    // The most telling first.
    if nothing != 101 && empty == 101 {
        evidence.swap(0, 1);
    }
    let mut key_works = None;
    match key {
        Some(key) if !transportable(id::API_KEY_WS, key) => evidence.push(untried()),
        Some(key) => {
            if let Ok(status) = handshake(site, &path, Some(key)).await {
                let works = status == 101;
                evidence.push(control(
                    works,
                    &request("?token=••••••••"),
                    status.to_string(),
                ));
                key_works = (!works || refuses(random)).then_some(works);
            }
        }
        None => {}
    }
    let without = if empty == 101 { empty } else { nothing };
    let point = point("websocket", verdict(without, random, 101..=101), evidence);
    Ok(Door { point, key_works })
}

/// The status of a handshake. An accepted socket is closed at once, before anything is said.
async fn handshake(site: &Site, path: &str, token: Option<&Secret>) -> Result<u16, CheckError> {
    match connect(site, path, token, Limits::default()).await {
        Ok((socket, handshake)) => {
            socket.close().await;
            Ok(handshake.status)
        }
        Err(WireError::Handshake { status, .. }) => Ok(status),
        Err(error) => Err(error.into()),
    }
}

/// Anything but a clear yes or a clear no, such as a proxy's page, says nothing about the lock.
fn verdict(nothing: u16, random: u16, yes: std::ops::RangeInclusive<u16>) -> Option<Observed> {
    if yes.contains(&nothing) {
        return Some(Observed::Open);
    }
    match refuses(nothing) {
        true if yes.contains(&random) => Some(Observed::Weak),
        true if refuses(random) => Some(Observed::Locked),
        _ => None,
    }
}

/// A key with a space at its end, or one that looks like a token, is refused by the bot that holds it.
fn transportable(setting: &str, key: &Secret) -> bool {
    let setting = SETTINGS.iter().find(|candidate| candidate.id == setting);
    setting.is_some_and(|setting| setting.validate(key.expose()).is_ok())
}

fn untried() -> Evidence {
    Evidence::claim(
        "The key in the configuration was not tried: it holds characters that may not arrive as they are",
    )
}
