//! Which key signs the tokens that the bot issues, judged offline.

use chatelaine_secrets::Secret;
use chatelaine_tokens::{KeyMatch, find_key};
use chatelaine_wire::{Client, Request};

use super::super::{Known, rules, settings::id};
use super::logins::Logins;
use crate::probe::point;
use crate::{Evidence, Finding, Fix, Observed, ObservedPoint};

/// What a token showed.
pub(super) struct Signature {
    pub(super) point: ObservedPoint,
    pub(super) finding: Option<Finding>,
    /// Whether it is signed with the key that the configuration declares. Nothing when one of the two is unknown.
    pub(super) by_declared_key: Option<bool>,
}

pub(super) async fn judge(client: &Client, logins: &Logins, known: &Known) -> Signature {
    let unknown = |claim: &str| Signature {
        point: point("jwt", None, vec![Evidence::claim(claim)]),
        finding: None,
        by_declared_key: None,
    };
    let token = match (logins.tokens.first(), &known.token) {
        (Some(token), _) => token,
        // A session may be older than the bot's last restart; only what the bot accepts now tells about now.
        (None, Some(token)) if accepted(client, token).await => token,
        _ => {
            return unknown(
                "No token at hand to look at; log in once so that its signature can be checked",
            );
        }
    };
    let declared: Vec<&Secret> = known.jwt_secret.iter().collect();
    let Ok(key) = find_key(token.expose(), &declared) else {
        return unknown(
            "What the bot issued is no token with a shared key, so nothing can be said about it",
        );
    };
    match key {
        KeyMatch::Known(key) => forgeable(key, known),
        KeyMatch::Given(_) => {
            let claim = "A token that the bot issued is signed with the key in the configuration, and with no well-known one";
            locked(claim, Some(true))
        }
        KeyMatch::None => {
            let claim = "A token that the bot issued is signed with none of the well-known keys";
            locked(claim, known.jwt_secret.as_ref().map(|_| false))
        }
    }
}

async fn accepted(client: &Client, token: &Secret) -> bool {
    let answer = client
        .send(Request::get("/").with_bearer(Some(token)))
        .await;
    answer.is_ok_and(|answer| answer.status == 200)
}

fn forgeable(key: &str, known: &Known) -> Signature {
    let shown = if key.is_empty() {
        "an empty key".to_owned()
    } else {
        format!("the well-known key `{key}`")
    };
    let claim = format!("A token that the bot issued is signed with {shown}");
    let in_file = known
        .jwt_secret
        .as_ref()
        .map(|secret| secret.expose() == key);
    let finding = rules::JWT_FORGEABLE.finding(format!("{claim}, so anyone can make tokens."));
    // With another key in the configuration, a restart mends it; a further new key would change nothing.
    let finding = if in_file == Some(false) {
        finding
    } else {
        finding.with(Fix::Generate {
            setting: id::JWT_SECRET.into(),
        })
    };
    Signature {
        point: point(
            "jwt",
            Some(Observed::Forgeable),
            vec![Evidence::claim(claim)],
        ),
        finding: Some(finding),
        by_declared_key: in_file,
    }
}

fn locked(claim: &str, by_declared_key: Option<bool>) -> Signature {
    Signature {
        point: point("jwt", Some(Observed::Locked), vec![Evidence::claim(claim)]),
        finding: None,
        by_declared_key,
    }
}
