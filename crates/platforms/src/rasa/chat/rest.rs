//! The REST webhook: one message in, a list of answers out. Rasa has no lock for it; a gateway in front may be one.

use chatelaine_secrets::Secret;
use chatelaine_wire::{Body, Request, Response};
use serde_json::{Value, json};

use super::KEPT_TOKEN;
use super::reply::reply;
use super::silence::OF_REST;
use super::webhook::Webhook;
use crate::talk::http::{self, HttpTalk};
use crate::talk::{Call, ChatAuth, Conversing, Inbox, Introduction, Outlet, Refusal, Unready};

pub(super) fn begin(
    call: &Call<'_>,
    inbox: Inbox,
    mut outlet: Outlet,
) -> Result<Conversing, Unready> {
    let (token, credential) = opener(call)?;
    outlet.silence_means(OF_REST);
    if let Some(token) = &token {
        outlet.hide(token);
    }
    let who = Introduction {
        user: call.user.to_owned(),
        credential: credential.to_owned(),
        session: String::new(),
    };
    let bot = Rest {
        webhook: Webhook {
            channel: "rest",
            auth: call.auth,
        },
        token,
        sender: call.user.to_owned(),
    };
    Ok(http::begin(call.site.clone(), bot, who, inbox, outlet))
}

fn opener(call: &Call<'_>) -> Result<(Option<Secret>, &'static str), Unready> {
    match call.auth {
        ChatAuth::Oauth => {
            let token = call.token.cloned().ok_or_else(|| {
                Unready::new(
                    "no access token was issued",
                    "Name the authorization server and the client.",
                )
            })?;
            Ok((Some(token), "access token"))
        }
        ChatAuth::Token => {
            let token = (call.kept)(KEPT_TOKEN).ok_or_else(|| {
                Unready::new(
                    "no token is kept for this chat",
                    "Keep the gateway's token in the vault as `chat.token`. Rasa itself asks for none here.",
                )
            })?;
            Ok((Some(token), "token"))
        }
        _ => Ok((None, "no credential")),
    }
}

/// The webhook, and who speaks to it. There is no `Debug`: it holds the token.
struct Rest {
    webhook: Webhook,
    token: Option<Secret>,
    sender: String,
}

impl HttpTalk for Rest {
    fn knock(&self) -> Request<'_> {
        self.webhook.knock().with_bearer(self.token.as_ref())
    }

    fn admitted(&self, answer: &Response) -> Result<(), Refusal> {
        self.webhook.admitted(answer)
    }

    fn say(&self, text: &str) -> Request<'_> {
        let message = json!({ "sender": self.sender, "message": text });
        Request::post(self.webhook.path(), Body::Json(message)).with_bearer(self.token.as_ref())
    }

    fn hear(&mut self, answer: &Response, outlet: &mut Outlet) -> Result<(), Refusal> {
        self.webhook.heard(answer)?;
        if answer.status != 200 {
            self.webhook.failed(answer, outlet);
            return Ok(());
        }
        match answer.json() {
            Some(Value::Array(messages)) if messages.is_empty() => outlet.silent(),
            Some(Value::Array(messages)) => {
                messages
                    .iter()
                    .for_each(|message| outlet.reply(reply(message)));
            }
            // A connector of the bot's own, after the guide to securing this channel, refuses that way (recorded).
            Some(Value::Object(fields)) if fields.contains_key("error") => {
                let words = &fields["error"];
                let words = words
                    .as_str()
                    .map_or_else(|| words.to_string(), str::to_owned);
                outlet.error(
                    "Refused with HTTP 200",
                    &words,
                    Some("A connector of the bot's own asks for a credential and says no. Its answer should be 401."),
                );
            }
            _ => outlet.error(
                "Not Rasa's answer",
                "The REST webhook answers with a list in JSON, and this is none.",
                Some("Another server or a gateway may have answered in the bot's place."),
            ),
        }
        Ok(())
    }
}
