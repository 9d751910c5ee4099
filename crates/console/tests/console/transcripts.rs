//! What is kept of a conversation, and what is written of it for other programs.

use std::path::PathBuf;

use chatelaine_console::ErrorCode;
use chatelaine_console::view::{
    ChatAuth, ChatEvent, ExportFormat, TranscriptEntry, TranscriptPart,
};
use serde_json::Value;

use crate::attention::Attention;
use crate::stage::{BOT, CANARY, Stage};

async fn locked() -> Stage {
    Stage::running_with(&format!(
        "CCAT_API_KEY=Http-{CANARY}\nCCAT_API_KEY_WS=Socket-{CANARY}\n"
    ))
    .await
}

fn folder(stage: &Stage) -> PathBuf {
    stage.console.home().root().join("transcripts").join(BOT)
}

#[tokio::test]
async fn a_conversation_is_kept_in_order_without_frames_and_without_secrets() {
    let stage = locked().await;
    let mut chat = Attention::connected(&stage.console, ChatAuth::Key, None).await;
    let id = chat.id.clone();
    let first = chat.ask("hello").await;
    let careless = format!("is Http-{CANARY} the key?");
    let second = chat.ask(&careless).await;
    let listed = stage.console.chat_transcripts(BOT).unwrap();
    assert!(
        listed.len() == 1 && listed[0].id == id && listed[0].running,
        "it is there while it goes on: {listed:?}"
    );
    let still_open = stage
        .console
        .chat_transcript_delete(BOT, Some(&id))
        .unwrap_err();
    assert_eq!(still_open.code, ErrorCode::Conflict, "{still_open:?}");
    chat.close().await;

    let entries = stage.console.chat_transcript(BOT, &id).unwrap();
    let told: Vec<String> = entries
        .iter()
        .map(|entry| match &entry.entry {
            TranscriptPart::Opened(head) => format!("opened {}", head.transport),
            TranscriptPart::Said(text) => format!("said {text}"),
            TranscriptPart::Heard(ChatEvent::Message { text, .. }) => format!("heard {text}"),
            TranscriptPart::Heard(ChatEvent::Closed { .. }) => "closed".into(),
            TranscriptPart::Heard(ChatEvent::Connected { .. }) => "connected".into(),
            TranscriptPart::Heard(event) => {
                assert!(
                    !matches!(event, ChatEvent::Frame { .. } | ChatEvent::Token { .. }),
                    "neither frames nor pieces: {event:?}"
                );
                String::new()
            }
        })
        .filter(|line| !line.is_empty())
        .collect();
    assert_eq!(
        told,
        [
            "opened websocket".to_owned(),
            "connected".into(),
            "said hello".into(),
            format!("heard {first}"),
            "said is •••••••• the key?".into(),
            format!(
                "heard {}",
                second.replace(&format!("Http-{CANARY}"), "••••••••")
            ),
            "closed".into(),
        ],
        "both sides, in order, with secrets masked even where the operator typed one"
    );
    for file in std::fs::read_dir(folder(&stage)).unwrap().flatten() {
        let text = std::fs::read_to_string(file.path()).unwrap();
        assert!(!text.contains(CANARY), "no secret on disk: {text}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = file.metadata().unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o600, "a conversation is its owner's alone");
        }
    }
}

#[tokio::test]
async fn conversations_can_be_deleted_one_by_one_and_all() {
    let stage = locked().await;
    for _ in 0..3 {
        let mut chat = Attention::connected(&stage.console, ChatAuth::Key, None).await;
        chat.ask("hello").await;
        chat.close().await;
    }
    let listed = stage.console.chat_transcripts(BOT).unwrap();
    assert_eq!(listed.len(), 3, "each has its own: {listed:?}");
    assert!(
        listed[0].started >= listed[2].started && listed[0].started.starts_with("20"),
        "the newest first: {listed:?}"
    );
    stage
        .console
        .chat_transcript_delete(BOT, Some(&listed[1].id))
        .unwrap();
    let gone = stage
        .console
        .chat_transcript(BOT, &listed[1].id)
        .unwrap_err();
    assert_eq!(gone.code, ErrorCode::NotFound, "{gone:?}");
    let outside = stage
        .console
        .chat_transcript_delete(BOT, Some("../bots"))
        .unwrap_err();
    assert_eq!(
        outside.code,
        ErrorCode::NotFound,
        "a name is no path: {outside:?}"
    );
    stage.console.chat_transcript_delete(BOT, None).unwrap();
    assert!(stage.console.chat_transcripts(BOT).unwrap().is_empty());
}

