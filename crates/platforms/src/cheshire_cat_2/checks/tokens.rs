//! Tokens: whose signature the bot takes.

use chatelaine_secrets::Secret;
use chatelaine_tokens::{Algorithm, KeyMatch, find_key, mint, unsigned};
use chatelaine_wire::{Client, Request, Response, WireError};
use jiff::Timestamp;
use serde_json::json;

use super::super::rules;
use super::super::settings::{DEFAULT_JWT_SECRET, id};
use super::api::{lets_in, refuses};
use super::oauth::OAuth;
use super::{Known, who_am_i};
use crate::probe::{made_up_value, point};
use crate::{CheckError, Evidence, Finding, Fix, Observed, ObservedPoint};

/// How long a token of ours is good, in seconds: longer than the check, shorter than anybody could use it.
const LIFETIME: i64 = 60;

/// Well-known keys that are tried on the bot itself when the operator agreed; all others offline only.
const FORGED_WITH: &[&str] = &[DEFAULT_JWT_SECRET, "secret", "changeme"];

/// What the tokens showed.
pub(super) struct Tokens {
    pub(super) point: ObservedPoint,
    pub(super) finding: Option<Finding>,
    /// Whether the declared key signs for the bot. Nothing when there is none, or it was not tried.
    pub(super) by_declared_key: Option<bool>,
}

/// What was made of the signatures so far.
struct Judgement<'a> {
    client: &'a Client,
    now: i64,
    evidence: Vec<Evidence>,
    /// Whether something is known of the key that the bot signs with.
    looked: bool,
    /// The bot takes tokens of its own key that it should refuse.
    lax: bool,
}

pub(super) async fn judge(
    client: &Client,
    oauth: &OAuth,
    known: &Known,
    at: Timestamp,
) -> Result<Tokens, CheckError> {
    let mut judgement = Judgement {
        client,
        now: at.as_second(),
        evidence: Vec::new(),
        looked: false,
        lax: false,
    };
    let stranger = made_up_value()?;
    let anyone = judgement.refuses_strangers(&stranger).await?;
    if anyone == Some(false) {
        let observed = Some(Observed::Open);
        return Ok(judgement.end(observed, None, None));
    }
    let by_declared_key = judgement.declared(known.jwt_secret.as_ref()).await;
    if let Some(key) = judgement.offline(oauth, known, by_declared_key).await {
        return Ok(judgement.forgeable(&key, known, by_declared_key));
    }
    if known.may_forge
        && let Some(key) = judgement.forged().await
    {
        return Ok(judgement.forgeable(key, known, by_declared_key));
    }
    // That strangers are refused proves a lock only where the key itself is known to be none that everybody knows.
    let observed = match anyone {
        _ if judgement.lax => Some(Observed::Weak),
        Some(true) if judgement.looked => Some(Observed::Locked),
        _ => None,
    };
    if !judgement.looked {
        judgement.evidence.push(Evidence::claim(
            "Whether a well-known key signs the tokens can be told from a token of a login, from the key in config.py, or, if you agree, by sending tokens that are signed with such keys",
        ));
    }
    Ok(judgement.end(observed, None, by_declared_key))
}

