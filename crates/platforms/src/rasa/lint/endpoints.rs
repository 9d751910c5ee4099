//! The servers that the bot calls: what is ignored, and what crosses the network in clear.

use chatelaine_documents::KeyPath;
use url::Url;

use super::Look;
use super::secrets::has_password;
use crate::project::Source;
use crate::rasa::channels::{ENDPOINT_KEYS, HTTP_SECTIONS, SECTIONS, names_a_secret};
use crate::rasa::settings::id;
use crate::rasa::{CREDENTIALS, ENDPOINTS, rules, spelling};
use crate::{Effective, Fix, is_loopback};

pub(super) fn look(look: &mut Look<'_>) {
    sections(look);
    for section in HTTP_SECTIONS {
        keys(look, section);
        calls(look, ENDPOINTS.0, section);
    }
    if look.view.channel("callback").is_some() {
        calls(look, CREDENTIALS.0, "callback");
    }
    lock_store(look);
    kafka(look);
}

/// Read in 3.6.21: every other section is ignored without a word.
fn sections(look: &mut Look<'_>) {
    let role = ENDPOINTS.0;
    let present = look.view.keys(role, &KeyPath::root());
    for (name, position) in &present {
        if SECTIONS.contains(&name.as_str()) {
            continue;
        }
        let meant = spelling::nearest(name, SECTIONS).or((name == "model").then_some("models"));
        ignored(
            look,
            &KeyPath::keys(&[name]),
            name,
            *position,
            meant,
            &present,
        );
    }
}

/// Keys that are nearly one that Rasa reads. Others may be meant for a class of the operator's own.
fn keys(look: &mut Look<'_>, section: &str) {
    let path = KeyPath::keys(&[section]);
    let present = look.view.keys(ENDPOINTS.0, &path);
    for (name, position) in &present {
        if ENDPOINT_KEYS.contains(&name.as_str()) {
            continue;
        }
        if let Some(meant) = spelling::nearest(name, ENDPOINT_KEYS) {
            ignored(
                look,
                &path.key(name),
                name,
                *position,
                Some(meant),
                &present,
            );
        }
    }
}

fn ignored(
    look: &mut Look<'_>,
    path: &KeyPath,
    name: &str,
    position: (usize, usize),
    meant: Option<&str>,
    present: &[(String, (usize, usize))],
) {
    let suggestion =
        meant.map_or_else(String::new, |meant| format!(" Probably {meant} was meant."));
    let message = format!("Rasa ignores {name}, which it does not know.{suggestion}");
    let finding = rules::KEY_UNKNOWN
        .finding(message)
        .at(look.view.file(ENDPOINTS.0), Some(position));
    let free = meant.filter(|meant| !present.iter().any(|(other, _)| other == meant));
    let fix = free.map(|to| Fix::Rename {
        role: ENDPOINTS.0,
        path: path.clone(),
        to: to.to_owned(),
    });
    look.push_with(finding, fix);
}

/// How credentials travel to a server.
fn calls(look: &mut Look<'_>, role: &str, section: &str) {
    let of = |key: &str| look.value(&format!("{role}.{section}.{key}"));
    let set = |key: &str| of(key).filter(|value| value.is_set());
    let (token, password) = (set("token"), set("basic_auth.password"));
    let address = set("url");
    let parsed = address.and_then(|value| Url::parse(value.text()).ok());
    if section == "action_endpoint" {
        if let Some(value) = token.or(password) {
            let message = format!(
                "{} does not guard the action server: it runs actions for everybody who reaches it.",
                value.name()
            );
            let finding = look.on_line(rules::ACTION_CREDENTIAL, value, message);
            look.push(finding);
        }
    } else if let Some(value) = token {
        let message = format!("{} is sent in the address of every request.", value.name());
        let finding = look.on_line(rules::TOKEN_IN_QUERY, value, message);
        look.push(finding);
    }
    let (Some(value), Some(url)) = (address, parsed) else {
        return;
    };
    if has_credential(&url) {
        let message = format!("The address in {} holds a credential.", value.name());
        let finding = look.on_line(rules::SECRET_IN_URL, value, message);
        look.push(finding);
    }
    let carries = token.is_some()
        || password.is_some()
        || has_credential(&url)
        || has_header(look, role, section);
    if carries && url.scheme() == "http" && is_far(&url) {
        let message = format!(
            "The address in {} is plain http, and a credential is sent there.",
            value.name()
        );
        let finding = look.on_line(rules::SENT_IN_CLEAR, value, message);
        look.push(finding);
    }
}

