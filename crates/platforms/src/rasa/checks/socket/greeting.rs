//! Whether the channel itself is behind a namespace that lets everybody in.
//!
//! A channel with a namespace of its own keeps its lock there, and the server lets everybody into the default one, where
//! nobody listens. With an address alone the two look the same until something is asked of the channel: `session_request`
//! is answered by it alone, and begins no conversation (3.6.21).

use std::time::Duration;

use chatelaine_wire::engine_io::{Auth, Packet, SocketIo, Verdict};
use chatelaine_wire::{Limits, Site, WireError};
use serde_json::json;

use super::DeclaredSocket;
use crate::Evidence;

/// How long the channel may take to answer. It does so without asking anybody.
const PATIENCE: Duration = Duration::from_secs(3);

const REQUEST: &str = "session_request";
const ANSWER: &str = "session_confirm";

/// Whether the channel answered whoever brings no token, and what shows it.
pub(super) async fn greets(site: &Site, socket: &DeclaredSocket) -> (bool, Evidence) {
    let request = format!("42[\"{REQUEST}\",{{}}]");
    match tokio::time::timeout(PATIENCE, asked(site, socket)).await {
        Ok(Ok(true)) => (
            true,
            Evidence::exchange(
                "Let in without a token, and the channel answered",
                request,
                format!("42[\"{ANSWER}\",…]"),
            ),
        ),
        Ok(Err(error)) => (
            false,
            Evidence::exchange("The channel could not be asked", request, error.to_string()),
        ),
        Ok(Ok(false)) | Err(_) => (
            false,
            Evidence::exchange(
                "The server lets everybody in here, but the channel does not answer: it may be in a namespace of its own, which only its configuration tells",
                request,
                "nothing",
            ),
        ),
    }
}

async fn asked(site: &Site, socket: &DeclaredSocket) -> Result<bool, WireError> {
    let (mut session, _, _) = SocketIo::dial(site, &socket.path, Limits::default()).await?;
    let entry = session.join(&socket.namespace, Auth::Nothing).await?;
    let mut greeted = false;
    if entry.verdict == Verdict::Admitted {
        session.emit(REQUEST, &[json!({})]).await?;
        while let Some(heard) = session.next().await {
            if let Packet::Event { name, .. } = heard?.packet
                && name == ANSWER
            {
                greeted = true;
                break;
            }
        }
    }
    session.close().await;
    Ok(greeted)
}
