//! The seams that keep the shells replaceable: nothing below the window links a window library, and
//! one folder of the user interface knows that the shell is Tauri.

use std::collections::BTreeSet;
use std::path::Path;

use crate::place::{self, Place};
use crate::say;
use crate::step;
use crate::trouble::{Done, Trouble};

/// The crates that must run on a server without a display.
const WINDOWLESS: [&str; 2] = ["chatelaine-cli", "chatelaine-console"];

/// Beginnings of the names of crates that draw windows.
const WINDOW_LIBRARIES: [&str; 7] = [
    "tauri",
    "wry",
    "tao",
    "gtk",
    "gdk",
    "webkit2gtk",
    "javascriptcore-rs",
];

/// Whether the dependencies of the windowless crates hold no window library.
pub(crate) fn no_window_below(place: &Place) -> Done<bool> {
    let mut held = true;
    for package in WINDOWLESS {
        let arguments = [
            "tree",
            "--locked",
            "--package",
            package,
            "--edges",
            "normal",
            "--prefix",
            "none",
        ];
        let tree = step::asked(&mut step::command(place.root(), "cargo", &arguments)).ok_or_else(
            || {
                Trouble::new(
                    format!("`cargo tree --package {package}` failed"),
                    "run it by hand to see why",
                )
            },
        )?;
        let found = window_libraries(&tree);
        if found.is_empty() {
            say::line(&format!(
                "{package}: {} crates, none of them draws",
                names(&tree).len()
            ));
        } else {
            held = false;
            say::line(&format!(
                "{package} depends on {}; find out why with `cargo tree --package {package} --invert {}`",
                found.join(", "),
                found[0]
            ));
        }
    }
    Ok(held)
}

/// The names in a tree that lists a crate wherever it is needed.
fn names(tree: &str) -> BTreeSet<&str> {
    tree.lines()
        .filter_map(|line| line.split_whitespace().next())
        .collect()
}

fn window_libraries(tree: &str) -> Vec<&str> {
    let is_window_library = |name: &&str| {
        WINDOW_LIBRARIES.iter().any(|library| {
            name.strip_prefix(library)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        })
    };
    names(tree).into_iter().filter(is_window_library).collect()
}

/// Whether `@tauri-apps` is named in `ui/src/host` only.
pub(crate) fn only_the_host_talks_to_tauri(place: &Place) -> Done<bool> {
    let source = place.ui().join("src");
    let host = source.join("host");
    let mut held = true;
    let mut host_talks = false;
    for file in sources(&source)? {
        if !place::read(&file)?.contains("@tauri-apps") {
            continue;
        }
        if file.starts_with(&host) {
            host_talks = true;
        } else {
            held = false;
            let file = file.strip_prefix(place.root()).unwrap_or(&file);
            say::line(&format!("{}: import from src/host instead", file.display()));
        }
    }
    if !host_talks {
        say::line("ui/src/host does not name @tauri-apps: this check looks in the wrong place");
    }
    Ok(held && host_talks)
}

fn sources(folder: &Path) -> Done<Vec<std::path::PathBuf>> {
    let unreadable = |e| Trouble::io(format_args!("look into {}", folder.display()), &e);
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.is_dir() {
            files.extend(sources(&path)?);
        } else if path
            .extension()
            .is_some_and(|e| e == "ts" || e == "js" || e == "svelte")
        {
            files.push(path);
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn window_libraries_are_told_from_namesakes() {
        let tree = "chatelaine-cli v0.1.0\ntaplo v1.0.0\ntauri-utils v2.1.0\ngtk-sys v0.18.2\n\
                    tao v0.37.2 (*)\ntauri-utils v2.1.0 (*)\ntaocp v0.1.0\n";
        assert_eq!(
            window_libraries(tree),
            ["gtk-sys", "tao", "tauri-utils"],
            "whole words of a name count, beginnings of words do not"
        );
    }
}
