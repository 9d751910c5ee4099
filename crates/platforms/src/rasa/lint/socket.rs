//! The Socket.IO channel, the only one with a lock of Rasa's own. All of it measured on 3.6.21.

use chatelaine_documents::{Scalar, Shape, Typed};
use chatelaine_secrets::strength::Grade;
use chatelaine_secrets::{Secret, judge};

use super::Look;
use super::channels::misspelt_lock;
use crate::rasa::expansion::Reading;
use crate::rasa::settings::id;
use crate::rasa::socket::{self, Key, LEAST_BYTES, Lock, is_known, is_pem, is_symmetric};
use crate::rasa::{CREDENTIALS, rules};
use crate::{Effective, Fix};

pub(super) fn look(look: &mut Look<'_>) {
    let Some(channel) = look.view.channel("socketio") else {
        return;
    };
    let file = look.view.file(CREDENTIALS.0);
    if let Some(version) = look
        .view
        .version()
        .filter(|version| version.starts_with("1."))
    {
        let message = format!(
            "Rasa {version} knows no jwt_key: anyone who reaches the socket can talk to the bot, whatever stands here."
        );
        look.push(rules::TOO_OLD.finding(message).at(file, channel.position));
        return;
    }
    let lock = socket::lock(&look.view);
    if let Some(value) = look.value(id::JWT_KEY) {
        match &lock.key {
            Key::Missing { empty } => missing(look, &lock, value, *empty, channel.position),
            Key::NotText => not_text(look, &lock, value),
            Key::Text(key) => text(look, &lock, value, key),
            Key::Unknown | Key::Literal => {}
        }
    }
    method(look, &lock);
    namespace(look);
    persistence(look);
}

fn missing(
    look: &mut Look<'_>,
    lock: &Lock,
    value: &Effective,
    empty: bool,
    channel: Option<(usize, usize)>,
) {
    // Of a text or a list in the place of the channel Rasa does not start, which has a rule of its own.
    let channel_node = look.view.node(CREDENTIALS.0, &["socketio"]);
    let stops = channel_node.is_some_and(|node| matches!(node.shape, Shape::Scalar | Shape::List));
    if stops || misspelt_lock(look, "socketio", "jwt_key").is_some() {
        return;
    }
    let message = if empty {
        "jwt_key is empty, which Rasa takes for no key: anyone who reaches the socket can talk to the bot."
    } else {
        "socketio has no jwt_key: anyone who reaches the socket can talk to the bot."
    };
    let finding = look.about(rules::SOCKET_OPEN, value, message.to_owned());
    let finding = match finding.line {
        Some(_) => finding,
        None => finding.at(look.view.file(CREDENTIALS.0), channel),
    };
    // With RS256 the public key of whoever makes the tokens belongs here.
    let symmetric = lock.method.as_deref().is_none_or(is_symmetric);
    let fix = look.renewed(value).filter(|_| symmetric);
    look.push_with(finding, fix);
}

/// A number, a date or a list.
fn not_text(look: &mut Look<'_>, lock: &Lock, value: &Effective) {
    let Some(node) = &lock.node else { return };
    let message =
        "jwt_key is not text for Rasa but a number, a date or a list, so every token is refused.";
    let fix = (node.shape == Shape::Scalar).then(|| {
        // Digits alone are soon guessed; only what is worth keeping is kept.
        if judge(&Secret::new(node.text.clone())).is_strong() {
            write(value, &node.text)
        } else {
            Fix::Generate {
                setting: value.id.clone(),
            }
        }
    });
    let finding = look.on_line(rules::KEY_REFUSED, value, message.to_owned());
    look.push_with(finding, fix);
}

fn write(value: &Effective, text: &str) -> Fix {
    Fix::Write {
        role: CREDENTIALS.0,
        path: value.path.clone(),
        value: Scalar::Text(text.to_owned()),
    }
}

