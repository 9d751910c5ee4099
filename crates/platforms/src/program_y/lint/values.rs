//! Values that do not do what they seem to do, and what listens where everyone reaches it.

use chatelaine_documents::{KeyPath, Scalar, Shape};

use super::{Context, set};
use crate::program_y::client::{Client, Kind};
use crate::program_y::reading::{is_plain_switch, is_whole};
use crate::program_y::{CONFIG, rules};
use crate::project::{Effective, Source};
use crate::setting;
use crate::{Finding, Fix, is_loopback};

pub(super) fn lint(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for client in &context.bot.clients {
        port(context, client, findings);
        if client.is_http() {
            debug(context, client, findings);
            transport(context, client, findings);
            path(context, client, findings);
        }
        responder(context, client, findings);
    }
    switches(context, findings);
}

fn debug(context: &Context<'_>, client: &Client, findings: &mut Vec<Finding>) {
    if !context.on(client, "debug") {
        return;
    }
    let quoted = context
        .value(client, "debug")
        .and_then(|value| value.own.as_ref())
        .is_some_and(|(_, _, own)| !own.expose().eq_ignore_ascii_case("true"));
    let message = if quoted {
        "Debug mode is on: what stands there is text, and any text turns it on."
    } else {
        "Debug mode is on: the Werkzeug debugger answers at /console."
    };
    findings.push(
        context
            .about(rules::DEBUG_ON, client, "debug", message.to_owned())
            .with(set(client.id("debug"), "false")),
    );
}

fn transport(context: &Context<'_>, client: &Client, findings: &mut Vec<Finding>) {
    let certificate = context.is_written(client, "ssl_cert_file");
    let key = context.is_written(client, "ssl_key_file");
    match (certificate, key) {
        (true, true) => {}
        (false, false) => {
            let host = context.text(client, "host");
            if context.bot.is_exposed(host) {
                let message = format!(
                    "The bot listens on {host} with plain HTTP: tokens, keys and conversations cross the network in clear."
                );
                findings.push(context.about(rules::PLAIN_HTTP, client, "host", message));
            }
        }
        _ => {
            let (there, missing) = if certificate {
                ("ssl_cert_file", "ssl_key_file")
            } else {
                ("ssl_key_file", "ssl_cert_file")
            };
            let message =
                format!("`{there}` is set and `{missing}` is not: the bot speaks plain HTTP.");
            findings.push(context.about(rules::TLS_HALF, client, there, message));
        }
    }
}

/// A port that is no whole number. In JSON as in YAML, quotes make text of it.
fn port(context: &Context<'_>, client: &Client, findings: &mut Vec<Finding>) {
    let path = KeyPath::keys(&[client.section, "port"]);
    let node = context
        .bot
        .node(&path)
        .filter(|node| node.shape == Shape::Scalar && !is_whole(node));
    let Some(node) = node else { return };
    let message = if client.kind() == Kind::Socket {
        "`port` is no whole number, and the socket client stops at it."
    } else {
        "`port` is no whole number: it is ignored, and the bot listens on port 80."
    };
    let finding = context.about(rules::PORT_IGNORED, client, "port", message.to_owned());
    let meant = node
        .text
        .trim()
        .parse::<u16>()
        .ok()
        .filter(|port| *port > 0);
    findings.push(match meant {
        Some(port) => finding.with(Fix::Write {
            role: CONFIG,
            path,
            value: Scalar::Integer(i64::from(port)),
        }),
        None => finding,
    });
}

/// The path that only the web chat uses.
fn path(context: &Context<'_>, client: &Client, findings: &mut Vec<Finding>) {
    let fixed = matches!(client.kind(), Kind::Flask | Kind::Sanic);
    let Some(value) = context
        .value(client, "api")
        .filter(|value| fixed && value.source != Source::Default)
    else {
        return;
    };
    if value.setting.default == Some(value.text()) {
        return;
    }
    let message = "`api` has no effect here: the paths of the REST clients are fixed.".to_owned();
    findings.push(
        context
            .at(rules::API_UNUSED, value, message)
            .with(Fix::Remove {
                role: CONFIG,
                path: value.path.clone(),
            }),
    );
}

/// The ping service runs when it has a host.
fn responder(context: &Context<'_>, client: &Client, findings: &mut Vec<Finding>) {
    let host = context.text(client, "responder.host");
    if host.is_empty() {
        return;
    }
    if !is_loopback(host) && context.bot.is_exposed(host) {
        let message =
            format!("The ping service listens on {host} and asks nobody for a credential.");
        findings.push(
            context
                .about(rules::RESPONDER_PUBLIC, client, "responder.host", message)
                .with(set(client.id("responder.host"), "127.0.0.1")),
        );
    }
    if let Some(value) = context
        .value(client, "responder.shutdown")
        .filter(|value| value.is_set())
    {
        let message =
            "`responder.shutdown` lets anyone who reaches the ping service stop it with one GET."
                .to_owned();
        findings.push(
            context
                .at(rules::RESPONDER_SHUTDOWN, value, message)
                .with(Fix::Remove {
                    role: CONFIG,
                    path: value.path.clone(),
                }),
        );
    }
    let certificate = context.is_written(client, "responder.ssl_cert_file");
    let key = context.is_written(client, "responder.ssl_key_file");
    if certificate != key {
        let there = if certificate {
            "responder.ssl_cert_file"
        } else {
            "responder.ssl_key_file"
        };
        let message = format!("Only `{there}` is set: the ping service speaks plain HTTP.");
        findings.push(context.about(rules::TLS_HALF, client, there, message));
    }
}

/// Switches in other words than `true` and `false`. Debug mode has a rule of its own.
fn switches(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let debug = |value: &Effective| value.name().ends_with("debug") && value.text() == "true";
    let switches = context
        .values
        .iter()
        .filter(|value| matches!(value.setting.kind, setting::Kind::Switch) && value.own.is_some());
    for value in switches {
        let written = context
            .bot
            .node(&value.path)
            .is_some_and(|node| node.shape == Shape::Scalar && !is_plain_switch(&node));
        let ours = context
            .bot
            .clients
            .iter()
            .any(|client| value.path.is_within(&KeyPath::keys(&[client.section])));
        let own_rule = debug(value) && !value.name().contains("responder");
        if !written || !ours || own_rule {
            continue;
        }
        let meaning = value.text();
        let message = format!(
            "`{}` is neither true nor false, and counts as {meaning}.",
            value.name()
        );
        findings.push(
            context
                .at(rules::SWITCH_SPELLING, value, message)
                .with(set(value.id.clone(), meaning)),
        );
    }
}
