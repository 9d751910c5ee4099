//! The command lines that start a bot: which client runs, on which file, with which root.

use crate::{Project, TextFile};

/// The module path that all clients of Program-Y share.
const MODULES: &str = "programy.clients.";

/// One command line, as far as it decides what is read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Start {
    /// The file that it stands in.
    pub(super) file: String,
    /// From 1.
    pub(super) line: usize,
    /// `programy.clients.restful.flask.client`, where it is named.
    pub(super) module: Option<String>,
    /// `--config`
    pub(super) config: Option<String>,
    /// `--cformat`: yaml, json or xml.
    pub(super) format: Option<String>,
    /// `--bot_root`
    pub(super) root: Option<String>,
    /// The line of `--substitutions`.
    pub(super) substitutions: Option<usize>,
}

impl Start {
    /// What `$BOT_ROOT` stands for: `--bot_root`, else the folder part of `--config` (clients/client.py, 5.0.1), which
    /// is nothing at all for a bare name.
    pub(super) fn bot_root(&self) -> &str {
        match (&self.root, &self.config) {
            (Some(root), _) => root,
            (None, Some(config)) => config.rsplit_once('/').map_or("", |(folder, _)| folder),
            (None, None) => ".",
        }
    }

    /// Whether `$BOT_ROOT` vanishes, so that `$BOT_ROOT/licenses` is `/licenses`.
    pub(super) fn loses_root(&self) -> bool {
        self.root.is_none() && self.config.is_some() && self.bot_root().is_empty()
    }
}

/// Every start that the compose file and the units of a project name.
pub(super) fn starts(project: &Project) -> Vec<Start> {
    project
        .compose
        .iter()
        .chain(&project.units)
        .flat_map(named)
        .collect()
}

/// The words of a file are enough: they are the same whether a command stands in one string, in a list on one line or on
/// many (compose), or behind `ExecStart=` (systemd).
fn named(file: &TextFile) -> Vec<Start> {
    let mut found: Vec<Start> = Vec::new();
    let mut option: Option<&str> = None;
    for (line, word) in words(&file.text) {
        if let Some(waiting) = option.take() {
            take(found.last_mut(), waiting, word);
            continue;
        }
        let (name, value) = word
            .split_once('=')
            .map_or((word, None), |(name, value)| (name, Some(value)));
        let ours = matches!(
            name,
            "--config" | "--cformat" | "--bot_root" | "--substitutions"
        );
        if word.starts_with(MODULES) {
            found.push(Start {
                module: Some(word.to_owned()),
                ..at(file, line)
            });
        }
        if !ours {
            continue;
        }
        // The image may name the module, and the compose file only what follows it. `--config` alone is the option of
        // many a program.
        if found.is_empty() && name == "--config" && !mentions(&file.text) {
            continue;
        }
        if found.is_empty() {
            found.push(at(file, line));
        }
        if let (Some(start), "--substitutions") = (found.last_mut(), name) {
            start.substitutions = Some(line);
        }
        match value {
            Some(value) => take(found.last_mut(), name, value),
            None => option = Some(name),
        }
    }
    found
}

fn at(file: &TextFile, line: usize) -> Start {
    Start {
        file: file.name.clone(),
        line,
        ..Start::default()
    }
}

/// Whether a file speaks of Program-Y at all.
pub(super) fn mentions(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    ["programy", "program-y", "program_y", "--bot_root"]
        .iter()
        .any(|name| text.contains(name))
}

fn take(start: Option<&mut Start>, option: &str, value: &str) {
    let Some(start) = start else { return };
    let value = Some(value.to_owned());
    match option {
        "--config" => start.config = value,
        "--cformat" => start.format = value,
        "--bot_root" => start.root = value,
        _ => {}
    }
}

/// Every word with its line, from 1. Comments, list marks, brackets, commas and quotes are left out.
pub(super) fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim_start().starts_with('#'))
        .flat_map(|(at, line)| {
            line.split(|c: char| c.is_whitespace() || matches!(c, ',' | '[' | ']' | '"' | '\''))
                .filter(|word| !word.is_empty() && *word != "-" && *word != "\\")
                .map(move |word| (at + 1, word))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn starts_in(text: &str) -> Vec<Start> {
        named(&TextFile {
            name: "compose.yaml".into(),
            text: text.into(),
        })
    }

    #[test]
    fn a_command_says_the_same_in_every_spelling() {
        let spellings = [
            "command: python -m programy.clients.restful.flask.client --config ./c.yaml --cformat yaml --bot_root .",
            "command: [\"python\", \"-m\", \"programy.clients.restful.flask.client\", \"--config\", \"./c.yaml\", \"--cformat\", \"yaml\", \"--bot_root\", \".\"]",
            "command:\n  - python\n  - -m\n  - programy.clients.restful.flask.client\n  - --config=./c.yaml\n  - --cformat\n  # - json\n  - yaml\n  - '--bot_root'\n  - .",
            "ExecStart=/venv/bin/python -m programy.clients.restful.flask.client --config ./c.yaml \\\n  --cformat yaml --bot_root .",
        ];
        for text in spellings {
            let found = starts_in(text);
            let [start] = found.as_slice() else {
                panic!("one start in {text}: {found:?}");
            };
            assert_eq!(
                (
                    start.module.as_deref(),
                    start.config.as_deref(),
                    start.format.as_deref(),
                    start.bot_root()
                ),
                (
                    Some("programy.clients.restful.flask.client"),
                    Some("./c.yaml"),
                    Some("yaml"),
                    "."
                ),
                "{text}"
            );
        }
    }

    #[test]
    fn the_root_is_the_folder_of_the_configuration_and_nothing_for_a_bare_name() {
        for (command, root, lost) in [
            ("--config conf/c.yaml", "conf", false),
            ("--config ./c.yaml", ".", false),
            ("--config c.yaml", "", true),
            ("--config c.yaml --bot_root .", ".", false),
            ("", ".", false),
        ] {
            let found = starts_in(&format!(
                "command: python -m programy.clients.restful.sanic.client {command}"
            ));
            assert_eq!(
                (found[0].bot_root(), found[0].loses_root()),
                (root, lost),
                "{command}"
            );
        }
    }

    #[test]
    fn the_options_of_other_programs_are_left_alone() {
        assert_eq!(
            starts_in("command: prometheus --config /etc/prometheus.yml"),
            Vec::new(),
            "many programs have a --config"
        );
    }
}
