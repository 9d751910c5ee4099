//! Bots to look at: a folder in memory, read as the console reads one.

use std::collections::BTreeMap;

use chatelaine_documents::{DocumentKind, empty, open};
use chatelaine_platforms::{
    AccessPoint, COMPOSE_FILES, Content, Effective, FileFacts, Finding, Fix, Folder, Platform,
    Project, ProjectFile, Seen, TextFile,
};

pub(crate) const PROGRAM_Y: Platform = Platform::ProgramY;

/// Secrets as the console would generate them.
pub(crate) const TOKEN: &str = "q7Vt2mXo9bLrK4nWc1ZsE8uYp5HdGjA3fTiB6wRxN0k";
pub(crate) const KEY: &str = "Zk3nR8vYc5TqL1wJm7XbE2sHd9PfGaU4oKiV6yBtC0r";

/// A configuration in which nothing is wrong.
pub(crate) const SOUND: &str = "\
flask:
  description: A bot
  host: 127.0.0.1
  port: 8989
  debug: false
  authorization: Basic
  use_api_keys: false
  storage:
    entities:
      categories: file
      license_keys: file
    stores:
      file:
        type: file
        config:
          license_storage:
            file: $BOT_ROOT/licenses/license.keys
  bots:
    bot:
      brains:
        brain:
";

/// A bot's folder.
#[derive(Clone, Default)]
pub(crate) struct Stage {
    files: BTreeMap<String, String>,
    names: Vec<String>,
    mode: Option<u32>,
}

impl Stage {
    pub(crate) fn empty() -> Self {
        Self::default()
    }

    /// A bot in which nothing is wrong.
    pub(crate) fn sound() -> Self {
        Self::empty().with("config.yaml", SOUND).with(
            "licenses/license.keys",
            &format!("BASIC_AUTH_TOKEN = {TOKEN}\n"),
        )
    }

    /// The sound bot with one line of its configuration replaced; an empty one takes it out.
    pub(crate) fn but(line: &str, instead: &str) -> Self {
        Self::sound().replaced(line, instead)
    }

    pub(crate) fn replaced(self, line: &str, instead: &str) -> Self {
        let text = self.files["config.yaml"].clone();
        assert!(text.contains(line), "the configuration has `{line}`");
        let text = text.replacen(line, instead, 1);
        self.with("config.yaml", &text)
    }

    /// The sound bot with lines added to its section.
    pub(crate) fn plus(lines: &str) -> Self {
        Self::but("  bots:\n", &format!("{lines}  bots:\n"))
    }

    /// The sound bot with another license.keys.
    pub(crate) fn licensed(text: &str) -> Self {
        Self::sound().with("licenses/license.keys", text)
    }

    /// A bot that asks for keys, and for the token too.
    pub(crate) fn keyed(keys: &str) -> Self {
        Self::but(
            "  use_api_keys: false\n",
            "  use_api_keys: true\n  api_key_file: $BOT_ROOT/keys/keys.txt\n",
        )
        .with("keys/keys.txt", keys)
    }

    /// A bot that a compose file starts.
    pub(crate) fn composed(self, rest: &str) -> Self {
        let text = format!("services:\n  programy:\n    image: python:3.11\n{rest}");
        self.with("compose.yaml", &text)
    }

    pub(crate) fn with(mut self, name: &str, text: &str) -> Self {
        self.files.insert(name.to_owned(), text.to_owned());
        self.names = self
            .files
            .keys()
            .filter(|name| !name.contains('/'))
            .cloned()
            .collect();
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.files.remove(name);
        self.names.retain(|known| known != name);
        self
    }

    pub(crate) fn mode(mut self, mode: u32) -> Self {
        self.mode = Some(mode);
        self
    }

    /// Every file, those in folders below included.
    pub(crate) fn all_names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    pub(crate) fn text(&self, name: &str) -> &str {
        self.files.get(name).map_or("", String::as_str)
    }

    /// The folder as the console hands it to the platform.
    pub(crate) fn project(&self) -> Project {
        let text = |name: &str| TextFile {
            name: name.to_owned(),
            text: self.text(name).to_owned(),
        };
        let files = PROGRAM_Y.files(self).into_iter().map(|spec| {
            let content = match self.read(&spec.name).map(|bytes| open(spec.kind, &bytes)) {
                None => Content::Absent,
                Some(Ok(document)) => Content::Document(document),
                Some(Err(error)) => Content::Unreadable(error),
            };
            ProjectFile {
                role: spec.role,
                name: spec.name,
                kind: spec.kind,
                content,
            }
        });
        let files: Vec<ProjectFile> = files.collect();
        let facts = files.iter().map(|file| FileFacts {
            name: file.name.clone(),
            mode: self.mode,
            tracked: None,
            ignored: None,
        });
        Project {
            facts: facts.collect(),
            files,
            compose: COMPOSE_FILES
                .iter()
                .find(|name| self.has(name))
                .map(|name| text(name)),
            units: self
                .names
                .iter()
                .filter(|name| name.ends_with(".service"))
                .map(|name| text(name))
                .collect(),
            manifests: self
                .names
                .iter()
                .filter(|name| self.text(name).contains("apiVersion:"))
                .map(|name| text(name))
                .collect(),
            names: self.names.clone(),
            ..Project::default()
        }
    }

    pub(crate) fn values(&self) -> Vec<Effective> {
        PROGRAM_Y.effective(&self.project())
    }

