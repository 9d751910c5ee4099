//! `POST /channels/rest`: one message in, a list of answers out (0.9.2, `internal/channels/rest`).

use chatelaine_secrets::Secret;
use chatelaine_wire::{Body, Request, Response};
use serde_json::{Value, json};

use super::super::checks::said::{self, Said, words};
use crate::talk::http::HttpTalk;
use crate::talk::{Outlet, Refusal, Reply};

const PATH: &str = "/channels/rest";

/// The channel, and who speaks on it. There is no `Debug`: it holds the token.
pub(super) struct Rest {
    pub(super) token: Option<Secret>,
    pub(super) sender: String,
}

impl HttpTalk for Rest {
    /// No JSON: the token is looked at first, and with such a body no conversation begins.
    fn knock(&self) -> Request<'_> {
        let body = Body::Text {
            content_type: "application/json",
            text: "x".into(),
        };
        Request::post(PATH, body).with_bearer(self.token.as_ref())
    }

    fn admitted(&self, answer: &Response) -> Result<(), Refusal> {
        match said::rest(answer) {
            Said::Yes => Ok(()),
            Said::No => Err(self.locked()),
            Said::Other => Err(Refusal {
                status: answer.status,
                cause: "What answers there is not Chatto's REST channel.".into(),
                advice: "Correct the address. A proxy in front of the bot may not forward /channels/rest, or ask for a login of its own.".into(),
            }),
        }
    }

    fn say(&self, text: &str) -> Request<'_> {
        let body = json!({ "sender": self.sender, "text": text });
        Request::post(PATH, Body::Json(body)).with_bearer(self.token.as_ref())
    }

    fn hear(&mut self, answer: &Response, outlet: &mut Outlet) -> Result<(), Refusal> {
        if said::rest(answer) == Said::No {
            return Err(self.locked());
        }
        if answer.status != 200 {
            let words = words(answer);
            outlet.error(&format!("HTTP {}", answer.status), &words, hint(&words));
            return Ok(());
        }
        match answer.json() {
            Some(Value::Array(answers)) if answers.is_empty() => outlet.silent(),
            Some(Value::Array(answers)) => {
                for answer in &answers {
                    outlet.reply(reply(answer));
                }
            }
            _ => outlet.error(
                "Not Chatto's answer",
                "the REST channel answers with a list in JSON, and this is none",
                Some("Another server or a proxy may have answered in the bot's place."),
            ),
        }
        Ok(())
    }
}

impl Rest {
    fn locked(&self) -> Refusal {
        let (cause, advice) = match self.token {
            None => (
                "The REST channel is locked: the bot refuses a message without a token.",
                "This is what a lock looks like. Connect with the token of the REST channel.",
            ),
            Some(_) => (
                "The bot refused the token of the REST channel.",
                "It may still run with an older configuration: restart it. If that does not help, look whether a variable CHATTO_CHN_REST_CALLBACK_TOKEN overrides chn.yml, and whether the token ends in a blank or a line's end.",
            ),
        };
        Refusal {
            status: 401,
            cause: cause.into(),
            advice: advice.into(),
        }
    }
}

/// One answer of the list; `text` and `image` are left out where they are empty.
fn reply(answer: &Value) -> Reply {
    let text = |name: &str| answer[name].as_str().unwrap_or_default().to_owned();
    let image = text("image");
    Reply {
        images: if image.is_empty() {
            Vec::new()
        } else {
            vec![image]
        },
        ..Reply::text(text("text"))
    }
}

/// What is known to cause an error, by the words of the bot (recorded on 0.9.2).
fn hint(words: &str) -> Option<&'static str> {
    if words.starts_with("cannot answer: extension ") {
        return Some(
            "The bot asks its extension servers what they can do only once, when it starts. Start the extension server, check its address and token in bot.yml, then restart the bot. An alias in fsm.yml has to be in small letters.",
        );
    }
    None
}
