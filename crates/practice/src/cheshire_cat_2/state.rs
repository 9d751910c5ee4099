//! What the cat remembers: which plugins are on, and the settings of its services.

use std::collections::BTreeMap;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::Error;

/// The plugins, agents and settings that a fresh installation of 2.0.23 has.
pub(crate) static SHIPPED: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("shipped.json")).unwrap_or_default());

/// Where the choice of the language model is kept.
pub(crate) const CORE: &str = "core__config__core";
/// The provider that the practice bot plays.
pub(crate) const PROVIDER: &str = "core__model_providers__openai_compatible";
/// Its models, as those of the recorded provider: one that answers, and one whose key is refused.
pub(crate) const MODELS: [&str; 2] = ["openai_compatible:stub", "openai_compatible:noauth"];

/// The state, written to disk at each change.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct State {
    #[serde(skip)]
    path: PathBuf,
    /// Plugins that were switched off.
    off: Vec<String>,
    /// Values that differ from what was shipped, by the id of their settings.
    values: BTreeMap<String, Map<String, Value>>,
}

impl State {
    pub(crate) fn open(dir: &Path) -> Result<Self, Error> {
        let path = dir.join("data").join("core").join("practice.json");
        let state = match std::fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| Error::Database {
                path: path.clone(),
                line: error.line(),
            })?,
            Err(error) if error.kind() == ErrorKind::NotFound => Self::default(),
            Err(source) => return Err(Error::File { path, source }),
        };
        Ok(Self { path, ..state })
    }

    pub(crate) fn is_on(&self, plugin: &str) -> bool {
        !self.off.iter().any(|off| off == plugin)
    }

    /// Switches a plugin off, or on again.
    pub(crate) fn toggle(&mut self, plugin: &str) -> Result<(), Error> {
        if self.is_on(plugin) {
            self.off.push(plugin.to_owned());
        } else {
            self.off.retain(|off| off != plugin);
        }
        self.save()
    }

    /// Every entry of `/settings`, keys in clear text, as on the real server. Those of plugins that are off are not there.
    pub(crate) fn settings(&self, default_llm: &str) -> Vec<Value> {
        let shipped = SHIPPED["settings"].as_array().into_iter().flatten();
        let mut entries = vec![self.core(default_llm)];
        entries.extend(
            shipped
                .filter(|entry| self.is_on(entry["plugin_id"].as_str().unwrap_or_default()))
                .map(|entry| {
                    let mut entry = entry.clone();
                    self.overlay(&mut entry);
                    entry
                }),
        );
        entries
    }

    /// Keeps new values for one entry; those that are not named fall back to what was shipped. Returns the entry with its
    /// schema as it was before.
    pub(crate) fn set(
        &mut self,
        id: &str,
        values: &Map<String, Value>,
        default_llm: &str,
    ) -> Result<Option<Value>, Error> {
        let entries = self.settings(default_llm);
        let Some(mut entry) = entries.into_iter().find(|entry| entry["id"] == id) else {
            return Ok(None);
        };
        let known = entry["schema"]["properties"]
            .as_object()
            .cloned()
            .unwrap_or_default();
        let kept: Map<String, Value> = values
            .iter()
            .filter(|(name, _)| known.contains_key(*name))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        for (name, property) in &known {
            let value = kept.get(name).or(property.get("default"));
            entry["value"][name] = value.cloned().unwrap_or_default();
        }
        self.values.insert(id.to_owned(), kept);
        self.save()?;
        Ok(Some(entry))
    }

    /// The chosen language model, as `provider:model`.
    pub(crate) fn model(&self, default_llm: &str) -> String {
        let core = self.core(default_llm);
        core["value"]["default_llm"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// The key of the provider that the practice bot plays.
    pub(crate) fn provider_key(&self) -> String {
        let key = self
            .values
            .get(PROVIDER)
            .and_then(|values| values.get("api_key"));
        key.and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    /// A provider that was given a key offers its models.
    fn core(&self, default_llm: &str) -> Value {
        let mut models = vec![default_llm];
        if !self.provider_key().is_empty() {
            models.extend(MODELS);
        }
        let choice = |title: &str, options: &[&str]| match options {
            [only] => json!({"const": only, "default": only, "title": title, "type": "string"}),
            _ => json!({"enum": options, "default": options[0], "title": title, "type": "string"}),
        };
        let mut entry = json!({
            "id": CORE,
            "slug": "core",
            "type": "config",
            "name": "Core Settings",
            "plugin_id": "core",
            "value": {"default_llm": default_llm, "default_embedder": "default:default"},
            "schema": {
                "properties": {
                    "default_llm": choice("Default LLM", &models),
                    "default_embedder": choice("Default Embedder", &["default:default"]),
                },
                "title": "DynamicSettings",
                "type": "object",
            },
        });
        self.overlay(&mut entry);
        entry
    }

    fn overlay(&self, entry: &mut Value) {
        let values = self.values.get(entry["id"].as_str().unwrap_or_default());
        for (name, value) in values.into_iter().flatten() {
            entry["value"][name] = value.clone();
        }
    }

    fn save(&self) -> Result<(), Error> {
        let failure = |source| Error::File {
            path: self.path.clone(),
            source,
        };
        let bytes = serde_json::to_vec(self).map_err(|error| failure(error.into()))?;
        write_private(&self.path, &bytes).map_err(failure)
    }
}

/// Writes a file that only its owner may read, beside and renamed, so that a crash leaves the old one rather than none.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    std::fs::create_dir_all(path.parent().unwrap_or(path))?;
    let fresh = path.with_extension("new");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&fresh)?.write_all(bytes)?;
    std::fs::rename(&fresh, path)
}
