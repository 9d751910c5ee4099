//! Projects to look at.

use chatelaine_documents::{DocumentKind, EnvDocument, open};
use chatelaine_platforms::{
    Content, Effective, EnvFile, Finding, Platform, Project, ProjectFile, TextFile,
};

pub(crate) const CAT: Platform = Platform::CheshireCat2;

/// Two keys as the console would generate them.
pub(crate) const KEY: &str = "q7Vt2mXo9bLrK4nWc1ZsE8uYp5HdGjA3fTiB6wRxN0k";
pub(crate) const JWT: &str = "m4GdX9sLq2VbT7nRz1WkH5cYe8JpUfA3oKiE6tBxN0v";

/// A `config.py` in which nothing is wrong, but for these lines: `NAME = …` replaces, `-NAME` leaves out, anything else
/// is added.
pub(crate) fn config(changes: &[&str]) -> String {
    let sound = [
        format!("API_KEY = \"{KEY}\""),
        format!("JWT_SECRET = \"{JWT}\""),
        "CORS_ENABLED = False".to_owned(),
        "DEBUG = False".to_owned(),
    ];
    let named = |line: &str| {
        let name = line.split(['=', ':']).next().unwrap_or_default().trim();
        name.trim_start_matches('-').to_owned()
    };
    let kept = sound
        .iter()
        .map(String::as_str)
        .filter(|line| !changes.iter().any(|change| named(change) == named(line)));
    let added = changes
        .iter()
        .copied()
        .filter(|line| !line.starts_with('-'));
    kept.chain(added).map(|line| format!("{line}\n")).collect()
}

pub(crate) fn project(config: Option<&str>) -> Project {
    let kind = DocumentKind::PythonConstants;
    let content = config.map_or(Content::Absent, |text| match open(kind, text.as_bytes()) {
        Ok(document) => Content::Document(document),
        Err(error) => Content::Unreadable(error),
    });
    Project {
        files: vec![ProjectFile {
            role: "config",
            name: "config.py".into(),
            kind,
            content,
        }],
        names: vec!["pyproject.toml".into()],
        ..Project::default()
    }
}

pub(crate) fn with_env(mut project: Project, env: &str) -> Project {
    project.env = Some(EnvFile {
        name: ".env".into(),
        document: EnvDocument::parse(env.as_bytes()).unwrap(),
    });
    project
}

pub(crate) fn with_compose(mut project: Project, text: &str) -> Project {
    project.compose = Some(TextFile {
        name: "compose.yml".into(),
        text: text.into(),
    });
    project
}

pub(crate) fn effective(project: &Project) -> Vec<Effective> {
    CAT.effective(project)
}

/// Every rule of this platform that applies, but the one that always does.
pub(crate) fn lint(project: &Project) -> Vec<Finding> {
    let found = CAT.lint(project, &effective(project));
    found
        .into_iter()
        .filter(|finding| finding.rule.starts_with("CC2-") && finding.rule != "CC2-026")
        .collect()
}

/// What is wrong with a `config.py` alone.
pub(crate) fn findings(config: &str) -> Vec<Finding> {
    lint(&project(Some(config)))
}

/// One finding per line: rule, severity, place, message and fix.
pub(crate) fn shown(findings: &[Finding]) -> String {
    let number =
        |number: Option<u32>| number.map_or_else(|| "-".into(), |number| number.to_string());
    let line = |finding: &Finding| {
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
