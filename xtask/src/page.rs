//! Building the window's page, unless what is there was built from the same sources: a newly written page makes the
//! desktop crate compile and link again, which takes minutes.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use crate::node;
use crate::place::{self, Place};
use crate::say;
use crate::step;
use crate::trouble::{Done, Trouble};

/// What the page is made of, in `ui/`.
const SOURCES: [&str; 6] = [
    "index.html",
    "package-lock.json",
    "src",
    "svelte.config.js",
    "tsconfig.json",
    "vite.config.ts",
];

pub(crate) fn build(place: &Place) -> Done {
    // Goes with the packages that it was built with.
    let stamp = place.ui().join("node_modules/.built-from");
    let sources = fingerprint(&place.ui())?;
    let built = fs::read_to_string(&stamp).is_ok_and(|built| built == sources);
    if built && place.ui().join("dist/index.html").is_file() {
        return Ok(());
    }
    say::heading("User interface");
    step::must(&mut node::npm(place, &["run", "build"]))?;
    place::write(&stamp, sources)
}

/// Differs when any source differs by name or content.
fn fingerprint(ui: &Path) -> Done<String> {
    let mut hasher = DefaultHasher::new();
    for source in SOURCES {
        let mut files = Vec::new();
        gather(ui.join(source), &mut files)?;
        files.sort();
        for file in files {
            file.strip_prefix(ui).unwrap_or(&file).hash(&mut hasher);
            let content = fs::read(&file);
            content
                .map_err(|e| Trouble::io(format_args!("read {}", file.display()), &e))?
                .hash(&mut hasher);
        }
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn gather(path: PathBuf, files: &mut Vec<PathBuf>) -> Done {
    if !path.is_dir() {
        files.push(path);
        return Ok(());
    }
    let unreadable = |e| Trouble::io(format_args!("read {}", path.display()), &e);
    for entry in fs::read_dir(&path).map_err(unreadable)? {
        gather(entry.map_err(unreadable)?.path(), files)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
    use super::*;

    #[test]
    fn a_page_counts_as_built_until_a_source_changes_its_name_or_content() {
        let folder = tempfile::tempdir().unwrap();
        let ui = folder.path();
        for source in SOURCES {
            let file = if source == "src" {
                "src/app/main.ts"
            } else {
                source
            };
            place::write(&ui.join(file), file).unwrap();
        }
        let first = fingerprint(ui).unwrap();
        assert_eq!(fingerprint(ui).unwrap(), first, "nothing changed");
        fs::write(ui.join("src/app/main.ts"), "more").unwrap();
        let changed = fingerprint(ui).unwrap();
        assert_ne!(changed, first, "its content");
        fs::rename(ui.join("src/app/main.ts"), ui.join("src/app/start.ts")).unwrap();
        assert_ne!(fingerprint(ui).unwrap(), changed, "its name");
    }
}
