//! Reading a bot's folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chatelaine_documents::{Document, DocumentError, DocumentKind, EnvDocument};
use chatelaine_files::Snapshot;
use chatelaine_platforms::{
    COMPOSE_FILES, Content, Effective, EnvFile, FileFacts, FileSpec, Folder, OVERRIDE_FILES,
    Platform, Project, ProjectFile, TextFile, composed_files,
};

use crate::CommandError;
use crate::folder::{DiskFolder, files_in};
use crate::repositories::Repositories;
use crate::view::Bot;

/// Larger files are no configuration of a bot.
pub(crate) const FILE_LIMIT: u64 = 16 << 20;
/// Units and manifests are written by hand; larger files of their names are something else.
const TEXT_LIMIT: u64 = 1 << 20;
/// A folder with more files is no bot's.
const TEXTS: usize = 500;
/// The role of the `.env`, which every platform may have.
pub(crate) const ENV_ROLE: &str = "env";
const ENV_FILE: &str = ".env";
/// Folders in which people keep what starts a bot.
const DEPLOYMENT_FOLDERS: &[&str] = &[
    "deploy",
    "deploy/kubernetes",
    "k8s",
    "kubernetes",
    "systemd",
];

/// A bot's configuration with the snapshots that it was read from.
pub(crate) struct Loaded {
    platform: Platform,
    dir: PathBuf,
    /// The folder behind all symbolic links.
    target: PathBuf,
    /// Whether the folder is the top of a git repository.
    has_git: bool,
    /// The role of the file that the platform names first.
    main_role: Option<&'static str>,
    /// By role; a file that does not exist yet has a snapshot too.
    snapshots: BTreeMap<&'static str, Snapshot>,
    kinds: BTreeMap<&'static str, DocumentKind>,
    pub(crate) compose: Option<Snapshot>,
    pub(crate) project: Project,
}

/// Reads the configuration of a bot; nothing when the bot has no folder.
pub(crate) fn load(bot: &Bot) -> Result<Option<Loaded>, CommandError> {
    let Some(dir) = bot.dir.as_deref() else {
        return Ok(None);
    };
    let folder = DiskFolder::open(Path::new(dir))?;
    Loaded::from(bot.platform, &folder).map(Some)
}

impl Loaded {
    /// Reads the configuration of a bot of that platform from its folder.
    pub(crate) fn from(platform: Platform, folder: &DiskFolder) -> Result<Self, CommandError> {
        let mut specs = platform.files(folder);
        let own_env = specs.iter().any(|spec| spec.role == ENV_ROLE);
        if !own_env && folder.has(ENV_FILE) {
            specs.push(FileSpec::new(ENV_ROLE, ENV_FILE, DocumentKind::Env));
        }
        let mut loaded = Self {
            platform,
            dir: folder.dir().to_owned(),
            target: folder.target().to_owned(),
            has_git: folder.holds(".git"),
            main_role: specs.first().map(|spec| spec.role),
            snapshots: BTreeMap::new(),
            kinds: BTreeMap::new(),
            compose: None,
            project: Project {
                names: folder.names().to_vec(),
                ..Project::default()
            },
        };
        for spec in specs {
            loaded.take(folder, spec)?;
        }
        loaded.take_compose(folder)?;
        loaded.take_texts(folder);
        Ok(loaded)
    }

    fn take(&mut self, folder: &DiskFolder, spec: FileSpec) -> Result<(), CommandError> {
        let snapshot = folder.snapshot(&spec.name, FILE_LIMIT)?;
        let mut content = Content::Absent;
        if snapshot.exists() {
            self.note(&spec.name, &snapshot);
            if spec.kind == DocumentKind::Env {
                match EnvDocument::parse(&snapshot.bytes) {
                    Ok(document) => {
                        self.project.env = Some(EnvFile {
                            name: spec.name.clone(),
                            document,
                        });
                    }
                    Err(error) => content = Content::Unreadable(error),
                }
            } else {
                content = folder.content(&spec.name, spec.kind, &snapshot);
            }
        }
        self.kinds.insert(spec.role, spec.kind);
        self.snapshots.insert(spec.role, snapshot);
        if spec.role != ENV_ROLE || self.project.env.is_none() {
            self.project.files.push(ProjectFile {
                role: spec.role,
                name: spec.name,
                kind: spec.kind,
                content,
            });
        }
        Ok(())
    }

