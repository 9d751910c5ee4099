//! From wishes and findings to a plan.

use std::collections::BTreeSet;

use chatelaine_documents::{EnvDocument, compose};
use chatelaine_platforms::cheshire_cat::{DEFAULT_LOGINS, RULES};
use chatelaine_platforms::{Fix, Setting, Source};
use chatelaine_secrets::{Secret, generate_from_os};

use super::{ChangePlan, FileEdit, PasswordChange};
use crate::console::handle;
use crate::mask;
use crate::posture::restart_hint;
use crate::project::{Loaded, load, shown};
use crate::view::{Bot, Change, Edit, Finding, Plan, PlanRequest, PlanStep, StepKind};
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
        };
        let plan = draft.finish(title)?;
        let view = plan.view.clone();
        self.state().plans.insert(view.id.clone(), plan);
        Ok(view)
    }

    /// Whether there is a rule of this id, whatever it finds now.
    #[must_use]
    pub fn knows_rule(&self, id: &str) -> bool {
        RULES.iter().any(|rule| rule.id == id)
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

/// A plan in the making.
struct Draft<'a> {
    console: &'a Console,
    bot: &'a Bot,
    loaded: Option<&'a Loaded>,
    document: EnvDocument,
    compose: Option<String>,
    vault: Vec<(&'static Setting, Option<Secret>)>,
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
            document: loaded.map_or_else(EnvDocument::empty, Loaded::document),
            compose: loaded.and_then(|loaded| {
                loaded
                    .project
                    .compose
                    .as_ref()
                    .map(|compose| compose.text.clone())
            }),
            vault: Vec::new(),
            passwords: Vec::new(),
            fresh: Vec::new(),
            done: BTreeSet::new(),
            steps: Vec::new(),
            notes: Vec::new(),
        }
    }

    fn edit(&mut self, edit: Edit) -> Result<(), CommandError> {
        let setting = self.setting(&edit.setting)?;
        match edit.change {
            Change::Generate if setting.is_secret() => self.generate(setting),
            Change::Generate => Err(CommandError::invalid(
                format!(
                    "{} is not a secret, so there is nothing to generate",
                    setting.name
                ),
                "Give a value.",
            )),
            Change::Value { value } => self.set(setting, &value),
            Change::FromVault => {
                let missing = || {
                    CommandError::not_found(
                        format!("the vault holds no value for {}", setting.name),
                        "Generate one, or adopt the file's value with `vault import`.",
                    )
                };
                let kept = self
                    .console
                    .vault
                    .get(&handle(self.bot, setting.id)?)?
                    .ok_or_else(missing)?;
                self.set(setting, kept.expose())
            }
            Change::Unset => {
                self.folder(setting)?;
                if !self.document.remove(setting.name)? {
                    self.notes.push(format!(
                        "{} is not set, so there is nothing to remove.",
                        setting.name
                    ));
                    return Ok(());
                }
                self.done.insert(setting.id.into());
                if setting.is_secret() {
                    self.vault.push((setting, None));
                }
                Ok(())
            }
        }
    }

    /// Legacy lines and duplicates first, so that what is generated afterwards is what counts.
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
            match fix {
                Fix::Remove { key } => {
                    self.document.remove(key)?;
                    self.done.insert(format!("env.{key}"));
                }
                Fix::Rename { from, to } => {
                    self.document.rename(from, to)?;
                    self.done.insert(format!("env.{to}"));
                }
                Fix::RemoveDuplicates { key } => {
                    self.document.remove_earlier_duplicates(key)?;
                    self.done.insert(format!("env.{key}"));
                }
                _ => {}
            }
        }
        for fix in fixes {
            match fix {
                Fix::Generate { setting }
                    if !self.vault.iter().any(|(done, _)| done.id == *setting) =>
                {
                    let setting = self.setting(setting)?;
                    if self.bot.dir.is_none() {
                        self.notes.push(format!(
                            "{} cannot be set: the bot has no project folder here.",
                            setting.name
                        ));
                    } else {
                        self.generate(setting)?;
                    }
                }
                Fix::Set { setting, value } => {
                    let setting = self.setting(setting)?;
                    self.set(setting, value)?;
                }
                Fix::EnableEnvFile { service } => {
                    if let Some(text) = &self.compose {
                        self.compose = Some(compose::enable_env_file(text, service)?);
                        self.done.insert("compose.env_file".into());
                    }
                }
                Fix::ChangePassword { username } => self.password(username)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn setting(&self, id: &str) -> Result<&'static Setting, CommandError> {
        let missing = || {
            CommandError::not_found(
                format!("{} has no setting `{id}`", self.bot.platform.title()),
                "`chatelaine settings` lists them.",
            )
        };
        self.bot.platform.setting(id).ok_or_else(missing)
    }

    fn folder(&self, setting: &Setting) -> Result<(), CommandError> {
        if self.bot.dir.is_some() {
            return Ok(());
        }
        Err(CommandError::invalid(
            format!(
                "{} lives in a file, and this bot has no project folder",
                setting.name
            ),
            "Add the bot with its folder.",
        ))
    }

    fn generate(&mut self, setting: &'static Setting) -> Result<(), CommandError> {
        let value = generate_from_os()?;
        self.write(setting, value.expose())?;
        self.vault
            .push((setting, Some(Secret::new(value.expose().to_owned()))));
        self.fresh.push(value);
        Ok(())
    }

    fn set(&mut self, setting: &'static Setting, value: &str) -> Result<(), CommandError> {
        setting
            .validate(value)
            .map_err(|invalid| CommandError::invalid(invalid.what, invalid.advice))?;
        self.write(setting, value)?;
        if setting.is_secret() {
            self.vault
                .push((setting, Some(Secret::new(value.to_owned()))));
            self.fresh.push(Secret::new(value.to_owned()));
        }
        Ok(())
    }

    fn write(&mut self, setting: &'static Setting, value: &str) -> Result<(), CommandError> {
        self.folder(setting)?;
        self.document
            .set(setting.name, value)
            .map_err(|error| CommandError::invalid(error.to_string(), error.advice()))?;
        self.done.insert(setting.id.into());
        // A line that something else overrides would look changed and do nothing.
        let values = self.loaded.map(Loaded::values).unwrap_or_default();
        let winner = values
            .iter()
            .find(|value| value.setting.id == setting.id)
            .filter(|value| matches!(value.source, Source::Environment { .. }));
        if let Some(Source::Environment { file }) = winner.map(|value| &value.source) {
            self.notes.push(format!("{} is also set in {file}, which wins. Remove it there, or this change has no effect.", setting.name));
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
        let mut files = Vec::new();
        let mut diffs = Vec::new();
        let platform = self.bot.platform;
        let fresh: Vec<&Secret> = self.fresh.iter().collect();
        if let Some(loaded) = self.loaded {
            let mut known = mask::secret_values(platform, &self.document);
            if let Some(env) = &loaded.project.env {
                known.extend(mask::secret_values(platform, &env.document));
            }
            let before = loaded.project.env.as_ref().map(|env| env.document.text());
            if before.unwrap_or_default() != self.document.text() {
                diffs.push(mask::diff(
                    &shown(&loaded.env.path),
                    platform,
                    before,
                    self.document.text(),
                    &known,
                    &fresh,
                ));
                files.push(FileEdit {
                    snapshot: loaded.env.clone(),
                    after: self.document.bytes().to_vec(),
                });
            }
            if let (Some(snapshot), Some(text)) = (&loaded.compose, &self.compose) {
                let before = String::from_utf8_lossy(&snapshot.bytes);
                if before != *text {
                    diffs.push(mask::diff(
                        &shown(&snapshot.path),
                        platform,
                        Some(&before),
                        text,
                        &known,
                        &fresh,
                    ));
                    files.push(FileEdit {
                        snapshot: snapshot.clone(),
                        after: text.clone().into_bytes(),
                    });
                }
            }
        }
        if files.is_empty() && self.passwords.is_empty() {
            let what = self
                .notes
                .first()
                .cloned()
                .unwrap_or_else(|| "nothing would change".into());
            return Err(CommandError::invalid(
                what,
                "The configuration already is as you want it.",
            ));
        }
        self.describe(&files);
        let mut vault = Vec::new();
        for (setting, value) in self.vault {
            vault.push((handle(self.bot, setting.id)?, value));
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
            let verb = if file.snapshot.exists() {
                "Change"
            } else {
                "Create"
            };
            step(
                StepKind::File,
                format!(
                    "{verb} {} (a sealed backup is kept)",
                    shown(&file.snapshot.path)
                ),
            );
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
        if !files.is_empty() {
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
