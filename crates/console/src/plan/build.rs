//! From wishes and findings to a plan.

use std::borrow::Cow;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use chatelaine_documents::{Document, compose};
use chatelaine_files::Snapshot;
use chatelaine_platforms::cheshire_cat::DEFAULT_LOGINS;
use chatelaine_platforms::{Fix, Placed, Platform, Source};
use chatelaine_secrets::{Secret, generate_from_os};

use super::{ChangePlan, FileEdit, PasswordChange};
use crate::console::handle;
use crate::mask::{self, Subject};
use crate::posture::restart_hint;
use crate::project::{Loaded, load, shown};
use crate::view::{Bot, Change, Edit, FileDiff, Finding, Plan, PlanRequest, PlanStep, StepKind};
use crate::{CommandError, Console, ErrorCode};

impl Console {
    /// Makes a plan and keeps it until it is applied or discarded. Nothing is written.
    ///
    /// # Errors
    /// [`ErrorCode::Invalid`] for a value that does not fit, [`ErrorCode::NotFound`] for an unknown setting, or when
    /// there is nothing to change.
    pub fn preview_plan(&self, target: &str, request: PlanRequest) -> Result<Plan, CommandError> {
        let bot = self.bot(target)?;
        let loaded = load(&bot)?;
        let mut draft = Draft::new(self, &bot, loaded.as_ref());
        let title = match request {
            PlanRequest::Edits { edits } => {
                for edit in edits {
                    draft.edit(edit)?;
                }
                "Change settings".to_owned()
            }
            PlanRequest::Rules { rules } => {
                draft.fix(&self.fixable(target, |finding| rules.contains(&finding.rule))?)?;
                format!("Fix {}", rules.join(", "))
            }
            PlanRequest::AllFixes => {
                draft.fix(&self.fixable(target, |_| true)?)?;
                "Fix everything".to_owned()
            }
            PlanRequest::LockEverything => {
                draft.fix(&self.fixable(target, |finding| finding.locks)?)?;
                "Lock everything".to_owned()
            }
            PlanRequest::Text {
                role,
                text,
                fingerprint,
            } => {
                let text =
                    crate::text::restored(&bot, loaded.as_ref(), &role, &text, &fingerprint)?;
                draft.text(&role, text)?;
                "Edit as text".to_owned()
            }
        };
        let plan = draft.finish(title)?;
        let view = plan.view.clone();
        self.state().plans.insert(view.id.clone(), plan);
        Ok(view)
    }

    /// Whether there is a rule of this id, whatever it finds now.
    #[must_use]
    pub fn knows_rule(&self, id: &str) -> bool {
        Platform::ALL
            .iter()
            .any(|platform| platform.rules().any(|rule| rule.id == id))
    }

    /// Forgets a plan and the values in it.
    pub fn discard_plan(&self, id: &str) {
        self.state().plans.remove(id);
    }

    fn fixable(
        &self,
        target: &str,
        wanted: impl Fn(&Finding) -> bool,
    ) -> Result<Vec<Finding>, CommandError> {
        let findings = self.posture(target)?.findings;
        Ok(findings
            .into_iter()
            .filter(|finding| finding.fix.is_some() && wanted(finding))
            .collect())
    }
}

/// Every permission but the owner's.
const PRIVATE: u32 = 0o700;

/// A plan in the making.
struct Draft<'a> {
    console: &'a Console,
    bot: &'a Bot,
    loaded: Option<&'a Loaded>,
    /// The documents that were touched, by role.
    documents: BTreeMap<&'static str, Box<dyn Document>>,
    /// Whole texts that the operator wrote, by role.
    texts: BTreeMap<&'static str, String>,
    compose: Option<String>,
    gitignore: Vec<String>,
    protected: BTreeSet<String>,
    vault: Vec<(String, Option<Secret>)>,
    passwords: Vec<PasswordChange>,
    fresh: Vec<Secret>,
    done: BTreeSet<String>,
    steps: Vec<PlanStep>,
    notes: Vec<String>,
}