fn text(look: &mut Look<'_>, lock: &Lock, value: &Effective, key: &Secret) {
    let method = lock.method.as_deref().unwrap_or("HS256");
    let (pem, symmetric) = (is_pem(key.expose()), is_symmetric(method));
    let key = key.expose();
    let refuse = |message: &str| look.about(rules::KEY_REFUSED, value, message.to_owned());
    if pem && symmetric {
        let finding = refuse(
            "jwt_key is a PEM key, but the algorithm wants a shared secret, so every token is refused.",
        );
        look.push(finding);
    } else if !pem && !symmetric && is_known(method) {
        let finding = refuse(
            "The algorithm wants a public key in PEM, but jwt_key is none, so every token is refused.",
        );
        look.push(finding);
    } else if symmetric && key.ends_with('\n') {
        let finding = refuse(
            "jwt_key ends with a line break, as YAML's `|` adds one, so tokens signed with the key that people see are refused.",
        );
        let written = matches!(
            lock.node.as_ref().map(|node| look.view.read(node)),
            Some(Reading::Written(_))
        );
        let fix = written.then(|| write(value, key.trim_end_matches(['\n', '\r'])));
        look.push_with(finding, fix);
    } else if symmetric && key.len() < LEAST_BYTES && socket::grade(lock) == Some(Grade::Strong) {
        let message = format!(
            "jwt_key has {} bytes; a key for HS256 needs {LEAST_BYTES} or more.",
            key.len()
        );
        let finding = look.about(rules::KEY_SHORT, value, message);
        let fix = look.renewed(value);
        look.push_with(finding, fix);
    }
}

fn method(look: &mut Look<'_>, lock: &Lock) {
    let Some(value) = look
        .value(id::JWT_METHOD)
        .filter(|value| value.own.is_some())
    else {
        return;
    };
    let node = look.view.node(CREDENTIALS.0, &["socketio", "jwt_method"]);
    let Some(reading) = node.map(|node| look.view.read(&node)) else {
        return;
    };
    if matches!(reading, Reading::Refused { .. }) || lock.method.as_deref().is_some_and(is_known) {
        return;
    }
    let (message, meant) = match &reading {
        Reading::Written(Typed::Null) => (
            "jwt_method stands here without a value, which is not the same as leaving it out: every token is refused.",
            Some("HS256".to_owned()),
        ),
        Reading::Expanded(expanded) if expanded.text.is_none() => return,
        _ => (
            "jwt_method is no algorithm that Rasa can verify, so every token is refused.",
            lock.method
                .as_deref()
                .map(|method| method.trim().to_uppercase())
                .filter(|method| is_known(method)),
        ),
    };
    let message = match &meant {
        Some(meant) if reading_is_text(&reading) => {
            format!("jwt_method has to be spelt {meant}; as it stands, every token is refused.")
        }
        _ => message.to_owned(),
    };
    let own = matches!(reading, Reading::Written(_));
    let finding = look.about(rules::JWT_METHOD, value, message);
    let fix = meant.filter(|_| own).map(|value| Fix::Set {
        setting: id::JWT_METHOD.into(),
        value,
    });
    look.push_with(finding, fix);
}

fn reading_is_text(reading: &Reading) -> bool {
    matches!(
        reading,
        Reading::Written(Typed::Text(_)) | Reading::Expanded(_)
    )
}

/// `/` is the default namespace.
fn namespace(look: &mut Look<'_>) {
    let Some(value) = look.value(id::NAMESPACE) else {
        return;
    };
    let node = look.view.node(CREDENTIALS.0, &["socketio", "namespace"]);
    let nothing = node.is_none_or(|node| look.view.read(&node).is_nothing());
    if nothing || value.text() == "/" {
        return;
    }
    let message = "A namespace is set: chats connect in it and never get a reply.".to_owned();
    let fix = Fix::Remove {
        role: CREDENTIALS.0,
        path: value.path.clone(),
    };
    let finding = look.on_line(rules::NAMESPACE, value, message).with(fix);
    look.push(finding);
}

fn persistence(look: &mut Look<'_>) {
    let Some(value) = look.value(id::PERSISTENCE) else {
        return;
    };
    let node = look
        .view
        .node(CREDENTIALS.0, &["socketio", "session_persistence"]);
    if node.is_none_or(|node| look.view.read(&node).is_nothing()) {
        return;
    }
    let message = "session_persistence is on: a token is not bound to a session, so whoever names a user's session id gets the replies; and with python-socketio 5.10 or later Rasa 3.6 never replies at all.";
    let finding = look.on_line(rules::PERSISTENCE, value, message.to_owned());
    look.push(finding);
}
