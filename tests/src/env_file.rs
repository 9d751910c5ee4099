//! A `.env` as a test sees it: lines. The code under test has its own, careful reader; using that
//! one here would let the two agree on a mistake.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::{Failure, Seen};

/// The text of a `.env` at one moment.
#[derive(Clone, PartialEq, Eq)]
pub struct EnvFile {
    path: PathBuf,
    text: String,
}

impl EnvFile {
    /// Finds the only `.env` below `folder` and reads it.
    ///
    /// # Errors
    /// When there is none or more than one, or it cannot be read.
    pub fn find(folder: &Path) -> Seen<Self> {
        let mut found = Vec::new();
        let mut open = vec![folder.to_owned()];
        while let Some(folder) = open.pop() {
            let entries = std::fs::read_dir(&folder)
                .map_err(|e| Failure::io(format_args!("look into {}", folder.display()), &e))?;
            for entry in entries.flatten() {
                let path = entry.path();
                if path.is_dir() {
                    open.push(path);
                } else if entry.file_name() == ".env" {
                    found.push(path);
                }
            }
        }
        match found.as_slice() {
            [path] => Self::read(path),
            found => Err(Failure::new(format!(
                "{} holds {} files called .env; one was expected",
                folder.display(),
                found.len()
            ))),
        }
    }

    /// Reads the file at `path`.
    ///
    /// # Errors
    /// When it cannot be read or is not UTF-8.
    pub fn read(path: &Path) -> Seen<Self> {
        let text = std::fs::read_to_string(path)
            .map_err(|e| Failure::io(format_args!("read {}", path.display()), &e))?;
        Ok(Self {
            path: path.to_owned(),
            text,
        })
    }

    /// The same file as it is now.
    ///
    /// # Errors
    /// When it cannot be read any more.
    pub fn again(&self) -> Seen<Self> {
        Self::read(&self.path)
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its values by name; the last of several counts, as in the real server.
    #[must_use]
    pub fn values(&self) -> BTreeMap<&str, &str> {
        self.text.lines().filter_map(assignment).collect()
    }

    /// The names whose lines differ between this and `other`, and every differing line that is not
    /// an assignment as it stands.
    #[must_use]
    pub fn changed(&self, other: &Self) -> Vec<String> {
        let mine: Vec<&str> = self.text.lines().collect();
        let theirs: Vec<&str> = other.text.lines().collect();
        let only = |from: &[&str], without: &[&str]| -> Vec<String> {
            from.iter()
                .filter(|line| !without.contains(line))
                .map(|line| assignment(line).map_or(*line, |(name, _)| name).to_owned())
                .collect()
        };
        let mut changed = only(&mine, &theirs);
        changed.extend(only(&theirs, &mine));
        changed.sort();
        changed.dedup();
        changed
    }
}

fn assignment(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.trim_start().split_once('=')?;
    let name = name.trim().trim_start_matches("export ").trim();
    if name.is_empty() || name.starts_with('#') {
        return None;
    }
    let value = value.trim();
    let value = value
        .strip_prefix('"')
        .and_then(|v| v.strip_suffix('"'))
        .unwrap_or(value);
    Some((name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> EnvFile {
        EnvFile {
            path: ".env".into(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn differences_are_named_by_setting_in_both_directions() {
        let before = file("# head\nA=1\n# B=\nC=3\n");
        let after = file("# head\nA=2\nB=x\nC=3\n");
        assert_eq!(
            before.changed(&after),
            ["# B=", "A", "B"],
            "a changed value, a line that went and a line that came are all differences"
        );
        assert_eq!(before.changed(&before).len(), 0, "a file equals itself");
    }

    #[test]
    fn the_last_of_several_values_counts() {
        let values = file("A=1\nA=\"2\"\n# A=3\n");
        assert_eq!(
            values.values().get("A"),
            Some(&"2"),
            "the server takes the last one, without its quotes"
        );
    }
}
