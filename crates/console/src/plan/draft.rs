//! A plan in the making: documents that are edited in memory, and values for the vault.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use chatelaine_documents::Document;
use chatelaine_platforms::{ById, Effective, Placed, Source};
use chatelaine_secrets::{Secret, generate_from_os};

use super::PasswordChange;
use crate::console::handle;
use crate::project::{Loaded, load};
use crate::view::{Bot, Change, Edit, PlanStep};
use crate::{CommandError, Console};

/// A plan in the making.
pub(super) struct Draft<'a> {
    pub(super) console: &'a Console,
    pub(super) bot: &'a Bot,
    pub(super) loaded: Option<&'a Loaded>,
    /// Every setting with the value that counts before the change.
    values: ById<'a>,
    /// The documents that were touched, by role.
    pub(super) documents: BTreeMap<&'static str, Box<dyn Document>>,
    /// Whole texts that the operator wrote, by role.
    pub(super) texts: BTreeMap<&'static str, String>,
    pub(super) compose: Option<String>,
    pub(super) gitignore: Vec<String>,
    pub(super) protected: BTreeSet<String>,
    pub(super) vault: Vec<(String, Option<Secret>)>,
    pub(super) passwords: Vec<PasswordChange>,
    pub(super) fresh: Vec<Secret>,
    pub(super) done: BTreeSet<String>,
    pub(super) steps: Vec<PlanStep>,
    pub(super) notes: Vec<String>,
    /// Whether a fix that was asked for is left out.
    pub(super) refused: bool,
}

impl<'a> Draft<'a> {
    pub(super) fn new(
        console: &'a Console,
        bot: &'a Bot,
        loaded: Option<&'a Loaded>,
        values: &'a [Effective],
    ) -> Self {
        Self {
            console,
            bot,
            loaded,
            values: ById::of(values),
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
            refused: false,
        }
    }

    pub(super) fn edit(&mut self, edit: Edit) -> Result<(), CommandError> {
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

    /// Puts the operator's own text in the place of a file's.
    pub(super) fn text(&mut self, role: &str, text: String) -> Result<(), CommandError> {
        let loaded = self.folder(role)?;
        let role = loaded.roles().into_iter().find(|known| *known == role);
        let role = role.ok_or_else(|| {
            CommandError::not_found(
                "the bot has no such file",
                "Choose one of the files that the configuration page shows.",
            )
        })?;
        self.done.insert(format!("{role}.text"));
        self.follow(role, &text)?;
        self.texts.insert(role, text);
        Ok(())
    }

    /// Lets the vault follow the secrets that a text changes. Of a text that makes no sense nothing can be told.
    fn follow(&mut self, role: &str, text: &str) -> Result<(), CommandError> {
        let Some(mut later) = load(self.bot)? else {
            return Ok(());
        };
        if later.replace_text(role, text.as_bytes()).is_err() {
            return Ok(());
        }
        for value in later.values() {
            let own = |value: &Effective| {
                let (_, _, own) = value.own.as_ref()?;
                Some(own.expose().to_owned()).filter(|own| !own.is_empty())
            };
            let was = self.values.get(&value.id).and_then(own);
            if let Some(now) = own(&value)
                && value.setting.is_secret()
                && value.setting.role() == role
                && was.as_ref() != Some(&now)
            {
                self.fresh.push(Secret::new(now.clone()));
                self.vault.push((value.id.clone(), Some(Secret::new(now))));
            }
        }
        Ok(())
    }

    pub(super) fn setting(&self, id: &str) -> Result<Placed, CommandError> {
        // A setting that is there knows its place best: its keys may hold dots.
        let present = self.values.get(id).map(|value| Placed {
            setting: value.setting,
            id: value.id.clone(),
            path: value.path.clone(),
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

    pub(super) fn folder(&self, what: &str) -> Result<&'a Loaded, CommandError> {
        self.loaded.ok_or_else(|| {
            CommandError::invalid(
                format!("{what} lives in a file, and this bot has no project folder"),
                "Add the bot with its folder.",
            )
        })
    }

    /// The document of a role, as far as it was changed.
    pub(super) fn document(&mut self, role: &str) -> Result<&mut Box<dyn Document>, CommandError> {
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

    pub(super) fn generate(&mut self, placed: &Placed) -> Result<(), CommandError> {
        let value = generate_from_os()?;
        self.write(placed, value.expose())?;
        self.vault.push((
            placed.id.clone(),
            Some(Secret::new(value.expose().to_owned())),
        ));
        self.fresh.push(value);
        Ok(())
    }

    pub(super) fn set(&mut self, placed: &Placed, value: &str) -> Result<(), CommandError> {
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
        let winner = self.values.get(&placed.id);
        if let Some(Source::Environment { file, .. }) = winner.map(|value| &value.source) {
            self.notes.push(format!("{} is also set in {file}, which wins. Remove it there, or this change has no effect.", setting.name()));
        }
        Ok(())
    }
}
