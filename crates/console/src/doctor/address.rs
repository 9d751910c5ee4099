//! From what somebody pastes to what is asked.

use chatelaine_wire::Site;
use url::Url;

use crate::CommandError;

/// An address, taken apart.
#[derive(Debug)]
pub(super) struct Address {
    /// Scheme, host and port.
    pub(super) origin: Site,
    /// The whole, in case a proxy serves the bot below a path.
    pub(super) prefix: Site,
    /// The address's own path.
    pub(super) path: String,
    /// Whether it was given as the address of a WebSocket.
    pub(super) is_socket: bool,
    /// Whether it had a query, which is not sent: it may hold somebody's token.
    pub(super) had_query: bool,
}

impl Address {
    /// Reads `http`, `https`, `ws` and `wss` addresses; without a scheme, `http` is meant.
    pub(super) fn parse(text: &str) -> Result<Self, CommandError> {
        let text = text.trim();
        let whole = if text.contains("://") {
            text.to_owned()
        } else {
            format!("http://{text}")
        };
        let (bare, had_query) = match whole.find(['?', '#']) {
            Some(at) => (&whole[..at], true),
            None => (whole.as_str(), false),
        };
        let scheme = bare.split("://").next().unwrap_or_default();
        let is_socket = matches!(scheme.to_ascii_lowercase().as_str(), "ws" | "wss");
        let address = if is_socket {
            format!("http{}", &bare[2..])
        } else {
            bare.to_owned()
        };
        let prefix = Site::parse(&address, false)?;
        let origin = Site::parse(&prefix.origin(), false)?;
        let path = Url::parse(&address).map_or_else(|_| "/".into(), |url| url.path().to_owned());
        Ok(Self {
            origin,
            prefix,
            path,
            is_socket,
            had_query,
        })
    }

    /// Whether the bot may be below a path.
    pub(super) fn has_path(&self) -> bool {
        self.path != "/"
    }

    /// The sites where a bot may be: below the path, and at the root.
    pub(super) fn sites(&self) -> Vec<&Site> {
        if self.has_path() {
            vec![&self.prefix, &self.origin]
        } else {
            vec![&self.origin]
        }
    }

    /// The same address, spoken to as `site` tells: [`Site::unverified`] once a certificate was not trusted.
    pub(super) fn heard_as(self, unverified: bool) -> Self {
        if !unverified {
            return self;
        }
        Self {
            origin: self.origin.unverified(),
            prefix: self.prefix.unverified(),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
    use super::*;

    #[test]
    fn whatever_is_pasted_is_understood() {
        for (pasted, origin, path, is_socket) in [
            ("localhost:1865", "http://localhost:1865", "/", false),
            (
                "wss://cat.example/ws/me",
                "https://cat.example",
                "/ws/me",
                true,
            ),
            (
                "HTTPS://cat.example/bot/",
                "https://cat.example",
                "/bot/",
                false,
            ),
            ("[::1]:80/x", "http://[::1]", "/x", false),
        ] {
            let address = Address::parse(pasted).unwrap();
            assert_eq!(
                (
                    address.origin.origin().as_str(),
                    address.path.as_str(),
                    address.is_socket
                ),
                (origin, path, is_socket),
                "{pasted}"
            );
        }
    }

    #[test]
    fn a_pasted_token_goes_nowhere() {
        let address = Address::parse("ws://cat.example/ws?token=hunter2").unwrap();
        assert!(
            address.had_query && !format!("{address:?}").contains("hunter2"),
            "the query is told of and forgotten: {address:?}"
        );
        let error = Address::parse("http://me:hunter2@cat.example").unwrap_err();
        assert!(
            !format!("{error:?}").contains("hunter2"),
            "the refusal does not repeat the password: {error:?}"
        );
    }
}
