//! What the bot says, on the socket and on the webhooks alike: one object for each bubble.

use serde_json::Value;

use crate::talk::{ChatAttachment, ChatButton, Reply};

/// The keys that mean something (`core/channels/{channel,socketio}.py`, 3.6.21).
const KNOWN: [&str; 7] = [
    "text",
    "buttons",
    "quick_replies",
    "image",
    "attachment",
    "custom",
    "elements",
];

/// Understands one bubble. What has none of the known keys is a payload of the bot's own making: the socket sends that
/// without a name.
pub(super) fn reply(message: &Value) -> Reply {
    let Some(fields) = message.as_object() else {
        return match message {
            Value::String(text) => Reply::text(text.as_str()),
            other => Reply {
                custom: Some(pretty(other)),
                ..Reply::default()
            },
        };
    };
    let mut reply = Reply {
        text: fields
            .get("text")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned(),
        ..Reply::default()
    };
    for key in ["buttons", "quick_replies"] {
        let list = fields.get(key).and_then(Value::as_array);
        reply
            .buttons
            .extend(list.into_iter().flatten().filter_map(button));
    }
    if let Some(image) = fields.get("image").and_then(Value::as_str) {
        reply.images.push(image.to_owned());
    }
    if let Some(attachment) = fields.get("attachment").filter(|value| !value.is_null()) {
        attach(&mut reply, attachment);
    }
    let own = !fields.keys().any(|key| KNOWN.contains(&key.as_str()));
    let custom = fields
        .get("custom")
        .or_else(|| fields.get("elements"))
        .or_else(|| own.then_some(message));
    if let Some(custom) = custom.filter(|value| !value.is_null()) {
        reply.custom = Some(pretty(custom));
    }
    reply
}

/// A button says its payload, or its title where it has none.
fn button(button: &Value) -> Option<ChatButton> {
    let text = |key: &str| button[key].as_str().map(str::to_owned);
    let title = text("title").or_else(|| text("payload"))?;
    let payload = text("payload").unwrap_or_else(|| title.clone());
    Some(ChatButton { title, payload })
}

/// The socket sends pictures this way; the webhooks send whatever the bot's author wrote, mostly an address.
fn attach(reply: &mut Reply, attachment: &Value) {
    let kind = attachment["type"].as_str().unwrap_or("attachment");
    let payload = &attachment["payload"];
    let source = [&payload["src"], &payload["url"], attachment]
        .into_iter()
        .find_map(Value::as_str);
    match source {
        Some(source) if kind == "image" => reply.images.push(source.to_owned()),
        Some(source) => reply.attachments.push(ChatAttachment {
            kind: kind.to_owned(),
            source: source.to_owned(),
        }),
        None => reply.custom = Some(pretty(attachment)),
    }
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn both_channels_say_the_same_in_their_own_ways() {
        let socket = reply(&json!({
            "text": "Pick one",
            "quick_replies": [{ "content_type": "text", "title": "Yes", "payload": "/affirm" }],
        }));
        let webhook = reply(&json!({
            "recipient_id": "a", "text": "Pick one",
            "buttons": [{ "title": "Yes", "payload": "/affirm" }],
        }));
        assert_eq!(socket, webhook, "an operator need not know which is which");
        let picture =
            json!({ "attachment": { "type": "image", "payload": { "src": "https://a/b.png" } } });
        assert_eq!(
            reply(&picture).images,
            reply(&json!({ "image": "https://a/b.png" })).images,
            "a picture is a picture"
        );
    }

    #[test]
    fn a_payload_of_the_bots_own_making_is_shown_as_json() {
        let named = reply(&json!({ "recipient_id": "a", "custom": { "kind": "card" } }));
        let bare = reply(&json!({ "kind": "card" }));
        assert_eq!(
            named.custom, bare.custom,
            "the socket sends it without a name"
        );
        assert!(named.text.is_empty() && bare.text.is_empty());
        let template =
            reply(&json!({ "attachment": { "type": "template", "payload": { "elements": {} } } }));
        assert!(
            template.custom.is_some(),
            "so are elements, which have no single source"
        );
    }

    #[test]
    fn nonsense_is_no_reason_to_stumble() {
        assert_eq!(reply(&json!("plain")).text, "plain");
        assert_eq!(
            reply(&json!({ "text": 7, "buttons": [1, {}], "attachment": null })),
            Reply::default(),
            "what is of the wrong type is left out"
        );
        let untitled = reply(&json!({ "text": "", "buttons": [{ "payload": "/a" }] }));
        assert_eq!(
            untitled.buttons[0].title, "/a",
            "a button has to say something"
        );
    }
}
