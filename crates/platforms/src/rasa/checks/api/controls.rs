//! The declared credentials, and the keys that everybody knows.

use chatelaine_secrets::Secret;
use chatelaine_tokens::Algorithm;
use chatelaine_wire::{Client, Credential, Request, Response, WireError};
use jiff::Timestamp;

use super::super::declared::{DeclaredApi, Signer};
use super::super::tokens::{AT_ONCE, Mint, Purpose, forgeries_refused, is_known};
use super::{Door, granted, reason, refused};
use crate::probe::{answer, control};
use crate::{Evidence, Observed};

/// What is tried with a door that refused everything so far.
pub(super) struct Controls<'a> {
    pub(super) client: &'a Client,
    pub(super) api: &'a DeclaredApi,
    pub(super) at: Timestamp,
}

impl Controls<'_> {
    fn mint(&self) -> Mint {
        Mint {
            purpose: Purpose::Api,
            at: self.at,
        }
    }

    /// Tries what the configuration declares; returns a worse verdict than locked, if there is one.
    pub(super) async fn judge(
        &self,
        door: &mut Door,
        evidence: &mut Vec<Evidence>,
    ) -> Option<Observed> {
        let mut worse = None;
        if let Some(token) = &self.api.token {
            let credential = Credential::Query {
                name: "token",
                value: token,
            };
            let works = self.control(credential, door, evidence).await;
            door.takes_query = works == Some(true);
            if works == Some(true) && is_known(token) {
                door.known_key = Some(token.expose().to_owned());
                // Nothing has to be made: everybody has the token itself.
                worse = Some(Observed::Open);
            }
        }
        let Some(signer) = &self.api.signer else {
            return worse;
        };
        let Ok(right) = self.mint().right(signer) else {
            return worse;
        };
        let works = self
            .control(Credential::Bearer(&right), door, evidence)
            .await;
        if works != Some(true) {
            return worse;
        }
        if is_known(&signer.key) {
            door.known_key = Some(signer.key.expose().to_owned());
            return worse.or(Some(Observed::Forgeable));
        }
        worse.or(self.strict(signer, evidence).await)
    }

    /// Whether a declared credential opens the door.
    async fn control(
        &self,
        credential: Credential<'_>,
        door: &mut Door,
        evidence: &mut Vec<Evidence>,
    ) -> Option<bool> {
        let request = || Request::get("/status").with_credential(Some(credential));
        let response = match self.client.send(request()).await {
            Ok(response) => response,
            // Not tried is not refused.
            Err(error @ (WireError::Consent { .. } | WireError::Unsendable { .. })) => {
                evidence.push(Evidence::claim(format!(
                    "The key in the configuration was not tried: {error}"
                )));
                return None;
            }
            Err(_) => return None,
        };
        let works = match response.status {
            _ if granted(&response) => true,
            // The signature was right, and only the role was not.
            403 if reason(&response).as_deref() == Some("NotAuthorized") => true,
            500 => {
                let claim = "It stumbled over a token of the declared algorithm (500): the running bot verifies with another one";
                evidence.push(Evidence::claim(claim));
                false
            }
            _ if refused(&response) => false,
            _ => return None,
        };
        evidence.push(control(works, &request().redacted(), response.summary()));
        door.key_works = Some(works && door.key_works != Some(false));
        Some(works)
    }

    /// The right key alone must not be enough.
    async fn strict(&self, signer: &Signer, evidence: &mut Vec<Evidence>) -> Option<Observed> {
        let expired = self.mint().expired(signer).ok()?;
        let foreign = self.mint().foreign(signer).ok()?;
        let (expired, foreign) = tokio::join!(self.bearer(&expired), self.bearer(&foreign));
        let mut worse = None;
        let attempts = [
            (expired, "with an expired token of the declared key"),
            (foreign, "with a token of another algorithm"),
        ];
        for (response, how) in attempts {
            let Ok(response) = response else { continue };
            if granted(&response) {
                worse = Some(Observed::Weak);
            }
            let request = "GET /status · Authorization: Bearer ••••••••";
            evidence.push(answer(how, request, &response));
        }
        worse
    }

    async fn bearer(&self, token: &Secret) -> Result<Response, WireError> {
        let request = Request::get("/status").with_bearer(Some(token));
        self.client.send(request).await
    }

    /// A few at a time, until one is accepted: the operator agreed, and the bot's log will show each. A token of
    /// everybody's key is no secret.
    pub(super) async fn forge(&self, door: &mut Door, evidence: &mut Vec<Evidence>) -> bool {
        let algorithm =
            (self.api.signer.as_ref()).map_or(Algorithm::Hs256, |signer| signer.algorithm);
        let tokens: Vec<_> = self.mint().forged(algorithm).collect();
        let mut refusals = 0;
        for batch in tokens.chunks(AT_ONCE) {
            let one = |at: usize| async move {
                let (key, token) = batch.get(at)?;
                Some((*key, self.forged(token).await.ok()?))
            };
            let answers = tokio::join!(one(0), one(1), one(2), one(3));
            for (key, response) in <[_; AT_ONCE]>::from(answers).into_iter().flatten() {
                if granted(&response) {
                    door.known_key = Some(key.to_owned());
                    let how = format!("with a token forged with the well-known key `{key}`");
                    let request = "GET /status · Authorization: Bearer (forged)";
                    evidence.insert(0, answer(&how, request, &response));
                    return true;
                }
                refusals += usize::from(refused(&response));
            }
        }
        evidence.push(forgeries_refused(refusals, tokens.len()));
        false
    }

    async fn forged(&self, token: &Secret) -> Result<Response, WireError> {
        let bearer = format!("Bearer {}", token.expose());
        let headers = [("authorization", bearer.as_str())];
        let request = Request {
            headers: &headers,
            ..Request::get("/status")
        };
        self.client.send(request).await
    }
}
