//! Why the socket refuses a token, found out here: the bot answers every fault with the same words, and tells the reason to
//! its log alone. Measured on 3.6.21 with PyJWT 2.15.

use chatelaine_secrets::Secret;
use chatelaine_tokens::{Inspection, inspect, verifies};
use chatelaine_wire::engine_io::DEFAULT_NAMESPACE;
use serde_json::Value;

use super::super::socket;
use super::channel::{Channel, Lock};
use crate::talk::{ChatAuth, Refusal};

/// What python-socketio says to a namespace that nobody serves; it is no refusal of a token.
const NO_NAMESPACE: &str = "Unable to connect";

/// Something that keeps a token out.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) cause: String,
    pub(super) advice: &'static str,
}

fn fault(cause: impl Into<String>, advice: &'static str) -> Fault {
    Fault {
        cause: cause.into(),
        advice,
    }
}

/// Everything that speaks against a token at this lock, at `now` in Unix seconds; the surest first.
pub(super) fn faults(token: &Secret, lock: &Lock, now: i64) -> Vec<Fault> {
    let mut found = of_lock(lock);
    // Rasa takes the word off wherever it stands.
    let text = token.expose().replace("Bearer ", "");
    match inspect(&text) {
        Ok(inspection) => {
            found.extend(of_method(&inspection, lock));
            found.extend(of_signature(&text, lock));
            found.extend(of_times(&inspection, now));
            found.extend(of_claims(&inspection.claims));
        }
        Err(error) => found.push(fault(
            format!("What is sent is no JSON Web Token: {error}."),
            "Send the token itself, not the key that signs it.",
        )),
    }
    found
}

/// What refuses every token.
fn of_lock(lock: &Lock) -> Vec<Fault> {
    let mut found = Vec::new();
    if !socket::is_known(&lock.methods) {
        let cause = format!(
            "jwt_method is `{}`, which Rasa does not know, so it refuses every token.",
            shown(&lock.methods)
        );
        found.push(fault(
            cause,
            "Spell it as the standard does, mostly HS256, and restart the bot.",
        ));
    }
    let Some(key) = lock.key.as_ref().map(Secret::expose) else {
        return found;
    };
    if lock.in_file && key.parse::<f64>().is_ok() {
        found.push(fault(
            "jwt_key reads like a number. Where it stands without quotes, Rasa takes it for one and refuses every token.",
            "Write it in quotes, or better generate a key, and restart the bot.",
        ));
    }
    if socket::is_pem(key) && socket::is_symmetric(&lock.methods) {
        found.push(fault(
            format!(
                "jwt_key is one of a key pair, but jwt_method is {}, so every token is refused.",
                shown(&lock.methods)
            ),
            "Set jwt_method to the pair's own, such as RS256, and restart the bot.",
        ));
    }
    found
}

/// PyJWT looks for the name *in* the text, so several with commas work.
fn of_method(token: &Inspection, lock: &Lock) -> Option<Fault> {
    if token.algorithm.eq_ignore_ascii_case("none") {
        return Some(fault(
            "The token is not signed.",
            "Let the console sign one with the bot's key.",
        ));
    }
    let allowed = lock.methods.contains(&token.algorithm);
    (!allowed && socket::is_known(&lock.methods)).then(|| {
        fault(
            format!(
                "The token is signed with {}, but the bot accepts {} alone.",
                shown(&token.algorithm),
                shown(&lock.methods)
            ),
            "Sign it with the method that jwt_method names, or change that and restart the bot.",
        )
    })
}

fn of_signature(text: &str, lock: &Lock) -> Option<Fault> {
    let key = lock.key.as_ref()?.expose();
    let by = |key: &str| verifies(text, key.as_bytes()) == Ok(true);
    if verifies(text, key.as_bytes()) != Ok(false) {
        return None;
    }
    let blanks = [key.trim().to_owned(), format!("{key}\n")];
    if blanks.iter().any(|other| other != key && by(other)) {
        return Some(fault(
            "The token is signed with the same key but for a line's end or a blank, which counts.",
            "Write jwt_key in one line, in double quotes: a block (`|`) adds a line's end. Then restart the bot.",
        ));
    }
    if lock.unread_reference().is_some() {
        return Some(fault(
            "jwt_key stands in quotes, so the bot verifies with the text `${…}` itself, and the token is signed with the variable's value.",
            "Take the quotes away in credentials.yml, and restart the bot.",
        ));
    }
    Some(fault(
        "The signature is not by the jwt_key of the configuration.",
        "Use the same key where the token is issued. It is taken as text, never as Base64.",
    ))
}

