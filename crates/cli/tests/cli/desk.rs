//! A place to run the command at: a data folder, a project folder and an environment of its own.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use chatelaine_practice::{Kind, Options, PracticeBot, prepare};
use serde_json::Value;
use tempfile::TempDir;

/// A text that must never turn up where it does not belong.
pub(crate) const CANARY: &str = "Canary-93f0-of-the-command-line";

pub(crate) struct Desk {
    root: TempDir,
    environment: Vec<(String, String)>,
    cat: Option<PracticeBot>,
    runtime: tokio::runtime::Runtime,
}

/// What came of a command.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    /// The one JSON document on standard output.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| {
            panic!("standard output is not one JSON document ({error}): {self:?}")
        })
    }

    /// The error under `--json`.
    pub(crate) fn error_code(&self) -> String {
        let error = &self.json()["error"];
        for sentence in ["what", "advice"] {
            assert!(
                error[sentence].as_str().is_some_and(|text| text.len() > 5),
                "an error says what happened and what to do: {self:?}"
            );
        }
        error["code"].as_str().unwrap_or_default().to_owned()
    }
}

impl Desk {
    /// With a vault in memory and the sample project in [`Desk::folder`].
    pub(crate) fn new() -> Self {
        let root = TempDir::new().unwrap();
        prepare(Kind::CheshireCat, &root.path().join("cat"), None).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        Self {
            root,
            environment: vec![("CHATELAINE_VAULT".into(), "memory".into())],
            cat: None,
            runtime,
        }
    }

    /// With a sealed file as vault, which outlives the process.
    pub(crate) fn with_file_vault() -> Self {
        let mut desk = Self::new();
        let passphrase = desk.path("passphrase");
        std::fs::write(&passphrase, "correct horse battery staple\n").unwrap();
        desk.set("CHATELAINE_VAULT", "file");
        desk.set(
            "CHATELAINE_PASSPHRASE_FILE",
            &passphrase.display().to_string(),
        );
        desk
    }

    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.environment.retain(|(known, _)| known != name);
        self.environment.push((name.into(), value.into()));
    }

    /// Starts the practice Cat over [`Desk::folder`] and returns its address. A second start is a restart.
    pub(crate) fn start_cat(&mut self) -> String {
        let port = self.cat.as_ref().map_or(0, PracticeBot::port);
        self.stop_cat();
        let options = Options {
            port,
            refusal_delay: Duration::from_millis(5),
            token_delay: Duration::from_millis(1),
            ..Options::new(self.path("cat"))
        };
        let cat = self
            .runtime
            .block_on(PracticeBot::start(Kind::CheshireCat, options))
            .unwrap();
        let url = cat.url();
        self.cat = Some(cat);
        url
    }

    pub(crate) fn stop_cat(&mut self) {
        if let Some(cat) = self.cat.take() {
            self.runtime.block_on(cat.stop());
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    /// The project folder, for a command line.
    pub(crate) fn folder(&self) -> String {
        self.path("cat").display().to_string()
    }

    pub(crate) fn env(&self) -> String {
        std::fs::read_to_string(self.path("cat").join(".env")).unwrap()
    }

    pub(crate) fn write_env(&self, text: &str) {
        std::fs::write(self.path("cat").join(".env"), text).unwrap();
    }

    pub(crate) fn value(&self, key: &str) -> Option<String> {
        self.env()
            .lines()
            .find_map(|line| line.strip_prefix(&format!("{key}=")).map(str::to_owned))
    }

    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chatelaine"));
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.root.path());
        command
            .env("CHATELAINE_HOME", self.path("home"))
            .envs(self.environment.iter().cloned());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, "")
    }

    /// Runs with a text on standard input.
    pub(crate) fn run_with(&self, arguments: &[&str], input: &str) -> Run {
        let mut command = self.command();
        command
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A command that does not read its input may have ended by now.
        let _unread = child.stdin.take().unwrap().write_all(input.as_bytes());
        let done = child.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Run {
            code: done.status.code().unwrap_or(-1),
            out: text(done.stdout),
            err: text(done.stderr),
        }
    }

    /// Registers the project folder as `alice`.
    pub(crate) fn register(&self, url: Option<&str>) {
        let folder = self.folder();
        let mut arguments = vec!["bots", "add", "alice", "--dir", &folder];
        arguments.extend(url.iter().flat_map(|url| ["--url", *url]));
        let added = self.run(&arguments);
        assert_eq!(added.code, 0, "{added:?}");
    }
}

/// Every file below a folder, but for locks, which hold nothing.
pub(crate) fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        match entry.file_type().unwrap() {
            kind if kind.is_dir() => found.extend(contents(&path)),
            _ if path.to_string_lossy().ends_with("lock") => {}
            _ => found.push((path.clone(), std::fs::read(&path).unwrap_or_default())),
        }
    }
    found.sort();
    found
}

/// The names of a JSON object, sorted.
pub(crate) fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = value
        .as_object()
        .map(|object| object.keys().map(String::as_str).collect())
        .unwrap_or_default();
    keys.sort_unstable();
    keys
}
