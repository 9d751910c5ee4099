//! Projects to look at.

use chatelaine_documents::{Document, DocumentKind, EnvDocument, YamlDocument, compose, open};
use chatelaine_platforms::{
    Content, Effective, EnvFile, Finding, Fix, Platform, Project, ProjectFile, TextFile,
};

/// Keys as the console would generate them.
pub(crate) const KEY: &str = "q7Vt2mXo9bLrK4nWc1ZsE8uYp5HdGjA3fTiB6wRxN0k";
pub(crate) const OTHER: &str = "Zk3nR8vYc5TqL1wJm7XbE2sHd9PfGaU4oKiV6yBtC0r";
/// What a fix writes.
pub(crate) const FRESH: &str = "m4GdX9sLq2VbT7nRz1WkH5cYe8JpUfA3oKiE6tBxN0v";

/// A compose file that gives the bot its `.env` and keeps its port on this machine.
pub(crate) const COMPOSE: &str = "\
services:
  rasa:
    image: rasa/rasa:3.6.20-full
    command: run --port 5005
    env_file:
      - .env
    ports:
      - 127.0.0.1:5005:5005
  action:
    image: rasa/rasa-sdk:3.6.2
";

/// The same, published to every network.
pub(crate) fn published() -> String {
    COMPOSE.replace("127.0.0.1:", "")
}

/// The texts of a bot's files.
#[derive(Debug, Clone, Default)]
pub(crate) struct Files {
    pub(crate) credentials: Option<String>,
    pub(crate) endpoints: Option<String>,
    pub(crate) env: Option<String>,
    pub(crate) compose: Option<String>,
    pub(crate) unit: Option<String>,
}

/// A bot with only a `credentials.yml`, started from a shell.
pub(crate) fn credentials(text: &str) -> Files {
    Files {
        credentials: Some(text.to_owned()),
        ..Files::default()
    }
}

/// A bot with only an `endpoints.yml`.
pub(crate) fn endpoints(text: &str) -> Files {
    Files {
        endpoints: Some(text.to_owned()),
        ..Files::default()
    }
}

/// A bot of which only the command of its compose service is known. Its port stays on this machine.
pub(crate) fn command(arguments: &str) -> Files {
    Files::default().with_compose(&COMPOSE.replace("run --port 5005", arguments))
}

impl Files {
    pub(crate) fn with_env(mut self, text: &str) -> Self {
        self.env = Some(text.to_owned());
        self
    }

    pub(crate) fn with_compose(mut self, text: &str) -> Self {
        self.compose = Some(text.to_owned());
        self
    }

    pub(crate) fn with_unit(mut self, text: &str) -> Self {
        self.unit = Some(text.to_owned());
        self
    }

    pub(crate) fn project(&self) -> Project {
        let yaml = |role, name: &str, text: &Option<String>| ProjectFile {
            role,
            name: name.into(),
            kind: DocumentKind::Yaml,
            content: match text
                .as_ref()
                .map(|text| open(DocumentKind::Yaml, text.as_bytes()))
            {
                None => Content::Absent,
                Some(Ok(document)) => Content::Document(document),
                Some(Err(error)) => Content::Unreadable(error),
            },
        };
        let text = |name: &str, text: &String| TextFile {
            name: name.into(),
            text: text.clone(),
        };
        Project {
            files: vec![
                yaml("credentials", "credentials.yml", &self.credentials),
                yaml("endpoints", "endpoints.yml", &self.endpoints),
            ],
            env: self.env.as_ref().map(|text| EnvFile {
                name: ".env".into(),
                document: EnvDocument::parse(text.as_bytes()).unwrap(),
            }),
            compose: self
                .compose
                .as_ref()
                .map(|body| text("docker-compose.yml", body)),
            units: self
                .unit
                .iter()
                .map(|body| text("rasa.service", body))
                .collect(),
            ..Project::default()
        }
    }

    pub(crate) fn values(&self) -> Vec<Effective> {
        Platform::Rasa.effective(&self.project())
    }

    pub(crate) fn value(&self, id: &str) -> Effective {
        let mut values = self.values().into_iter();
        values
            .find(|value| value.id == id)
            .unwrap_or_else(|| panic!("there is no {id}"))
    }

