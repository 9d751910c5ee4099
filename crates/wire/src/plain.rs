//! One exchange over a bare TCP connection, for what speaks no HTTP.

use std::io;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::timeout;

use crate::{Limits, Site, WireError, dial};

/// Connects, sends some bytes that are no secret, and reads until the server ends the connection.
///
/// # Errors
/// Any [`WireError`] of connecting and reading; [`WireError::Timeout`] for a server that does not end.
pub async fn exchange(site: &Site, bytes: &[u8], limits: Limits) -> Result<Vec<u8>, WireError> {
    let origin = || site.origin();
    let mut stream = timeout(limits.connect, dial::tcp(site, limits))
        .await
        .map_err(|_| WireError::late(origin(), limits.connect))??;
    let talk = async {
        stream.write_all(bytes).await?;
        let mut answer = Vec::new();
        // One byte more than is accepted, so that too much is told from just enough.
        let most = u64::try_from(limits.body)
            .unwrap_or(u64::MAX)
            .saturating_add(1);
        stream.take(most).read_to_end(&mut answer).await?;
        Ok::<_, io::Error>(answer)
    };
    let answer = timeout(limits.total, talk)
        .await
        .map_err(|_| WireError::late(origin(), limits.total))?
        .map_err(|error| WireError::from_io(error.kind(), origin(), None))?;
    if answer.len() > limits.body {
        return Err(WireError::TooLarge {
            origin: origin(),
            limit: limits.body,
        });
    }
    Ok(answer)
}
