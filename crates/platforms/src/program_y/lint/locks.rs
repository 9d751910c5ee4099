//! Doors without a lock, and locks without a key.

use chatelaine_documents::{KeyPath, Shape};

use super::{Context, generate, set};
use crate::program_y::client::{Client, Kind, Signature};
use crate::program_y::places::{self, Place};
use crate::program_y::{CONFIG, KEYS, LICENSE, TOKEN, TOKEN_ID, rules};
use crate::{Finding, is_loopback};

pub(super) fn lint(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for client in &context.bot.clients {
        if client.can_lock() {
            guards(context, client, findings);
            keys(context, client, findings);
        }
        match client.kind() {
            Kind::Sanic => sanic(context, client, findings),
            Kind::Socket => socket(context, client, findings),
            Kind::Webhook(Signature::Unchecked) if client.present => {
                let message = format!(
                    "The {} client does not check who sends it messages.",
                    client.known.section
                );
                let at = context.section(client);
                findings.push(
                    rules::UNSIGNED
                        .finding(message)
                        .at(context.bot.name(CONFIG), at),
                );
            }
            _ => {}
        }
    }
    token(context, findings);
}

fn guards(context: &Context<'_>, client: &Client, findings: &mut Vec<Finding>) {
    let (token, key) = (context.asks_token(client), context.asks_key(client));
    let fix = || set(client.id("authorization"), "Basic");
    let collection = context
        .bot
        .node(&KeyPath::keys(&[client.section, "authorization"]))
        .is_some_and(|node| matches!(node.shape, Shape::Mapping | Shape::List));
    if (context.is_written(client, "authorization") || collection) && !token {
        let consequence = if key {
            "and only the API keys guard the bot"
        } else {
            "and the bot serves everyone"
        };
        let message = format!(
            "`authorization` in `{}` is not exactly `Basic`: it is ignored, {consequence}.",
            client.section
        );
        let finding = context.about(rules::AUTHORIZATION_VALUE, client, "authorization", message);
        // A list is not written over: nobody knows what else was meant by it.
        findings.push(if collection {
            finding
        } else {
            finding.with(fix())
        });
    } else if !token && !key {
        let (rule, message) = if client.kind() == Kind::WebChat {
            let message =
                "Neither `authorization` nor `use_api_keys` is set: anyone can use the web chat.";
            (rules::WEBCHAT_OPEN, message.to_owned())
        } else if context.bot.has_no_config() {
            let message = format!(
                "{} holds no configuration: the bot starts with its defaults, open on 0.0.0.0:80.",
                context.bot.name(CONFIG)
            );
            (rules::OPEN, message)
        } else {
            let message = "Neither `authorization` nor `use_api_keys` is set: anyone who reaches the port can talk to the bot.";
            (rules::OPEN, message.to_owned())
        };
        findings.push(
            context
                .about(rule, client, "authorization", message)
                .with(fix()),
        );
    }
    if client.kind() == Kind::WebChat && (token || key) {
        let message =
            "The page of the web chat sends no credential, and its chat refuses it.".to_owned();
        findings.push(context.about(rules::WEBCHAT_PAGE, client, "authorization", message));
    }
}

/// A lock that nothing opens: the list of keys is not named, or holds none.
fn keys(context: &Context<'_>, client: &Client, findings: &mut Vec<Finding>) {
    if !context.asks_key(client) {
        return;
    }
    let bot = &context.bot;
    if !context.asks_token(client) {
        let message = "API keys are the only lock, and they stand in the address of every request."
            .to_owned();
        findings.push(context.about(rules::KEYS_LOGGED, client, "use_api_keys", message));
    }
    let path = context.text(client, "api_key_file");
    if path.is_empty() {
        let message =
            "`use_api_keys` is on and `api_key_file` is not set: every client is refused."
                .to_owned();
        let path = places::rooted(bot.name(KEYS), bot.start());
        findings.push(
            context
                .about(rules::KEYS_MISSING, client, "api_key_file", message)
                .with(set(client.id("api_key_file"), path)),
        );
        return;
    }
    let unread = bot
        .project
        .file(KEYS)
        .is_some_and(|file| file.problem().is_some());
    let empty = bot
        .project
        .document(KEYS)
        .is_none_or(|list| list.scalars().is_empty());
    if bot.leads_to(path, KEYS) && empty && !unread {
        let message = format!("{} holds no key: every client is refused.", bot.name(KEYS));
        findings.push(
            rules::KEYS_MISSING
                .finding(message)
                .about("keys.1")
                .at(bot.name(KEYS), None)
                .with(generate("keys.1")),
        );
    }
}

fn sanic(context: &Context<'_>, client: &Client, findings: &mut Vec<Finding>) {
    let key = if context.on(client, "use_api_keys") {
        "use_api_keys"
    } else {
        "authorization"
    };
    let message = match key {
        "use_api_keys" => {
            "With `use_api_keys` the Sanic client refuses everybody, whatever key they send: it never reads the list."
        }
        _ if context.is_written(client, key) => {
            "The Sanic client never checks the token: the bot is open although `authorization` is set."
        }
        _ => "The Sanic client asks for nothing, and has no lock that works.",
    };
    findings.push(context.about(rules::SANIC, client, key, message.to_owned()));
}

fn socket(context: &Context<'_>, client: &Client, findings: &mut Vec<Finding>) {
    let host = context.text(client, "host");
    if !context.bot.is_exposed(host) {
        return;
    }
    let message = "The socket client talks to everyone who reaches its port, in clear.".to_owned();
    let finding = context.about(rules::SOCKET, client, "host", message);
    findings.push(if is_loopback(host) {
        finding
    } else {
        finding.with(set(client.id("host"), "127.0.0.1"))
    });
}

/// A lock that is set, or about to be, and whose key is nowhere.
fn token(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let bot = &context.bot;
    let unread = bot
        .project
        .file(LICENSE)
        .is_some_and(|file| file.problem().is_some());
    if context.has_token() || unread || marked(context) {
        return;
    }
    let needs = |client: &&Client| {
        let store = bot.store(client);
        let path = store.file.as_deref();
        let seen = path.is_none_or(|path| {
            bot.leads_to(path, LICENSE) || places::locate(path, bot.start()) == Place::Temporary
        });
        context.needs_token(client) && !store.is_elsewhere() && seen
    };
    let Some(client) = bot.clients.iter().find(needs) else {
        return;
    };
    let name = bot.name(LICENSE);
    let message = if context.asks_token(client) {
        format!("{name} has no {TOKEN}: with `authorization: Basic` the bot does not start.")
    } else {
        format!(
            "{name} has no {TOKEN}, which `authorization: Basic` needs: without it the bot would not start."
        )
    };
    findings.push(
        rules::TOKEN_MISSING
            .finding(message)
            .about(TOKEN_ID)
            .at(name, None)
            .with(generate(TOKEN_ID)),
    );
}

/// Whether the token is there under a name that begins with a byte order mark, which is a finding of its own.
fn marked(context: &Context<'_>) -> bool {
    let path = KeyPath::keys(&[format!("\u{feff}{TOKEN}")]);
    let license = context.bot.project.document(LICENSE);
    license.is_some_and(|license| license.get(&path).is_some())
}
