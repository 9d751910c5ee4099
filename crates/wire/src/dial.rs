//! The line itself.

use tokio::net::TcpStream;

use crate::{Limits, Site, WireError};

/// Connects to a site's host and port. The caller keeps the time.
pub(crate) async fn tcp(site: &Site, limits: Limits) -> Result<TcpStream, WireError> {
    let tcp = TcpStream::connect((site.host().as_str(), site.port()))
        .await
        .map_err(|error| WireError::from_io(error.kind(), site.origin(), Some(limits.connect)))?;
    // Chat frames are small and each one is waited for: Nagle's algorithm would add up to 40 ms.
    let _ = tcp.set_nodelay(true);
    Ok(tcp)
}