impl<'a> Draft<'a> {
    fn new(console: &'a Console, bot: &'a Bot, loaded: Option<&'a Loaded>) -> Self {
        Self {
            console,
            bot,
            loaded,
            documents: BTreeMap::new(),
            texts: BTreeMap::new(),
            compose: None,
            gitignore: Vec::new(),
            protected: BTreeSet::new(),
            vault: Vec::new(),
            passwords: Vec::new(),
            fresh: Vec::new(),
            done: BTreeSet::new(),
            steps: Vec::new(),
            notes: Vec::new(),
        }
    }

    fn edit(&mut self, edit: Edit) -> Result<(), CommandError> {
        let placed = self.setting(&edit.setting)?;
        match edit.change {
            Change::Generate if placed.setting.can_generate() => self.generate(&placed),
            Change::Generate if placed.setting.is_secret() => Err(CommandError::invalid(
                format!(
                    "{} is issued by another service, so it cannot be made up here",
                    placed.id
                ),
                "Get it from that service and give the value.",
            )),
            Change::Generate => Err(CommandError::invalid(
                format!(
                    "{} is not a secret, so there is nothing to generate",
                    placed.id
                ),
                "Give a value.",
            )),
            Change::Value { value } => self.set(&placed, &value),
            Change::FromVault => {
                let missing = || {
                    CommandError::not_found(
                        format!("the vault holds no value for {}", placed.id),
                        "Generate one, or adopt the file's value with `vault import`.",
                    )
                };
                let kept = self
                    .console
                    .vault
                    .get(&handle(self.bot, &placed.id)?)?
                    .ok_or_else(missing)?;
                self.set(&placed, kept.expose())
            }
            Change::Unset => self.unset(&placed),
        }
    }

    fn unset(&mut self, placed: &Placed) -> Result<(), CommandError> {
        let mut places = vec![placed.path.clone()];
        places.extend(placed.setting.twin_place());
        let document = self.document(placed.setting.role())?;
        let mut removed = false;
        for place in &places {
            removed |= document.remove(place)?;
        }
        if !removed {
            self.notes.push(format!(
                "{} is not set, so there is nothing to remove.",
                placed.id
            ));
            return Ok(());
        }
        self.done.insert(placed.id.clone());
        if placed.setting.is_secret() {
            self.vault.push((placed.id.clone(), None));
        }
        Ok(())
    }

    /// Keys that only mislead go first, so that what is generated afterwards is what counts.
    fn fix(&mut self, findings: &[Finding]) -> Result<(), CommandError> {
        if findings.is_empty() {
            return Err(CommandError::not_found(
                "there is nothing to fix",
                "Check the bot again; some findings only show on a running bot.",
            ));
        }
        let fixes: Vec<&Fix> = findings
            .iter()
            .filter_map(|finding| finding.fix.as_ref())
            .collect();
        for fix in &fixes {
            self.tidy(fix)?;
        }
        for fix in fixes {
            self.mend(fix)?;
        }
        Ok(())
    }

    fn tidy(&mut self, fix: &Fix) -> Result<(), CommandError> {
        match fix {
            Fix::Remove { role, path } => {
                self.document(role)?.remove(path)?;
                self.done.insert(mask::setting_id(role, path));
            }
            Fix::Rename { role, path, to } => {
                self.document(role)?.rename(path, to)?;
                let renamed = path.parent().unwrap_or_default().key(to);
                self.done.insert(mask::setting_id(role, &renamed));
            }
            Fix::RemoveDuplicates { role, path } => {
                self.document(role)?.remove_earlier_duplicates(path)?;
                self.done.insert(mask::setting_id(role, path));
            }
            _ => {}
        }
        Ok(())
    }

