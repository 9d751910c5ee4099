//! The webhooks of messengers: what they say to a stranger.
//!
//! Replies would go to the messengers' own servers; a practice bot makes no connections, so they go nowhere. For the same
//! reason nothing is fetched at start, where the real Telegram and Bot Framework channels ask their services first.

use axum::http::StatusCode;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use serde_json::Value;

use super::{Call, answer, now, parameters};

/// How old a request from Slack may be, in seconds.
const SLACK_PATIENCE: f64 = 300.0;

/// What Twilio Voice reads out when nobody said anything (`twilio_voice.py`, 3.6.21).
const REPROMPT: &str = "I'm sorry I didn't get that could you rephrase.";

/// Answers the webhook of a messenger's channel.
pub(crate) fn webhook(call: &Call, channel: &str) -> Response {
    match channel {
        "twilio" => twilio(call),
        "twilio_voice" => twilio_voice(call),
        "slack" => slack(call),
        "facebook" => facebook(call),
        "botframework" => match call.headers.contains_key("authorization") {
            true => unauthorized("Could not validate JWT token."),
            false => unauthorized("No authorization header provided."),
        },
        "hangouts" if call.rasa.channels.text("hangouts", "project_id").is_none() => {
            believed(call, "OK")
        }
        // Only tokens of Google, or of Rasa Enterprise, are good here, and nobody has one.
        "hangouts" | "rasa" => {
            answer::fault(StatusCode::UNAUTHORIZED, "Unauthorized", call.is_json())
        }
        "mattermost" | "rocketchat" => believed(call, ""),
        _ => believed(call, "success"),
    }
}

fn unauthorized(words: &str) -> Response {
    answer::text(StatusCode::UNAUTHORIZED, words)
}

fn form(call: &Call) -> Vec<(String, String)> {
    parameters(&String::from_utf8_lossy(&call.body))
}

fn field<'f>(form: &'f [(String, String)], name: &str) -> Option<&'f str> {
    let mut fields = form.iter();
    fields.find_map(|(key, value)| (key == name).then_some(value.as_str()))
}

/// No signature is looked at: whoever names a sender is that sender.
fn twilio(call: &Call) -> Response {
    let form = form(call);
    if let (Some(sender), Some(text)) = (field(&form, "From"), field(&form, "Body")) {
        call.rasa.converse(sender, text);
    }
    answer::text(StatusCode::NO_CONTENT, "")
}

fn twilio_voice(call: &Call) -> Response {
    let form = form(call);
    let sender = field(&form, "From").unwrap_or_default();
    let said = field(&form, "SpeechResult").map(|text| call.rasa.converse(sender, text));
    let words = said
        .iter()
        .flatten()
        .filter_map(|reply| reply.text.clone())
        .next_back()
        .unwrap_or_else(|| REPROMPT.to_owned());
    let words = answer::escaped(&words);
    let twiml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Gather action=\"/webhooks/twilio_voice/webhook\" input=\"speech\"><Say>{words}</Say></Gather></Response>"
    );
    answer::of_type(StatusCode::OK, "text/xml", twiml)
}

/// `v0=` and the digest of version, time and body, under the signing secret.
fn slack(call: &Call) -> Response {
    let header = |name| call.headers.get(name).and_then(|value| value.to_str().ok());
    let secret = call.rasa.channels.text("slack", "slack_signing_secret");
    let at = header("x-slack-request-timestamp").unwrap_or("0");
    let fresh = at
        .parse::<f64>()
        .is_ok_and(|at| (now() - at).abs() <= SLACK_PATIENCE);
    let signed = [format!("v0:{at}:").as_bytes(), &call.body].concat();
    let genuine = digest(secret.unwrap_or_default(), &signed)
        .is_some_and(|digest| header("x-slack-signature") == Some(&format!("v0={digest}")));
    match fresh && genuine {
        true => answer::text(StatusCode::OK, "Bot message delivered."),
        false => answer::text(
            StatusCode::BAD_REQUEST,
            "Message is not properly signed with a valid X-Slack-Signature header",
        ),
    }
}

/// Refuses with status 200. Of the digests that the sender may choose from this bot makes only SHA-256.
fn facebook(call: &Call) -> Response {
    let signature = call.headers.get("x-hub-signature");
    let signature = signature.and_then(|value| value.to_str().ok());
    let secret = call.rasa.channels.text("facebook", "secret");
    let genuine = digest(secret.unwrap_or_default(), &call.body)
        .is_some_and(|digest| signature == Some(&format!("sha256={digest}")));
    answer::text(
        StatusCode::OK,
        if genuine { "success" } else { "not validated" },
    )
}

/// HMAC with SHA-256, in hexadecimal.
fn digest(key: &str, message: &[u8]) -> Option<String> {
    let key = EncodingKey::from_secret(key.as_bytes());
    let signature = crypto::sign(message, &key, Algorithm::HS256).ok()?;
    let bytes = URL_SAFE_NO_PAD.decode(signature).ok()?;
    Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The channels that believe whoever writes to them.
fn believed(call: &Call, words: &str) -> Response {
    let Ok(message) = serde_json::from_slice::<Value>(&call.body) else {
        return answer::no_json(call);
    };
    if let (Some(sender), Some(text)) = (message["user_name"].as_str(), message["text"].as_str()) {
        call.rasa.converse(sender, text);
    }
    answer::text(StatusCode::OK, words)
}