    /// What the rules of this platform say. Whatever they say, no secret may be in it.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        let project = self.project();
        let values = Platform::Rasa.effective(&project);
        let mut findings = Platform::Rasa.lint(&project, &values);
        findings.retain(|finding| finding.rule.starts_with("RA-"));
        for secret in values.iter().filter(|value| value.setting.is_secret()) {
            let texts = [
                Some(&secret.value),
                secret.own.as_ref().map(|_| &secret.value),
            ];
            let texts = texts
                .into_iter()
                .flatten()
                .flatten()
                .map(|text| text.expose());
            for text in texts.filter(|text| text.len() > 5 && !text.contains("${")) {
                for finding in &findings {
                    assert!(
                        !format!("{finding:?}").contains(text),
                        "{} repeats the value of {}",
                        finding.rule,
                        secret.id
                    );
                }
                assert!(
                    !format!("{values:?} {project:?}").contains(text),
                    "Debug shows the value of {}",
                    secret.id
                );
            }
        }
        for finding in &findings {
            assert_eq!(
                finding.line.is_some(),
                finding.column.is_some(),
                "{}: a line has a column",
                finding.rule
            );
            assert_eq!(finding.fixable, finding.fix.is_some(), "{}", finding.rule);
        }
        findings
    }

    /// The rules that apply, worst first.
    pub(crate) fn rules(&self) -> Vec<String> {
        self.findings()
            .into_iter()
            .map(|finding| finding.rule)
            .collect()
    }

    /// Whether a rule applies.
    pub(crate) fn has(&self, rule: &str) -> bool {
        self.rules().iter().any(|found| found == rule)
    }

    /// The only finding of a rule.
    pub(crate) fn the(&self, rule: &str) -> Finding {
        let mut found = self.findings();
        let all = shown(&found);
        found.retain(|finding| finding.rule == rule);
        assert_eq!(found.len(), 1, "one {rule} in:\n{all}");
        found.remove(0)
    }

    /// The files after a fix, applied the way the console applies it.
    pub(crate) fn after(&self, fix: &Fix) -> Self {
        let mut files = self.clone();
        let scalar = |id: &str, value: &str| {
            let placed = Platform::Rasa
                .setting(id)
                .unwrap_or_else(|| panic!("{id} is a setting"));
            let kind = if placed.setting.role() == "env" {
                DocumentKind::Env
            } else {
                DocumentKind::Yaml
            };
            let scalar = placed
                .setting
                .scalar(value, kind, Platform::Rasa.has_references());
            (placed.setting.role(), placed.path, scalar)
        };
        match fix {
            Fix::Generate { setting } => {
                let (role, path, value) = scalar(setting, FRESH);
                files.edit(role, |document| document.set(&path, &value).map(|()| true));
            }
            Fix::Set { setting, value } => {
                let (role, path, value) = scalar(setting, value);
                files.edit(role, |document| document.set(&path, &value).map(|()| true));
            }
            Fix::Write { role, path, value } => {
                files.edit(role, |document| document.set(path, value).map(|()| true));
            }
            Fix::Remove { role, path } => files.edit(role, |document| document.remove(path)),
            Fix::Rename { role, path, to } => {
                files.edit(role, |document| document.rename(path, to));
            }
            Fix::RemoveDuplicates { role, path } => files.edit(role, |document| {
                document
                    .remove_earlier_duplicates(path)
                    .map(|gone| gone > 0)
            }),
            Fix::EnableEnvFile { service } => {
                let text = files.compose.unwrap();
                files.compose = Some(compose::enable_env_file(&text, service).unwrap());
            }
            other => panic!("no rule of this platform offers {other:?}"),
        }
        files
    }

    fn edit(
        &mut self,
        role: &str,
        change: impl FnOnce(&mut dyn Document) -> Result<bool, chatelaine_documents::DocumentError>,
    ) {
        let slot = match role {
            "credentials" => &mut self.credentials,
            "endpoints" => &mut self.endpoints,
            "env" => &mut self.env,
            other => panic!("{other} is no file"),
        };
        let text = slot.clone().unwrap_or_default();
        let mut document: Box<dyn Document> = if role == "env" {
            Box::new(EnvDocument::parse(text.as_bytes()).unwrap())
        } else {
            Box::new(YamlDocument::parse(text.as_bytes()).unwrap())
        };
        assert!(
            change(document.as_mut()).unwrap(),
            "the fix changes something"
        );
        *slot = Some(document.text().to_owned());
    }
}

/// One finding per line: rule, severity, place, message and fix.
pub(crate) fn shown(findings: &[Finding]) -> String {
    let line = |finding: &Finding| {
        let number =
            |number: Option<u32>| number.map_or_else(|| "-".into(), |number| number.to_string());
        let place = format!(
            "{}:{}:{}",
            finding.file.as_deref().unwrap_or("-"),
            number(finding.line),
            number(finding.column)
        );
        let fix = finding
            .fix
            .as_ref()
            .map_or_else(String::new, |fix| format!(" → {fix:?}"));
        format!(
            "{} {:?} {place} {}{fix}\n",
            finding.rule, finding.severity, finding.message
        )
    };
    findings.iter().map(line).collect()
}
