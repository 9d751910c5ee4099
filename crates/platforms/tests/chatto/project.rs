//! Projects to look at.

use std::collections::BTreeMap;

use chatelaine_documents::{
    Document, DocumentKind, EnvDocument, KeyPath, Scalar, compose, empty, open,
};
use chatelaine_platforms::{
    COMPOSE_FILES, Content, EnvFile, Finding, Fix, Folder, Platform, Project, ProjectFile, TextFile,
};

/// Tokens as the console would generate them.
pub(crate) const BOT_TOKEN: &str = "q7Vt2mXo9bLrK4nWc1ZsE8uYp5HdGjA3fTiB6wRxN0k";
pub(crate) const REST_TOKEN: &str = "Zk3nR8vYc5TqL1wJm7XbE2sHd9PfGaU4oKiV6yBtC0r";
pub(crate) const EXT_TOKEN: &str = "m4GdX9sLq2VbT7nRz1WkH5cYe8JpUfA3oKiE6tBxN0v";

/// The files of a folder by name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Files {
    texts: BTreeMap<String, String>,
    names: Vec<String>,
}

impl Files {
    /// A folder with these files, and what no Chatto starts without.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let mut folder = Self::bare(files);
        for (name, text) in [
            ("fsm.yml", "transitions: []\n"),
            ("clf.yml", "classification: []\n"),
        ] {
            folder.put(name, text);
        }
        folder
    }

    /// A folder with these files only.
    pub(crate) fn bare(files: &[(&str, &str)]) -> Self {
        let mut folder = Self::default();
        for (name, text) in files {
            folder.put(name, text);
        }
        folder
    }

    /// A folder in which nothing is wrong, but for these files.
    pub(crate) fn sound(files: &[(&str, &str)]) -> Self {
        let mut folder = Self::new(&[("bot.yml", &bot("")), ("chn.yml", &chn(""))]);
        for (name, text) in files {
            folder.put(name, text);
        }
        folder
    }

    pub(crate) fn put(&mut self, name: &str, text: &str) {
        self.texts.insert(name.into(), text.into());
        self.names = self.texts.keys().cloned().collect();
    }

    /// Every file with its text.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
    }

    pub(crate) fn text(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", String::as_str)
    }

    /// As the console reads it.
    pub(crate) fn project(&self) -> Project {
        let files = Platform::Chatto.files(self).into_iter().map(|spec| {
            let content = match self.texts.get(&spec.name) {
                None => Content::Absent,
                Some(text) => match open(spec.kind, text.as_bytes()) {
                    Ok(document) => Content::Document(document),
                    Err(error) => Content::Unreadable(error),
                },
            };
            ProjectFile {
                role: spec.role,
                name: spec.name,
                kind: spec.kind,
                content,
            }
        });
        let text_file = |name: &str| {
            let text = self.texts.get(name)?.clone();
            Some(TextFile {
                name: name.into(),
                text,
            })
        };
        Project {
            files: files.collect(),
            env: self.texts.get(".env").map(|text| EnvFile {
                name: ".env".into(),
                document: EnvDocument::parse(text.as_bytes()).unwrap(),
            }),
            compose: COMPOSE_FILES.iter().find_map(|name| text_file(name)),
            units: self
                .names
                .iter()
                .filter(|name| name.ends_with(".service"))
                .filter_map(|name| text_file(name))
                .collect(),
            manifests: self
                .names
                .iter()
                .filter(|name| self.text(name).starts_with("apiVersion:"))
                .filter_map(|name| text_file(name))
                .collect(),
            names: self.names.clone(),
            ..Project::default()
        }
    }

    /// Every rule of Chatto's that applies, and that of files which cannot be read. No message may repeat a secret, whatever the rule, and what has a line has a column.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        let project = self.project();
        let values = Platform::Chatto.effective(&project);
        let findings: Vec<Finding> = Platform::Chatto
            .lint(&project, &values)
            .into_iter()
            .filter(|finding| finding.rule.starts_with("CH-") || finding.rule == "GEN-001")
            .collect();
        let secrets = values
            .iter()
            .filter(|value| value.setting.is_secret())
            .flat_map(|value| {
                let own = value.own.as_ref().map(|(_, _, own)| own.expose());
                [Some(value.text()), own]
            })
            .flatten()
            .filter(|secret| secret.len() > 5);
        let all: Vec<&str> = secrets.collect();
        for finding in &findings {
            let said = format!("{finding:?}");
            for secret in &all {
                assert!(
                    !said.contains(secret),
                    "{} repeats a secret: {said}",
                    finding.rule
                );
            }
            assert_eq!(
                finding.line.is_some(),
                finding.column.is_some(),
                "{} points at a line without a column: {said}",
                finding.rule
            );
        }
        findings
    }

    /// The rules that apply, in the order in which they are shown.
    pub(crate) fn rules(&self) -> Vec<String> {
        let findings = self.findings();
        findings.into_iter().map(|finding| finding.rule).collect()
    }

    /// The only finding of a rule.
    pub(crate) fn finding(&self, rule: &str) -> Finding {
        let mut found: Vec<_> = self
            .findings()
            .into_iter()
            .filter(|finding| finding.rule == rule)
            .collect();
        assert_eq!(
            found.len(),
            1,
            "{rule} applies once to {self:?}, but these apply: {:?}",
            self.rules()
        );
        found.remove(0)
    }

    /// The folder after a fix, as the console applies it.
    pub(crate) fn fixed(&self, fix: &Fix) -> Self {
        let mut after = self.clone();
        let project = self.project();
        if let Fix::EnableEnvFile { service } = fix {
            let file = project.compose.unwrap();
            let text = compose::enable_env_file(&file.text, service).unwrap();
            after.put(&file.name, &text);
            return after;
        }
        let role = match fix {
            Fix::Generate { setting } | Fix::Set { setting, .. } => {
                setting.split_once('.').unwrap().0
            }
            Fix::Write { role, .. }
            | Fix::Remove { role, .. }
            | Fix::Rename { role, .. }
            | Fix::RemoveDuplicates { role, .. } => role,
            other => panic!("{other:?} is no fix of Chatto's"),
        };
        let mut document: Box<dyn Document> = match project.document(role) {
            Some(document) => document.boxed_clone(),
            None => empty(DocumentKind::Yaml),
        };
        match fix {
            Fix::Generate { setting } => {
                let fresh = format!(
                    "{:x}-fresh-A9kQ2mXo7bLrK4nWc1ZsE8uYp5HdGjA3fTiB",
                    setting.len()
                );
                write(&project, document.as_mut(), setting, &fresh);
            }
            Fix::Set { setting, value } => write(&project, document.as_mut(), setting, value),
            Fix::Write { path, value, .. } => document.set(path, value).unwrap(),
            Fix::Remove { path, .. } => assert!(document.remove(path).unwrap(), "{path} is there"),
            Fix::Rename { path, to, .. } => {
                assert!(document.rename(path, to).unwrap(), "{path} is there");
            }
            Fix::RemoveDuplicates { path, .. } => {
                let gone = document.remove_earlier_duplicates(path).unwrap();
                assert!(gone > 0, "{path} stands more than once");
            }
            _ => {}
        }
        let name = project.name(role).unwrap_or(role).to_owned();
        after.put(&name, document.text());
        after
    }
}

