//! The declared key, and the keys that everybody knows.

use chatelaine_secrets::Secret;
use chatelaine_wire::Site;
use chatelaine_wire::engine_io::Auth;

use super::super::declared::{DeclaredSocket, Signer};
use super::super::tokens::{AT_ONCE, Mint, forgeries_refused, is_known};
use super::{Attempt, Door, Outcome, algorithm, attempt};
use crate::probe::control;
use crate::{CheckError, Evidence, Observed};

/// What is tried with a door that refused everything so far.
pub(super) struct Controls<'a> {
    pub(super) site: &'a Site,
    pub(super) socket: &'a DeclaredSocket,
    pub(super) mint: Mint,
}

impl Controls<'_> {
    /// A lock that refused everything so far: does it know the right key, and does it look at more than that?
    pub(super) async fn judge(
        &self,
        door: &mut Door,
        evidence: &mut Vec<Evidence>,
        may_forge: bool,
    ) {
        if let Some(signer) = &self.socket.signer {
            match self.right(signer).await {
                Ok(right) => {
                    let works = right.outcome.lets_in();
                    door.key_works = Some(works);
                    evidence.push(control(works, &right.request, right.response));
                    if works {
                        self.strict(signer, door, evidence).await;
                    }
                    if works && is_known(&signer.key) {
                        door.known_key = Some(signer.key.expose().to_owned());
                        observe(door, Observed::Forgeable);
                    }
                }
                Err(error) => evidence.push(untried(&error)),
            }
        }
        if may_forge && door.key_works != Some(true) {
            self.forge(door, evidence).await;
        }
    }

    async fn right(&self, signer: &Signer) -> Result<Attempt, CheckError> {
        self.with(&self.mint.right(signer)?).await
    }

    async fn with(&self, token: &Secret) -> Result<Attempt, CheckError> {
        attempt(self.site, self.socket, Auth::Token(token)).await
    }

    /// The right key alone must not be enough.
    async fn strict(&self, signer: &Signer, door: &mut Door, evidence: &mut Vec<Evidence>) {
        let (Ok(expired), Ok(foreign)) = (self.mint.expired(signer), self.mint.foreign(signer))
        else {
            return;
        };
        let (expired, foreign) = tokio::join!(self.with(&expired), self.with(&foreign));
        let attempts = [
            (expired, "with an expired token of the declared key"),
            (foreign, "with a token of another algorithm"),
        ];
        for (attempt, how) in attempts {
            if let Ok(attempt) = attempt {
                if attempt.outcome.lets_in() {
                    observe(door, Observed::Weak);
                }
                evidence.push(attempt.evidence(how));
            }
        }
    }

    /// A few at a time, until one is let in: the operator agreed, and the bot's log will show each.
    async fn forge(&self, door: &mut Door, evidence: &mut Vec<Evidence>) {
        let tokens: Vec<_> = self.mint.forged(algorithm(self.socket)).collect();
        let mut refusals = 0;
        for batch in tokens.chunks(AT_ONCE) {
            let one = |at: usize| async move {
                let (key, token) = batch.get(at)?;
                let auth = Auth::MadeUp(token.expose());
                Some((*key, attempt(self.site, self.socket, auth).await.ok()?))
            };
            let attempts = tokio::join!(one(0), one(1), one(2), one(3));
            for (key, attempt) in <[_; AT_ONCE]>::from(attempts).into_iter().flatten() {
                if attempt.outcome.lets_in() {
                    door.known_key = Some(key.to_owned());
                    observe(door, Observed::Forgeable);
                    let how = format!("with a token forged with the well-known key `{key}`");
                    evidence.push(attempt.evidence(&how));
                    return;
                }
                refusals += usize::from(attempt.outcome == Outcome::Refused);
            }
        }
        evidence.push(forgeries_refused(refusals, tokens.len()));
    }
}

fn observe(door: &mut Door, observed: Observed) {
    if let Some(point) = &mut door.point {
        point.observed = Some(observed);
    }
}

fn untried(error: &CheckError) -> Evidence {
    Evidence::claim(format!(
        "The key in the configuration was not tried: {error}"
    ))
}