#[tokio::test]
async fn a_conversation_is_written_into_a_file_as_it_is_kept() {
    let stage = locked().await;
    let mut chat = Attention::connected(&stage.console, ChatAuth::Key, None).await;
    let id = chat.id.clone();
    chat.ask("hello").await;
    chat.close().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("conversation.jsonl");
    std::fs::write(&path, "an earlier one").unwrap();
    stage
        .console
        .chat_transcript_export(BOT, &id, &path)
        .unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<TranscriptEntry> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        lines,
        stage.console.chat_transcript(BOT, &id).unwrap(),
        "every line, and nothing of the file that was there"
    );
    assert!(!text.contains(CANARY), "no secret leaves with it: {text}");
    let gone = stage
        .console
        .chat_transcript_export(BOT, "1-nobody", &path)
        .unwrap_err();
    assert_eq!(gone.code, ErrorCode::NotFound, "{gone:?}");
    assert_eq!(
        std::fs::read_to_string(&path).unwrap(),
        text,
        "what cannot be exported costs no file"
    );
}

#[tokio::test]
async fn a_refusal_is_kept_too() {
    let stage = locked().await;
    let mut chat = Attention::open(&stage.console, ChatAuth::None, None)
        .await
        .unwrap();
    chat.until(|event| matches!(event, ChatEvent::Refused { .. }))
        .await;
    let entries = stage.console.chat_transcript(BOT, &chat.id).unwrap();
    assert!(
        entries.iter().any(|entry| matches!(
            entry.entry,
            TranscriptPart::Heard(ChatEvent::Refused { .. })
        )),
        "what a bot refused is what one looks for later: {entries:?}"
    );
}

#[tokio::test]
async fn frames_leave_as_lines_and_as_an_http_archive() {
    let stage = locked().await;
    let mut chat = Attention::connected(&stage.console, ChatAuth::Key, None).await;
    let reply = chat.ask("hello").await;
    let (id, console) = (chat.id.clone(), std::sync::Arc::clone(&stage.console));
    chat.close().await;
    let path = |name: &str| stage.console.home().root().join(name);

    let exported = console
        .chat_export(&id, ExportFormat::Jsonl, &path("chat.jsonl"))
        .unwrap();
    let text = std::fs::read_to_string(path("chat.jsonl")).unwrap();
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        (lines[0]["event"].as_str(), exported.dropped),
        (Some("connected"), 0),
        "how it was opened comes first: {}",
        lines[0]
    );
    assert_eq!(
        u32::try_from(lines.len()).unwrap() - 1,
        exported.frames,
        "then each frame"
    );

    console
        .chat_export(&id, ExportFormat::Har, &path("chat.har"))
        .unwrap();
    let har = std::fs::read_to_string(path("chat.har")).unwrap();
    assert!(!har.contains(CANARY) && !text.contains(CANARY), "redacted");
    let har: Value = serde_json::from_str(&har).unwrap();
    assert_eq!(har["log"]["version"], "1.2", "{har:#}");
    let entry = &har["log"]["entries"][0];
    assert_eq!(
        (
            entry["_resourceType"].as_str(),
            entry["response"]["status"].as_u64()
        ),
        (Some("websocket"), Some(101)),
        "{entry:#}"
    );
    assert!(
        entry["request"]["url"]
            .as_str()
            .is_some_and(|url| url.starts_with("ws://")),
        "{entry:#}"
    );
    let messages = entry["_webSocketMessages"].as_array().unwrap();
    assert_eq!(
        (messages[0]["type"].as_str(), messages[0]["opcode"].as_u64()),
        (Some("send"), Some(1)),
        "what was said, first"
    );
    assert!(
        messages.iter().any(|message| message["type"] == "receive"
            && message["data"]
                .as_str()
                .is_some_and(|data| data.contains(&reply))),
        "and the reply: {messages:#?}"
    );
    for field in [
        "startedDateTime",
        "time",
        "request",
        "response",
        "cache",
        "timings",
    ] {
        assert!(
            !entry[field].is_null(),
            "{field} is required by the specification"
        );
    }
}
