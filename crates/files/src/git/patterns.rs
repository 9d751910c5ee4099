//! Which files git is told to leave alone, as in `gitignore(5)`.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// The patterns of a repository. A folder's `.gitignore` is read when it is first needed, and once.
pub(super) struct Patterns {
    root: PathBuf,
    exclude: Gitignore,
    ignores_case: bool,
    folders: Mutex<HashMap<PathBuf, Arc<Gitignore>>>,
}

impl Patterns {
    pub(super) fn new(root: &Path, exclude: &str, ignores_case: bool) -> Self {
        Self {
            root: root.to_owned(),
            exclude: compiled(root, exclude, ignores_case),
            ignores_case,
            folders: Mutex::default(),
        }
    }

    /// Whether the file at the end of `names` is to be left alone. In a folder that is left alone everything is, and
    /// no `!` brings it back.
    pub(super) fn ignore(&self, names: &[String]) -> bool {
        let mut path = self.root.clone();
        // Outermost first.
        let mut folders = Vec::with_capacity(names.len());
        names.iter().enumerate().any(|(at, name)| {
            folders.push(self.folder(&path));
            path.push(name);
            let is_folder = at + 1 < names.len() || path.is_dir();
            let nearest = folders.iter().rev().map(AsRef::as_ref);
            nearest
                .chain([&self.exclude])
                .map(|patterns| patterns.matched(&path, is_folder))
                .find(|verdict| !verdict.is_none())
                .is_some_and(|verdict| matches!(verdict, Match::Ignore(_)))
        })
    }

    fn folder(&self, folder: &Path) -> Arc<Gitignore> {
        let mut known = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(patterns) = known.get(folder) {
            return Arc::clone(patterns);
        }
        let file = folder.join(".gitignore");
        // Git does not follow a link here, since 2.32.
        let text = if file.is_symlink() {
            None
        } else {
            super::small(&file)
        };
        let patterns = text.map_or_else(Gitignore::empty, |text| {
            compiled(folder, &text, self.ignores_case)
        });
        let patterns = Arc::new(patterns);
        known.insert(folder.to_owned(), Arc::clone(&patterns));
        patterns
    }
}

/// A line that is no pattern is passed over, as git does it.
fn compiled(folder: &Path, text: &str, ignores_case: bool) -> Gitignore {
    let mut builder = GitignoreBuilder::new(folder);
    // Fallible in its signature only.
    let _ = builder.case_insensitive(ignores_case);
    for line in text.trim_start_matches('\u{feff}').lines() {
        let _ = builder.add_line(None, line);
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}
