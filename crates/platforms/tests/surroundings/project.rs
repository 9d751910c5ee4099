//! Projects to look at.

use chatelaine_documents::{DocumentKind, EnvDocument, open};
use chatelaine_platforms::{
    Content, EnvFile, FileFacts, Finding, Platform, Project, ProjectFile, TextFile,
};

/// Two secrets as the console would generate them.
pub(crate) const KEY: &str = "q7Vt2mXo9bLrK4nWc1ZsE8uYp5HdGjA3fTiB6wRxN0k";
pub(crate) const OTHER: &str = "m4GdX9sLq2VbT7nRz1WkH5cYe8JpUfA3oKiE6tBxN0v";

/// A Cheshire Cat 2 with a secret in its `config.py` and an `.env` of this text.
pub(crate) fn cat(env: Option<&str>) -> Project {
    let kind = DocumentKind::PythonConstants;
    let text = format!(
        "API_KEY = \"{KEY}\"\nJWT_SECRET = \"{OTHER}\"\nDEBUG = False\nCORS_ENABLED = False\n"
    );
    Project {
        files: vec![ProjectFile {
            role: "config",
            name: "config.py".into(),
            kind,
            content: Content::Document(open(kind, text.as_bytes()).unwrap()),
        }],
        env: env.map(|text| EnvFile {
            name: ".env".into(),
            document: EnvDocument::parse(text.as_bytes()).unwrap(),
        }),
        ..Project::default()
    }
}

pub(crate) fn text(name: &str, text: &str) -> TextFile {
    TextFile {
        name: name.into(),
        text: text.into(),
    }
}

/// What is known of a file: permission bits, tracked, ignored.
pub(crate) fn facts(name: &str, mode: u32, git: Option<(bool, bool)>) -> FileFacts {
    FileFacts {
        name: name.into(),
        mode: Some(mode),
        tracked: git.map(|(tracked, _)| tracked),
        ignored: git.map(|(_, ignored)| ignored),
    }
}

/// The shared rules that apply. None may repeat a secret.
pub(crate) fn lint(project: &Project) -> Vec<Finding> {
    let platform = Platform::CheshireCat2;
    let values = platform.effective(project);
    let found: Vec<Finding> = platform
        .lint(project, &values)
        .into_iter()
        .filter(|finding| finding.rule.starts_with("GEN-"))
        .collect();
    let text = format!("{found:?}");
    for secret in [KEY, OTHER, "hunter2-hunter2"] {
        assert!(!text.contains(secret), "a secret is repeated: {text}");
    }
    found
}

/// One finding per line: rule, severity, place and message.
pub(crate) fn shown(project: &Project) -> String {
    let number =
        |number: Option<u32>| number.map_or_else(|| "-".into(), |number| number.to_string());
    lint(project)
        .iter()
        .map(|finding| {
            format!(
                "{} {:?} {}:{}:{} {}\n",
                finding.rule,
                finding.severity,
                finding.file.as_deref().unwrap_or("-"),
                number(finding.line),
                number(finding.column),
                finding.message
            )
        })
        .collect()
}
