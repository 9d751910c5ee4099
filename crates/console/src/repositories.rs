//! The git repositories around the bots, each read once for many questions.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
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
pub(crate) struct Repositories(Mutex<Known>);

#[derive(Default)]
struct Known {
    repositories: Vec<(Instant, Arc<Repository>)>,
    /// When the first of `tops` was looked for.
    since: Option<Instant>,
    /// Folders above bots, each with the nearest one from there upwards that has a `.git`. Bots lie side by side, and
    /// most of them in no repository: each would ask for the same names up to the root of the disk.
    tops: HashMap<PathBuf, Option<PathBuf>>,
}

impl Repositories {
    /// The repository that a folder belongs to. The path is the one behind all symbolic links; `has_git` says whether
    /// there is a `.git` directly in the folder.
    pub(crate) fn of(&self, folder: &Path, has_git: bool) -> Option<Arc<Repository>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let top = if has_git {
            folder.to_owned()
        } else {
            known.top(folder.parent()?)?
        };
        known.repository(&top)
    }
}

impl Known {
    fn top(&mut self, folder: &Path) -> Option<PathBuf> {
        if self.since.is_none_or(|since| since.elapsed() >= FRESH) {
            self.since = Some(Instant::now());
            self.tops.clear();
        }
        if let Some(top) = self.tops.get(folder) {
            return top.clone();
        }
        let mut above = folder.ancestors();
        let top = above.find(|above| above.join(".git").exists());
        let top = top.map(Path::to_owned);
        self.tops.insert(folder.to_owned(), top.clone());
        top
    }

    fn repository(&mut self, top: &Path) -> Option<Arc<Repository>> {
        let known = &mut self.repositories;
        known.retain(|(at, _)| at.elapsed() < FRESH);
        if let Some((_, repository)) = known.iter().find(|(_, known)| known.root() == top) {
            return Some(Arc::clone(repository));
        }
        let repository = Arc::new(Repository::find(top)?);
        if known.len() == REMEMBERED {
            known.remove(0);
        }
        known.push((Instant::now(), Arc::clone(&repository)));
        Some(repository)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]
mod tests {
    use std::fs;

    use super::*;

    fn init(folder: &Path) {
        fs::create_dir_all(folder.join(".git")).unwrap();
        fs::write(folder.join(".git/HEAD"), "ref: refs/heads/main\n").unwrap();
    }

    #[test]
    fn neighbours_share_a_repository_and_one_among_them_may_have_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let top = folder.path().canonicalize().unwrap();
        let (one, two, own) = (
            top.join("bots/one"),
            top.join("bots/two"),
            top.join("bots/own"),
        );
        for bot in [&one, &two, &own] {
            fs::create_dir_all(bot).unwrap();
        }
        init(&top);
        init(&own);
        let repositories = Repositories::default();
        let of = |bot: &Path, has_git| repositories.of(bot, has_git).unwrap();
        let shared = of(&one, false);
        assert_eq!(shared.root(), top, "found above the folder of the bots");
        assert!(
            Arc::ptr_eq(&shared, &of(&two, false)),
            "a thousand neighbours read one index once"
        );
        assert_eq!(of(&own, true).root(), own, "the nearest one counts");
        assert!(
            Arc::ptr_eq(&shared, &of(&one, false)),
            "and changes nothing for its neighbours"
        );
    }
}