fn has_header(look: &Look<'_>, role: &str, section: &str) -> bool {
    let headers = KeyPath::keys(&[section, "headers"]);
    look.view
        .keys(role, &headers)
        .iter()
        .any(|(name, _)| names_a_secret(name) || name.eq_ignore_ascii_case("authorization"))
}

fn has_credential(url: &Url) -> bool {
    has_password(url.as_str())
        || url
            .query_pairs()
            .any(|(name, value)| names_a_secret(&name) && !value.is_empty())
}

/// Whether a request leaves the machine: names without a dot are those of a container network.
fn is_far(url: &Url) -> bool {
    url.host_str().is_some_and(|host| {
        host.contains(['.', ':']) && !is_loopback(host) && host != "host.docker.internal"
    })
}

/// Read in 3.6.21: only `redis` in small letters is redis; everything else is looked for as a class, and the start ends.
fn lock_store(look: &mut Look<'_>) {
    let Some(value) = look.value(id::LOCK_STORE).filter(|value| value.is_set()) else {
        return;
    };
    let kind = value.text();
    if matches!(kind, "redis" | "in_memory") || kind.contains('.') {
        return;
    }
    let small = kind.to_ascii_lowercase();
    let message = "Rasa knows no lock store of this type, and does not start.".to_owned();
    let finding = look.about(rules::LOCK_STORE, value, message);
    let own = matches!(value.source, Source::File { .. });
    let fix = (own && matches!(small.as_str(), "redis" | "in_memory")).then(|| Fix::Set {
        setting: id::LOCK_STORE.into(),
        value: small,
    });
    look.push_with(finding, fix);
}

/// Read in 3.6.21: the default is SASL without TLS.
fn kafka(look: &mut Look<'_>) {
    let text = |id: &str| look.value(id).map_or("", Effective::text);
    if !text(id::BROKER).eq_ignore_ascii_case("kafka") {
        return;
    }
    let (Some(protocol), Some(hostname)) =
        (look.value(id::PROTOCOL), look.value(id::CHECK_HOSTNAME))
    else {
        return;
    };
    let broker = look.value(id::BROKER).and_then(Effective::position);
    let at = |finding: crate::Finding, value: &Effective| {
        if value.own.is_some() {
            finding
        } else {
            finding.at(look.view.file(ENDPOINTS.0), broker)
        }
    };
    let set = |setting: &str, value: &str| Fix::Set {
        setting: setting.into(),
        value: value.into(),
    };
    let finding = match protocol.text() {
        clear @ ("SASL_PLAINTEXT" | "PLAINTEXT") => {
            let what = if clear == "PLAINTEXT" {
                "every event of every conversation"
            } else {
                "the password and every event of every conversation"
            };
            let message =
                format!("Kafka is spoken to without TLS, so {what} can be read on the way.");
            let tls = if clear == "PLAINTEXT" {
                "SSL"
            } else {
                "SASL_SSL"
            };
            let finding = look.about(rules::KAFKA_CLEAR, protocol, message);
            at(finding, protocol).with(set(id::PROTOCOL, tls))
        }
        _ if hostname.text() != "true" => {
            let message = "Kafka's certificate is not checked for its name.".to_owned();
            let finding = look.about(rules::KAFKA_HOSTNAME, hostname, message);
            at(finding, hostname).with(set(id::CHECK_HOSTNAME, "true"))
        }
        _ => return,
    };
    look.push(finding);
}
