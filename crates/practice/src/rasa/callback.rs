//! The callback channel's way out: each message of the bot goes to an address of the operator's, in a request of its own
//! (`core/channels/callback.py`, `utils/endpoints.py`, 3.6.21).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::yaml::Node;
use crate::near;

/// Where replies go, and what goes with them.
pub(crate) struct Callback {
    url: String,
    headers: Vec<(String, String)>,
}

/// Nobody listened, which nobody in the bot foresaw.
pub(crate) struct Unheard;

impl Callback {
    pub(crate) fn of(section: &Node) -> Self {
        let text = |node: &Node, key: &str| node.get(key).and_then(Node::text).map(str::to_owned);
        let pairs = |key: &str| -> Vec<(String, String)> {
            let entries = section.get(key).map_or(&[][..], Node::entries);
            entries
                .iter()
                .filter_map(|(name, value)| Some((name.clone(), value.text()?.to_owned())))
                .collect()
        };
        let mut parameters = pairs("params");
        if let Some(token) = text(section, "token") {
            let name = text(section, "token_name").unwrap_or_else(|| "token".into());
            parameters.push((name, token));
        }
        let mut url = text(section, "url").unwrap_or_default();
        for (name, value) in parameters {
            url.push(if url.contains('?') { '&' } else { '?' });
            let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
            url.push_str(&format!("{}={}", encoded(&name), encoded(&value)));
        }
        let mut headers = pairs("headers");
        if let Some(basic) = section.get("basic_auth") {
            let part = |key| text(basic, key).unwrap_or_default();
            let pair = STANDARD.encode(format!("{}:{}", part("username"), part("password")));
            headers.push(("Authorization".into(), format!("Basic {pair}")));
        }
        Self { url, headers }
    }

    /// Brings one message after the other. An answer that is an error goes to the log, and the next one is brought.
    pub(crate) fn deliver(&self, messages: &[Value]) -> Result<(), Unheard> {
        for message in messages {
            near::exchange("POST", &self.url, &self.headers, &message.to_string())
                .ok_or(Unheard)?;
        }
        Ok(())
    }
}