    fn mend(&mut self, fix: &Fix) -> Result<(), CommandError> {
        match fix {
            Fix::Generate { setting } if !self.vault.iter().any(|(done, _)| done == setting) => {
                let placed = self.setting(setting)?;
                if self.bot.dir.is_none() {
                    self.notes.push(format!(
                        "{} cannot be set: the bot has no project folder here.",
                        placed.id
                    ));
                } else {
                    self.generate(&placed)?;
                }
            }
            Fix::Set { setting, value } => {
                let placed = self.setting(setting)?;
                self.set(&placed, value)?;
            }
            Fix::Write { role, path, value } => {
                self.document(role)?.set(path, value)?;
                self.done.insert(mask::setting_id(role, path));
            }
            Fix::EnableEnvFile { service } => {
                let as_read = self
                    .loaded
                    .and_then(|loaded| loaded.project.compose.as_ref());
                let text = self.compose.as_ref().or(as_read.map(|file| &file.text));
                if let Some(text) = text {
                    self.compose = Some(compose::enable_env_file(text, service)?);
                    self.done.insert("compose.env_file".into());
                }
            }
            Fix::ChangePassword { username } => self.password(username)?,
            Fix::Protect { file } => {
                self.protected.insert(file.clone());
                self.done.insert(format!("mode.{file}"));
            }
            Fix::Ignore { file } => {
                if !self.gitignore.contains(file) {
                    self.gitignore.push(file.clone());
                }
                self.done.insert(format!("gitignore.{file}"));
            }
            _ => {}
        }
        Ok(())
    }

    /// Puts the operator's own text in the place of a file's.
    fn text(&mut self, role: &str, text: String) -> Result<(), CommandError> {
        let loaded = self.folder(role)?;
        let role = loaded.roles().into_iter().find(|known| *known == role);
        let role = role.ok_or_else(|| {
            CommandError::not_found(
                "the bot has no such file",
                "Choose one of the files that the configuration page shows.",
            )
        })?;
        self.done.insert(format!("{role}.text"));
        self.texts.insert(role, text);
        Ok(())
    }

    fn setting(&self, id: &str) -> Result<Placed, CommandError> {
        // A setting that is there knows its place best: its keys may hold dots.
        let present = self.loaded.and_then(|loaded| {
            let values = loaded.values();
            let value = values.into_iter().find(|value| value.id == id)?;
            Some(Placed {
                setting: value.setting,
                id: value.id,
                path: value.path,
            })
        });
        let missing = || {
            CommandError::not_found(
                format!("{} has no setting `{id}`", self.bot.platform.title()),
                "`chatelaine settings` lists them.",
            )
        };
        present
            .or_else(|| self.bot.platform.setting(id))
            .ok_or_else(missing)
    }

