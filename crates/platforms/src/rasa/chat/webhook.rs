//! What an answer of a webhook means, with or without a gateway in front (`nginx-*.txt`, 3.6.21).

use chatelaine_wire::{Request, Response};

use crate::talk::http::lines;
use crate::talk::{ChatAuth, Outlet, Refusal};

/// How Sanic, on which Rasa runs, words that a path is not served.
const NOT_SERVED: &str = "Requested URL";

/// One of the two channels with a webhook.
#[derive(Clone, Copy)]
pub(super) struct Webhook {
    /// Its name in credentials.yml.
    pub(super) channel: &'static str,
    /// What is shown there.
    pub(super) auth: ChatAuth,
}

impl Webhook {
    /// Where the channel tells everybody that it is switched on.
    pub(super) fn knock(self) -> Request<'static> {
        Request::get(format!("/webhooks/{}/", self.channel))
    }

    pub(super) fn path(self) -> String {
        format!("/webhooks/{}/webhook", self.channel)
    }

    /// What the answer to a knock means. A gateway may publish the webhook alone; whether it lets us in, only a message
    /// tells then.
    pub(super) fn admitted(self, answer: &Response) -> Result<(), Refusal> {
        match answer.status {
            404 | 405 if !is_sanic(answer) => Ok(()),
            _ => self.heard(answer),
        }
    }

    /// Whether an answer is one at all.
    pub(super) fn heard(self, answer: &Response) -> Result<(), Refusal> {
        let refuse = |cause: String, advice: &str| {
            Err(Refusal {
                status: answer.status,
                cause,
                advice: advice.into(),
            })
        };
        match (answer.status, self.auth) {
            (401, ChatAuth::None) => refuse(
                "The gateway in front of the bot refuses a message without a token.".into(),
                "This is what a lock looks like. Connect with a token, or with one from the authorization server.",
            ),
            (401, _) => refuse(
                "The gateway in front of the bot refuses the token.".into(),
                "It may have expired, be for another audience, or come from another issuer than the gateway trusts. Connect again for a fresh one.",
            ),
            (403, _) => refuse(
                "The gateway knows who asks, and does not allow it.".into(),
                "The token may lack a scope, or a rule of the gateway forbids this path or this method.",
            ),
            (404, _) if is_sanic(answer) => refuse(
                format!("The bot's {} channel is switched off.", self.channel),
                "Name it in credentials.yml, and restart the bot.",
            ),
            (404, _) => refuse(
                format!("Nothing is published at {}.", self.path()),
                "The gateway's rules may name another path, or the address lacks a prefix.",
            ),
            (300..=399, _) => refuse(
                format!(
                    "A redirect comes back instead of the bot ({}).",
                    answer.status
                ),
                "A login page may stand in front, which no program can pass. Redirects are never followed: give the address that it leads to, if that is the bot's.",
            ),
            _ => Ok(()),
        }
    }

    /// Tells of an answer that is no `200`.
    pub(super) fn failed(self, answer: &Response, outlet: &mut Outlet) {
        let (description, hint) = match answer.status {
            400 => (
                "The message has a form that the bot does not understand.",
                "Another server may answer in its place.",
            ),
            413 => (
                "The message is too long for the gateway.",
                "Shorten it, or raise the gateway's limit.",
            ),
            429 => (
                "Too many messages in a short time.",
                "Wait a moment: the gateway limits them.",
            ),
            500 if is_sanic(answer) => (
                "The bot stumbled over the message.",
                "Its log tells over what. A connector or an action of its own may have failed.",
            ),
            500 => (
                "The gateway failed.",
                "What verifies its tokens may be down, or answered it with something other than yes and no: nginx turns both into 500.",
            ),
            502..=504 => (
                "The gateway reached no bot behind it.",
                "Start the bot. If it runs, the gateway may look for it at another port, or not wait as long as it thinks.",
            ),
            _ => (
                "This is no answer of Rasa's.",
                "Another server may answer in the bot's place.",
            ),
        };
        outlet.error(&format!("HTTP {}", answer.status), description, Some(hint));
    }
}

/// Whether Rasa itself said so, and nothing in front of it: Sanic's own pages, as text or as JSON.
fn is_sanic(answer: &Response) -> bool {
    let text = String::from_utf8_lossy(&answer.body);
    text.contains(NOT_SERVED)
        || text.contains("⚠️")
        || answer
            .json()
            .is_some_and(|json| json["description"].is_string() && json["status"] == answer.status)
}

/// A header for the log.
pub(super) fn head(head: &[(String, String)]) -> Vec<crate::talk::HeaderLine> {
    let shown = |(name, value): &(String, String)| {
        let secret = name.eq_ignore_ascii_case("authorization");
        let value = if secret {
            "••••••••"
        } else {
            value
        };
        (name.clone(), value.to_owned())
    };
    lines(head.iter().map(shown))
}
