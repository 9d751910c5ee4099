//! Folders, mounts and child processes for the tests of this crate.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "every test file uses its own part of this; a test stops at the first surprise"
)]

use std::env;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// Where a child finds what to work on.
const FOLDER: &str = "CHATELAINE_TEST_FOLDER";

/// Enough for every file of these tests.
pub(crate) const LIMIT: u64 = 1024 * 1024;

pub(crate) fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// A file `.env` with these bytes in a folder of its own.
pub(crate) fn env_file(bytes: &[u8]) -> (TempDir, PathBuf) {
    let folder = folder();
    let path = folder.path().join(".env");
    fs::write(&path, bytes).unwrap();
    (folder, path)
}

pub(crate) fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|found| found.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Says on the real standard error, past the test harness, what was not tested and why.
pub(crate) fn skip(reason: &str) {
    let _ = writeln!(std::io::stderr(), "skipped: {reason}");
}

pub(crate) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// A mount that ends with the test.
pub(crate) struct Mount(PathBuf);

impl Mount {
    /// `None`, said aloud, where this process may not mount.
    pub(crate) fn new(arguments: &[&str], at: &Path) -> Option<Self> {
        let output = Command::new("mount").args(arguments).arg(at).output();
        match output {
            Ok(output) if output.status.success() => Some(Self(at.to_owned())),
            _ => {
                skip("mounting takes root and a system that allows it");
                None
            }
        }
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).output();
    }
}

/// This test binary again, running only the ignored test `name`, with `folder` to work on.
pub(crate) fn child(name: &str, folder: &Path) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    dress(&mut command, name, folder);
    command
}

/// The same under another program that takes a command line.
pub(crate) fn child_under(mut command: Command, name: &str, folder: &Path) -> Command {
    command.arg(env::current_exe().unwrap());
    dress(&mut command, name, folder);
    command
}

fn dress(command: &mut Command, name: &str, folder: &Path) {
    command
        .args([
            "--exact",
            name,
            "--ignored",
            "--nocapture",
            "--test-threads=1",
        ])
        .env(FOLDER, folder)
        .env("RUST_BACKTRACE", "0")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
}

/// The folder that the parent gave; `None` when somebody runs the ignored tests by hand.
pub(crate) fn given_folder() -> Option<PathBuf> {
    env::var_os(FOLDER).map(PathBuf::from)
}

/// Runs the ignored test `name` as somebody without rights: as this user, or as `nobody` if this user is root.
pub(crate) fn run_without_rights(name: &str, folder: &Path) {
    let mut command = child(name, folder);
    if is_root() {
        use std::os::unix::process::CommandExt;
        command.uid(65534).gid(65534);
    }
    match command.output() {
        Ok(output) => assert_passed(&output),
        Err(error) => skip(&format!("another user may not start this test: {error}")),
    }
}

pub(crate) fn assert_passed(output: &Output) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "the child failed: {said}");
}
