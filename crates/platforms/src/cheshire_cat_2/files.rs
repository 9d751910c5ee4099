//! Which files of a folder matter.

use chatelaine_documents::{Document, DocumentKind, KeyPath, Shape};

use super::settings::{SETTINGS, id};
use super::{CONFIG_FILE, CONFIG_ROLE, SPEC};
use crate::Setting;
use crate::folder::{FileSpec, Folder, Recognised, compose_files};

/// The image of the official compose file, with the first digit of its version.
const IMAGE: &str = "cheshire-cat-ai/core:2";
/// The package on PyPI, which has only versions from 2 on.
const PACKAGE: &str = "cheshire-cat-ai";
/// Files that name packages.
const PACKAGE_FILES: &[&str] = &[
    "uv.lock",
    "pyproject.toml",
    "requirements.txt",
    "Pipfile",
    "environment.yml",
];
/// Files that the server puts into its folder when it starts for the first time.
const SCAFFOLD: &[&str] = &[
    "plugins/llms/plugin.json",
    "plugins/simple_oauth/plugin.json",
    "data/core/core.db",
];
/// Constants that stand beside a key in every other program too, and so tell nothing.
const COMMON: &[&str] = &["API_KEY", "DEBUG", "LOG_LEVEL"];

/// The `config.py` is all there is.
pub(super) fn files(_folder: &dyn Folder) -> Vec<FileSpec> {
    vec![FileSpec::new(
        CONFIG_ROLE,
        CONFIG_FILE,
        DocumentKind::PythonConstants,
    )]
}

/// The package named in a file, its image, its scaffold, or a `config.py` with its constants. A `config.py` alone is
/// nothing special: every other Python program has one.
pub(super) fn recognise(folder: &dyn Folder) -> Option<Recognised> {
    let mut found = Recognised::default();
    let mut cat = false;
    let text = |name: &str| {
        folder
            .read(name)
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    };
    for name in PACKAGE_FILES {
        if let Some(version) = text(name).and_then(|text| package(&text)) {
            cat = true;
            found.files.push((*name).to_owned());
            found.version = found.version.or(version);
        }
    }
    for name in compose_files(folder) {
        let text = text(name).unwrap_or_default();
        let tag = text
            .split_once(IMAGE)
            .and_then(|(_, rest)| rest.split_whitespace().next());
        if let Some(rest) = tag {
            cat = true;
            let tag = format!("2{}", rest.trim_matches(['"', '\'']));
            found.version = found.version.or(Some(tag));
        }
        found.files.push(name.to_owned());
    }
    let config = folder.document(CONFIG_FILE, DocumentKind::PythonConstants);
    cat |= SCAFFOLD.iter().any(|name| folder.has(name));
    cat |= config.as_deref().is_some_and(is_ours);
    if folder.has(CONFIG_FILE) {
        found.files.insert(0, CONFIG_FILE.to_owned());
    }
    let url = config.and_then(|config| {
        let name = id::URL.trim_start_matches("config.");
        let node = config.get(&KeyPath::keys(&[name]))?;
        Some(node.text).filter(|text| node.shape == Shape::Scalar && text.contains("://"))
    });
    found.url = Some(url.unwrap_or_else(|| SPEC.default_url.to_owned()));
    cat.then_some(found)
}

/// A signing key of its name, or a key beside another constant of its own.
fn is_ours(config: &dyn Document) -> bool {
    let has = |name: &str| config.get(&KeyPath::keys(&[name])).is_some();
    let own = SETTINGS
        .iter()
        .map(Setting::name)
        .any(|name| !COMMON.contains(&name) && has(name));
    has("JWT_SECRET") || (has("API_KEY") && own)
}

/// The version of the package that a text names, if it names the package: `==2.0.23`, `>=2.0.19`, or the next line of
/// a lock file.
fn package(text: &str) -> Option<Option<String>> {
    let text = text.to_ascii_lowercase().replace('_', "-");
    let rest = text.match_indices(PACKAGE).find_map(|(at, name)| {
        let bounded = |c: Option<char>| !c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '-');
        let (before, rest) = (&text[..at], &text[at + name.len()..]);
        (bounded(before.chars().next_back()) && bounded(rest.chars().next())).then_some(rest)
    })?;
    // `[dev]`, which names parts of the package.
    let rest = match rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((_, rest)) => rest,
        None => rest,
    };
    let version = rest.find(|c: char| c.is_ascii_digit()).and_then(|start| {
        let between: String = rest[..start]
            .chars()
            .filter(|c| !" =<>~!^\"'{\r\n".contains(*c))
            .collect();
        let version = &rest[start..];
        let end = version
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '.'))
            .unwrap_or(version.len());
        matches!(between.as_str(), "" | "version").then(|| version[..end].to_owned())
    });
    Some(version.filter(|version| version.starts_with("2.")))
}
