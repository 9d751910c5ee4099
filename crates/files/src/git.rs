//! What git does with files, read from its own files. Git itself is not run: a repository's configuration can make it
//! run programs, and the folder that is looked at may be anybody's.

mod index;
mod patterns;

use std::fmt;
use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use crate::place;
use index::Index;
use patterns::Patterns;

/// The largest index that is read, in bytes: about half a million files.
pub const GIT_INDEX_LIMIT_BYTES: u64 = 64 * 1024 * 1024;

/// The largest of git's small files that is read, in bytes: `.gitignore`, `config`, the file `.git` of a worktree.
const SMALL_LIMIT_BYTES: u64 = 1024 * 1024;

/// A git repository as it was when it was opened. Open it once and ask for many names.
pub struct Repository {
    root: PathBuf,
    index: Index,
    patterns: Patterns,
    ignores_case: bool,
}

impl fmt::Debug for Repository {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Repository")
            .field("root", &self.root)
            .finish_non_exhaustive()
    }
}

impl Repository {
    /// The repository whose working tree holds `folder`. Nothing where there is none, and nothing where it cannot be
    /// read: an index beyond [`GIT_INDEX_LIMIT_BYTES`], of a version after 4, or split in two files.
    #[must_use]
    pub fn find(folder: &Path) -> Option<Self> {
        let folder = fs::canonicalize(folder).ok()?;
        let (root, git) = folder
            .ancestors()
            .find_map(|root| Some((root.to_owned(), git_folder(root)?)))?;
        // A linked worktree has an index of its own, and shares configuration and `info/exclude` with the main one.
        let common = small(&git.join("commondir"))
            .map_or_else(|| git.clone(), |path| git.join(path.trim_end()));
        let config = small(&common.join("config")).unwrap_or_default();
        let ignores_case = says(&config, "core", "ignorecase", "true");
        let id_bytes = if says(&config, "extensions", "objectformat", "sha256") {
            32
        } else {
            20
        };
        let index = match slurp(&git.join("index"), GIT_INDEX_LIMIT_BYTES) {
            Ok(Some(bytes)) => Index::read(&bytes, id_bytes, ignores_case)?,
            Ok(None) => Index::default(),
            Err(Unreadable) => return None,
        };
        let exclude = small(&common.join("info").join("exclude")).unwrap_or_default();
        Some(Self {
            patterns: Patterns::new(&root, &exclude, ignores_case),
            root,
            index,
            ignores_case,
        })
    }

    /// The top folder of its working tree.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether git keeps the content of the file at `path`: it is committed, or will be with the next commit. Of a
    /// symbolic link git keeps only where it leads: ask for the file behind it.
    #[must_use]
    pub fn tracked(&self, path: &Path) -> bool {
        let Some(names) = self.names(path) else {
            return false;
        };
        let mut name = names.join("/");
        if self.ignores_case {
            name.make_ascii_lowercase();
        }
        self.index.holds(name.as_bytes())
    }

    /// Whether a `.gitignore` between the top folder and `path`, or `.git/info/exclude`, tells git to leave the file
    /// alone. That keeps it out only as long as it is not tracked. What one user's own configuration ignores does not
    /// count: it protects nobody else's copy.
    #[must_use]
    pub fn ignored(&self, path: &Path) -> bool {
        let Some(names) = self.names(path) else {
            return false;
        };
        self.patterns.ignore(&names)
    }

    /// The steps from the top folder to `path`; nothing where it lies outside, or git could not name it.
    fn names(&self, path: &Path) -> Option<Vec<String>> {
        let folder = fs::canonicalize(place::folder_of(path)).ok()?;
        let inside = folder.strip_prefix(&self.root).ok()?;
        let mut names = Vec::new();
        for step in inside.components() {
            let Component::Normal(name) = step else {
                return None;
            };
            names.push(name.to_str()?.to_owned());
        }
        names.push(path.file_name()?.to_str()?.to_owned());
        Some(names)
    }
}

/// Where git keeps its files for the working tree at `root`, when that is one.
fn git_folder(root: &Path) -> Option<PathBuf> {
    let entry = root.join(".git");
    let git = if entry.is_dir() {
        entry
    } else {
        let text = small(&entry)?;
        root.join(text.strip_prefix("gitdir:")?.trim())
    };
    git.join("HEAD").exists().then_some(git)
}

/// Whether a git configuration sets `key` in `[section]` to `value`. Included files are not followed: git itself does
/// not look there for the two keys that are asked for here.
fn says(config: &str, section: &str, key: &str, value: &str) -> bool {
    let mut inside = false;
    let mut found = false;
    for line in config.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix('[') {
            inside = name
                .split(']')
                .next()
                .is_some_and(|name| name.trim().eq_ignore_ascii_case(section));
        } else if let Some((name, set)) = line.split_once('=')
            && inside
            && name.trim().eq_ignore_ascii_case(key)
        {
            found = set.trim().eq_ignore_ascii_case(value);
        }
    }
    found
}

/// A file that is there and cannot be read, or is too large.
struct Unreadable;

fn slurp(path: &Path, limit: u64) -> Result<Option<Vec<u8>>, Unreadable> {
    let Ok(target) = fs::canonicalize(path) else {
        return Ok(None);
    };
    let file = place::open(path, &target).map_err(|_| Unreadable)?;
    let Some((file, _)) = file else {
        return Ok(None);
    };
    let mut bytes = Vec::new();
    file.take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(|_| Unreadable)?;
    if bytes.len() as u64 > limit {
        return Err(Unreadable);
    }
    Ok(Some(bytes))
}

/// One of git's small text files, when there is one.
fn small(path: &Path) -> Option<String> {
    let bytes = slurp(path, SMALL_LIMIT_BYTES).ok()??;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}