    fn folder(&self, what: &str) -> Result<&'a Loaded, CommandError> {
        self.loaded.ok_or_else(|| {
            CommandError::invalid(
                format!("{what} lives in a file, and this bot has no project folder"),
                "Add the bot with its folder.",
            )
        })
    }

    /// The document of a role, as far as it was changed.
    fn document(&mut self, role: &str) -> Result<&mut Box<dyn Document>, CommandError> {
        let loaded = self.folder(role)?;
        let known = loaded.roles().into_iter().find(|known| *known == role);
        let Some(role) = known else {
            return Err(CommandError::invalid(
                format!("`{role}` settings are no lines of a file that can be edited here"),
                "Change them where they are set: `chatelaine settings` names the file.",
            ));
        };
        match self.documents.entry(role) {
            Entry::Occupied(document) => Ok(document.into_mut()),
            Entry::Vacant(place) => Ok(place.insert(loaded.document(role)?)),
        }
    }

    fn generate(&mut self, placed: &Placed) -> Result<(), CommandError> {
        let value = generate_from_os()?;
        self.write(placed, value.expose())?;
        self.vault.push((
            placed.id.clone(),
            Some(Secret::new(value.expose().to_owned())),
        ));
        self.fresh.push(value);
        Ok(())
    }

    fn set(&mut self, placed: &Placed, value: &str) -> Result<(), CommandError> {
        let setting = placed.setting;
        let reference =
            self.bot.platform.has_references() && chatelaine_platforms::referenced(value).is_some();
        if !reference {
            setting
                .validate(value)
                .map_err(|invalid| CommandError::invalid(invalid.what, invalid.advice))?;
        }
        self.write(placed, value)?;
        if setting.is_secret() && !reference {
            self.vault
                .push((placed.id.clone(), Some(Secret::new(value.to_owned()))));
            self.fresh.push(Secret::new(value.to_owned()));
        }
        Ok(())
    }

    fn write(&mut self, placed: &Placed, value: &str) -> Result<(), CommandError> {
        let setting = placed.setting;
        let references = self.bot.platform.has_references();
        let document = self.document(setting.role())?;
        let scalar = setting.scalar(value, document.kind(), references);
        document
            .set(&placed.path, &scalar)
            .map_err(|error| CommandError::invalid(error.to_string(), error.advice()))?;
        // What a guide documents and the server ignores must not tell another story.
        if let Some(twin) = setting.twin_place()
            && document.get(&twin).is_some()
        {
            document.set(&twin, &scalar)?;
        }
        self.done.insert(placed.id.clone());
        // A line that something else overrides would look changed and do nothing.
        let values = self.loaded.map(Loaded::values).unwrap_or_default();
        let winner = values.iter().find(|value| value.id == placed.id);
        if let Some(Source::Environment { file, .. }) = winner.map(|value| &value.source) {
            self.notes.push(format!("{} is also set in {file}, which wins. Remove it there, or this change has no effect.", setting.name()));
        }
        Ok(())
    }

    fn password(&mut self, username: &str) -> Result<(), CommandError> {
        let Some((_, shipped)) = DEFAULT_LOGINS.iter().find(|(name, _)| *name == username) else {
            return Ok(());
        };
        let change = PasswordChange {
            username: username.to_owned(),
            handle: handle(self.bot, &format!("password.{username}"))?,
            before: Secret::new((*shipped).to_owned()),
            after: generate_from_os()?,
        };
        self.done.insert(format!("password.{username}"));
        self.passwords.push(change);
        Ok(())
    }

    fn finish(mut self, title: String) -> Result<ChangePlan, CommandError> {
        let (files, diffs) = match self.loaded {
            Some(loaded) => self.files(loaded)?,
            None => (Vec::new(), Vec::new()),
        };
        if files.is_empty() && self.passwords.is_empty() {
            let what = self
                .notes
                .first()
                .cloned()
                .unwrap_or_else(|| "nothing would change".into());
            return Err(CommandError::new(
                ErrorCode::NothingToDo,
                what,
                "The configuration already is as you want it.",
            ));
        }
        self.describe(&files);
        let mut vault = Vec::new();
        for (id, value) in self.vault {
            vault.push((handle(self.bot, &id)?, value));
        }
        let changes = u32::try_from(self.done.len()).unwrap_or(u32::MAX);
        let view = Plan {
            id: fresh_id()?,
            bot: self.bot.name.clone(),
            title,
            files: diffs,
            steps: self.steps,
            notes: self.notes,
            changes,
        };
        Ok(ChangePlan {
            view,
            bot: self.bot.clone(),
            files,
            vault,
            passwords: self.passwords,
            settings: self.done.into_iter().collect(),
        })
    }

    /// What happens to which file, and how that looks with its secrets masked.
    fn files(&self, loaded: &Loaded) -> Result<(Vec<FileEdit>, Vec<FileDiff>), CommandError> {
        let platform = self.bot.platform;
        let mut edits: Vec<(Subject<'_>, &Snapshot, Cow<'_, str>)> = Vec::new();
        for role in loaded.roles() {
            let (Some(snapshot), Some(kind)) = (loaded.snapshot(role), loaded.kind(role)) else {
                continue;
            };
            let text = self.texts.get(role).map(String::as_str);
            let text = text.or(self.documents.get(role).map(|document| document.text()));
            let subject = Subject {
                platform,
                document: Some((role, kind)),
            };
            edits.extend(text.map(|text| (subject, snapshot, Cow::Borrowed(text))));
        }
        let bare = Subject {
            platform,
            document: None,
        };
        if let (Some(snapshot), Some(text)) = (&loaded.compose, &self.compose) {
            edits.push((bare, snapshot, Cow::Borrowed(text)));
        }
        let gitignore;
        if !self.gitignore.is_empty() {
            gitignore = loaded.gitignore()?;
            let text = with_lines(&gitignore, &self.gitignore);
            edits.push((bare, &gitignore, Cow::Owned(text)));
        }
        let mut known = Vec::new();
        for (subject, snapshot, after) in &edits {
            known.extend(subject.secret_values(&String::from_utf8_lossy(&snapshot.bytes)));
            known.extend(subject.secret_values(after));
        }
        let fresh: Vec<&Secret> = self.fresh.iter().collect();
        let (mut files, mut diffs) = (Vec::new(), Vec::new());
        for (subject, snapshot, after) in edits {
            let before = String::from_utf8_lossy(&snapshot.bytes);
            if before == after && snapshot.exists() {
                continue;
            }
            let before = snapshot.exists().then_some(before.as_ref());
            let path = shown(&snapshot.path);
            diffs.push(mask::diff(&path, subject, before, &after, &known, &fresh));
            files.push(FileEdit {
                snapshot: snapshot.clone(),
                after: after.as_bytes().to_vec(),
                mode: None,
            });
        }
        for name in &self.protected {
            let snapshot = loaded.read(name)?;
            let private = snapshot.mode.map(|mode| mode & PRIVATE);
            match files
                .iter_mut()
                .find(|file| file.snapshot.path == snapshot.path)
            {
                Some(file) => file.mode = private,
                None => files.push(FileEdit {
                    after: snapshot.bytes.clone(),
                    mode: private,
                    snapshot,
                }),
            }
        }
        Ok((files, diffs))
    }

    fn describe(&mut self, files: &[FileEdit]) {
        let mut step = |kind, text: String| self.steps.push(PlanStep { kind, text });
        let kept = self
            .vault
            .iter()
            .filter(|(_, value)| value.is_some())
            .count()
            + self.passwords.len();
        if kept > 0 {
            step(
                StepKind::Vault,
                format!(
                    "Keep {kept} value{} in the vault",
                    if kept == 1 { "" } else { "s" }
                ),
            );
        }
        for file in files {
            let path = shown(&file.snapshot.path);
            if !file.snapshot.exists() {
                step(
                    StepKind::File,
                    format!("Create {path} (a sealed backup is kept)"),
                );
            } else if file.changes_content() {
                step(
                    StepKind::File,
                    format!("Change {path} (a sealed backup is kept)"),
                );
            }
            if file.mode.is_some() {
                step(
                    StepKind::File,
                    format!("Let nobody but its owner read {path}"),
                );
            }
        }
        for password in &self.passwords {
            step(
                StepKind::Password,
                format!(
                    "Change the password of `{}` in the running bot",
                    password.username
                ),
            );
        }
        if files.iter().any(FileEdit::changes_content) {
            let how = restart_hint(self.bot).map_or_else(String::new, |hint| format!(": {hint}"));
            step(
                StepKind::Restart,
                format!("Then restart the bot so that it reads its configuration{how}"),
            );
        }
        if self.done.contains("env.CCAT_JWT_SECRET") {
            self.notes
                .push("Everybody who is logged in will have to log in again.".into());
        }
        if !self.passwords.is_empty() {
            self.notes.push("Tokens that were issued with the old passwords stay valid until they expire or the signing key changes.".into());
        }
    }
}

/// The text of a `.gitignore` with these files in it.
fn with_lines(snapshot: &Snapshot, names: &[String]) -> String {
    let mut text = String::from_utf8_lossy(&snapshot.bytes).into_owned();
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    if !text.is_empty() && !text.ends_with('\n') {
        text.push_str(end);
    }
    for name in names {
        // Anchored: a pattern without a slash would match in every folder below.
        text.push('/');
        text.push_str(name);
        text.push_str(end);
    }
    text
}

fn fresh_id() -> Result<String, CommandError> {
    let mut random = [0_u8; 16];
    getrandom::fill(&mut random).map_err(|_| {
        CommandError::new(
            ErrorCode::Internal,
            "the system gave no randomness",
            "Try again.",
        )
    })?;
    Ok(random.iter().map(|byte| format!("{byte:02x}")).collect())
}
