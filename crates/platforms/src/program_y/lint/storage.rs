//! Where the bot looks for its secrets.

use chatelaine_documents::KeyPath;

use super::{Context, set, write};
use crate::program_y::client::Client;
use crate::program_y::places::{self, Place};
use crate::program_y::{CONFIG, KEYS, LICENSE, rules};
use crate::{Finding, Fix};

/// Where license.keys is looked for unless the configuration says otherwise (5.0.1).
const DEFAULT_LICENSE: &str = "/tmp/licenses/license.keys";

pub(super) fn lint(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for client in &context.bot.clients {
        license(context, client, findings);
        let path = context.text(client, "api_key_file");
        if context.asks_key(client) && !path.is_empty() {
            let place = KeyPath::keys(&[client.section, "api_key_file"]);
            found(context, path, KEYS, place, findings);
        }
    }
}

fn license(context: &Context<'_>, client: &Client, findings: &mut Vec<Finding>) {
    let bot = &context.bot;
    let store = bot.store(client);
    let needed = context.needs_token(client);
    if !needed && !store.named {
        return;
    }
    let entities = "storage.entities.license_keys";
    if store.is_elsewhere() {
        let message = format!(
            "The licence keys are in the store `{}`, which is no file.",
            store.name
        );
        findings.push(context.about(rules::ELSEWHERE, client, entities, message));
        return;
    }
    if !store.named {
        let message = if store.declared {
            "`storage.entities` names no store for license_keys: no licence key is loaded."
        } else {
            "There is no `storage.entities.license_keys`: as soon as there is a `storage`, only what it names is loaded."
        };
        findings.push(
            context
                .about(rules::LICENSE_ENTITY, client, entities, message.to_owned())
                .with(set(client.id(entities), store.name.clone())),
        );
    }
    let about_store = |rule: &crate::Rule, path: &KeyPath, message: String, fix: Fix| {
        let position = bot.key_position(path);
        rule.finding(message)
            .at(bot.name(CONFIG), position)
            .with(fix)
    };
    if store.kind.is_none() {
        let path = store.path(client, &["type"]);
        let message = format!(
            "The store `{}` has no `type`, so it is ignored.",
            store.name
        );
        let fix = write(CONFIG, path.clone(), "file");
        findings.push(about_store(rules::STORE_TYPE, &path, message, fix));
    }
    let path = store.path(client, &["config", "license_storage", "file"]);
    match store.file {
        Some(file) => found(context, &file, LICENSE, path, findings),
        None => {
            let message = format!(
                "The store `{}` has no `license_storage.file`: license.keys is read from {DEFAULT_LICENSE}, where any user of the machine can put one.",
                store.name
            );
            let fix = write(
                CONFIG,
                path.clone(),
                places::rooted(bot.name(LICENSE), bot.start()),
            );
            findings.push(about_store(rules::TEMPORARY, &path, message, fix));
        }
    }
}

/// Judges the path of a file with secrets.
fn found(
    context: &Context<'_>,
    file: &str,
    role: &'static str,
    path: KeyPath,
    findings: &mut Vec<Finding>,
) {
    let bot = &context.bot;
    let at = bot.node(&path).map(|node| (node.line, node.column));
    let place = places::locate(file, bot.start());
    let relative =
        format!("{path} is relative: it counts from the folder that the bot is started in.");
    if place == Place::Outside && places::is_relative(file) {
        let finding = rules::RELATIVE.finding(relative.clone());
        findings.push(finding.at(bot.name(CONFIG), at));
    }
    let (rule, message) = match place {
        Place::Temporary => (
            rules::TEMPORARY,
            format!("{path} leads to {file}, where any user of the machine can put a file."),
        ),
        Place::Inside(_) if places::is_relative(file) => (rules::RELATIVE, relative),
        Place::Absolute(_) | Place::Outside if !bot.leads_to(file, role) => (
            rules::OUTSIDE,
            format!("{path} leads out of the bot's folder, to {file}."),
        ),
        _ => return,
    };
    let finding = rule.finding(message).at(bot.name(CONFIG), at);
    let stays_outside = rule.id == rules::OUTSIDE.id;
    findings.push(if stays_outside {
        finding
    } else {
        finding.with(write(
            CONFIG,
            path,
            places::rooted(bot.name(role), bot.start()),
        ))
    });
}
