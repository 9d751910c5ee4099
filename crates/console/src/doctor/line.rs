//! The line: name, connection, TLS.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use chatelaine_platforms::{Transport, observe_transport};
use chatelaine_wire::{Limits, Site, WireError, reach, resolve};

use super::Found;
use crate::view::Evidence;

/// Addresses that are tried: real hosts have two to eight.
const ADDRESSES: usize = 8;

/// The addresses of the host.
pub(super) async fn name(
    site: &Site,
    limits: Limits,
) -> Result<(Found, Vec<SocketAddr>), WireError> {
    let mut addresses = resolve(site, limits).await?;
    if site.host().parse::<IpAddr>().is_ok() {
        let found = Found::skipped("The address names the host by its number");
        return Ok((found, addresses));
    }
    let shown: Vec<String> = addresses
        .iter()
        .map(|address| address.ip().to_string())
        .collect();
    let found = Found::ok(match addresses.len() {
        1 => format!("{} has one address", site.host()),
        count => format!("{} has {count} addresses", site.host()),
    })
    .with(vec![Evidence::claim(shown.join(", "))]);
    addresses.truncate(ADDRESSES);
    Ok((found, addresses))
}

/// A connection to each address, all at once.
pub(super) async fn connection(
    site: &Site,
    addresses: &[SocketAddr],
    limits: Limits,
) -> (Found, bool) {
    let tries: Vec<_> = addresses
        .iter()
        .map(|address| {
            let (site, address) = (site.clone(), *address);
            tokio::spawn(async move { reach(&site, address, limits).await })
        })
        .collect();
    let (mut evidence, mut answered, mut last) = (Vec::new(), 0, None);
    for (address, attempt) in addresses.iter().zip(tries) {
        let Ok(outcome) = attempt.await else { continue };
        evidence.push(Evidence::claim(told(*address, &outcome)));
        match outcome {
            Ok(_) => answered += 1,
            Err(error) => last = Some(error),
        }
    }
    let found = match last {
        None => Found::ok("Something listens there"),
        Some(error) if answered == 0 => Found::error(&error),
        Some(_) => Found::warning(
            format!("Only {answered} of {} addresses answer", addresses.len()),
            "Clients that try the others first wait before they try these. Let the server listen on every address of its name, or take the dead ones out of the DNS.",
        ),
    };
    (found.with(evidence), answered > 0)
}

fn told(address: SocketAddr, outcome: &Result<Duration, WireError>) -> String {
    match outcome {
        Ok(took) => format!("{address} answered in {} ms", took.as_millis()),
        Err(WireError::Timeout { seconds, .. }) => {
            format!("{address} did not answer within {seconds} s")
        }
        Err(_) => format!("{address} could not be connected to"),
    }
}

/// The handshake, and whether what answers may be asked further without being believed.
pub(super) async fn tls(site: &Site) -> (Found, Transport) {
    let transport = observe_transport(site).await;
    let evidence = transport.point.evidence.clone();
    let found = if let Some(error) = &transport.error {
        return (Found::error(error), transport);
    } else if !site.is_tls() && site.is_loopback() {
        Found::skipped("Plain HTTP, which never leaves this machine")
    } else if let Some(worst) = transport
        .findings
        .iter()
        .max_by_key(|finding| finding.severity)
    {
        if transport.site.is_verified() {
            Found::warning(&worst.message, &worst.advice)
        } else {
            Found::failed(&worst.message, &worst.advice)
        }
    } else {
        Found::ok("The certificate is trusted and covers the host")
    };
    (found.with(evidence), transport)
}
