//! Uploading documents: the one thing that makes the cat send notifications.

use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use serde_json::json;

use super::{Body, Call};
use crate::cheshire_cat::answer::{Refusal, ok};
use crate::cheshire_cat::{auth, frames, lock};

const MIME_TYPES: [&str; 4] = [
    "application/pdf",
    "text/plain",
    "text/markdown",
    "text/html",
];

/// Characters in one remembered piece of a document.
const PIECE: usize = 1000;

pub(super) async fn allowed(_: Call) -> Result<Response, Refusal> {
    Ok(ok(&json!({ "allowed": MIME_TYPES })))
}

/// Takes the document at once and reads it afterwards, telling the uploader's socket how it gets on.
pub(super) async fn upload(call: Call) -> Result<Response, Refusal> {
    let Some(file) = uploaded(&call) else {
        let fault = json!({"type": "missing", "loc": ["body", "file"], "msg": "Field required", "input": null});
        return Err(Refusal::Invalid(vec![fault]));
    };
    if !MIME_TYPES.contains(&file.mime.as_str()) {
        let words = format!(
            "MIME type {} not supported. Admitted types: {}",
            file.mime,
            MIME_TYPES.join(", ")
        );
        return Err(Refusal::Because(StatusCode::BAD_REQUEST, words));
    }
    let response = ok(&json!({
        "filename": file.name,
        "content_type": file.mime,
        "info": "File is being ingested asynchronously",
    }));
    tokio::spawn(async move {
        let tell = |words: &str| call.cat.hub.send(&call.user, frames::notification(words));
        tell("I'm parsing the content. Big content could require some minutes...");
        tokio::time::sleep(call.cat.token_delay).await;
        tell("Parsing completed. Now let's go with reading process...");
        tokio::time::sleep(call.cat.token_delay).await;
        let thoughts = file.size.div_ceil(PIECE);
        lock(&call.cat.memory).declarative += thoughts;
        tell(&format!(
            "Finished reading {}, I made {thoughts} thoughts on it.",
            file.name
        ));
    });
    Ok(response)
}

struct File {
    name: String,
    mime: String,
    /// In characters.
    size: usize,
}

/// The part called `file` of a multipart form.
fn uploaded(call: &Call) -> Option<File> {
    let Body::Other(bytes) = &call.body else {
        return None;
    };
    let content_type = auth::header(&call.headers, CONTENT_TYPE.as_str())?;
    let boundary = content_type
        .split_once("boundary=")?
        .1
        .trim_matches('"')
        .to_owned();
    let text = String::from_utf8_lossy(bytes);
    text.split(&format!("--{boundary}")).find_map(|part| {
        let (head, content) = part.split_once("\r\n\r\n")?;
        if parameter(head, "name")? != "file" {
            return None;
        }
        let mime = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-type")
                .then(|| value.trim().to_owned())
        });
        Some(File {
            name: parameter(head, "filename")?.to_owned(),
            mime: mime.unwrap_or_default(),
            size: content.trim_end().chars().count(),
        })
    })
}

fn parameter<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = head.split_once(&format!(" {name}=\""))?;
    Some(rest.split_once('"')?.0)
}