/// Rasa asks PyJWT for no leeway, so a second too late is too late.
fn of_times(token: &Inspection, now: i64) -> Option<Fault> {
    if token.expired_at(now) {
        return Some(fault("The token has expired.", "Have a new one issued."));
    }
    let early = |at: Option<i64>| at.is_some_and(|at| at > now);
    let name = match () {
        () if early(token.not_before) => "nbf",
        () if early(token.issued_at) => "iat",
        () => return None,
    };
    Some(fault(
        format!(
            "The token is of the future: its `{name}` has not come yet, and Rasa allows for no difference of clocks."
        ),
        "Set the clocks right, or let the issuer date tokens half a minute back.",
    ))
}

fn of_claims(claims: &Value) -> Option<Fault> {
    let claims = claims.as_object()?;
    if claims.is_empty() {
        return Some(fault(
            "The token has no claims, and Rasa takes an empty list of them for a refusal.",
            "Put any claim into it, such as `sub`.",
        ));
    }
    if claims.get("aud").is_some_and(|aud| !aud.is_null()) {
        return Some(fault(
            "The token names an audience (`aud`), and Rasa refuses every token that does.",
            "Have tokens for this bot issued without `aud`.",
        ));
    }
    let odd = claims.get("sub").is_some_and(|sub| !sub.is_string());
    odd.then(|| {
        fault(
            "The token's `sub` is no text, which PyJWT refuses.",
            "Write the subject as text.",
        )
    })
}

/// What a refusal of the socket means. `faults` are those of the token that was shown.
pub(super) fn refusal(
    message: &str,
    auth: ChatAuth,
    channel: &Channel,
    faults: Vec<Fault>,
) -> Refusal {
    if message == NO_NAMESPACE {
        return no_namespace(channel);
    }
    let (cause, advice) = match (auth, faults.into_iter().next()) {
        (_, Some(fault)) => (fault.cause, fault.advice),
        (ChatAuth::Mint, None) => (
            "The bot refused a token that is signed with the jwt_key of its configuration.".into(),
            "It may still run with an older configuration: restart it. If that does not help, look whether compose loads the .env, and whether its clock is right.",
        ),
        (ChatAuth::Token, None) if channel.lock.key.is_some() => (
            "The bot refused the token, although nothing speaks against it here.".into(),
            "It may still run with an older configuration: restart it. If that does not help, its log tells the reason: `JWT public key invalid.` means another key.",
        ),
        (ChatAuth::Token, None) => (
            "The bot refused the token. Its key is not known here, so the signature could not be looked at.".into(),
            "The bot's log tells the reason: `JWT public key invalid.` means another key.",
        ),
        _ => (
            "The socket is locked: the bot refuses a connection without a token.".into(),
            "This is what a lock looks like. Connect with a token that is signed with the bot's jwt_key.",
        ),
    };
    Refusal {
        status: 0,
        cause,
        advice: advice.into(),
    }
}

fn no_namespace(channel: &Channel) -> Refusal {
    let advice = if channel.namespace == DEFAULT_NAMESPACE {
        "Another server may answer in the bot's place. Check the address."
    } else {
        "The bot may still run with an older configuration: restart it."
    };
    Refusal {
        status: 0,
        cause: format!(
            "The server has no namespace `{}`.",
            shown(&channel.namespace)
        ),
        advice: advice.into(),
    }
}

/// What a refused WebSocket may mean.
pub(super) fn no_socket(status: u16, channel: &Channel) -> Refusal {
    let (cause, advice) = match status {
        400 => (
            "The server does not speak this version of Socket.IO, or a proxy took the WebSocket's headers away.".to_owned(),
            "Rasa 2 and later speak Engine.IO 4. A proxy has to pass on `Upgrade` and `Connection` over HTTP/1.1.",
        ),
        401 | 403 => (
            "Something in front of the bot refuses the WebSocket. Rasa itself never does so: it asks for a token only afterwards.".to_owned(),
            "Look at the proxy's rules for this path.",
        ),
        404 => (
            format!("There is no Socket.IO at {}.", shown(&channel.path)),
            "The channel may be switched off, `socketio_path` may name another path, or a proxy may not publish it. It is not below /webhooks.",
        ),
        502..=504 => (
            "The proxy reached no bot behind it.".to_owned(),
            "Start the bot. If it runs, the proxy may look for it at another port.",
        ),
        200..=299 => (
            format!("A web page answers at {} instead of a WebSocket.", shown(&channel.path)),
            "Another server may answer in the bot's place, or a proxy sends every path to a web site.",
        ),
        _ => (
            "The server did not agree to a WebSocket.".to_owned(),
            "A proxy in front of the bot may not forward WebSocket upgrades.",
        ),
    };
    Refusal {
        status,
        cause,
        advice: advice.into(),
    }
}

/// A value that is no secret, short enough for a sentence.
fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(60).collect()
}

#[cfg(test)]
mod tests;
