//! What a live check is given.

use std::pin::Pin;

use chatelaine_secrets::Secret;
use chatelaine_wire::Site;
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

/// A check under way. It holds copies of what it needs, because a [`Project`] stays on its thread.
pub type Checking = Pin<Box<dyn Future<Output = Result<Observation, CheckError>> + Send>>;

/// Begins a check.
pub(crate) type Check = fn(&Ask<'_>) -> Checking;
