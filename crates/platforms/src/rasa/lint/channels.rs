//! Channels: those that Rasa does not know, keys that it ignores, and doors without a lock.

use chatelaine_documents::Shape;

use super::Look;
use crate::Fix;
use crate::rasa::channels::{self, CHANNELS, Channel, Inbound};
use crate::rasa::settings::id;
use crate::rasa::socket::{Key, lock};
use crate::rasa::view::Active;
use crate::rasa::{CREDENTIALS, rules, spelling};

/// Names that guides and people use for a key of `socketio`, beyond slips of the pen.
const ALIASES: &[(&str, &str)] = &[
    ("jwt", "jwt_key"),
    ("jwt_token", "jwt_key"),
    ("jwt_secret", "jwt_key"),
    ("jwt_secret_key", "jwt_key"),
    ("jwt_public_key", "jwt_key"),
    ("jwt_password", "jwt_key"),
    ("secret", "jwt_key"),
    ("secret_key", "jwt_key"),
    ("token", "jwt_key"),
    ("auth_token", "jwt_key"),
    ("jwt_algorithm", "jwt_method"),
    ("jwt_alg", "jwt_method"),
    ("algorithm", "jwt_method"),
];

pub(super) fn look(look: &mut Look<'_>) {
    let channels = look.view.channels();
    let own = channels
        .iter()
        .any(|channel| channels::is_own(&channel.name));
    for channel in &channels {
        match channel.known {
            Some(known) => {
                if empty(look, channel, known) {
                    continue;
                }
                keys(look, channel, known);
                inbound(look, channel, known, own);
            }
            None if channels::is_own(&channel.name) || channels::is_pro(&channel.name) => {}
            None => unknown(look, channel, &channels),
        }
    }
    slack(look);
    hangouts(look);
}

/// The key of a channel that was meant by one that Rasa does not know.
fn meant(channel: &Channel, key: &str) -> Option<&'static str> {
    let alias = ALIASES.iter().find(|(alias, _)| {
        channel.name == "socketio" && *alias == key.to_ascii_lowercase().replace('-', "_")
    });
    spelling::nearest(key, channel.keys).or(alias.map(|(_, meant)| *meant))
}

/// The misspelt key that leaves a channel without its lock: the one that was meant is not there at all.
pub(super) fn misspelt_lock(look: &Look<'_>, name: &str, lock: &str) -> Option<String> {
    let known = channels::find(name)?;
    if look.view.node(CREDENTIALS.0, &[name, lock]).is_some() {
        return None;
    }
    let path = look.view.channel(name)?.path;
    look.view
        .keys(CREDENTIALS.0, &path)
        .into_iter()
        .map(|(key, _)| key)
        .find(|key| !known.keys.contains(&key.as_str()) && meant(known, key) == Some(lock))
}

/// Measured: `resst:` ends the start with "Failed to find input channel class".
fn unknown(look: &mut Look<'_>, channel: &Active, all: &[Active]) {
    let names: Vec<&str> = CHANNELS.iter().map(|channel| channel.name).collect();
    let meant = spelling::nearest(&channel.name, &names);
    let suggestion =
        meant.map_or_else(String::new, |meant| format!(" Probably {meant} was meant."));
    let message = format!(
        "Rasa has no channel named {}, and does not start.{suggestion}",
        channel.name
    );
    let finding = rules::CHANNEL_UNKNOWN.finding(message);
    let finding = match channel.position {
        Some(position) => finding.at(look.view.file(CREDENTIALS.0), Some(position)),
        None => at_run(look, finding),
    };
    let free = meant.filter(|meant| {
        channel.position.is_some() && !all.iter().any(|other| other.name == *meant)
    });
    let fix = free.map(|to| Fix::Rename {
        role: CREDENTIALS.0,
        path: channel.path.clone(),
        to: to.to_owned(),
    });
    look.push_with(finding, fix);
}

fn at_run(look: &Look<'_>, finding: crate::Finding) -> crate::Finding {
    match &look.view.run {
        Some(run) => finding.at(&run.file, look.in_file(&run.file, run.line)),
        None => finding,
    }
}

/// Measured: `telegram:` without anything below ends the start. Says whether it is so.
fn empty(look: &mut Look<'_>, channel: &Active, known: &Channel) -> bool {
    let node = look
        .view
        .document(CREDENTIALS.0)
        .and_then(|document| document.get(&channel.path));
    // `telegram: {}` counts as nothing too: Python takes an empty dict for false (3.6.21, `if not credentials`).
    let filled = node.is_some_and(|node| match node.shape {
        Shape::Null => false,
        Shape::Mapping => !look.view.keys(CREDENTIALS.0, &channel.path).is_empty(),
        _ => true,
    });
    if !known.required || filled {
        return false;
    }
    let message = format!(
        "The channel {} has nothing below it, and Rasa does not start.",
        channel.name
    );
    let finding = rules::CHANNEL_EMPTY.finding(message);
    let finding = match channel.position {
        Some(position) => finding.at(look.view.file(CREDENTIALS.0), Some(position)),
        None => at_run(look, finding),
    };
    look.push(finding);
    true
}

