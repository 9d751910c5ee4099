//! The command lines that start a bot: which client runs, on which file, with which root.

use chatelaine_documents::{compose, unit};

use crate::Project;

/// The module path that all clients of Program-Y share.
const MODULES: &str = "programy.clients.";

/// One command line, as far as it decides what is read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Start {
    /// The file that it stands in.
    pub(super) file: String,
    /// From 1, where it is known.
    pub(super) line: Option<usize>,
    /// `programy.clients.restful.flask.client`, where it is named.
    pub(super) module: Option<String>,
    /// `--config`
    pub(super) config: Option<String>,
    /// `--cformat`: yaml, json or xml.
    pub(super) format: Option<String>,
    /// `--bot_root`
    pub(super) root: Option<String>,
    /// Whether there are `--substitutions`.
    pub(super) substitutions: bool,
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
    let mut starts = Vec::new();
    if let Some(file) = &project.compose {
        for service in project.services().iter().filter(|service| runs(service)) {
            let words = service.entrypoint.iter().chain(&service.command);
            let line = service.command_line.or(service.entrypoint_line);
            let (name, line) = match &service.command_file {
                Some(over) => (over, service.command_line),
                None => (&file.name, line.or(service.line)),
            };
            starts.extend(start(words, name, line));
        }
    }
    for file in project.units.iter().filter(|file| mentions(&file.text)) {
        for command in unit::look(&file.text).exec_start {
            starts.extend(start(command.words.iter(), &file.name, Some(command.line)));
        }
    }
    starts
}

/// Whether a compose service runs a Program-Y, as its name, its image or its command tells.
pub(super) fn runs(service: &compose::Service) -> bool {
    let image = service.image.as_deref().unwrap_or_default();
    let words = service.entrypoint.iter().chain(&service.command);
    mentions(&service.name) || mentions(image) || words.into_iter().any(|word| mentions(word))
}

/// Whether a text speaks of Program-Y at all.
pub(super) fn mentions(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    ["programy", "program-y", "program_y", "--bot_root"]
        .iter()
        .any(|name| text.contains(name))
}

/// What a command line says; nothing when it says nothing of a client or its files. The image may name the module, and
/// the compose file only what follows it.
fn start<'a>(
    words: impl Iterator<Item = &'a String>,
    file: &str,
    line: Option<usize>,
) -> Option<Start> {
    let mut found = Start {
        file: file.to_owned(),
        line,
        ..Start::default()
    };
    // A shell's command line is one word of many.
    let mut words = words.flat_map(|word| word.split_whitespace());
    while let Some(word) = words.next() {
        let word = word.trim_matches(['"', '\'']);
        if word.starts_with(MODULES) {
            found.module = Some(word.to_owned());
            continue;
        }
        let (name, value) = word
            .split_once('=')
            .map_or((word, None), |(name, value)| (name, Some(value)));
        let place = match name {
            "--config" => &mut found.config,
            "--cformat" => &mut found.format,
            "--bot_root" => &mut found.root,
            "--substitutions" => {
                found.substitutions = true;
                continue;
            }
            _ => continue,
        };
        let value = value.or_else(|| words.next());
        *place = value.map(|value| value.trim_matches(['"', '\'']).to_owned());
    }
    (found.module.is_some() || found.config.is_some() || found.root.is_some()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TextFile;

    fn file(name: &str, text: String) -> TextFile {
        TextFile {
            name: name.into(),
            text,
        }
    }

    fn composed(rest: &str) -> Vec<Start> {
        let text = format!("services:\n  bot:\n    image: python:3.11\n    {rest}\n");
        starts(&Project {
            compose: Some(file("compose.yaml", text)),
            ..Project::default()
        })
    }

    fn said(found: &[Start]) -> Option<[Option<&str>; 4]> {
        let [start] = found else { return None };
        Some([
            start.module.as_deref(),
            start.config.as_deref(),
            start.format.as_deref(),
            Some(start.bot_root()),
        ])
    }

    #[test]
    fn a_command_says_the_same_in_every_spelling() {
        let all = Some([
            Some("programy.clients.restful.flask.client"),
            Some("./c.yaml"),
            Some("yaml"),
            Some("."),
        ]);
        let spellings = [
            "command: python -m programy.clients.restful.flask.client --config ./c.yaml --cformat yaml --bot_root .",
            "command: [\"python\", \"-m\", \"programy.clients.restful.flask.client\", \"--config\", \"./c.yaml\", \"--cformat\", \"yaml\", \"--bot_root\", \".\"]",
            "command:\n      - python\n      - -m\n      - programy.clients.restful.flask.client\n      - --config=./c.yaml\n      - --cformat\n      # - json\n      - yaml\n      - '--bot_root'\n      - .",
            "command: sh -c 'exec python -m programy.clients.restful.flask.client --config ./c.yaml --cformat yaml --bot_root .'",
            "entrypoint: [python, -m, programy.clients.restful.flask.client]\n    command: --config ./c.yaml --cformat yaml --bot_root .",
        ];
        for text in spellings {
            assert_eq!(said(&composed(text)), all, "{text}");
        }
        let unit = "[Service]\nExecStart=/venv/bin/python -m programy.clients.restful.flask.client --config ./c.yaml \\\n  --cformat yaml --bot_root .\n";
        let found = starts(&Project {
            units: vec![file("bot.service", unit.into())],
            ..Project::default()
        });
        assert_eq!(said(&found), all, "{unit}");
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
            let found = composed(&format!(
                "command: python -m programy.clients.restful.sanic.client {command}"
            ));
            let found: Vec<_> = found
                .iter()
                .map(|start| (start.bot_root(), start.loses_root()))
                .collect();
            assert_eq!(found, [(root, lost)], "{command}");
        }
    }

    #[test]
    fn the_options_of_other_programs_are_left_alone() {
        assert_eq!(
            composed("command: prometheus --config /etc/prometheus.yml"),
            Vec::new(),
            "many programs have a --config"
        );
    }
}
