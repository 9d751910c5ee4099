//! The TCP client: JSON over a bare connection, for everyone (clients/events/tcpsocket/client.py, 4.3 and 5.0.1).

use std::time::Duration;

use chatelaine_wire::{Limits, Site, exchange};
use serde_json::Value;

use crate::probe::point;
use crate::{Evidence, Observed, ObservedPoint};

/// No question: the client says that there is none, and ends the connection. The empty line is white space to JSON, and to
/// a broken server of HTTP the end of a head: one that waited for it would have us wait as well.
const NO_QUESTION: &[u8] = b"{}\r\n\r\n";

/// How long the client may take to say so. It asks nobody for it.
const PATIENCE: Duration = Duration::from_secs(3);

/// The socket client, if that is what listens there.
pub(super) async fn observe(site: &Site) -> Option<ObservedPoint> {
    if site.is_tls() {
        return None;
    }
    let limits = Limits {
        total: PATIENCE,
        ..Limits::default()
    };
    let answer = exchange(site, NO_QUESTION, limits).await.ok()?;
    let json: Value = serde_json::from_slice(&answer).ok()?;
    let message = json.get("message").and_then(Value::as_str);
    let own = json.get("result").and_then(Value::as_str) == Some("ERROR");
    let message = message.filter(|_| own)?;
    let claim = "The socket client looked at what was sent, without a credential";
    let shown: String = message
        .chars()
        .filter(|c| !c.is_control())
        .take(80)
        .collect();
    let evidence = Evidence::exchange(claim, "TCP · {}", format!("ERROR {shown}"));
    Some(point("socket", Some(Observed::Open), vec![evidence]))
}
