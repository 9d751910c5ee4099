//! Credentials that this bot sends to others.

use chatelaine_documents::{KeyPath, Shape};
use url::Url;

use super::Context;
use crate::program_y::{CONFIG, rules};
use crate::project::Effective;
use crate::{Finding, is_loopback};

const CHATBOTS: &str = ".openchatbots.*.";
const SERVICES: &str = ".services.*.";

pub(super) fn lint(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let outgoing = |kind: &'static str, key: &'static str| {
        context.values.iter().filter(move |value| {
            value.setting.id.ends_with(&format!("{kind}{key}")) && value.is_set()
        })
    };
    for value in outgoing(CHATBOTS, "authorization").filter(|value| value.text() == "Basic") {
        let message = format!("{} sends this bot's own token to the peer.", value.name());
        findings.push(context.at(rules::PEER_TOKEN, value, message));
    }
    for value in outgoing(CHATBOTS, "api_key") {
        if beside(context, value, "method") == "POST" {
            let message = format!(
                "{} goes into a header with POST, which no Program-Y reads.",
                value.name()
            );
            findings.push(context.at(rules::NEVER_SENT, value, message));
        }
    }
    for key in ["authorization", "api_key"] {
        for value in outgoing(SERVICES, key) {
            let message = format!("{} is never sent to the service.", value.name());
            findings.push(context.at(rules::NEVER_SENT, value, message));
        }
    }
    in_clear(context, findings);
    for value in context.values.iter().filter(|value| {
        value.setting.id.ends_with(".email.password") && value.text().contains("LICENSE:")
    }) {
        let message =
            "The mail password is a `LICENSE:` reference, which is not followed.".to_owned();
        findings.push(context.at(rules::LICENSE_REFERENCE, value, message));
    }
}

/// The value of another key of the same peer.
fn beside<'a>(context: &'a Context<'_>, value: &Effective, key: &str) -> &'a str {
    let Some(path) = value.path.parent().map(|peer| peer.key(key)) else {
        return "";
    };
    context
        .values
        .iter()
        .find(|candidate| candidate.path == path && candidate.setting.role() == CONFIG)
        .map_or("", Effective::text)
}

/// Addresses to which a key goes without TLS: in the address itself, or beside it.
fn in_clear(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let Some(config) = context.bot.config else {
        return;
    };
    for (path, node) in config.scalars() {
        if node.shape != Shape::Scalar || !is_plain(&node.text) {
            continue;
        }
        let within = node.text.contains("apikey=") || node.text.contains("api_key=");
        if !within && !has_key_beside(context, &path) {
            continue;
        }
        let message = format!("{path} is an http:// address, and a key is sent there.");
        let at = Some((node.line, node.column));
        findings.push(
            rules::KEY_IN_CLEAR
                .finding(message)
                .at(context.bot.name(CONFIG), at),
        );
    }
}

/// An `http://` address beyond this machine.
fn is_plain(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| {
        url.scheme() == "http" && url.host_str().is_some_and(|host| !is_loopback(host))
    })
}

fn has_key_beside(context: &Context<'_>, path: &KeyPath) -> bool {
    let Some(value) = context
        .values
        .iter()
        .find(|value| value.path == *path && value.setting.id.contains(CHATBOTS))
    else {
        return false;
    };
    !beside(context, value, "api_key").is_empty()
        || beside(context, value, "authorization") == "Basic"
}