/// Puts a value where a setting stands, and keeps its twin equal where that is present.
fn write(project: &Project, document: &mut dyn Document, id: &str, value: &str) {
    let values = Platform::Chatto.effective(project);
    let present = values.into_iter().find(|value| value.id == id);
    let (setting, path) = present
        .map(|value| (value.setting, value.path))
        .or_else(|| {
            Platform::Chatto
                .setting(id)
                .map(|placed| (placed.setting, placed.path))
        })
        .unwrap();
    setting.validate(value).unwrap();
    let scalar: Scalar = setting.scalar(value, document.kind(), false);
    document.set(&path, &scalar).unwrap();
    let twin: Option<KeyPath> = setting.twin_place();
    if let Some(twin) = twin.filter(|twin| document.get(twin).is_some()) {
        document.set(&twin, &scalar).unwrap();
    }
}

impl Folder for Files {
    fn read(&self, name: &str) -> Option<Vec<u8>> {
        self.texts.get(name).map(|text| text.clone().into_bytes())
    }

    fn has(&self, name: &str) -> bool {
        self.texts.contains_key(name)
    }

    fn names(&self) -> &[String] {
        &self.names
    }
}

/// A `bot.yml` with a sound token and more.
pub(crate) fn bot(more: &str) -> String {
    format!("auth:\n  token: \"{BOT_TOKEN}\"\n{more}")
}

/// A `chn.yml` with a sound token and more.
pub(crate) fn chn(more: &str) -> String {
    format!("rest:\n  callback_token: \"{REST_TOKEN}\"\n{more}")
}

/// A compose file that runs the bot with these variables, its port for this machine only.
pub(crate) fn compose(environment: &[&str]) -> String {
    let mut text = "services:\n  chatto:\n    image: jaimeteb/chatto:0.9.2\n    ports:\n      - \"127.0.0.1:4770:4770\"\n".to_owned();
    if !environment.is_empty() {
        text.push_str("    environment:\n");
    }
    for variable in environment {
        text.push_str(&format!("      - {variable}\n"));
    }
    text
}

/// One finding per line: rule, severity, place, message and fix.
pub(crate) fn shown(findings: &[Finding]) -> String {
    let line = |finding: &Finding| {
        let number =
            |number: Option<u32>| number.map_or_else(|| "-".into(), |number| number.to_string());
        let fix = finding
            .fix
            .as_ref()
            .map_or_else(String::new, |fix| format!(" → {}", kind(fix)));
        format!(
            "{} {:?} {}:{}:{} {}{fix}\n",
            finding.rule,
            finding.severity,
            finding.file.as_deref().unwrap_or("-"),
            number(finding.line),
            number(finding.column),
            finding.message
        )
    };
    findings.iter().map(line).collect()
}

fn kind(fix: &Fix) -> String {
    match fix {
        Fix::Generate { setting } => format!("generate {setting}"),
        Fix::Set { setting, value } => format!("set {setting} to {value}"),
        Fix::Write { role, path, .. } => format!("write {role}.{path}"),
        Fix::Remove { role, path } => format!("remove {role}.{path}"),
        Fix::Rename { role, path, to } => format!("rename {role}.{path} to {to}"),
        Fix::RemoveDuplicates { role, path } => format!("keep the last {role}.{path}"),
        other => format!("{other:?}"),
    }
}