    fn take_compose(&mut self, folder: &DiskFolder) -> Result<(), CommandError> {
        let mut files = composed_files(folder, self.project.env.as_ref()).into_iter();
        let Some(name) = files.next() else {
            return Ok(());
        };
        let (compose, snapshot) = self.compose_file(folder, name)?;
        self.project.compose = Some(compose);
        self.compose = snapshot;
        for name in files {
            let (over, _) = self.compose_file(folder, name)?;
            self.project.overrides.push(over);
        }
        for name in self.project.named_env_files() {
            let Some(bytes) = folder.read(&name) else {
                continue;
            };
            match EnvDocument::parse(&bytes) {
                Ok(document) => self.project.env_files.push(EnvFile { name, document }),
                Err(_) => self.project.unread_env_files.push(name),
            }
        }
        Ok(())
    }

    /// One compose file. One that is named and not there, or lies elsewhere, is as good as one that makes no sense: it is
    /// the container engine's to complain about, and here it only tells nothing.
    fn compose_file(
        &mut self,
        folder: &DiskFolder,
        name: String,
    ) -> Result<(TextFile, Option<Snapshot>), CommandError> {
        let mut snapshot = None;
        if folder.path(&name).is_some() {
            snapshot = Some(folder.snapshot(&name, FILE_LIMIT)?).filter(Snapshot::exists);
        }
        if let Some(snapshot) = &snapshot {
            self.note(&name, snapshot);
        }
        let bytes = snapshot
            .as_ref()
            .map_or(&[][..], |snapshot| &snapshot.bytes);
        let text = String::from_utf8_lossy(bytes).into_owned();
        Ok((TextFile { name, text }, snapshot))
    }

    /// Units and manifests: only looked at, so that one which cannot be read is left out.
    fn take_texts(&mut self, folder: &DiskFolder) {
        let mut names = folder.names().to_vec();
        for below in DEPLOYMENT_FOLDERS {
            let inside = folder.path(below).map(|path| files_in(&path));
            let inside = inside.into_iter().flatten();
            names.extend(inside.map(|name| format!("{below}/{name}")));
        }
        for name in names {
            let extension = Path::new(&name).extension().and_then(|text| text.to_str());
            let unit = extension == Some("service");
            let known = self.project.files.iter().any(|file| file.name == name)
                || COMPOSE_FILES.contains(&name.as_str())
                || OVERRIDE_FILES.contains(&name.as_str());
            if !unit && (known || !matches!(extension, Some("yml" | "yaml"))) {
                continue;
            }
            let Ok(snapshot) = folder.snapshot(&name, TEXT_LIMIT) else {
                continue;
            };
            let Ok(text) = str::from_utf8(&snapshot.bytes) else {
                continue;
            };
            let manifest = || {
                let line = |key: &str| text.lines().any(|line| line.starts_with(key));
                line("apiVersion:") && line("kind:")
            };
            if !unit && !manifest() {
                continue;
            }
            self.note(&name, &snapshot);
            let file = TextFile {
                name,
                text: text.to_owned(),
            };
            if unit {
                self.project.units.push(file);
            } else {
                self.project.manifests.push(file);
            }
        }
    }

    fn note(&mut self, name: &str, snapshot: &Snapshot) {
        self.project.facts.push(FileFacts {
            name: name.to_owned(),
            mode: snapshot.mode,
            tracked: None,
            ignored: None,
        });
    }

    /// The file of a role as it was read; nothing for roles that the platform does not have.
    pub(crate) fn snapshot(&self, role: &str) -> Option<&Snapshot> {
        self.snapshots.get(role)
    }

    /// How the file of a role is read.
    pub(crate) fn kind(&self, role: &str) -> Option<DocumentKind> {
        self.kinds.get(role).copied()
    }

    /// The text files that lie directly in the folder, as far as they are small.
    pub(crate) fn texts(&self) -> Vec<TextFile> {
        let names = self.project.names.iter().take(TEXTS);
        names
            .filter_map(|name| {
                let snapshot = chatelaine_files::read(&self.dir.join(name), TEXT_LIMIT).ok()?;
                let text = String::from_utf8(snapshot.bytes).ok()?;
                Some(TextFile {
                    name: name.clone(),
                    text,
                })
            })
            .collect()
    }