impl Judgement<'_> {
    /// A token that is right in everything but the key, and one without a signature. Nothing when the answers are not the
    /// bot's own.
    async fn refuses_strangers(&mut self, stranger: &Secret) -> Result<Option<bool>, CheckError> {
        let made_up = self.minted(stranger, Algorithm::Hs256, LIFETIME);
        let unsigned = Secret::new(unsigned(&claims(self.now + LIFETIME)));
        let (mut all, mut any) = (true, false);
        for (token, how) in [
            (made_up, "a token signed with a made-up key"),
            (Some(unsigned), "a token without a signature (`none`)"),
        ] {
            let Some(token) = token else { continue };
            // Nobody can use these tokens for anything, so they need no protection on the way.
            let header = format!("Bearer {}", token.expose());
            let headers = [("authorization", header.as_str())];
            let answer = self
                .client
                .send(Request {
                    headers: &headers,
                    ..who_am_i()
                })
                .await?;
            self.note(how, &answer);
            all &= refuses(&answer);
            any |= lets_in(&answer);
        }
        Ok(match (all, any) {
            (_, true) => Some(false),
            (true, false) => Some(true),
            (false, false) => None,
        })
    }

    /// The control: tokens of the declared key are taken, but for an expired one and one of a foreign algorithm.
    async fn declared(&mut self, key: Option<&Secret>) -> Option<bool> {
        let key = key?;
        let good = self.minted(key, Algorithm::Hs256, LIFETIME)?;
        let answer = match self.client.send(who_am_i().with_bearer(Some(&good))).await {
            Ok(answer) => answer,
            Err(WireError::Consent { .. } | WireError::Untrusted { .. }) => {
                self.evidence.push(Evidence::claim(
                    "The signing key in the configuration was not tried: the way to the bot is not safe for it",
                ));
                return None;
            }
            Err(_) => return None,
        };
        self.note("a token signed with the key in the configuration", &answer);
        if !lets_in(&answer) {
            return refuses(&answer).then_some(false);
        }
        for (algorithm, lifetime, how) in [
            (Algorithm::Hs256, -LIFETIME, "the same, expired"),
            (
                Algorithm::Hs512,
                LIFETIME,
                "the same, with another algorithm (HS512)",
            ),
        ] {
            let token = self.minted(key, algorithm, lifetime)?;
            if let Ok(answer) = self.client.send(who_am_i().with_bearer(Some(&token))).await {
                self.note(how, &answer);
                self.lax |= lets_in(&answer);
            }
        }
        Some(true)
    }

    /// The key that everybody knows, if one signs a token that the bot made or takes. The bot is not asked about it.
    async fn offline(
        &mut self,
        oauth: &OAuth,
        known: &Known,
        by_declared_key: Option<bool>,
    ) -> Option<String> {
        // A session may be older than the bot's last restart; only what the bot takes now tells about now.
        let session = match &known.token {
            Some(token) if self.takes(token).await => Some(token),
            _ => None,
        };
        for token in oauth.token.iter().chain(session) {
            match find_key(token.expose(), &[]) {
                Ok(KeyMatch::Known(key)) => return Some(key.to_owned()),
                Ok(_) => {
                    self.looked = true;
                    self.evidence.insert(
                        0,
                        Evidence::claim(
                            "A token of the bot is signed with none of the well-known keys",
                        ),
                    );
                }
                Err(_) => {}
            }
        }
        let declared = known
            .jwt_secret
            .as_ref()
            .filter(|_| by_declared_key == Some(true))?;
        let token = self.minted(declared, Algorithm::Hs256, LIFETIME)?;
        self.looked = true;
        match find_key(token.expose(), &[]) {
            Ok(KeyMatch::Known(key)) => Some(key.to_owned()),
            _ => None,
        }
    }

    async fn takes(&self, token: &Secret) -> bool {
        let answer = self.client.send(who_am_i().with_bearer(Some(token))).await;
        answer.is_ok_and(|answer| lets_in(&answer))
    }

    /// Tokens signed with well-known keys, sent with the operator's consent. They ask for no role.
    async fn forged(&mut self) -> Option<&'static str> {
        for key in FORGED_WITH {
            let token = self.minted(&Secret::new((*key).to_owned()), Algorithm::Hs256, LIFETIME)?;
            let answer = self
                .client
                .send(who_am_i().with_bearer(Some(&token)))
                .await
                .ok()?;
            self.note(
                &format!("a token forged with the well-known key `{key}`"),
                &answer,
            );
            if lets_in(&answer) {
                return Some(key);
            }
        }
        self.looked = true;
        None
    }

    /// A token of nobody, for a minute, without a role.
    fn minted(&self, key: &Secret, algorithm: Algorithm, lifetime: i64) -> Option<Secret> {
        mint(&claims(self.now + lifetime), key, algorithm).ok()
    }

    fn note(&mut self, what: &str, answer: &Response) {
        let verb = if lets_in(answer) {
            "Accepted"
        } else {
            "Refused"
        };
        let verb = if lets_in(answer) || refuses(answer) {
            verb
        } else {
            "Answered"
        };
        self.evidence.push(Evidence::exchange(
            format!("{verb} {what}"),
            "GET /me · Authorization: Bearer (token)",
            answer.summary(),
        ));
    }

    fn forgeable(mut self, key: &str, known: &Known, by_declared_key: Option<bool>) -> Tokens {
        let claim = format!("The bot's tokens are signed with the well-known key `{key}`");
        self.evidence.insert(0, Evidence::claim(claim.clone()));
        let finding = rules::JWT_FORGEABLE.finding(format!("{claim}, so anyone can make tokens."));
        // With another key in the file a restart mends it; a further new key would change nothing.
        let mended = known
            .jwt_secret
            .as_ref()
            .is_some_and(|secret| secret.expose() != key);
        let finding = if mended {
            finding
        } else {
            finding.with(Fix::Generate {
                setting: id::JWT_SECRET.into(),
            })
        };
        self.end(Some(Observed::Forgeable), Some(finding), by_declared_key)
    }

    fn end(
        self,
        observed: Option<Observed>,
        finding: Option<Finding>,
        by_declared_key: Option<bool>,
    ) -> Tokens {
        Tokens {
            point: point("jwt", observed, self.evidence),
            finding,
            by_declared_key,
        }
    }
}

/// What a token of ours says. The subject has to be a UUID (2.0.23); the nil one (RFC 9562 §5.9) belongs to nobody.
fn claims(expiry: i64) -> serde_json::Value {
    json!({
        "sub": "00000000-0000-0000-0000-000000000000",
        "username": "chatelaine-check",
        "roles": [],
        "custom": {},
        "exp": expiry,
    })
}
