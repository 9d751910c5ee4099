//! Installing servers from the registries of their languages, once.

use std::path::{Path, PathBuf};

use crate::options::PeerName;
use crate::place::{self, Place};
use crate::say;
use crate::step;
use crate::trouble::{Done, Trouble};

/// Where a server is installed.
pub(super) fn folder(place: &Place, name: PeerName) -> PathBuf {
    place.target().join("peers").join(name.slug())
}

/// What the project keeps for a server: what to install, and a small bot.
pub(super) fn kept(place: &Place, name: PeerName) -> PathBuf {
    place.root().join("tests/peers").join(name.slug())
}

/// Runs `work` in `folder` unless it was done before for the same `recipe`, a text that says what is installed.
pub(super) fn once(folder: &Path, recipe: &str, work: impl FnOnce() -> Done) -> Done {
    // Written last, so that an installation which was cut off is begun anew.
    let record = folder.join("installed.txt");
    if std::fs::read_to_string(&record).is_ok_and(|done| done == recipe) {
        return Ok(());
    }
    say::line(&format!("about to install it into {}", folder.display()));
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(Trouble::io(
                format_args!("empty {}", folder.display()),
                &error,
            ));
        }
        _ => {}
    }
    std::fs::create_dir_all(folder)
        .map_err(|e| Trouble::io(format_args!("make {}", folder.display()), &e))?;
    work()?;
    place::write(&record, recipe)
}

/// A virtual environment with exactly what `requirements` names. Its requirements are complete, so nothing else is
/// resolved: what the packages themselves demand is partly older than any Python that still runs.
pub(super) fn python(python: &str, folder: &Path, requirements: &Path, before: &[&str]) -> Done {
    step::must(&mut step::command(folder, python, &["-m", "venv", "venv"]))?;
    let pip = folder.join("venv/bin/pip").to_string_lossy().into_owned();
    let install = ["install", "--quiet", "--disable-pip-version-check"];
    if !before.is_empty() {
        step::must(step::command(folder, &pip, &install).args(before))?;
    }
    step::must(
        step::command(folder, &pip, &install)
            .args(["--no-deps", "--ignore-requires-python", "--requirement"])
            .arg(requirements),
    )
}

/// Where a Python package lies in the virtual environment of `folder`.
pub(super) fn package(folder: &Path, name: &str) -> Done<PathBuf> {
    let python = folder.join("venv/bin/python");
    let code = format!("import {name}, os; print(os.path.dirname({name}.__file__))");
    step::asked(std::process::Command::new(python).args(["-c", &code]))
        .map(|path| PathBuf::from(path.trim_end()))
        .ok_or_else(|| {
            Trouble::new(
                format!("the package {name} was installed and cannot be found"),
                format!("remove {} and try again", folder.display()),
            )
        })
}

/// Copies a file or a folder with everything in it.
pub(super) fn copy(from: &Path, to: &Path) -> Done {
    let failed = |e| Trouble::io(format_args!("copy {}", from.display()), &e);
    if !from.is_dir() {
        // Not `fs::copy`, which would also copy that nobody may write to a file of a module cache.
        let bytes = std::fs::read(from).map_err(failed)?;
        return place::write(to, bytes);
    }
    std::fs::create_dir_all(to).map_err(failed)?;
    for entry in std::fs::read_dir(from).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        copy(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}
