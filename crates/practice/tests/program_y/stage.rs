//! A folder with a configuration, and a practice bot that runs with it.

use std::path::Path;

use chatelaine_practice::{Error, Kind, Options, PracticeBot};
use tempfile::TempDir;

/// The token and the key of the recordings.
pub(crate) const TOKEN: &str = "s3cr3t-Token_123";
pub(crate) const KEY: &str = "11111111111111";

/// A folder under construction.
pub(crate) struct Stage {
    folder: TempDir,
}

impl Stage {
    /// The folder of the recordings: a token in license.keys and a key in keys.txt, and the lines given in the section.
    pub(crate) fn set(lines: &str) -> Self {
        let stage = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        stage
            .with("config.yaml", configuration(lines))
            .with(
                "licenses/license.keys",
                format!("BASIC_AUTH_TOKEN = {TOKEN}\n"),
            )
            .with("keys/keys.txt", format!("{KEY}\n"))
    }

    pub(crate) fn with(self, name: &str, text: impl AsRef<[u8]>) -> Self {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        self
    }

    /// The configuration with a text in it replaced.
    pub(crate) fn replaced(self, old: &str, new: &str) -> Self {
        let text = std::fs::read_to_string(self.folder.path().join("config.yaml")).unwrap();
        assert!(text.contains(old), "the configuration has `{old}`");
        self.with("config.yaml", text.replace(old, new))
    }

    pub(crate) fn without(self, name: &str) -> Self {
        std::fs::remove_file(self.folder.path().join(name)).unwrap();
        self
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) async fn start(&self) -> Result<PracticeBot, Error> {
        PracticeBot::start(Kind::ProgramY, Options::new(self.folder.path())).await
    }

    pub(crate) async fn bot(&self) -> PracticeBot {
        self.start().await.expect("the bot starts")
    }

    /// Why the bot does not start.
    pub(crate) async fn refusal(&self) -> String {
        match self.start().await {
            Err(error @ Error::Configuration { .. }) => error.to_string(),
            Err(other) => panic!("not about the configuration: {other}"),
            Ok(_) => panic!("the bot starts"),
        }
    }
}

fn configuration(lines: &str) -> String {
    format!(
        "flask:
  host: 127.0.0.1
  port: 18989
  debug: false
{lines}  storage:
    entities:
      categories: file
      license_keys: file
    stores:
      file:
        type: file
        config:
          license_storage:
            file: $BOT_ROOT/licenses/license.keys
"
    )
}
