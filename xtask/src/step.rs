//! Running other programs, visibly.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::counts::Counts;
use crate::say;
use crate::trouble::{Done, Trouble};

/// A command in `folder`.
pub(crate) fn command(folder: &Path, program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder);
    command
}

/// Says and runs `command`; whether it ended well.
pub(crate) fn holds(command: &mut Command) -> Done<bool> {
    say::command(&shown(command));
    let status = command.status().map_err(|e| not_started(command, &e))?;
    Ok(status.success())
}

/// Says and runs `command`, which has to end well.
pub(crate) fn must(command: &mut Command) -> Done {
    if holds(command)? {
        Ok(())
    } else {
        Err(Trouble::new(
            format!("`{}` failed", shown(command)),
            "its own message stands above",
        ))
    }
}

/// Says and runs a test command, showing what it prints and counting the tests in it.
pub(crate) fn counted(command: &mut Command, counts: &mut Counts) -> Done<bool> {
    say::command(&shown(command));
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|e| not_started(command, &e))?;
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).lines() {
            let line = line.map_err(|e| Trouble::io("read what a test prints", &e))?;
            counts.read(&line);
            say::line(&line);
        }
    }
    let status = child
        .wait()
        .map_err(|e| Trouble::io("wait for a test", &e))?;
    Ok(status.success())
}

/// Runs `command` without showing it and returns what it prints, or nothing when it fails or does
/// not exist.
pub(crate) fn asked(command: &mut Command) -> Option<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

fn not_started(command: &Command, error: &std::io::Error) -> Trouble {
    let program = command.get_program().display().to_string();
    Trouble::new(
        format!("cannot start {program}: {error}"),
        format!("install {program} or put it on PATH"),
    )
}

fn shown(command: &Command) -> String {
    let mut words = vec![command.get_program().display().to_string()];
    words.extend(command.get_args().map(|a| a.display().to_string()));
    words.join(" ")
}
