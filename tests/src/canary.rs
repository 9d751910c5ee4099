//! Looks for secret values where none may be.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use base64::Engine as _;

use crate::{Failure, Seen};

/// Values to look for, in every spelling in which a program may have kept them.
pub struct Canary {
    spellings: Vec<(String, Vec<u8>)>,
}

impl Canary {
    /// Looks for the values of `secrets`, given as (name, value).
    ///
    /// # Errors
    /// When a value is too short to tell a leak from a coincidence.
    pub fn new<'a>(secrets: impl IntoIterator<Item = (&'a str, &'a str)>) -> Seen<Self> {
        let mut spellings = Vec::new();
        for (name, value) in secrets {
            if value.len() < 12 {
                return Err(Failure::new(format!(
                    "{name} has {} bytes; that is found anywhere",
                    value.len()
                )));
            }
            spellings.push((name.to_owned(), value.as_bytes().to_vec()));
            // WebKit keeps local storage and form data as UTF-16.
            let wide = value.encode_utf16().flat_map(u16::to_le_bytes).collect();
            spellings.push((format!("{name} as UTF-16"), wide));
            let engine = base64::engine::general_purpose::STANDARD_NO_PAD;
            let encoded = engine.encode(value.as_bytes());
            // The last characters depend on what follows the value.
            let stable = encoded.len().saturating_sub(2);
            spellings.push((
                format!("{name} in base64"),
                encoded.as_bytes()[..stable].to_vec(),
            ));
        }
        Ok(Self { spellings })
    }

    /// The names of the values that `bytes` contain.
    #[must_use]
    pub fn in_bytes(&self, bytes: &[u8]) -> Vec<&str> {
        self.spellings
            .iter()
            .filter(|(_, needle)| contains(bytes, needle))
            .map(|(name, _)| name.as_str())
            .collect()
    }

    /// Every file below `folder` that contains a value, with the names of the values, except below
    /// `spared`. Sockets and the like are not files.
    ///
    /// # Errors
    /// When a file or folder cannot be read: an unread file proves nothing.
    pub fn in_folder(&self, folder: &Path, spared: &[&Path]) -> Seen<Vec<(PathBuf, Vec<&str>)>> {
        let mut leaks = Vec::new();
        let mut open = vec![folder.to_owned()];
        while let Some(folder) = open.pop() {
            let unreadable = |e| Failure::io(format_args!("look into {}", folder.display()), &e);
            for entry in std::fs::read_dir(&folder).map_err(unreadable)? {
                let path = entry.map_err(unreadable)?.path();
                if spared.iter().any(|spare| path.starts_with(spare)) {
                    continue;
                }
                let kind = match path.symlink_metadata() {
                    Ok(metadata) => metadata.file_type(),
                    // The application is running; what it has just deleted holds nothing.
                    Err(e) if e.kind() == std::io::ErrorKind::NotFound => continue,
                    Err(e) => return Err(unreadable(e)),
                };
                if kind.is_dir() {
                    open.push(path);
                } else if kind.is_file() {
                    let bytes = std::fs::read(&path).map_err(unreadable)?;
                    let found = self.in_bytes(&bytes);
                    if !found.is_empty() {
                        leaks.push((path, found));
                    }
                }
            }
        }
        Ok(leaks)
    }
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack
        .windows(needle.len())
        .any(|window| window == needle)
}

/// Collects the command line of every process that runs while it watches. A secret is often known
/// only afterwards, and a child that was given one on its command line lives for milliseconds.
pub struct CommandLines {
    stop: Arc<AtomicBool>,
    watcher: Option<JoinHandle<BTreeSet<Vec<u8>>>>,
}

impl CommandLines {
    /// Starts watching.
    #[must_use]
    pub fn watch() -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let watcher = std::thread::spawn(move || {
            let mut seen = BTreeSet::new();
            while !stopped.load(Ordering::Relaxed) {
                seen.extend(command_lines());
                std::thread::sleep(Duration::from_millis(10));
            }
            seen
        });
        Self {
            stop,
            watcher: Some(watcher),
        }
    }

    /// Stops watching and returns every command line that was seen.
    ///
    /// # Errors
    /// When the watching thread has died.
    pub fn stop(mut self) -> Seen<BTreeSet<Vec<u8>>> {
        self.stop.store(true, Ordering::Relaxed);
        self.watcher
            .take()
            .and_then(|watcher| watcher.join().ok())
            .ok_or_else(|| Failure::new("the watch over the command lines has died"))
    }
}

impl Drop for CommandLines {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

fn command_lines() -> impl Iterator<Item = Vec<u8>> {
    std::fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.file_name().as_encoded_bytes()[0].is_ascii_digit())
        .filter_map(|entry| std::fs::read(entry.path().join("cmdline")).ok())
        .filter(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test ends at the first surprise")]
    use super::*;

    const VALUE: &str = "kX3v9Qm-71bTzRw_Lc";

    #[test]
    fn a_value_is_found_in_every_spelling() {
        let canary = Canary::new([("KEY", VALUE)]).unwrap();
        let wide: Vec<u8> = format!("x{VALUE}x")
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let encoded = base64::engine::general_purpose::STANDARD.encode(format!("{VALUE}\n"));
        assert_eq!(canary.in_bytes(format!("a={VALUE};").as_bytes()), ["KEY"]);
        assert_eq!(canary.in_bytes(&wide), ["KEY as UTF-16"]);
        assert_eq!(canary.in_bytes(encoded.as_bytes()), ["KEY in base64"]);
        assert!(
            canary.in_bytes(b"kX3v9Qm-71bTzRw_L").is_empty(),
            "a part of a value is not the value"
        );
    }

    #[test]
    fn a_folder_is_searched_to_the_bottom_but_for_what_is_spared() {
        let root = tempfile::tempdir().unwrap();
        let deep = root.path().join("a/b");
        let spared = root.path().join("bot");
        std::fs::create_dir_all(&deep).unwrap();
        std::fs::create_dir_all(&spared).unwrap();
        std::fs::write(deep.join("log"), format!("key {VALUE}")).unwrap();
        std::fs::write(spared.join(".env"), VALUE).unwrap();
        let canary = Canary::new([("KEY", VALUE)]).unwrap();
        let leaks = canary.in_folder(root.path(), &[&spared]).unwrap();
        assert_eq!(
            leaks,
            [(deep.join("log"), vec!["KEY"])],
            "the log leaks; the bot's own file may hold its key"
        );
    }

    #[test]
    fn a_value_on_a_short_lived_command_line_is_caught() {
        let watch = CommandLines::watch();
        std::process::Command::new("sh")
            .args(["-c", "sleep 0.2", VALUE])
            .status()
            .unwrap();
        let lines = watch.stop().unwrap();
        let canary = Canary::new([("KEY", VALUE)]).unwrap();
        assert!(
            lines.iter().any(|line| !canary.in_bytes(line).is_empty()),
            "a process that lived for 0.2 s was seen"
        );
    }

    #[test]
    fn a_value_too_short_to_prove_anything_is_refused() {
        assert!(Canary::new([("KEY", "admin")]).is_err());
    }
}
