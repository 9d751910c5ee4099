//! The key: what comes in without one, with a made-up one, with the one that ships with the bot, and with the declared one.

use chatelaine_secrets::Secret;
use chatelaine_wire::{Client, Request, Response, WireError};

use super::super::rules;
use super::super::settings::{DEFAULT_KEY, id};
use super::{Known, who_am_i};
use crate::probe::{self, answer, control, made_up_value, point};
use crate::{CheckError, Evidence, Finding, Fix, Observed, ObservedPoint};

/// What the door showed.
pub(super) struct Api {
    pub(super) point: ObservedPoint,
    /// Whether the declared key opens it. Nothing when there is none, it was not tried, or any key does.
    pub(super) key_works: Option<bool>,
    /// The key that ships with the bot opens it.
    shipped_key: bool,
    /// An empty cookie opens it.
    empty_cookie: bool,
}

impl Api {
    pub(super) fn findings(&self, known: &Known) -> Vec<Finding> {
        let generate = |finding: Finding| match known.key {
            // With another key in the file a restart mends it; a further new key would change nothing.
            Some(_) => finding,
            None => finding.with(Fix::Generate {
                setting: id::API_KEY.into(),
            }),
        };
        let mut findings = Vec::new();
        if self.shipped_key {
            let message = format!("The bot takes the key `{DEFAULT_KEY}`, which everybody knows.");
            findings.push(generate(rules::KEY_SHIPPED.finding(message)));
        }
        if self.empty_cookie {
            let message = "The bot takes an empty cookie for its key.";
            findings.push(generate(rules::KEY_SHIPPED.finding(message)));
        }
        findings
    }
}

pub(super) async fn ask(client: &Client, key: Option<&Secret>) -> Result<Api, CheckError> {
    let made_up = format!("Bearer {}", made_up_value()?.expose());
    let shipped = format!("Bearer {DEFAULT_KEY}");
    let with = |header: [(&'static str, &str); 1]| {
        let client = client.clone();
        let header = header.map(|(name, value)| (name, value.to_owned()));
        async move {
            let headers = [(header[0].0, header[0].1.as_str())];
            client
                .send(Request {
                    headers: &headers,
                    ..who_am_i()
                })
                .await
        }
    };
    let own = async {
        match key {
            Some(key) => Some(client.send(who_am_i().with_bearer(Some(key))).await),
            None => None,
        }
    };
    let (nothing, empty, random, shipped, own) = tokio::join!(
        client.send(who_am_i()),
        with([("cookie", "access_token=")]),
        with([("authorization", &made_up)]),
        with([("authorization", &shipped)]),
        own
    );
    let (nothing, empty, random, shipped) = (nothing?, empty?, random?, shipped?);
    let mut evidence = vec![
        answer("without a credential", "GET /me", &nothing),
        answer(
            "with an empty cookie",
            "GET /me · Cookie: access_token=",
            &empty,
        ),
        answer(
            "with a made-up key",
            "GET /me · Authorization: Bearer (made up)",
            &random,
        ),
        answer(
            &format!("with the key `{DEFAULT_KEY}`, which ships with the bot"),
            &format!("GET /me · Authorization: Bearer {DEFAULT_KEY}"),
            &shipped,
        ),
    ];
    let weak = !lets_in(&nothing) && lets_in(&random);
    let (empty_cookie, shipped_key) = (
        !lets_in(&nothing) && lets_in(&empty),
        !lets_in(&nothing) && !weak && lets_in(&shipped),
    );
    let mut key_works = None;
    match own {
        // An answer of something in between says nothing about the key.
        Some(Ok(own)) if lets_in(&own) || refuses(&own) => {
            let works = lets_in(&own);
            let request = "GET /me · Authorization: Bearer ••••••••";
            evidence.push(control(works, request, own.summary()));
            key_works = (!works || probe::refuses(random.status)).then_some(works);
        }
        Some(Err(WireError::Consent { .. } | WireError::Untrusted { .. })) => {
            evidence.push(Evidence::claim(
                "The key in the configuration was not tried: the way to the bot is not safe for it",
            ));
        }
        _ => {}
    }
    let observed = if lets_in(&nothing) || empty_cookie || shipped_key {
        Some(Observed::Open)
    } else if weak {
        Some(Observed::Weak)
    } else {
        // Where a proxy words refusals anew, that the right key opens shows that the bot is behind them.
        let refused = |answer: &Response| {
            refuses(answer) || key_works == Some(true) && probe::refuses(answer.status)
        };
        let locked = [&nothing, &empty, &random, &shipped]
            .into_iter()
            .all(refused);
        locked.then_some(Observed::Locked)
    };
    // The most telling first.
    if shipped_key {
        evidence.swap(0, 3);
    } else if weak {
        evidence.swap(0, 2);
    } else if empty_cookie {
        evidence.swap(0, 1);
    }
    Ok(Api {
        point: point("http-api", observed, evidence),
        key_works,
        shipped_key,
        empty_cookie,
    })
}

/// `/me` names the user. A page of a proxy with the status 200 does not.
pub(in crate::cheshire_cat_2) fn lets_in(response: &Response) -> bool {
    response.status == 200
        && response
            .json()
            .is_some_and(|user| user.get("id").is_some() && user.get("roles").is_some())
}

/// The bot's own refusal (2.0.23): a sentence under `detail`. A proxy's page proves nothing about the lock behind it.
pub(in crate::cheshire_cat_2) fn refuses(response: &Response) -> bool {
    matches!(response.status, 401 | 403)
        && response
            .json()
            .is_some_and(|said| said.get("detail").is_some())
}
