//! The git repositories around the bots, each read once for many questions.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chatelaine_files::Repository;

/// How long an answer counts. An audit of a thousand folders in one repository reads its index once; a person who runs
/// `git add` and looks again sees what is.
const FRESH: Duration = Duration::from_secs(2);
/// Repositories that are remembered at a time.
const REMEMBERED: usize = 8;

/// What was read lately.
#[derive(Default)]
pub(crate) struct Repositories(Mutex<Vec<(Instant, Arc<Repository>)>>);

impl Repositories {
    /// The repository that a folder belongs to. The path is the one behind all symbolic links.
    pub(crate) fn of(&self, folder: &Path) -> Option<Arc<Repository>> {
        let root = folder
            .ancestors()
            .find(|above| above.join(".git").exists())?;
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|(at, _)| at.elapsed() < FRESH);
        if let Some((_, repository)) = known.iter().find(|(_, known)| known.root() == root) {
            return Some(Arc::clone(repository));
        }
        let repository = Arc::new(Repository::find(folder)?);
        if known.len() == REMEMBERED {
            known.remove(0);
        }
        known.push((Instant::now(), Arc::clone(&repository)));
        Some(repository)
    }
}