    /// The findings of this platform; those about files as such are tested where they are made.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        let project = self.project();
        let mut findings = PROGRAM_Y.lint(&project, &PROGRAM_Y.effective(&project));
        findings.retain(|finding| finding.rule.starts_with("PY-"));
        self.keeps_secrets(&findings);
        findings
    }

    /// The rules that apply, in the order in which they are shown.
    pub(crate) fn rules(&self) -> Vec<String> {
        let findings = self.findings();
        findings.into_iter().map(|finding| finding.rule).collect()
    }

    pub(crate) fn points(&self) -> Vec<AccessPoint> {
        let project = self.project();
        let values = PROGRAM_Y.effective(&project);
        PROGRAM_Y.access_points(&Seen {
            project: Some(&project),
            values: Some(&values),
            ..Seen::default()
        })
    }

    /// No message and no `Debug` may repeat a secret, whatever the rule.
    fn keeps_secrets(&self, findings: &[Finding]) {
        let project = self.project();
        let values = PROGRAM_Y.effective(&project);
        let shown = format!("{findings:?} {project:?} {values:?} {:?}", self.points());
        let secrets = values
            .iter()
            .filter(|value| value.setting.is_secret())
            .flat_map(|value| {
                [
                    value.text(),
                    value.own.as_ref().map_or("", |own| own.2.expose()),
                ]
            });
        for secret in secrets.filter(|secret| secret.len() > 5) {
            assert!(
                !shown.contains(secret),
                "a secret of {} characters is repeated in {shown}",
                secret.len()
            );
        }
    }

    /// The folder after a fix.
    pub(crate) fn mended(&self, fix: &Fix, fresh: usize) -> Self {
        let role_of = |setting: &str| PROGRAM_Y.setting(setting).unwrap().setting.role();
        let role = match fix {
            Fix::Generate { setting } | Fix::Set { setting, .. } => role_of(setting),
            Fix::Write { role, .. }
            | Fix::Remove { role, .. }
            | Fix::Rename { role, .. }
            | Fix::RemoveDuplicates { role, .. } => role,
            other => panic!("{other:?} is none of this platform's"),
        };
        let spec = PROGRAM_Y
            .files(self)
            .into_iter()
            .find(|spec| spec.role == role)
            .unwrap();
        let mut document = self.read(&spec.name).map_or_else(
            || empty(spec.kind),
            |bytes| open(spec.kind, &bytes).unwrap(),
        );
        match fix {
            Fix::Generate { setting } => {
                let placed = PROGRAM_Y.setting(setting).unwrap();
                let value = format!("{}{fresh:03}", &KEY[..40]);
                placed.setting.validate(&value).unwrap();
                let scalar = placed.setting.scalar(&value, spec.kind, false);
                document.set(&placed.path, &scalar).unwrap();
            }
            Fix::Set { setting, value } => {
                let placed = PROGRAM_Y.setting(setting).unwrap();
                placed.setting.validate(value).unwrap();
                let scalar = placed.setting.scalar(value, spec.kind, false);
                document.set(&placed.path, &scalar).unwrap();
            }
            Fix::Write { path, value, .. } => document.set(path, value).unwrap(),
            Fix::Remove { path, .. } => assert!(document.remove(path).unwrap()),
            Fix::Rename { path, to, .. } => assert!(document.rename(path, to).unwrap()),
            Fix::RemoveDuplicates { path, .. } => {
                assert!(document.remove_earlier_duplicates(path).unwrap() > 0);
            }
            _ => {}
        }
        self.clone().with(&spec.name, document.text())
    }
}

impl Folder for Stage {
    fn read(&self, name: &str) -> Option<Vec<u8>> {
        self.files.get(name).map(|text| text.clone().into_bytes())
    }

    fn has(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    fn names(&self) -> &[String] {
        &self.names
    }
}

/// One finding per line: rule, severity, place, message and fix.
pub(crate) fn shown(findings: &[Finding]) -> String {
    let line = |finding: &Finding| {
        let number =
            |number: Option<u32>| number.map_or_else(|| "-".into(), |number| number.to_string());
        let fix = finding
            .fix
            .as_ref()
            .map_or_else(String::new, |fix| format!(" → {fix:?}"));
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

/// What must be found, where, and that nothing is found in the same bot when it is sound.
pub(crate) fn fires(stage: &Stage, rule: &str, at: (&str, Option<u32>)) -> Finding {
    let findings = stage.findings();
    let found = findings.iter().find(|finding| finding.rule == rule);
    let Some(found) = found else {
        panic!("{rule} applies, but only these do:\n{}", shown(&findings));
    };
    assert_eq!(
        (found.file.as_deref().unwrap(), found.line),
        at,
        "{rule} points to its place: {}",
        found.message
    );
    found.clone()
}

/// What must not be found.
pub(crate) fn silent(stage: &Stage, rule: &str) {
    let findings = stage.findings();
    assert!(
        findings.iter().all(|finding| finding.rule != rule),
        "{rule} does not apply:\n{}",
        shown(&findings)
    );
}

/// A kind for a name, for tests of [`Platform::files`].
pub(crate) fn kinds(stage: &Stage) -> Vec<(&'static str, String, DocumentKind)> {
    PROGRAM_Y
        .files(stage)
        .into_iter()
        .map(|spec| (spec.role, spec.name, spec.kind))
        .collect()
}