/// Keys that Rasa does not read.
fn keys(look: &mut Look<'_>, channel: &Active, known: &'static Channel) {
    let present = look.view.keys(CREDENTIALS.0, &channel.path);
    for (key, position) in &present {
        if known.keys.contains(&key.as_str()) {
            continue;
        }
        let meant = meant(known, key);
        let locks = meant.is_some_and(|meant| leaves_open(look, known.name, meant, key));
        let rule = if locks {
            rules::LOCK_MISSPELT
        } else {
            rules::KEY_UNKNOWN
        };
        let suggestion =
            meant.map_or_else(String::new, |meant| format!(" Probably {meant} was meant."));
        let consequence = if locks {
            format!("so the channel {} stands open", known.name)
        } else {
            format!("which the channel {} does not know", known.name)
        };
        let message = format!("Rasa ignores the key {key}, {consequence}.{suggestion}");
        let taken = |meant: &str| present.iter().any(|(other, _)| other == meant);
        let fix = meant.filter(|meant| !taken(meant)).map(|to| Fix::Rename {
            role: CREDENTIALS.0,
            path: channel.path.key(key),
            to: to.to_owned(),
        });
        let finding = rule
            .finding(message)
            .at(look.view.file(CREDENTIALS.0), Some(*position));
        look.push_with(finding, fix);
    }
}

/// Whether `key` is the slip for which a channel stands open.
fn leaves_open(look: &Look<'_>, channel: &str, meant: &str, key: &str) -> bool {
    matches!(
        (channel, meant),
        ("socketio", "jwt_key") | ("hangouts", "project_id")
    ) && misspelt_lock(look, channel, meant).is_some_and(|slip| slip == key)
        && (channel != "socketio" || matches!(lock(&look.view).key, Key::Missing { .. }))
}

/// Who can speak to the bot through a channel.
fn inbound(look: &mut Look<'_>, channel: &Active, known: &Channel, own: bool) {
    let webhook = format!("/webhooks/{}/webhook", known.name);
    let finding = match known.inbound {
        Inbound::Open if known.name == "rest" && own => look.open(
            rules::REST_BESIDE_OWN,
            "The rest channel is switched on beside your own channel: /webhooks/rest/webhook answers everybody without a credential.",
            "The rest channel is switched on beside your own channel: whatever reaches the bot on this machine can go around the check.",
        ),
        Inbound::Open => look.open(
            rules::REST_OPEN,
            &format!("The {} channel asks for no credential: anyone who reaches {webhook} talks to the bot as anybody.", known.name),
            &format!("The {} channel asks for no credential. Only this machine reaches {webhook}, so what stands in front is its only lock.", known.name),
        ),
        Inbound::Unverified => look.open(
            rules::UNVERIFIED,
            &format!("Rasa does not check that a message really comes from {}: anyone who reaches {webhook} speaks as any of its users.", known.title),
            &format!("Rasa does not check that a message really comes from {}. Only this machine reaches {webhook}, so what stands in front has to.", known.title),
        ),
        Inbound::Keyed | Inbound::Verified { .. } | Inbound::Terminal => return,
    };
    let finding = match channel.position {
        Some(position) => finding.at(look.view.file(CREDENTIALS.0), Some(position)),
        None => at_run(look, finding),
    };
    let fix =
        (finding.rule == rules::REST_BESIDE_OWN.id && channel.position.is_some()).then(|| {
            Fix::Remove {
                role: CREDENTIALS.0,
                path: channel.path.clone(),
            }
        });
    look.push_with(finding, fix);
}

/// Read in 3.6.21: an empty signing secret is an `InvalidConfigException`.
fn slack(look: &mut Look<'_>) {
    let Some(channel) = filled(look, "slack") else {
        return;
    };
    let node = look
        .view
        .node(CREDENTIALS.0, &["slack", "slack_signing_secret"]);
    let missing = node
        .as_ref()
        .is_none_or(|node| look.view.read(node).is_nothing());
    if !missing || misspelt_lock(look, "slack", "slack_signing_secret").is_some() {
        return;
    }
    let position = node
        .map(|node| (node.line, node.column))
        .or(channel.position);
    look.push(
        rules::SLACK_UNSIGNED
            .finding("slack_signing_secret is not set, and Rasa does not start.")
            .about(id::SLACK_SECRET)
            .at(look.view.file(CREDENTIALS.0), position),
    );
}

/// Read in 3.6.21: the token is only looked at where `project_id` is set.
fn hangouts(look: &mut Look<'_>) {
    let Some(channel) = look.view.channel("hangouts") else {
        return;
    };
    let node = look.view.node(CREDENTIALS.0, &["hangouts", "project_id"]);
    let missing = node
        .as_ref()
        .is_none_or(|node| look.view.read(node).is_nothing());
    if !missing || misspelt_lock(look, "hangouts", "project_id").is_some() {
        return;
    }
    let position = node
        .map(|node| (node.line, node.column))
        .or(channel.position);
    let finding = look.open(
        rules::HANGOUTS_OPEN,
        "hangouts has no project_id: anyone who reaches /webhooks/hangouts/webhook speaks as any of Google's users.",
        "hangouts has no project_id, so Google's tokens are not checked. Only this machine reaches the webhook.",
    );
    look.push(
        finding
            .about(id::PROJECT_ID)
            .at(look.view.file(CREDENTIALS.0), position),
    );
}

/// A channel that is switched on and has keys below it.
fn filled(look: &Look<'_>, name: &str) -> Option<Active> {
    let channel = look.view.channel(name)?;
    let node = look.view.node(CREDENTIALS.0, &[name])?;
    (node.shape == Shape::Mapping).then_some(channel)
}
