//! What the bot sends in a conversation, as recorded from 1.9.2.

use chatelaine_platforms::cheshire_cat::{CatFrame, interpret, message, socket_path};
use chatelaine_platforms::talk::laid_out;
use serde_json::{Value, json};

fn recorded() -> Vec<Value> {
    serde_json::from_str(include_str!(
        "../../fixtures/cheshire-cat-1.9.2/frames.json"
    ))
    .unwrap()
}

#[test]
fn a_recorded_conversation_is_understood() {
    let line = |frame: &Value| match interpret(&frame.to_string()) {
        CatFrame::Token(text) => format!("token `{text}`\n"),
        CatFrame::Chat(reply) => format!("reply `{}`\n", reply.text),
        CatFrame::Notification(text) => format!("note `{text}`\n"),
        CatFrame::Error { name, hint, .. } => {
            format!("error {name}: {}\n", hint.unwrap_or("(no hint)"))
        }
        CatFrame::Other(kind) => format!("other {kind}\n"),
    };
    insta::assert_snapshot!(recorded().iter().map(line).collect::<String>(), @r"
    token ``
    token `Me`
    token `ow`
    token `, it`
    token ` is`
    token ` late!`
    token ``
    reply `Meow, it is late!`
    error AuthenticationError: The key of the language model's provider is wrong. This is not about your login.
    error AttributeError: The bot could not search its memory. The embedder may be unreachable, or a file that it needs could not be downloaded.
    error TypeError: (no hint)
    note `I'm parsing the content. Big content could require some minutes...`
    note `Parsing completed. Now let's go with reading process...`
    note `Finished reading note.txt, I made 2 thoughts on it.`
    ");
}

#[test]
fn replies_of_older_versions_are_read() {
    for (version, frame) in [
        (
            "1.5 to 1.7",
            json!({ "type": "chat", "user_id": "user", "content": "Meow", "why": {} }),
        ),
        (
            "1.8",
            json!({ "type": "chat", "text": "Meow", "content": "Meow", "message": "Meow", "who": "AI" }),
        ),
        (
            "a plugin that sets no text",
            json!({ "type": "chat", "text": null, "content": "Meow" }),
        ),
    ] {
        assert!(
            matches!(interpret(&frame.to_string()), CatFrame::Chat(reply) if reply.text == "Meow"),
            "{version}"
        );
    }
}

#[test]
fn the_errors_that_operators_ask_about_have_a_hint() {
    let hint = |name: &str, description: &str| {
        let frame =
            json!({ "type": "error", "name": name, "description": description }).to_string();
        match interpret(&frame) {
            CatFrame::Error { hint, .. } => hint,
            other => panic!("an error is an error: {other:?}"),
        }
    };
    assert!(
        hint(
            "AttributeError",
            "'dict' object has no attribute 'model_dump'"
        )
        .unwrap()
        .contains("embedder"),
        "its own words hide the cause"
    );
    assert!(
        hint("AuthenticationError", "401")
            .unwrap()
            .contains("provider"),
        "it is not about the operator's login"
    );
    assert!(
        hint("ValidationError", "x").is_some() && hint("RateLimitError", "x").is_some(),
        "these are known as well"
    );
    assert_eq!(
        hint("AttributeError", "something else"),
        None,
        "no guess where nothing is known"
    );
}

#[test]
fn strange_frames_are_no_trouble() {
    let deep = "[".repeat(5000);
    for strange in [
        "",
        "null",
        "5",
        "\"text\"",
        "[]",
        "{}",
        r#"{"type":5}"#,
        r#"{"type":"chat"}"#,
        r#"{"type":"error"}"#,
        &deep,
    ] {
        let _ = (interpret(strange), laid_out(strange));
    }
    assert_eq!(
        interpret(r#"{"type":"telepathy"}"#),
        CatFrame::Other("telepathy".into()),
        "an unknown kind is named"
    );
    assert!(
        matches!(interpret(r#"{"type":"error"}"#), CatFrame::Error { name, .. } if name.is_empty()),
        "an error without words is still one"
    );
}

#[test]
fn what_is_shown_of_a_frame_is_readable() {
    let numbers = vec![0.5; 2367];
    let shown = laid_out(&json!({ "type": "chat", "why": { "model_interactions": [{ "reply": numbers }], "few": [1, 2] } }).to_string());
    assert!(
        shown.contains("(2367 numbers)") && shown.contains('\n') && shown.len() < 400,
        "{shown}"
    );
    assert_eq!(
        laid_out("not JSON"),
        "not JSON",
        "what is no JSON is shown as it came"
    );
}

#[test]
fn what_we_say_is_one_json_object_and_one_path() {
    let text = "It's \"late\"\n{}";
    let said: Value = serde_json::from_str(&message(text)).unwrap();
    assert_eq!(
        said,
        json!({ "text": text }),
        "extra keys would be ignored by the bot"
    );
    assert_eq!(
        socket_path(None),
        "/ws",
        "with a token the bot knows who we are"
    );
    assert_eq!(
        socket_path(Some("console-1")),
        "/ws/console-1",
        "with a key we say who we are"
    );
}
