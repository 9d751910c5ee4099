//! What both shells hold.

use std::collections::{HashMap, HashSet};
use std::hash::RandomState;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chatelaine_platforms::Observation;
use chatelaine_practice::PracticeBot;
use chatelaine_secrets::{Handle, Secret, Vault};
use jiff::Timestamp;

use crate::chat::OpenChat;
use crate::fingerprints::KnownValues;
use crate::login::LiveSession;
use crate::plan::ChangePlan;
use crate::proofs::Proofs;
use crate::repositories::Repositories;
use crate::view::{Alarm, Bot, VaultStatus};
use crate::{CommandError, Home};

/// How long one process waits for another that is changing something.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// The name by which a previewed plan is applied.
pub type PlanId = String;

/// The console without a face. Cheap to share behind an [`Arc`].
///
/// Methods that are not `async` read files and ask the vault, which may take up to its time limit; a shell calls them
/// off its own thread.
pub struct Console {
    pub(crate) home: Home,
    pub(crate) vault: Arc<dyn Vault>,
    state: Mutex<State>,
    repositories: Repositories,
    known_values: KnownValues,
    /// Tells hidden values apart, see [`crate::view::ConfigText::secrets`].
    pub(crate) marks: RandomState,
    pub(crate) practice: tokio::sync::Mutex<HashMap<String, PracticeBot>>,
    pub(crate) reply_limit: Duration,
}

/// What is remembered while the process runs.
#[derive(Default)]
pub(crate) struct State {
    pub(crate) sessions: HashMap<String, LiveSession>,
    pub(crate) plans: HashMap<PlanId, ChangePlan>,
    pub(crate) checks: HashMap<String, LastCheck>,
    /// Bots whose files were changed and that have not been seen since.
    pub(crate) restart_pending: HashSet<String>,
    pub(crate) running: HashSet<String>,
    pub(crate) proofs: Proofs,
    pub(crate) alarms: HashMap<String, Alarm>,
    pub(crate) alarms_raised: u32,
    /// Ends the round that runs.
    pub(crate) round: Option<tokio::sync::watch::Sender<bool>>,
    pub(crate) chats: HashMap<String, OpenChat>,
    /// When a user's socket was last closed: a Cat of version 1.9 loses the replies of one that is opened too soon.
    pub(crate) closed: HashMap<(String, String), std::time::Instant>,
}

/// The last live check of a bot.
#[derive(Clone)]
pub(crate) struct LastCheck {
    pub(crate) at: Timestamp,
    pub(crate) outcome: Result<Observation, CommandError>,
}

impl Console {
    /// Opens the console over a data folder and a vault.
    ///
    /// # Errors
    /// [`crate::ErrorCode::Unwritable`] when the data folder cannot be made.
    pub fn open(home: Home, vault: Arc<dyn Vault>) -> Result<Self, CommandError> {
        home.prepare()?;
        Ok(Self {
            home,
            vault,
            state: Mutex::default(),
            repositories: Repositories::default(),
            known_values: KnownValues::default(),
            marks: RandomState::new(),
            practice: tokio::sync::Mutex::default(),
            reply_limit: crate::chat::REPLY_LIMIT,
        })
    }

    /// How long a chat waits for a sign of life before it names the known causes of silence; 45 s unless told otherwise.
    #[must_use]
    pub fn with_reply_limit(self, reply_limit: Duration) -> Self {
        Self {
            reply_limit,
            ..self
        }
    }

    pub(crate) fn known_values(&self) -> &KnownValues {
        &self.known_values
    }

    pub(crate) fn repositories(&self) -> &Repositories {
        &self.repositories
    }

    /// The data folder.
    #[must_use]
    pub fn home(&self) -> &Home {
        &self.home
    }

    /// How the vault stands.
    #[must_use]
    pub fn vault_status(&self) -> VaultStatus {
        let status = self.vault.status();
        VaultStatus {
            state: status.state.into(),
            store: status.store.into(),
            what: status.what,
            advice: status.advice,
            lasting: status.lasting,
        }
    }

    /// Waits for its turn to change files: the window and the command line may run side by side.
    pub(crate) fn turn(&self) -> Result<chatelaine_files::Lock, CommandError> {
        Ok(chatelaine_files::lock(&self.home.lock(), PATIENCE)?)
    }

    /// Forgets every session and every plan, and ends every chat and the round that runs.
    pub fn lock(&self) {
        self.stop_checks();
        let mut state = self.state();
        state.sessions.clear();
        state.plans.clear();
        state.chats.clear();
    }

    /// A poisoned lock only means that a thread failed while it held it; the maps stay usable.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does work that reads files or asks the vault where waiting does not hold up others.
    pub(crate) async fn aside<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> Result<T, CommandError> + Send + 'static,
    ) -> Result<T, CommandError> {
        let console = Arc::clone(self);
        let done = tokio::task::spawn_blocking(move || work(&console)).await;
        done.unwrap_or_else(|_| {
            Err(CommandError::new(
                crate::ErrorCode::Internal,
                "the work broke off",
                "Try again.",
            ))
        })
    }

    /// Asks the vault from a thread where waiting does no harm.
    pub(crate) async fn with_vault<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&dyn Vault) -> T + Send + 'static,
    ) -> Result<T, CommandError> {
        let vault = Arc::clone(&self.vault);
        tokio::task::spawn_blocking(move || ask(&*vault))
            .await
            .map_err(|_| {
                CommandError::new(
                    crate::ErrorCode::Internal,
                    "a vault call broke off",
                    "Try again.",
                )
            })
    }

    /// The vault's value, or nothing: for reading, a vault that cannot be used is like an empty one.
    pub(crate) fn recall(&self, bot: &Bot, name: &str) -> Option<Secret> {
        self.vault.get(&handle(bot, name).ok()?).ok().flatten()
    }
}

/// A moment for people and for JSON: RFC 3339 with milliseconds.
pub(crate) fn moment(at: Timestamp) -> String {
    format!("{at:.3}")
}

/// The vault's name for a secret of a bot, `alice/env.CCAT_API_KEY`.
pub(crate) fn handle(bot: &Bot, name: &str) -> Result<Handle, CommandError> {
    Ok(Handle::new(&crate::bots::vault_name(&bot.name), name)?)
}
