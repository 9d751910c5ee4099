//! What a live check is given.

use std::pin::Pin;
use std::time::Duration;

use chatelaine_secrets::Secret;
use chatelaine_wire::{Site, WireError};
use jiff::Timestamp;

use crate::{CheckError, Effective, Observation, Project};

/// What a live check of one bot may use. Credentials serve as controls only: a lock is proven when the right one opens
/// and everything else is refused.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// The bot's address.
    pub site: &'a Site,
    /// Its files; nothing when there is no folder to read.
    pub project: Option<&'a Project>,
    /// Every setting with the value that counts; empty when there is no folder to read.
    pub values: &'a [Effective],
    /// Passwords from the vault, by user name.
    pub logins: &'a [(String, Secret)],
    /// A token of a login that is open now.
    pub token: Option<&'a Secret>,
    /// The operator agreed that tokens forged with well-known keys are sent to the bot.
    pub may_forge: bool,
    /// When the check begins.
    pub at: Timestamp,
}

impl<'a> Ask<'a> {
    /// The questions that need nothing but an address.
    #[must_use]
    pub fn by_address(site: &'a Site, at: Timestamp) -> Self {
        Self {
            site,
            project: None,
            values: &[],
            logins: &[],
            token: None,
            may_forge: false,
            at,
        }
    }

    /// A setting's value that is set and reaches the bot.
    #[must_use]
    pub fn value(&self, id: &str) -> Option<Secret> {
        let value = self.values.iter().find(|value| value.id == id)?;
        value
            .value
            .as_ref()
            .filter(|_| value.loaded)
            .map(|value| Secret::new(value.expose().to_owned()))
    }
}

/// A check under way. It holds copies of what it needs, so that whoever began it keeps the [`Project`].
pub type Checking = Pin<Box<dyn Future<Output = Result<Observation, CheckError>> + Send>>;

/// Begins a check.
pub(crate) type Check = fn(&Ask<'_>) -> Checking;

/// How long the check of one bot may take as a whole. Each request has a limit of its own, but a server that drips could
/// use up every one of them.
const DEADLINE: Duration = Duration::from_secs(60);

/// The same check, which ends in time.
pub(crate) fn in_time(site: &Site, checking: Checking) -> Checking {
    within(DEADLINE, site.origin(), checking)
}

fn within(limit: Duration, origin: String, checking: Checking) -> Checking {
    Box::pin(async move {
        tokio::time::timeout(limit, checking)
            .await
            .unwrap_or_else(|_| {
                let seconds = limit.as_secs();
                Err(WireError::Timeout { origin, seconds }.into())
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_check_without_end_has_one_and_says_so() {
        let endless: Checking = Box::pin(std::future::pending());
        let origin = "http://127.0.0.1:1865".to_owned();
        let outcome = within(Duration::from_millis(1), origin, endless).await;
        assert!(
            matches!(
                outcome,
                Err(CheckError::Wire(WireError::Timeout { ref origin, .. })) if origin.ends_with("1865")
            ),
            "a cause with a name, and whose it is: {outcome:?}"
        );
    }
}
