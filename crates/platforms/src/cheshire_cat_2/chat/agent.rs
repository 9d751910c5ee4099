//! `POST /agents/default/message`: how the agent is asked, and what an answer in one piece means.

use chatelaine_secrets::Secret;
use chatelaine_tokens::inspect;
use chatelaine_wire::{Body, Client, Request, Response};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::checks::api::{lets_in, refuses};
use super::super::checks::who_am_i;
use super::history::History;
use super::turn::turn;
use crate::talk::http::{HttpTalk, Unanswered};
use crate::talk::{ChatAuth, Outlet, Refusal, Reply};

/// The agent that ships with the bot.
const PATH: &str = "/agents/default/message";

/// The agent, and who asks it. There is no `Debug`: it holds a credential.
pub(super) struct Agent {
    auth: ChatAuth,
    secret: Option<Secret>,
    streamed: bool,
    pub(super) history: History,
}

impl Agent {
    pub(super) fn new(auth: ChatAuth, secret: Option<Secret>, streamed: bool) -> Self {
        Self {
            auth,
            secret,
            streamed,
            history: History::default(),
        }
    }

    fn refused(&self, status: u16) -> Refusal {
        let now = Timestamp::now().as_second();
        let is_expired =
            |token: &Secret| inspect(token.expose()).is_ok_and(|seen| seen.expired_at(now));
        let (cause, advice) = match (self.auth, &self.secret) {
            (ChatAuth::Mint, Some(token)) if is_expired(token) => {
                ("The token has expired.", "Connect again.")
            }
            (ChatAuth::Mint, _) => (
                "The bot refused a token that is signed with the key in its configuration.",
                "It may still run with an older configuration: restart it. It reads no environment variable, and config.py only from the folder that it is started in.",
            ),
            (_, Some(_)) => (
                "The bot refused the API key.",
                "It may still run with an older configuration: restart it. It reads no environment variable, and config.py only from the folder that it is started in.",
            ),
            (_, None) => (
                "The bot is locked: it refuses who has no credential.",
                "This is what a lock looks like. Connect with the API key.",
            ),
        };
        Refusal {
            status,
            cause: cause.into(),
            advice: advice.into(),
        }
    }
}

impl HttpTalk for Agent {
    /// Whoever may ask this may talk to the agents.
    fn knock(&self) -> Request<'_> {
        who_am_i().with_bearer(self.secret.as_ref())
    }

    fn admitted(&self, answer: &Response) -> Result<(), Refusal> {
        if lets_in(answer) {
            return Ok(());
        }
        if refuses(answer) {
            return Err(self.refused(answer.status));
        }
        Err(Refusal {
            status: answer.status,
            cause: "What answers there is not a Cheshire Cat 2.".into(),
            advice: "Correct the address. Version 1 is another platform, and a proxy in front of the bot may ask for a login of its own.".into(),
        })
    }

    fn say(&self, text: &str) -> Request<'_> {
        let body = json!({ "messages": self.history.and(text), "stream": self.streamed });
        Request::post(PATH, Body::Json(body)).with_bearer(self.secret.as_ref())
    }

    fn hear(&mut self, answer: &Response, outlet: &mut Outlet) -> Result<(), Refusal> {
        if refuses(answer) {
            return Err(self.refused(answer.status));
        }
        let said = answer.json().unwrap_or_default();
        if answer.status == 200 && said["messages"].is_array() {
            if tell(&said, outlet).is_empty() {
                outlet.silent();
            }
            return Ok(());
        }
        let words = said["detail"].as_str().map(str::to_owned);
        let words = words.unwrap_or_else(|| {
            let start = &answer.body[..answer.body.len().min(500)];
            String::from_utf8_lossy(start).into_owned()
        });
        let hint = match answer.status {
            404 => "The plugin with the agent `default` may be turned off.",
            500 => {
                "In one piece the bot does not say what went wrong. Choose the streamed transport, whose RUN_ERROR names it, or look at the bot's log."
            }
            422 => "This version may expect messages of another shape.",
            _ => "Another server or a proxy may have answered in the bot's place.",
        };
        outlet.error(&format!("HTTP {}", answer.status), &words, Some(hint));
        Ok(())
    }

    fn turn(
        &mut self,
        client: &Client,
        text: &str,
        outlet: &mut Outlet,
    ) -> impl Future<Output = Result<(), Unanswered>> + Send {
        turn(self, client, text, outlet)
    }
}

/// Tells the replies of a run's result, and returns their texts.
pub(super) fn tell(result: &Value, outlet: &mut Outlet) -> Vec<String> {
    let messages = result["messages"].as_array().into_iter().flatten();
    let mut texts = Vec::new();
    for message in messages.filter(|message| message["role"] == "assistant") {
        let reply = reply(message);
        if reply != Reply::default() {
            texts.push(reply.text.clone());
            outlet.reply(reply);
        }
    }
    texts
}

/// One message of the agent. What is no text is shown as it came.
fn reply(message: &Value) -> Reply {
    let parts = message["content"].as_array().map(Vec::as_slice);
    let (texts, others): (Vec<&Value>, Vec<&Value>) = parts
        .unwrap_or_default()
        .iter()
        .partition(|part| part["type"] == "text");
    let joined = || {
        let words = texts.iter().filter_map(|part| part["text"].as_str());
        words.collect::<Vec<_>>().join("\n")
    };
    let text = message["text"].as_str().map_or_else(joined, str::to_owned);
    Reply {
        custom: (!others.is_empty()).then(|| json!(others).to_string()),
        ..Reply::text(text)
    }
}
