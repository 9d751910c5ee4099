//! Whether the bot gets its configuration at all. Where it does not, it starts all the same, with its defaults:
//! 0.0.0.0:80, and nobody is asked for anything.

use chatelaine_documents::KeyPath;

use super::{Context, position};
use crate::program_y::bot::{Bot, misnamed};
use crate::program_y::client::{Client, FALLBACK};
use crate::program_y::start::Start;
use crate::program_y::{CONFIG, rules};
use crate::{Finding, Fix};

/// Says whether what stands in the configuration is worth judging.
pub(super) fn lint(context: &Context<'_>, findings: &mut Vec<Finding>) -> bool {
    let bot = &context.bot;
    for start in &bot.starts {
        command_line(bot, start, findings);
    }
    if bot.is_xml() {
        let file = match bot.start().filter(|start| start.config.is_some()) {
            Some(start) => start.file.as_str(),
            None => "config.xml",
        };
        let line = bot.start().and_then(|start| Some((start.line?, 1)));
        let message = "The configuration is XML.".to_owned();
        findings.push(rules::XML.finding(message).at(file, line));
        return false;
    }
    if bot.runs_without_config() {
        return false;
    }
    if let Some(finding) = unreadable(bot) {
        findings.push(finding);
        return false;
    }
    if let Some(obstacle) = bot.read_only() {
        let message = format!(
            "{} cannot be opened for writing: {}. The bot starts with its defaults instead, open on 0.0.0.0:80.",
            bot.name(CONFIG),
            obstacle.why
        );
        let at = obstacle.line.map(|line| (line, 1));
        findings.push(rules::READ_ONLY.finding(message).at(&obstacle.file, at));
    }
    let sections = sections(bot, findings);
    findings.extend(
        bot.clients
            .iter()
            .filter_map(|client| cut_short(bot, client)),
    );
    duplicates(bot, findings);
    sections
}

fn command_line(bot: &Bot<'_>, start: &Start, findings: &mut Vec<Finding>) {
    let here = start.line.map(|line| (line, 1));
    let mut found = |rule: &crate::Rule, line, message: String| {
        findings.push(rule.finding(message).at(&start.file, line));
    };
    let Some(config) = &start.config else {
        if start.module.is_some() {
            let message = "The command line names no configuration: the bot starts with its defaults, open on 0.0.0.0:80.";
            found(rules::NO_CONFIG, here, message.to_owned());
        }
        return;
    };
    if config.ends_with(".yml") && start.format.is_none() {
        let message =
            format!("{config} ends in .yml, which is not known, and --cformat is missing.");
        found(rules::YML, here, message);
    }
    let uses_root = bot
        .config
        .is_some_and(|config| config.text().contains("$BOT_ROOT"));
    if start.loses_root() && uses_root {
        let message = format!(
            "`--config {config}` without --bot_root makes $BOT_ROOT empty: files are looked for at the root of the file system."
        );
        found(rules::BARE, here, message);
    }
    if start.substitutions {
        let message = "--substitutions has no effect on the configuration.".to_owned();
        found(rules::SUBSTITUTIONS, here, message);
    }
}

/// A file that its reader stops at.
fn unreadable(bot: &Bot<'_>) -> Option<Finding> {
    let name = bot.name(CONFIG);
    let consequence = "the bot starts with its defaults instead, open on 0.0.0.0:80";
    if let Some(problem) = bot.config_file()?.problem() {
        let message = if problem.is_about_size() {
            format!("{name} is not judged: {problem}.")
        } else {
            format!("{name} makes no sense to the bot: {consequence}.")
        };
        let at = problem.line().map(|line| (line, 1));
        return Some(rules::UNREADABLE.finding(message).at(name, at));
    }
    let objection = bot.objection()?;
    let why = objection.why;
    let message = if objection.stops {
        format!("{name} holds {why}, where the bot's reader stops: {consequence}.")
    } else {
        format!("{name} holds {why}: which one counts depends on the version of PyYAML.")
    };
    let at = Some((objection.line, objection.column));
    Some(rules::UNREADABLE.finding(message).at(name, at))
}

/// A section in which the bot does not get as far as its lock.
fn cut_short(bot: &Bot<'_>, client: &Client) -> Option<Finding> {
    let (key, node) = bot.stops_at(client).filter(|_| client.is_http())?;
    let section = client.section;
    let message = format!(
        "`{key}` in `{section}` is no text: the bot stops reading there, and `authorization` and whatever else it reads later keep their defaults."
    );
    let at = Some((node.line, node.column));
    let id = client.id(key);
    Some(
        rules::UNREADABLE
            .finding(message)
            .about(&id)
            .at(bot.name(CONFIG), at),
    )
}

/// Whether the clients find their sections. A file with nothing in it is no wrong one.
fn sections(bot: &Bot<'_>, findings: &mut Vec<Finding>) -> bool {
    if bot.has_no_config() || bot.clients.iter().any(|client| client.present) {
        return true;
    }
    let (Some(config), Some(client)) = (bot.config, bot.clients.first()) else {
        return true;
    };
    let name = bot.name(CONFIG);
    let message = format!(
        "{name} has no section `{}` or `{FALLBACK}`: the bot starts with its defaults, open on 0.0.0.0:80.",
        client.section
    );
    let wrong = misnamed(config, client.section);
    let place = wrong
        .as_ref()
        .and_then(|key| bot.key_position(&KeyPath::keys(&[key])));
    let finding = rules::NO_SECTION
        .finding(message)
        .at(name, place.or(Some((1, 1))));
    findings.push(match wrong {
        Some(key) => finding.with(Fix::Rename {
            role: CONFIG,
            path: KeyPath::keys(&[key]),
            to: client.section.to_owned(),
        }),
        None => finding,
    });
    false
}

fn duplicates(bot: &Bot<'_>, findings: &mut Vec<Finding>) {
    let Some(config) = bot.config else { return };
    for duplicate in config.duplicates() {
        let (Some(first), Some(last)) = (duplicate.lines.first(), duplicate.lines.last()) else {
            continue;
        };
        let message = format!(
            "{} stands on {} lines; only line {last} counts.",
            duplicate.path,
            duplicate.lines.len()
        );
        findings.push(
            rules::DUPLICATE
                .finding(message)
                .at(bot.name(CONFIG), Some(position(config.text(), *first)))
                .with(Fix::RemoveDuplicates {
                    role: CONFIG,
                    path: duplicate.path,
                }),
        );
    }
}
