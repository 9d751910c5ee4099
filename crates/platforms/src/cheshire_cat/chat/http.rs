//! `POST /message`: the same object as the WebSocket's `chat` frame, without the pieces before it.

use chatelaine_secrets::Secret;
use chatelaine_wire::{Body, Request, Response};
use serde_json::json;

use super::frame::{CatFrame, interpret};
use super::opening::{Opened, Opening, is_expired, refusal};
use crate::talk::http::{HttpTalk, converse, patient_client};
use crate::talk::socket::left;
use crate::talk::{Call, ChatAuth, Conversing, Inbox, Outlet, Refusal, Reply};

/// What a bare 500 of `/message` may stand for (1.9.2: the exception is named only on the WebSocket).
const BROKEN: &str = "Over HTTP the bot does not say what went wrong: the key of the model's provider, the embedder, or a picture of this user that it cannot load any more. Connect over the WebSocket, which names the exception, or look at the bot's log.";

/// Why there may be no answer.
const SILENCE: &[&str] = &[
    "The language model is slow, or its provider does not answer. Look at the bot's log.",
    "A proxy in front of the bot keeps the answer back.",
];

pub(super) fn begin(
    call: &Call<'_>,
    opening: Opening,
    mut inbox: Inbox,
    mut outlet: Outlet,
) -> Conversing {
    outlet.silence_means(SILENCE.iter().copied());
    let site = call.site.clone();
    Box::pin(async move {
        let (auth, named) = (opening.auth, !opening.is_token());
        let opened = tokio::select! {
            opened = opening.opened(&site, &mut outlet) => opened,
            () = left(&mut inbox) => return outlet.closed(None, "Disconnected", true),
        };
        let Some(Opened { secret, who }) = opened else {
            return;
        };
        let user = who.user.clone();
        let name = [("user_id", user.as_str())];
        let bot = CatHttp {
            auth,
            secret,
            // With a token the bot ignores it.
            name: if named { &name } else { &[] },
        };
        match patient_client(&site, &outlet) {
            Ok(client) => converse(client, bot, who, inbox, outlet).await,
            Err(error) => outlet.broke(&error),
        }
    })
}

struct CatHttp<'a> {
    auth: ChatAuth,
    secret: Option<Secret>,
    name: &'a [(&'static str, &'a str)],
}

impl HttpTalk for CatHttp<'_> {
    /// Whoever may converse may ask for this too, with the rights that the bot ships (`STATUS.READ`).
    fn knock(&self) -> Request<'_> {
        self.asking(Request::get("/"))
    }

    fn admitted(&self, answer: &Response) -> Result<(), Refusal> {
        let is_cat = answer
            .json()
            .is_some_and(|said| said["status"].is_string() && said["version"].is_string());
        match answer.status {
            200 if is_cat => Ok(()),
            401 | 403 => Err(self.refused(answer.status)),
            status => Err(Refusal {
                status,
                cause: "What answers there is not a Cheshire Cat.".into(),
                advice: "Correct the address. A proxy in front of the bot may ask for a login of its own.".into(),
            }),
        }
    }

    fn say(&self, text: &str) -> Request<'_> {
        let body = Body::Json(json!({ "text": text }));
        self.asking(Request::post("/message", body))
    }

    fn hear(&mut self, answer: &Response, outlet: &mut Outlet) -> Result<(), Refusal> {
        let text = String::from_utf8_lossy(&answer.body);
        match answer.status {
            200 => match interpret(&text) {
                CatFrame::Chat(reply) if reply.text.is_empty() => outlet.silent(),
                CatFrame::Chat(reply) => outlet.reply(Reply::text(reply.text)),
                _ => outlet.error(
                    "Not a reply",
                    "the answer is not what a Cheshire Cat replies",
                    Some("Another server or a proxy may have answered in the bot's place."),
                ),
            },
            status @ (401 | 403) => return Err(self.refused(status)),
            status => {
                let hint = (status == 500).then_some(BROKEN);
                let start = &text[..text.floor_char_boundary(500)];
                outlet.error(&format!("HTTP {status}"), start, hint);
            }
        }
        Ok(())
    }
}

impl CatHttp<'_> {
    fn asking<'a>(&'a self, request: Request<'a>) -> Request<'a> {
        Request {
            headers: self.name,
            ..request.with_bearer(self.secret.as_ref())
        }
    }

    fn refused(&self, status: u16) -> Refusal {
        let expired = self.secret.as_ref().is_some_and(is_expired);
        refusal(
            status,
            self.auth,
            expired,
            "HTTP API",
            ("HTTP key", "API_KEY"),
        )
    }
}
