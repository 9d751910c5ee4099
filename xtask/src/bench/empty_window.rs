//! The yardstick for the window: an empty Tauri application, built here with the same libraries.

use std::path::PathBuf;

use crate::place::{self, Place};
use crate::say;
use crate::step;
use crate::trouble::{Done, Trouble};

const FILES: [(&str, &[u8]); 7] = [
    (
        "Cargo.toml",
        include_bytes!("../../empty-window/manifest.toml"),
    ),
    ("build.rs", include_bytes!("../../empty-window/build.rs")),
    ("src/main.rs", include_bytes!("../../empty-window/main.rs")),
    (
        "tauri.conf.json",
        include_bytes!("../../empty-window/tauri.conf.json"),
    ),
    (
        "capabilities/default.json",
        include_bytes!("../../empty-window/capability.json"),
    ),
    (
        "dist/index.html",
        include_bytes!("../../empty-window/index.html"),
    ),
    (
        "icons/icon.png",
        include_bytes!("../../empty-window/icon.png"),
    ),
];

/// Writes and builds it; returns its program.
pub(super) fn build(place: &Place) -> Done<PathBuf> {
    let folder = place.target().join("bench/empty-window");
    for (name, content) in FILES {
        let path = folder.join(name);
        // A file that is written anew would be compiled anew.
        if std::fs::read(&path).ok().as_deref() != Some(content) {
            place::write(&path, content)?;
        }
    }
    let lock = folder.join("Cargo.lock");
    if !lock.exists() {
        // Cargo drops what it does not need; what remains has the project's versions.
        std::fs::copy(place.root().join("Cargo.lock"), &lock)
            .map_err(|e| Trouble::io("copy Cargo.lock", &e))?;
    }
    say::heading("Yardstick: an empty Tauri window, optimised");
    let target = folder.join("target");
    step::must(
        step::command(
            &folder,
            "cargo",
            &[
                "build",
                "--release",
                "--features",
                "tauri/custom-protocol",
                "--target-dir",
            ],
        )
        .arg(&target),
    )?;
    Ok(target.join("release/empty-window"))
}
