//! Reading a bot's folder.

use std::path::{Path, PathBuf};

use chatelaine_documents::EnvDocument;
use chatelaine_files::Snapshot;
use chatelaine_platforms::cheshire_cat::{self, COMPOSE_FILES, ENV_FILE};
use chatelaine_platforms::{ComposeText, Effective, EnvFile, Project};

use crate::view::Bot;
use crate::{CommandError, ErrorCode};

/// Larger files are no configuration of a bot.
const FILE_LIMIT: u64 = 16 << 20;

/// A bot's configuration with the snapshots that it was read from.
pub(crate) struct Loaded {
    pub(crate) env: Snapshot,
    pub(crate) compose: Option<Snapshot>,
    pub(crate) project: Project,
}

/// Reads the configuration of a bot; nothing when the bot has no folder.
pub(crate) fn load(bot: &Bot) -> Result<Option<Loaded>, CommandError> {
    let Some(dir) = bot.dir.as_deref().map(Path::new) else {
        return Ok(None);
    };
    readable_folder(dir)?;
    let env = chatelaine_files::read(&dir.join(ENV_FILE), FILE_LIMIT)?;
    let mut project = Project::default();
    if env.exists() {
        let document = EnvDocument::parse(&env.bytes)
            .map_err(|error| CommandError::from(error).in_file(&shown(&env.path)))?;
        project.env = Some(EnvFile {
            name: ENV_FILE.into(),
            document,
        });
    }
    let compose = compose_file(dir)
        .map(|path| chatelaine_files::read(&path, FILE_LIMIT))
        .transpose()?;
    if let Some(snapshot) = &compose {
        // A compose file that makes no sense is the container engine's to complain about; here it only tells nothing.
        let text = String::from_utf8_lossy(&snapshot.bytes).into_owned();
        let name = snapshot
            .path
            .file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        project.compose = Some(ComposeText { name, text });
    }
    Ok(Some(Loaded {
        env,
        compose,
        project,
    }))
}

impl Loaded {
    /// The `.env`, or an empty one to begin with.
    pub(crate) fn document(&self) -> EnvDocument {
        self.project
            .env
            .as_ref()
            .map_or_else(EnvDocument::empty, |env| env.document.clone())
    }

    /// Every setting with the value that counts.
    pub(crate) fn values(&self) -> Vec<Effective> {
        cheshire_cat::effective(&self.project)
    }
}

/// The compose file that `docker compose` would take.
pub(crate) fn compose_file(dir: &Path) -> Option<PathBuf> {
    COMPOSE_FILES
        .iter()
        .map(|name| dir.join(name))
        .find(|path| path.is_file())
}

/// Says why a folder cannot be used before its files are blamed.
pub(crate) fn readable_folder(dir: &Path) -> Result<(), CommandError> {
    let unreadable = |why: &str| {
        let advice = "Check the path and its permissions, or correct the bot's folder.";
        CommandError::new(
            ErrorCode::Unreadable,
            format!("the folder {} {why}", dir.display()),
            advice,
        )
    };
    match std::fs::metadata(dir) {
        Ok(metadata) if !metadata.is_dir() => return Err(unreadable("is not a folder")),
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(unreadable("does not exist"));
        }
        Err(error) => return Err(unreadable(&format!("cannot be opened ({})", error.kind()))),
    }
    std::fs::read_dir(dir)
        .map(|_| ())
        .map_err(|error| unreadable(&format!("cannot be read ({})", error.kind())))
}

/// A path for people.
pub(crate) fn shown(path: &Path) -> String {
    path.display().to_string()
}
