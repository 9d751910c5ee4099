//! Projects to look at.

use chatelaine_documents::EnvDocument;
use chatelaine_platforms::{EnvFile, Finding, Platform, Project, TextFile};

/// Three keys as the console would generate them.
pub(crate) const HTTP_KEY: &str = "q7Vt2mXo9bLrK4nWc1ZsE8uYp5HdGjA3fTiB6wRxN0k";
pub(crate) const WS_KEY: &str = "Zk3nR8vYc5TqL1wJm7XbE2sHd9PfGaU4oKiV6yBtC0r";
pub(crate) const JWT_KEY: &str = "m4GdX9sLq2VbT7nRz1WkH5cYe8JpUfA3oKiE6tBxN0v";

/// A `.env` in which nothing is wrong.
const SOUND: &[(&str, &str)] = &[
    ("CCAT_API_KEY", HTTP_KEY),
    ("CCAT_API_KEY_WS", WS_KEY),
    ("CCAT_JWT_SECRET", JWT_KEY),
    ("CCAT_CORS_ENABLED", "false"),
    ("CCAT_DEBUG", "false"),
];

/// A sound `.env`, but for these lines: `KEY=` with a new value replaces, `-KEY` leaves out, anything else is added.
pub(crate) fn env(changes: &[&str]) -> String {
    let named = |line: &str| {
        line.split('=')
            .next()
            .unwrap_or_default()
            .trim_start_matches('-')
            .to_owned()
    };
    let kept = SOUND
        .iter()
        .filter(|(key, _)| !changes.iter().any(|line| named(line) == *key));
    let mut text: String = kept
        .map(|(key, value)| format!("{key}={value}\n"))
        .collect();
    for line in changes.iter().filter(|line| !line.starts_with('-')) {
        text.push_str(line);
        text.push('\n');
    }
    text
}

pub(crate) fn project(env: Option<&str>, compose: Option<&str>) -> Project {
    Project {
        env: env.map(|text| EnvFile {
            name: ".env".into(),
            document: EnvDocument::parse(text.as_bytes()).unwrap(),
        }),
        compose: compose.map(|text| TextFile {
            name: "compose.yml".into(),
            text: text.into(),
        }),
        ..Project::default()
    }
}

/// Every rule that applies to a project.
pub(crate) fn lint(project: &Project) -> Vec<Finding> {
    let cat = Platform::CheshireCat;
    cat.lint(project, &cat.effective(project))
}

/// What is wrong with a `.env` alone. No message may repeat a secret, whatever the rule.
pub(crate) fn findings(env: &str) -> Vec<Finding> {
    let project = project(Some(env), None);
    let findings = lint(&project);
    let document = &project.env.as_ref().unwrap().document;
    let secret = |key: &str| ["API_KEY", "SECRET"].iter().any(|word| key.contains(word));
    // `secret` is the bot's public default and is named as such.
    let values: Vec<String> = document
        .entries()
        .filter(|entry| secret(entry.key))
        .map(|entry| entry.value.clone())
        .collect();
    for value in values
        .iter()
        .filter(|value| value.len() > 1 && *value != "secret")
    {
        for finding in &findings {
            let text = format!("{} {}", finding.message, finding.advice);
            assert!(
                !text.contains(value.as_str()),
                "{} repeats the value `{value}`: {text}",
                finding.rule
            );
        }
    }
    findings
}

/// The rules that apply to a `.env` alone, in the order in which they are shown.
pub(crate) fn rules(env: &str) -> Vec<String> {
    findings(env)
        .into_iter()
        .map(|finding| finding.rule)
        .collect()
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
