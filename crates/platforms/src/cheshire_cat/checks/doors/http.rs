//! The HTTP API.

use chatelaine_secrets::Secret;
use chatelaine_wire::{Client, Request, Response};

use super::super::super::settings::id;
use super::super::said::{self, Said};
use super::{Door, transportable, untried, verdict};
use crate::probe::{answer, control, made_up_value, point};
use crate::{CheckError, Evidence};

/// A question that only whoever was let in is answered.
struct Question {
    path: &'static str,
    read: fn(&Response) -> Said,
}

/// The bot's greeting. One key guards all of the API, so that this tells about the rest.
const GREETING: Question = Question {
    path: "/",
    read: said::front,
};

/// Where something else than the bot greets, such as a landing page: reading, and in every version (1.5.1 to 1.9.2).
const COLLECTIONS: Question = Question {
    path: "/memory/collections",
    read: said::collections,
};

/// What a question was answered with, without a key and with a made-up one.
struct Asked<'a> {
    question: &'a Question,
    nothing: Said,
    random: Said,
    evidence: Vec<Evidence>,
}

/// `GET /` three ways, and where what answers is not the bot, another question.
pub(in super::super) async fn http(
    client: &Client,
    key: Option<&Secret>,
) -> Result<Door, CheckError> {
    let mut asked = ask(client, &GREETING).await?;
    let mut fenced = asked.is_denied();
    if !asked.is_clear() {
        let behind = ask(client, &COLLECTIONS).await?;
        fenced &= behind.is_denied();
        if behind.is_clear() {
            asked = Asked {
                evidence: behind.evidence.into_iter().chain(asked.evidence).collect(),
                ..behind
            };
        } else {
            asked.evidence.extend(behind.evidence);
        }
    }
    let key_works = asked.control(client, key).await;
    let observed = verdict(asked.nothing, asked.random, key_works);
    if observed.is_none() && fenced {
        asked.evidence.push(Evidence::claim(
            "Something in front of the bot turns strangers away; whether the bot itself would does not show",
        ));
    }
    Ok(Door {
        point: point("http-api", observed, asked.evidence),
        key_works: key_works.filter(|works| !works || asked.random.is_refusal()),
    })
}

async fn ask<'a>(client: &Client, question: &'a Question) -> Result<Asked<'a>, CheckError> {
    let made_up = format!("Bearer {}", made_up_value()?.expose());
    let headers = [("authorization", made_up.as_str())];
    let random = Request {
        headers: &headers,
        ..Request::get(question.path)
    };
    let (nothing, random) = tokio::join!(
        client.send(Request::get(question.path)),
        client.send(random)
    );
    let (nothing, random) = (nothing?, random?);
    let shown = format!("GET {}", question.path);
    let with = format!("{shown} · Authorization: Bearer (made up)");
    Ok(Asked {
        question,
        nothing: (question.read)(&nothing),
        random: (question.read)(&random),
        evidence: vec![
            answer("without a credential", &shown, &nothing),
            answer("with a made-up key", &with, &random),
        ],
    })
}

impl Asked<'_> {
    /// Whether the bot itself answered whoever has no key.
    fn is_clear(&self) -> bool {
        matches!(self.nothing, Said::Yes | Said::No)
    }

    /// Whether something else refused everybody.
    fn is_denied(&self) -> bool {
        self.nothing == Said::Denied && self.random == Said::Denied
    }

    /// The control: whether the right key opens. Nothing where the answer is not the bot's.
    async fn control(&mut self, client: &Client, key: Option<&Secret>) -> Option<bool> {
        let key = key?;
        if !transportable(id::API_KEY, key) {
            self.evidence.push(untried());
            return None;
        }
        let path = self.question.path;
        let own = client
            .send(Request::get(path).with_bearer(Some(key)))
            .await
            .ok()?;
        let works = match (self.question.read)(&own) {
            Said::Yes => true,
            Said::No => false,
            Said::Denied | Said::Other => return None,
        };
        let shown = format!("GET {path} · Authorization: Bearer ••••••••");
        self.evidence.push(control(works, &shown, own.summary()));
        Some(works)
    }
}
