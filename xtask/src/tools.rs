//! Cargo tools that the tests and checks use, installed inside the target folder.

use std::path::PathBuf;

use crate::place::Place;
use crate::say;
use crate::step;
use crate::trouble::Done;

/// A tool with the one version that is known to work.
pub(crate) struct Tool {
    name: &'static str,
    version: &'static str,
}

/// Speaks WebDriver for a Tauri window. 3.0 is an alpha for Tauri 3.
pub(crate) const TAURI_DRIVER: Tool = Tool {
    name: "tauri-driver",
    version: "2.1.0",
};

/// Checks licences, sources and advisories of dependencies.
pub(crate) const CARGO_DENY: Tool = Tool {
    name: "cargo-deny",
    version: "0.20.2",
};

/// Runs fuzz targets.
pub(crate) const CARGO_FUZZ: Tool = Tool {
    name: "cargo-fuzz",
    version: "0.13.2",
};

/// Installs `tool` unless it is there; returns its program.
pub(crate) fn ensure(place: &Place, tool: &Tool) -> Done<PathBuf> {
    let root = place.tools();
    let program = root.join("bin").join(tool.name);
    // Cargo's own record of what it installed below this root.
    let record = std::fs::read_to_string(root.join(".crates.toml")).unwrap_or_default();
    if program.is_file() && record.contains(&format!("\"{} {} (", tool.name, tool.version)) {
        return Ok(program);
    }
    say::heading(&format!("{} {}", tool.name, tool.version));
    say::line(&format!("about to install it into {}", root.display()));
    step::must(
        step::command(
            place.root(),
            "cargo",
            &[
                "install",
                tool.name,
                "--version",
                tool.version,
                "--locked",
                "--root",
            ],
        )
        .arg(&root),
    )?;
    Ok(program)
}
