//! Which locks were proven when. Kept beyond the process, so that a lock that opens overnight is noticed in the morning,
//! by whichever of the two shells looks first. Losing the file loses no more than that.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{CommandError, Console};

/// Room for some ten thousand bots.
const FILE_LIMIT: u64 = 16 << 20;

/// What one check has proven. No secret, and no evidence: only the ids of the ways in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Proof {
    /// When, RFC 3339.
    pub(crate) at: String,
    /// Of the bot at which address: another one proves nothing about this one.
    pub(crate) url: Option<String>,
    /// The ways in that refused.
    pub(crate) proven: Vec<String>,
}

/// The proofs in memory, and whose were changed since they were last written down.
#[derive(Debug, Default)]
pub(crate) struct Proofs {
    known: BTreeMap<String, Proof>,
    changed: BTreeSet<String>,
}

#[derive(Serialize, Deserialize, Default)]
struct Written {
    version: u32,
    bots: BTreeMap<String, Proof>,
}

impl Proofs {
    /// What is known of a bot.
    pub(crate) fn of(&self, bot: &str) -> Option<&Proof> {
        self.known.get(bot)
    }

    /// Remembers a proof in the place of the one before.
    pub(crate) fn keep(&mut self, bot: &str, proof: Proof) {
        self.known.insert(bot.to_owned(), proof);
        self.changed.insert(bot.to_owned());
    }

    /// Forgets what was proven: the operator has changed the bot since.
    pub(crate) fn forget(&mut self, bot: &str) {
        self.known.remove(bot);
        self.changed.insert(bot.to_owned());
    }
}

impl Console {
    /// Learns what other processes have proven meanwhile.
    pub(crate) fn read_proofs(&self) {
        let read = chatelaine_files::read(&self.home.proofs(), FILE_LIMIT);
        let written: Written = read
            .ok()
            .and_then(|snapshot| serde_json::from_slice(&snapshot.bytes).ok())
            .unwrap_or_default();
        let proofs = &mut self.state().proofs;
        let changed = std::mem::take(&mut proofs.changed);
        proofs.known.retain(|bot, _| changed.contains(bot));
        for (bot, proof) in written.bots {
            if !changed.contains(&bot) {
                proofs.known.insert(bot, proof);
            }
        }
        proofs.changed = changed;
    }

    /// Writes down what this process has learned; what others wrote about other bots stays.
    pub(crate) fn write_proofs(&self) -> Result<(), CommandError> {
        let _guard = chatelaine_files::lock(
            &self.home.proofs().with_extension("lock"),
            crate::console::PATIENCE,
        )?;
        let snapshot = chatelaine_files::read(&self.home.proofs(), FILE_LIMIT)?;
        let mut written: Written = serde_json::from_slice(&snapshot.bytes).unwrap_or_default();
        written.version = 1;
        let changed = {
            let proofs = &mut self.state().proofs;
            std::mem::take(&mut proofs.changed)
        };
        for bot in changed {
            match self.state().proofs.of(&bot).cloned() {
                Some(proof) => written.bots.insert(bot, proof),
                None => written.bots.remove(&bot),
            };
        }
        let text = serde_json::to_vec(&written).unwrap_or_default();
        chatelaine_files::replace(&snapshot, &text)?;
        Ok(())
    }

    /// A change of the bot by the operator: what was proven before says nothing about it any more, and a lock that is
    /// taken off on purpose is no news.
    pub(crate) fn forget_check(&self, bot: &str) {
        let mut state = self.state();
        state.checks.remove(bot);
        state.proofs.forget(bot);
    }
}