    /// Learns what git does with the files.
    pub(crate) fn ask_git(&mut self, repositories: &Repositories) {
        let Some(repository) = repositories.of(&self.target, self.has_git) else {
            return;
        };
        for facts in &mut self.project.facts {
            let path = self.target.join(&facts.name);
            facts.tracked = Some(repository.tracked(&path));
            facts.ignored = Some(repository.ignored(&path));
        }
    }

    /// The path of the file that the platform names first.
    pub(crate) fn main_file(&self) -> Option<String> {
        let role = self.main_role.as_ref()?;
        self.snapshot(role).map(|snapshot| shown(&snapshot.path))
    }

    /// Whether any of the platform's own files is there.
    pub(crate) fn has_own_file(&self) -> bool {
        self.snapshots.iter().any(|(role, snapshot)| {
            snapshot.exists() && (*role != ENV_ROLE || self.main_role == Some(ENV_ROLE))
        })
    }

    /// A file of the folder by its name.
    pub(crate) fn read(&self, name: &str) -> Result<Snapshot, CommandError> {
        Ok(chatelaine_files::read(&self.dir.join(name), FILE_LIMIT)?)
    }

    /// The folder's `.gitignore`, whether there is one or not.
    pub(crate) fn gitignore(&self) -> Result<Snapshot, CommandError> {
        self.read(".gitignore")
    }

    /// The roles, in the platform's order.
    pub(crate) fn roles(&self) -> Vec<&'static str> {
        let own = self.project.files.iter().map(|file| file.role);
        let env = self.project.env.as_ref().map(|_| ENV_ROLE);
        let mut roles: Vec<&'static str> = own.collect();
        roles.extend(env.filter(|env| !roles.contains(env)));
        roles
    }

    /// The document of a role to edit, an empty one where there is no file yet.
    ///
    /// # Errors
    /// [`crate::ErrorCode::Unreadable`] when there is a file and it makes no sense, [`crate::ErrorCode::NotFound`] for another role.
    pub(crate) fn document(&self, role: &str) -> Result<Box<dyn Document>, CommandError> {
        if let Some(document) = self.project.document(role) {
            return Ok(document.boxed_clone());
        }
        let kind = self.kind(role).ok_or_else(|| {
            CommandError::not_found(
                format!("{} has no file called `{role}`", self.platform.title()),
                "`chatelaine settings` lists what can be changed.",
            )
        })?;
        let problem = self.project.file(role).and_then(ProjectFile::problem);
        match (problem, self.snapshot(role)) {
            (Some(problem), Some(snapshot)) => {
                Err(CommandError::from(problem.clone()).in_file(&shown(&snapshot.path)))
            }
            _ => Ok(chatelaine_documents::empty(kind)),
        }
    }

    /// The same project with another text in one of its files: what would be, were it saved.
    ///
    /// # Errors
    /// Why the text makes no sense. The project then holds a file that cannot be read.
    pub(crate) fn replace_text(&mut self, role: &str, bytes: &[u8]) -> Result<(), DocumentError> {
        let Some(kind) = self.kind(role) else {
            return Ok(());
        };
        if kind == DocumentKind::Env {
            let name = self.project.name(role).unwrap_or(ENV_FILE).to_owned();
            let document = EnvDocument::parse(bytes)?;
            self.project.files.retain(|file| file.role != role);
            self.project.env = Some(EnvFile { name, document });
            return Ok(());
        }
        let content = opened(kind, bytes);
        let problem = match &content {
            Content::Unreadable(error) => Some(error.clone()),
            Content::Absent | Content::Document(_) => None,
        };
        let mut files = self.project.files.iter_mut();
        if let Some(file) = files.find(|file| file.role == role) {
            file.content = content;
        }
        problem.map_or(Ok(()), Err)
    }

    /// Every setting with the value that counts.
    pub(crate) fn values(&self) -> Vec<Effective> {
        self.platform.effective(&self.project)
    }
}

fn opened(kind: DocumentKind, bytes: &[u8]) -> Content {
    match chatelaine_documents::open(kind, bytes) {
        Ok(document) => Content::Document(document),
        Err(error) => Content::Unreadable(error),
    }
}

/// A path for people.
pub(crate) fn shown(path: &Path) -> String {
    path.display().to_string()
}
