//! Secrets in the files that say how a bot is run: compose files and systemd units.

use chatelaine_documents::{compose, unit};

use super::secret::{is_literal, names_a_secret};
use super::{ABOUT_ARGUMENTS, Look, rules};
use crate::environment::CommandLine;
use crate::{Finding, Rule, TextFile};

pub(super) fn lint(look: &mut Look<'_>, findings: &mut Vec<Finding>) {
    let project = look.project;
    for file in project.compose.iter().chain(&project.overrides) {
        let services = compose::look(&file.text)
            .map(|compose| compose.services)
            .unwrap_or_default();
        for service in &services {
            for set in &service.environment {
                let value = set.value.as_deref().unwrap_or_default();
                let line = set.line.or(service.line);
                let place = Place { file, line };
                variable(look, &place, rules::IN_COMPOSE, &set.key, value, findings);
            }
            if let Some(command) = CommandLine::of_service(&file.name, service) {
                arguments(look, file, &command, findings);
            }
        }
    }
    for file in &project.units {
        let unit = unit::look(&file.text);
        for set in &unit.environment {
            let line = Some(set.line);
            let place = Place { file, line };
            variable(look, &place, rules::IN_UNIT, &set.key, &set.value, findings);
        }
        for command in &unit.exec_start {
            let command = CommandLine::of_unit(&file.name, command);
            arguments(look, file, &command, findings);
        }
    }
}

/// Where a variable is set.
pub(super) struct Place<'a> {
    pub(super) file: &'a TextFile,
    /// From 1, where it is known.
    pub(super) line: Option<usize>,
}

/// A variable that is set to a secret.
pub(super) fn variable(
    look: &mut Look<'_>,
    place: &Place<'_>,
    rule: &Rule,
    name: &str,
    value: &str,
    findings: &mut Vec<Finding>,
) {
    if !look.secrets.is_secret(name, value) {
        return;
    }
    let file = place.file;
    look.secrets.add(&file.name, name);
    let message = format!("The value of {name} stands in {}.", file.name);
    let position = place.line.map(|line| {
        let content = file.text.lines().nth(line - 1).unwrap_or_default();
        let column = column(content, value).or_else(|| column(content, name));
        (line, column.unwrap_or(1))
    });
    findings.push(rule.finding(message).at(&file.name, position));
}

/// Secrets among the words of a command, one finding for the command. What is taken from a variable is no better for
/// `ps`, but it is the way in which programs without another one are given their secrets.
pub(super) fn arguments(
    look: &mut Look<'_>,
    file: &TextFile,
    command: &CommandLine,
    findings: &mut Vec<Finding>,
) {
    // `sh -c "…"` is one word with words in it.
    let words: Vec<&str> = command
        .words
        .iter()
        .flat_map(|word| word.split_whitespace())
        .map(|word| word.trim_matches(['"', '\'']))
        .collect();
    let Some((name, value)) = words.iter().enumerate().find_map(|(at, word)| {
        let next = words.get(at + 1).copied().unwrap_or_default();
        secret_argument(look, word, next)
    }) else {
        return;
    };
    let name = name.trim_start_matches('-');
    let position = command
        .line
        .map(|line| locate(&file.text, line, name, value));
    look.secrets.add(
        &file.name,
        if name.is_empty() { "an argument" } else { name },
    );
    if is_said_better(look, command, position) {
        return;
    }
    let message = if name.is_empty() {
        format!("A secret stands in a command line in {}.", file.name)
    } else {
        format!(
            "The value of {name} stands in a command line in {}.",
            file.name
        )
    };
    findings.push(rules::ARGUMENT.finding(message).at(&file.name, position));
}

/// Whether a rule of the platform speaks of the command, at its start or at the secret.
fn is_said_better(
    look: &Look<'_>,
    command: &CommandLine,
    position: Option<(usize, usize)>,
) -> bool {
    let start = command.line.unwrap_or(0);
    let end = position.map_or(start, |(line, _)| line);
    look.already.iter().any(|other| {
        let line = other.line.and_then(|line| usize::try_from(line).ok());
        ABOUT_ARGUMENTS.contains(&other.rule.as_str())
            && other.file.as_ref() == Some(&command.file)
            && line.is_none_or(|line| (start..=end).contains(&line))
    })
}

/// `--token value`, `--token=value`, `TOKEN=value`, or a known value on its own.
fn secret_argument<'a>(
    look: &Look<'_>,
    word: &'a str,
    next: &'a str,
) -> Option<(&'a str, &'a str)> {
    if let Some((name, value)) = word.split_once('=') {
        return look.secrets.is_secret(name, value).then_some((name, value));
    }
    if word.starts_with('-') && names_a_secret(word) && is_literal(next) && !next.starts_with('-') {
        return Some((word, next));
    }
    look.secrets.is_known(word).then_some(("", word))
}

/// The place of `value` from `line` on: a command may go over several lines. Where the value stands elsewhere too, it is
/// the one behind its name.
fn locate(text: &str, line: usize, name: &str, value: &str) -> (usize, usize) {
    let lines = || text.lines().enumerate().skip(line - 1);
    let named = lines()
        .find(|(_, content)| content.contains(name))
        .map_or(line - 1, |(at, _)| at);
    let found = lines()
        .skip_while(|(at, _)| *at < named)
        .find(|(_, content)| content.contains(value));
    match found {
        Some((at, content)) => (at + 1, column(content, value).unwrap_or(1)),
        None => (line, 1),
    }
}

/// The column at which `value` stands in a line; nothing where it is written in another way there.
fn column(content: &str, value: &str) -> Option<usize> {
    let at = content.rfind(value)?;
    Some(1 + content[..at].chars().count())
}
