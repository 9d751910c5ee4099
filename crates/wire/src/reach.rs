//! The way to a server, one step at a time, for whoever wants to know where it ends.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use crate::{Limits, Site, WireError};

/// The addresses that the site's host stands for, in the order in which the system would try them; each once.
///
/// # Errors
/// [`WireError::Resolve`] when there are none; [`WireError::Timeout`] after [`Limits::connect`].
pub async fn resolve(site: &Site, limits: Limits) -> Result<Vec<SocketAddr>, WireError> {
    let unknown = || WireError::Resolve {
        origin: site.origin(),
    };
    let host = site.host();
    let found = timeout(limits.connect, lookup_host((host.as_str(), site.port())))
        .await
        .map_err(|_| WireError::late(site.origin(), limits.connect))?
        .map_err(|_| unknown())?;
    let mut addresses: Vec<SocketAddr> = Vec::new();
    for address in found {
        if !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    if addresses.is_empty() {
        return Err(unknown());
    }
    Ok(addresses)
}

/// Connects to one address of a site, hangs up, and tells how long the connection took.
///
/// # Errors
/// [`WireError::Refused`] when nothing listens or no way leads there; [`WireError::Timeout`] after [`Limits::connect`].
pub async fn reach(
    site: &Site,
    address: SocketAddr,
    limits: Limits,
) -> Result<Duration, WireError> {
    let started = Instant::now();
    timeout(limits.connect, TcpStream::connect(address))
        .await
        .map_err(|_| WireError::late(site.origin(), limits.connect))?
        .map_err(|error| WireError::from_io(error.kind(), site.origin(), Some(limits.connect)))?;
    Ok(started.elapsed())
}
