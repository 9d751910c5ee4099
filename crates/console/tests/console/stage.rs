//! A data folder, a project folder and a practice Cat, all gone when dropped.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chatelaine_console::view::{Applied, Change, Edit, NewBot, Plan, PlanRequest, Platform};
use chatelaine_console::{Console, Home};
use chatelaine_practice::{Kind, Options, PracticeBot, prepare};
use chatelaine_secrets::{Handle, Memory, Vault};
use tempfile::TempDir;

/// The bot of every story.
pub(crate) const BOT: &str = "alice";
/// A text that must never turn up where it does not belong.
pub(crate) const CANARY: &str = "Canary-7c21-of-the-tests";

pub(crate) struct Stage {
    pub(crate) console: Arc<Console>,
    pub(crate) vault: Arc<dyn Vault>,
    cat: Option<PracticeBot>,
    port: u16,
    root: TempDir,
}

impl Stage {
    /// A registered bot with the sample files; it does not run yet.
    pub(crate) fn new() -> Self {
        Self::with_vault(Arc::new(Memory::new()))
    }

    pub(crate) fn with_vault(vault: Arc<dyn Vault>) -> Self {
        Self::with_vault_and_url(vault, None)
    }

    fn with_vault_and_url(vault: Arc<dyn Vault>, url: Option<String>) -> Self {
        let root = TempDir::new().unwrap();
        prepare(Kind::CheshireCat, &root.path().join("cat"), None).unwrap();
        let console = Arc::new(
            Console::open(Home::at(root.path().join("home")), Arc::clone(&vault)).unwrap(),
        );
        let stage = Self {
            console,
            vault,
            cat: None,
            port: 0,
            root,
        };
        stage.register(url);
        stage
    }

    /// A registered bot that runs.
    pub(crate) async fn running() -> Self {
        let mut stage = Self::new();
        stage.start().await;
        stage
    }

    /// The bot runs with these lines at the end of its `.env`.
    pub(crate) async fn running_with(lines: &str) -> Self {
        let mut stage = Self::new();
        stage.write_env(format!("{}{lines}", stage.env()));
        stage.start().await;
        stage
    }

    /// Starts the bot, on the port of last time, and registers its address.
    pub(crate) async fn start(&mut self) {
        let cat = PracticeBot::start(
            Kind::CheshireCat,
            Options {
                port: self.port,
                refusal_delay: Duration::from_millis(5),
                token_delay: Duration::from_millis(1),
                ..Options::new(self.folder())
            },
        );
        let cat = cat.await.unwrap();
        self.port = cat.port();
        let url = cat.url();
        self.cat = Some(cat);
        self.register(Some(url));
    }

    pub(crate) async fn stop(&mut self) {
        if let Some(cat) = self.cat.take() {
            cat.stop().await;
        }
    }

    pub(crate) async fn restart(&mut self) {
        self.stop().await;
        self.start().await;
    }

    /// Gives the bot this address.
    pub(crate) fn register(&self, url: Option<String>) {
        if self
            .console
            .bots()
            .unwrap()
            .iter()
            .any(|bot| bot.name == BOT && bot.url == url)
        {
            return;
        }
        let _new = self.console.remove_bot(BOT);
        let dir = Some(self.folder().display().to_string());
        self.console
            .add_bot(NewBot {
                name: BOT.into(),
                platform: Platform::CheshireCat,
                dir,
                url,
                allow_plain_http: false,
            })
            .unwrap();
    }

    /// Another process on the same data folder and vault.
    pub(crate) fn another_console(&self) -> Arc<Console> {
        Arc::new(Console::open(Home::at(self.home()), Arc::clone(&self.vault)).unwrap())
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(crate) fn folder(&self) -> PathBuf {
        self.root.path().join("cat")
    }

    pub(crate) fn home(&self) -> PathBuf {
        self.root.path().join("home")
    }

    pub(crate) fn env_path(&self) -> PathBuf {
        self.folder().join(".env")
    }

    pub(crate) fn env_bytes(&self) -> Vec<u8> {
        std::fs::read(self.env_path()).unwrap()
    }

    pub(crate) fn env(&self) -> String {
        String::from_utf8(self.env_bytes()).unwrap()
    }

    pub(crate) fn write_env(&self, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.env_path(), bytes).unwrap();
    }

    /// The value of a key as it stands in the `.env`.
    pub(crate) fn value(&self, key: &str) -> Option<String> {
        self.env()
            .lines()
            .find_map(|line| line.strip_prefix(&format!("{key}=")).map(str::to_owned))
    }

    pub(crate) fn preview(&self, request: PlanRequest) -> Plan {
        self.console.preview_plan(BOT, request).unwrap()
    }

    /// A plan that generates one secret.
    pub(crate) fn preview_key(&self) -> Plan {
        self.preview(generate("env.CCAT_API_KEY"))
    }

    pub(crate) async fn lock_everything(&self) -> Applied {
        let plan = self.preview(PlanRequest::LockEverything);
        self.console.apply_plan(&plan.id).await.unwrap()
    }

    pub(crate) fn kept(&self, name: &str) -> Option<String> {
        let handle = Handle::new(BOT, name).unwrap();
        self.vault
            .get(&handle)
            .unwrap()
            .map(|secret| secret.expose().to_owned())
    }

    /// Everything that a failed change must leave as it was.
    pub(crate) fn everything(&self) -> Everything {
        let secrets = self
            .vault
            .list("")
            .unwrap()
            .into_iter()
            .filter(|handle| handle.as_str() != "chatelaine/backup-key");
        let value = |handle: Handle| {
            (
                handle.to_string(),
                self.vault
                    .get(&handle)
                    .unwrap()
                    .map(|secret| secret.expose().to_owned()),
            )
        };
        Everything {
            vault: secrets.map(value).collect(),
            files: contents(&self.folder()),
            home: contents(&self.home()),
        }
    }
}

/// The vault, the project and the data folder, to compare.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Everything {
    vault: Vec<(String, Option<String>)>,
    files: Vec<(PathBuf, Vec<u8>)>,
    home: Vec<(PathBuf, Vec<u8>)>,
}

/// Every file below a folder, but for locks, which hold nothing.
pub(crate) fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let is_lock = path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().contains("lock"));
        match entry.file_type().unwrap() {
            kind if kind.is_dir() => found.extend(contents(&path)),
            _ if is_lock => {}
            _ => found.push((path.clone(), std::fs::read(&path).unwrap_or_default())),
        }
    }
    found.sort();
    found
}

pub(crate) fn generate(setting: &str) -> PlanRequest {
    PlanRequest::Edits {
        edits: vec![Edit {
            setting: setting.into(),
            change: Change::Generate,
        }],
    }
}

pub(crate) fn set(setting: &str, value: &str) -> PlanRequest {
    PlanRequest::Edits {
        edits: vec![Edit {
            setting: setting.into(),
            change: Change::Value {
                value: value.into(),
            },
        }],
    }
}
