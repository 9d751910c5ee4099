//! A living practice Rasa over a folder that was written for it.

use std::path::{Path, PathBuf};

use chatelaine_practice::{Error, Kind, Options, PracticeBot};
use tempfile::TempDir;

/// The key of the recorded socket.
pub(crate) const KEY: &str = "a-very-long-socketio-shared-secret-0123456789";

pub(crate) const OPEN: &str = "rest:\nsocketio:\n";

pub(crate) const LOCKED: &str = "\
rest:
socketio:
  user_message_evt: user_uttered
  bot_message_evt: bot_uttered
  session_persistence: true
  jwt_key: ${SIO_JWT_KEY}
  jwt_method: HS256
";

pub(crate) fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rasa-3.6.21")
}

pub(crate) fn recording(name: &str) -> String {
    std::fs::read_to_string(fixtures().join(name)).unwrap()
}

pub(crate) struct Stage {
    pub(crate) bot: PracticeBot,
    _folder: TempDir,
}

impl Stage {
    /// The recorded bot with these channels and these flags.
    pub(crate) async fn set(credentials: &str, flags: &str) -> Result<Self, Error> {
        Self::with_env(credentials, flags, &format!("SIO_JWT_KEY={KEY}\n")).await
    }

    pub(crate) async fn with_env(
        credentials: &str,
        flags: &str,
        dotenv: &str,
    ) -> Result<Self, Error> {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            std::fs::write(folder.path().join(name), text).unwrap();
        };
        std::fs::create_dir(folder.path().join("data")).unwrap();
        for name in ["domain.yml", "data/nlu.yml", "data/rules.yml"] {
            std::fs::copy(fixtures().join("bot").join(name), folder.path().join(name)).unwrap();
        }
        write("credentials.yml", credentials);
        write(".env", dotenv);
        write(
            "docker-compose.yml",
            &format!(
                "services:\n  rasa:\n    image: rasa/rasa:3.6.21\n    env_file: [.env]\n    command: run {flags}\n"
            ),
        );
        let bot = PracticeBot::start(Kind::Rasa, Options::new(folder.path())).await?;
        Ok(Self {
            bot,
            _folder: folder,
        })
    }

    pub(crate) fn port(&self) -> u16 {
        self.bot.port()
    }
}
