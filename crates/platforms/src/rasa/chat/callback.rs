//! The callback webhook: a message in, and the answers come in requests of the bot's own to the address that its files name.
//!
//! Where that is an address of this machine and nobody uses it, the console listens there for as long as the chat lasts.
//! Anybody on this machine can speak to it, so a delivery counts only with the credential that the files declare, and when
//! it is for our own sender, whose name nobody can guess.

use chatelaine_wire::{Body, Client, Delivery, Listener, Request, Response, WireError};
use serde_json::{Value, json};

use super::ear::{Ear, deaf};
use super::reply::reply;
use super::silence::OF_CALLBACK;
use super::webhook::{Webhook, head};
use crate::talk::http::{HttpTalk, Said, failed, knock, log_request, log_response, patient_client};
use crate::talk::{
    Call, Conversing, FrameDirection, Inbox, Introduction, Outlet, Refusal, Unready, laid_out,
};

pub(super) fn begin(
    call: &Call<'_>,
    inbox: Inbox,
    mut outlet: Outlet,
) -> Result<Conversing, Unready> {
    let ear = Ear::of(call)?;
    outlet.silence_means(OF_CALLBACK);
    for value in call.values {
        let brings = value.id.starts_with("credentials.callback.") && value.setting.is_secret();
        if let Some(secret) = value
            .value
            .as_ref()
            .filter(|secret| brings && !secret.is_empty())
        {
            outlet.hide(secret);
        }
    }
    let who = Introduction {
        user: call.user.to_owned(),
        credential: "no credential".to_owned(),
        session: String::new(),
    };
    let bot = Callback {
        webhook: Webhook {
            channel: "callback",
            auth: call.auth,
        },
        sender: call.user.to_owned(),
        replies: 0,
    };
    let site = call.site.clone();
    Ok(Box::pin(async move {
        let (host, port, path) = (ear.host.clone(), ear.port, ear.path.clone());
        let listener = match Listener::open(&host, port, move |delivery| ear.judge(delivery)).await
        {
            Ok(listener) => listener,
            Err(error) => return outlet.refused(deaf(&host, port, &error)),
        };
        outlet.hint(format!(
            "Listening at http://{}{path} for the bot's replies.",
            listener.address()
        ));
        match patient_client(&site, &outlet) {
            Ok(client) => converse(client, bot, listener, who, inbox, outlet).await,
            Err(error) => outlet.broke(&error),
        }
    }))
}

/// The webhook, and who speaks to it.
struct Callback {
    webhook: Webhook,
    sender: String,
    /// How many replies came to the last message.
    replies: u32,
}

impl HttpTalk for Callback {
    fn knock(&self) -> Request<'_> {
        self.webhook.knock()
    }

    fn admitted(&self, answer: &Response) -> Result<(), Refusal> {
        self.webhook.admitted(answer)
    }

    fn say(&self, text: &str) -> Request<'_> {
        self.message(text)
    }

    /// The answer comes when everything is delivered (3.6.21).
    fn hear(&mut self, answer: &Response, outlet: &mut Outlet) -> Result<(), Refusal> {
        self.webhook.heard(answer)?;
        match answer.status {
            200 if self.replies == 0 => outlet.silent(),
            200 => outlet.turn_over(),
            _ => self.webhook.failed(answer, outlet),
        }
        Ok(())
    }
}

impl Callback {
    /// Says something, and hears deliveries until that is answered; nothing when the operator ended it before.
    async fn asked(
        &mut self,
        client: &Client,
        text: &str,
        listener: &mut Listener,
        said: &mut Said,
        outlet: &mut Outlet,
    ) -> Option<Result<Response, WireError>> {
        let message = self.message(text);
        log_request(&message, client.site(), outlet);
        let mut sending = std::pin::pin!(client.send(message));
        loop {
            tokio::select! {
                answer = &mut sending => return Some(answer),
                Some(delivery) = listener.next() => self.take(&delivery, outlet),
                () = said.end() => return None,
            }
        }
    }

    fn message(&self, text: &str) -> Request<'static> {
        let message = json!({ "sender": self.sender, "message": text });
        Request::post(self.webhook.path(), Body::Json(message))
    }

    /// Understands a delivery.
    fn take(&mut self, delivery: &Delivery, outlet: &mut Outlet) {
        let text = String::from_utf8_lossy(&delivery.body);
        let query = if delivery.query.is_empty() {
            ""
        } else {
            "?••••••••"
        };
        outlet.wire(
            delivery.at,
            FrameDirection::Received,
            &format!(
                "{} {}{query} → {}",
                delivery.method, delivery.path, delivery.status
            ),
            delivery.body.len(),
            &laid_out(&text),
            head(&delivery.head),
            None,
        );
        match delivery.status {
            200 => {}
            401 => return outlet.notification("A delivery came without the credential that credentials.yml declares, and was refused."),
            _ => return,
        }
        let message = serde_json::from_str::<Value>(&text).unwrap_or_default();
        if message["recipient_id"] == self.sender.as_str() {
            self.replies += 1;
            outlet.reply(reply(&message));
        }
    }
}

async fn converse(
    client: Client,
    mut bot: Callback,
    mut listener: Listener,
    who: Introduction,
    inbox: Inbox,
    mut outlet: Outlet,
) {
    if !knock(&client, &bot, &who, &mut outlet).await {
        return;
    }
    let mut said = Said::new(inbox);
    loop {
        let text = tokio::select! {
            text = said.next() => text,
            // An action may send something of its own accord, and later.
            Some(delivery) = listener.next() => {
                bot.take(&delivery, &mut outlet);
                continue;
            }
        };
        let Some(text) = text else { break };
        outlet.asked();
        bot.replies = 0;
        let Some(answer) = bot
            .asked(&client, &text, &mut listener, &mut said, &mut outlet)
            .await
        else {
            break;
        };
        match answer {
            Ok(answer) => {
                while let Some(delivery) = listener.waiting() {
                    bot.take(&delivery, &mut outlet);
                }
                log_response(&answer, &mut outlet);
                if let Err(refusal) = bot.hear(&answer, &mut outlet) {
                    return outlet.refused(refusal);
                }
            }
            Err(error) => failed(&error, &mut outlet),
        }
    }
    outlet.closed(None, "Disconnected", true);
}
