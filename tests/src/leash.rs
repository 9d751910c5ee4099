//! Child processes that cannot outlive us.
//!
//! `Drop` alone is not enough: Ctrl C ends a process without running it, and killing the parent of
//! WebKitWebDriver leaves WebKitWebDriver, the application and its web processes running. So each
//! child lives in a process group of its own together with a small shell that holds the other end
//! of a pipe. However we end, the pipe closes, and the shell ends the whole group.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::{Failure, Seen};

/// `$1` log, `$2` standard input, the rest is the command. Signals are trapped, not ignored, and
/// only after the start: a child would inherit an ignored signal. `read` returns when we are gone.
const KEEPER: &str = r#"
log=$1 input=$2
shift 2
"$@" <"$input" >>"$log" 2>&1 &
child=$!
echo "$child"
exec >/dev/null 2>&1
trap : TERM
read -r _
kill -TERM 0
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
    kill -0 "$child" || break
    sleep 0.1
done
kill -KILL 0
"#;

/// The complete environment of a child: nothing is inherited, so a journey does not depend on who
/// runs it.
#[derive(Clone, Default)]
pub struct Environment(BTreeMap<OsString, OsString>);

impl Environment {
    /// Only what programs need to be found and to speak UTF-8.
    #[must_use]
    pub fn bare() -> Self {
        let path = std::env::var_os("PATH").unwrap_or_else(|| "/usr/bin:/bin".into());
        Self::default().with("PATH", path).with("LANG", "C.UTF-8")
    }

    /// The same with `name` set to `value`.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.0.insert(name.into(), value.as_ref().into());
        self
    }

    /// The same without `name`.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.0.remove(OsStr::new(name));
        self
    }

    /// A command that sees this environment and nothing else.
    #[must_use]
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.env_clear().envs(&self.0);
        command
    }
}

/// What to start on a [`Leash`].
pub struct Start<'a> {
    /// The program, looked up in the environment's `PATH`.
    pub program: &'a OsStr,
    /// Its arguments.
    pub args: &'a [&'a OsStr],
    /// Its whole environment.
    pub environment: &'a Environment,
    /// What it reads on standard input; nothing when absent.
    pub input: Option<&'a Path>,
    /// Where its standard output and error go, appended.
    pub log: &'a Path,
}

/// A running child with everything it starts. Dropping the leash ends them all.
pub struct Leash {
    keeper: Child,
    pid: u32,
    log: PathBuf,
}

impl Leash {
    /// Starts a child.
    ///
    /// # Errors
    /// When the shell that keeps it cannot be started. A program that does not exist shows up in
    /// the log and as a time-out of [`Leash::wait`].
    pub fn start(start: &Start<'_>) -> Seen<Self> {
        let mut keeper = start
            .environment
            .command("/bin/sh")
            .args(["-c", KEEPER, "keeper"])
            .arg(start.log)
            .arg(start.input.unwrap_or(Path::new("/dev/null")))
            .arg(start.program)
            .args(start.args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .process_group(0)
            .spawn()
            .map_err(|e| Failure::io(format_args!("start {}", start.program.display()), &e))?;
        let mut first = String::new();
        if let Some(out) = keeper.stdout.take() {
            BufReader::new(out)
                .read_line(&mut first)
                .map_err(|e| Failure::io("read the pid of a child", &e))?;
        }
        let pid = first.trim().parse().map_err(|_| {
            Failure::new(format!(
                "{} did not start; is {} writable?",
                start.program.display(),
                start.log.display()
            ))
        })?;
        Ok(Self {
            keeper,
            pid,
            log: start.log.to_owned(),
        })
    }

    /// The child's process id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// Everything the child has written so far.
    #[must_use]
    pub fn log(&self) -> String {
        std::fs::read(&self.log)
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .unwrap_or_default()
    }

    /// Asks `ready` again and again until it answers.
    ///
    /// # Errors
    /// After `limit`, with the end of the child's log.
    pub fn wait<T>(
        &self,
        what: &str,
        limit: Duration,
        mut ready: impl FnMut(&Self) -> Option<T>,
    ) -> Seen<T> {
        let started = Instant::now();
        loop {
            if let Some(answer) = ready(self) {
                return Ok(answer);
            }
            if started.elapsed() > limit {
                let log = self.log();
                let tail: Vec<&str> = log.lines().rev().take(8).collect();
                let tail: Vec<&str> = tail.into_iter().rev().collect();
                return Err(Failure::new(format!(
                    "waited {} s in vain until {what}; it said:\n{}",
                    limit.as_secs(),
                    tail.join("\n")
                )));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Leash {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        // The keeper ends itself with its group; there is nobody left to tell about a failed wait.
        let _ = self.keeper.wait();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test ends at the first surprise")]
    use super::*;

    fn alive(pid: u32) -> bool {
        std::fs::read_to_string(format!("/proc/{pid}/stat"))
            .is_ok_and(|stat| !stat.contains(") Z "))
    }

    #[test]
    fn a_dropped_leash_ends_grandchildren_too() {
        let dir = tempfile::tempdir().unwrap();
        let log = dir.path().join("log");
        let leash = Leash::start(&Start {
            program: "sh".as_ref(),
            args: &["-c".as_ref(), "sleep 300 & echo $!; wait".as_ref()],
            environment: &Environment::bare(),
            input: None,
            log: &log,
        })
        .unwrap();
        let child = leash.pid();
        let grandchild: u32 = leash
            .wait("the grandchild runs", Duration::from_secs(5), |leash| {
                leash.log().trim().parse().ok()
            })
            .unwrap();
        assert!(
            alive(child) && alive(grandchild),
            "both run while the leash is held"
        );
        drop(leash);
        assert!(
            !alive(child) && !alive(grandchild),
            "a process that nobody waits for is still in the group, so it ends with it"
        );
    }

    #[test]
    fn a_child_sees_only_the_environment_it_was_given() {
        let dir = tempfile::tempdir().unwrap();
        let log = dir.path().join("log");
        let leash = Leash::start(&Start {
            program: "env".as_ref(),
            args: &[],
            environment: &Environment::bare().with("ONLY", "this"),
            input: None,
            log: &log,
        })
        .unwrap();
        leash
            .wait("env has printed", Duration::from_secs(5), |leash| {
                leash.log().contains("ONLY=this").then_some(())
            })
            .unwrap();
        assert!(
            !leash.log().contains("CARGO_"),
            "cargo's own variables must not reach the application: {}",
            leash.log()
        );
    }
}
