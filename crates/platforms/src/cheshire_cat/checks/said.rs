//! What an answer means, by the Cat's own words. A status alone does not tell: a landing page of a proxy says 200, a firewall
//! 403, and neither knows whether the bot behind it asks for a key (words as recorded on 1.5.1 to 1.9.2).

use chatelaine_wire::Response;
use serde_json::Value;

use crate::probe::refuses;

/// What an answer means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cheshire_cat) enum Said {
    /// The bot did what it was asked.
    Yes,
    /// The bot's own refusal.
    No,
    /// A refusal in other words: of something in front of the bot, or of what rewrites its errors.
    Denied,
    /// Something else.
    Other,
}

impl Said {
    /// Whether nobody was let in.
    pub(in crate::cheshire_cat) fn is_refusal(self) -> bool {
        matches!(self, Self::No | Self::Denied)
    }
}

/// The refusals by their beginning: up to 1.6 the second.
const REFUSALS: [&str; 2] = ["Invalid Credentials", "Invalid API Key"];

/// Of `GET /`, which greets and names the version.
pub(in crate::cheshire_cat) fn front(response: &Response) -> Said {
    said(response, |json| {
        json.get("status").is_some_and(Value::is_string)
            && json.get("version").is_some_and(Value::is_string)
    })
}

/// Of `GET /memory/collections`.
pub(in crate::cheshire_cat) fn collections(response: &Response) -> Said {
    said(response, |json| {
        json.get("collections").is_some_and(Value::is_array)
    })
}

/// Whether this is the bot's own refusal: who it is that asks does not suffice. With any status, because something in
/// between may change that.
pub(in crate::cheshire_cat) fn is_refusal(response: &Response) -> bool {
    let json = response.json();
    let words = json
        .as_ref()
        .and_then(|json| json.pointer("/detail/error")?.as_str());
    words.is_some_and(|words| {
        refuses(response.status) || REFUSALS.iter().any(|refusal| words.starts_with(refusal))
    })
}

fn said(response: &Response, is_done: fn(&Value) -> bool) -> Said {
    match response.status {
        _ if is_refusal(response) => Said::No,
        401 | 403 => Said::Denied,
        200 if response.json().as_ref().is_some_and(is_done) => Said::Yes,
        _ => Said::Other,
    }
}
