//! The bot's own API: what it makes of a text, and where somebody's conversation is.

use chatelaine_secrets::Secret;
use chatelaine_wire::{Body, Client, Request, Response};
use serde_json::json;

use super::known::Known;
use super::said::{self, Said};
use super::{Door, made_up_bearer, verdict};
use crate::probe::{answer, point};
use crate::{CheckError, Evidence, Observed};

/// Where the API is since 0.6.0; before it was at the root.
const BASE: &str = "/bot";

/// What both questions were answered with.
pub(super) struct Knock {
    predict: Response,
    senders: Response,
}

/// What the API showed.
pub(super) struct Bot {
    pub(super) door: Door,
    /// It is where it was before there were tokens.
    pub(super) too_old: bool,
}

impl Knock {
    fn said(&self) -> [Said; 2] {
        [said::predict(&self.predict), said::senders(&self.senders)]
    }

    /// Whether either question was answered in Chatto's way.
    pub(super) fn answers(&self) -> bool {
        self.said().contains(&Said::Yes)
    }

    /// Whether both were refused in Chatto's way.
    pub(super) fn refuses(&self) -> bool {
        self.said() == [Said::No, Said::No]
    }

    /// What the two together say. Chatto guards both alike, so that one which does not get through says nothing.
    fn together(&self) -> Said {
        let said = self.said();
        if said.contains(&Said::Yes) {
            Said::Yes
        } else if said.contains(&Said::No) {
            Said::No
        } else {
            Said::Other
        }
    }

    fn is_missing(&self) -> bool {
        said::is_missing(&self.predict) && said::is_missing(&self.senders)
    }
}

/// Without a token.
pub(super) async fn knock(client: &Client, nobody: &Secret) -> Result<Knock, CheckError> {
    ask(client, BASE, nobody, &[]).await
}

async fn ask(
    client: &Client,
    base: &str,
    nobody: &Secret,
    headers: &[(&'static str, &str)],
) -> Result<Knock, CheckError> {
    let (predict, senders) = (predict_path(base), senders_path(base, nobody.expose()));
    let predict = Request {
        headers,
        ..prediction(&predict)
    };
    let senders = Request {
        headers,
        ..Request::get(&senders)
    };
    let (predict, senders) = tokio::join!(client.send(predict), client.send(senders));
    Ok(Knock {
        predict: predict?,
        senders: senders?,
    })
}

/// With a made-up token, and with the right one where a lock was seen. Where there is no such API, the older one is
/// asked.
pub(super) async fn judge(
    client: &Client,
    nothing: Knock,
    nobody: &Secret,
    known: &Known,
) -> Result<Bot, CheckError> {
    if nothing.is_missing() {
        return older(client, nothing, nobody).await;
    }
    let made_up = made_up_bearer()?;
    let random = ask(client, BASE, nobody, &[("authorization", &made_up)]).await?;
    let mut evidence = shown(BASE, &nothing, "without a token", "");
    let with = " · Authorization: Bearer (made up)";
    evidence.extend(shown(BASE, &random, "with a made-up token", with));
    let observed = verdict(nothing.together(), random.together());
    let mut key_works = None;
    if observed == Some(Observed::Locked) {
        key_works = own(client, known, &mut evidence).await;
        if known.configured && known.bot.key.is_none() {
            evidence.push(Evidence::claim(
                "The files show no token that would reach the bot: it has one from elsewhere, or was not restarted since",
            ));
        }
    }
    if known.bot.ink && observed == Some(Observed::Open) {
        evidence.push(Evidence::claim(
            "A token is written down where it does not reach the bot: the API answered without it",
        ));
    }
    Ok(Bot {
        door: Door {
            point: point("bot-api", observed, evidence),
            key_works,
        },
        too_old: false,
    })
}

/// The API of the versions before 0.6.0, which ask nobody for anything.
async fn older(client: &Client, newer: Knock, nobody: &Secret) -> Result<Bot, CheckError> {
    let nothing = ask(client, "", nobody, &[]).await?;
    let too_old = nothing.answers();
    let (observed, evidence) = if too_old {
        (
            Some(Observed::Open),
            shown("", &nothing, "without a token", ""),
        )
    } else {
        let mut evidence = vec![Evidence::claim(
            "Nothing is there: what is in front of the bot does not let these paths through",
        )];
        evidence.extend(shown(BASE, &newer, "without a token", ""));
        (None, evidence)
    };
    Ok(Bot {
        door: Door {
            point: point("bot-api", observed, evidence),
            key_works: None,
        },
        too_old,
    })
}

/// The control: the token that the configuration declares.
async fn own(client: &Client, known: &Known, evidence: &mut Vec<Evidence>) -> Option<bool> {
    let key = known.bot.key.as_ref()?;
    let path = predict_path(BASE);
    let request = known
        .bot
        .sendable
        .then(|| prediction(&path).with_bearer(Some(key)));
    super::own(client, request, said::predict, evidence).await
}

/// Both exchanges, the more telling one first.
fn shown(base: &str, knock: &Knock, how: &str, with: &str) -> Vec<Evidence> {
    let path = predict_path(base);
    let predict = prediction(&path).redacted();
    let senders = format!("GET {}", senders_path(base, "(made up)"));
    let at = |path: &str| format!("{how} at {path}");
    let mut both = vec![
        answer(&at(&path), &format!("{predict}{with}"), &knock.predict),
        answer(
            &at(&senders_path(base, "…")),
            &format!("{senders}{with}"),
            &knock.senders,
        ),
    ];
    if said::senders(&knock.senders) == Said::Yes && said::predict(&knock.predict) != Said::Yes {
        both.swap(0, 1);
    }
    both
}

fn prediction(path: &str) -> Request<'_> {
    Request::post(path, Body::Json(json!({ "text": "chatelaine check" })))
}

fn predict_path(base: &str) -> String {
    format!("{base}/predict")
}

fn senders_path(base: &str, sender: &str) -> String {
    format!("{base}/senders/{sender}")
}
