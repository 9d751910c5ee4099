//! The messengers' webhooks. Chatto checks no caller (0.9.2, `ValidateCallback` of each says yes), so a webhook that is
//! there is open, unless something in front refuses strangers.

use chatelaine_wire::{Body, Client, Request, Response, WireError};
use serde_json::json;

use super::super::rules;
use super::known::Known;
use super::said;
use crate::probe::{answer, made_up_value, point, refuses};
use crate::{CheckError, Evidence, Finding, Observed, ObservedPoint};

/// One messenger's webhook.
struct Webhook {
    name: &'static str,
    title: &'static str,
    path: &'static str,
    /// The header in which the messenger proves that it is the one who calls.
    signature: &'static str,
    question: Question,
}

/// What is asked so that the handler turns it down before there is a conversation.
#[derive(Clone, Copy)]
enum Question {
    /// No JSON.
    Json,
    /// No form.
    Form,
    /// Slack's own question whether the address is right, which is answered and forgotten.
    Challenge,
}

const WEBHOOKS: [Webhook; 3] = [
    Webhook {
        name: "telegram",
        title: "Telegram",
        path: "/channels/telegram",
        signature: "x-telegram-bot-api-secret-token",
        question: Question::Json,
    },
    Webhook {
        name: "twilio",
        title: "Twilio",
        path: "/channels/twilio",
        signature: "x-twilio-signature",
        question: Question::Form,
    },
    Webhook {
        name: "slack",
        title: "Slack",
        path: "/channels/slack",
        signature: "x-slack-signature",
        question: Question::Challenge,
    },
];

/// What the webhooks showed.
#[derive(Default)]
pub(super) struct Webhooks {
    pub(super) points: Vec<ObservedPoint>,
    pub(super) findings: Vec<Finding>,
}

/// Asks all three, whatever is configured: the running bot may know more than the files.
pub(super) async fn ask(client: &Client, known: &Known) -> Webhooks {
    let [telegram, twilio, slack] = &WEBHOOKS;
    let (telegram, twilio, slack) = tokio::join!(
        telegram.judge(client, known),
        twilio.judge(client, known),
        slack.judge(client, known)
    );
    let mut seen = Webhooks::default();
    for (webhook, point) in WEBHOOKS.iter().zip([telegram, twilio, slack]) {
        let Some(point) = point else { continue };
        let declared = known.channels.contains(&webhook.name);
        if point.observed == Some(Observed::Open) && known.configured && !declared {
            let (title, path) = (webhook.title, webhook.path);
            let message = format!(
                "The running bot answers anybody at {path}, although its files turn no {title} on."
            );
            seen.findings.push(rules::WEBHOOK_OPEN.finding(message));
        }
        seen.points.push(point);
    }
    seen
}

impl Webhook {
    /// Nothing where there is no such webhook and none is expected.
    async fn judge(&self, client: &Client, known: &Known) -> Option<ObservedPoint> {
        let id = format!("{}-webhook", self.name);
        let (observed, evidence) = self.observe(client).await.unwrap_or_else(|error| {
            let claim = format!("{error}. {}", error.advice());
            (Some(Observed::Unreachable), vec![Evidence::claim(claim)])
        });
        let declared = known.channels.contains(&self.name);
        let there = !matches!(observed, None | Some(Observed::Unreachable));
        (there || declared).then(|| point(&id, observed, evidence))
    }

    async fn observe(
        &self,
        client: &Client,
    ) -> Result<(Option<Observed>, Vec<Evidence>), CheckError> {
        let (challenge, signature) = (made_up_value()?, made_up_value()?);
        let (challenge, signature) = (challenge.expose(), signature.expose());
        let unsigned = self.send(client, challenge, &[]).await?;
        let shown = format!("POST {} · {}", self.path, self.question.shown());
        if said::is_missing(&unsigned) {
            let claim = "404: the running bot has no such route, or what is in front does not let it through";
            return Ok((None, vec![Evidence::claim(claim)]));
        }
        let mut evidence = vec![answer("without a signature", &shown, &unsigned)];
        if self.question.is_heard(&unsigned, challenge) {
            return Ok((Some(Observed::Open), evidence));
        }
        if !refuses(unsigned.status) {
            return Ok((None, evidence));
        }
        let headers = [(self.signature, signature)];
        let random = self.send(client, challenge, &headers).await?;
        let shown = format!("{shown} · {}: (made up)", self.signature);
        evidence.push(answer("with a made-up signature", &shown, &random));
        let observed = if self.question.is_heard(&random, challenge) {
            Some(Observed::Weak)
        } else if refuses(random.status) {
            evidence.push(Evidence::claim(
                "Something in front of the bot turns strangers away; Chatto itself never does",
            ));
            Some(Observed::Locked)
        } else {
            None
        };
        Ok((observed, evidence))
    }

    async fn send(
        &self,
        client: &Client,
        challenge: &str,
        headers: &[(&'static str, &str)],
    ) -> Result<Response, WireError> {
        let request = Request {
            headers,
            ..Request::post(self.path, self.question.body(challenge))
        };
        client.send(request).await
    }
}

impl Question {
    fn body(self, challenge: &str) -> Body {
        let text = |content_type, text: &str| Body::Text {
            content_type,
            text: text.into(),
        };
        match self {
            Self::Json => text("application/json", "x"),
            Self::Form => text("application/x-www-form-urlencoded", "%"),
            Self::Challenge => {
                Body::Json(json!({ "type": "url_verification", "challenge": challenge }))
            }
        }
    }

    fn shown(self) -> &'static str {
        match self {
            Self::Json => "x",
            Self::Form => "%",
            Self::Challenge => "{\"type\":\"url_verification\",\"challenge\":\"(made up)\"}",
        }
    }

    /// Whether Chatto's handler looked at the body.
    fn is_heard(self, response: &Response, challenge: &str) -> bool {
        match self {
            Self::Json => said::complains(response),
            Self::Form => {
                matches!(response.status, 400 | 500)
                    && said::words(response).starts_with("invalid URL escape")
            }
            Self::Challenge => {
                let json = response.json().unwrap_or_default();
                response.status == 200
                    && json.get("challenge").and_then(serde_json::Value::as_str) == Some(challenge)
            }
        }
    }
}
