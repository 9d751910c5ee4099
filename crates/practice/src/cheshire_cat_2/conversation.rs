//! A message to an agent and what comes back: one JSON answer, or events as they happen.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use axum::response::Response;
use futures_util::stream;
use serde_json::{Value, json};

use super::answer::{Refusal, ok, text};
use super::routes::Call;
use super::state::{MODELS, SHIPPED};
use super::{Cat, now};
use crate::cheshire_cat::identifiers::uuid;
use crate::cheshire_cat::replies;

/// What the real server says as long as no provider is configured. It streams nothing then.
const UNCONFIGURED: &str = "No Language Model is configured yet. Choose one in the settings!";

/// Who answers, and what.
enum Reply {
    /// Nobody was configured: the text comes with the end of the run only.
    Whole(&'static str),
    /// A provider, piece by piece.
    Streamed(&'static str),
    /// The provider failed, in its words.
    Failed(String),
}

/// `POST /agents/{slug}/message`.
pub(crate) fn message(call: &Call) -> Result<Response, Refusal> {
    let task = call.json()?;
    let messages = messages(&task)?;
    let agent = SHIPPED["agents"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|agent| agent["slug"] == call.segment.as_str())
        .filter(|agent| {
            call.cat
                .state()
                .is_on(agent["plugin_id"].as_str().unwrap_or_default())
        });
    if agent.is_none() {
        return Err(Refusal::Because(
            StatusCode::NOT_FOUND,
            format!("Agent '{}' not found.", call.segment),
        ));
    }
    let reply = reply(&call.cat, messages);
    // Streaming is what happens when nothing else is said.
    if task["stream"].as_bool() != Some(false) {
        return stream(&call.cat, reply);
    }
    match reply {
        Reply::Whole(reply) | Reply::Streamed(reply) => Ok(ok(&result(reply, "_meta"))),
        Reply::Failed(_) => Err(Refusal::Broken),
    }
}

/// The conversation so far, which the client sends with each turn.
fn messages(task: &Value) -> Result<&[Value], Refusal> {
    match &task["messages"] {
        Value::Null => Ok(&[]),
        Value::Array(messages) => Ok(messages),
        other => Err(Refusal::Invalid(vec![json!({
            "type": "list_type",
            "loc": ["body", "messages"],
            "msg": "Input should be a valid list",
            "input": other,
        })])),
    }
}

fn reply(cat: &Cat, messages: &[Value]) -> Reply {
    let (model, key) = {
        let state = cat.state();
        (
            state.model(&cat.configuration.default_llm),
            state.provider_key(),
        )
    };
    let [answering, refusing] = MODELS;
    if model == answering {
        let last = messages
            .last()
            .map_or(&Value::Null, |message| &message["content"]);
        let said: String = last
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|part| part["text"].as_str())
            .collect();
        return Reply::Streamed(replies::line(&said, messages.len()));
    }
    if model == refusing {
        return Reply::Failed(format!(
            "Error code: 401 - Incorrect API key provided: {key}."
        ));
    }
    match model.as_str() {
        "default:default" => Reply::Whole(UNCONFIGURED),
        _ => Reply::Failed("The chosen model provider is not there.".to_owned()),
    }
}

/// The outcome of a run. In the events `_meta` is called `meta`.
fn result(reply: &str, meta: &str) -> Value {
    let mut part = json!({"type": "text", "text": reply, "annotations": null});
    part[meta] = Value::Null;
    json!({
        "messages": [{
            "role": "assistant",
            "content": [part],
            "tool_calls": [],
            "tool_call_id": null,
            "structuredContent": null,
            "text": reply,
        }],
        "resources": [],
        "args": {},
        "stream": true,
    })
}

/// Server-sent events. Failures come as one of them, after the status 200.
fn stream(cat: &Arc<Cat>, reply: Reply) -> Result<Response, Refusal> {
    let run = uuid()?;
    let mut events = vec![event(
        "RUN_STARTED",
        json!({
            "thread_id": "_", "run_id": run, "protocol_version": null, "parent_run_id": null, "input": null,
        }),
    )];
    let end = |reply: &str| {
        event(
            "RUN_FINISHED",
            json!({
                "thread_id": "_", "run_id": run, "result": result(reply, "meta"), "outcome": null, "usage": null,
            }),
        )
    };
    match reply {
        Reply::Whole(reply) => events.push(end(reply)),
        Reply::Streamed(reply) => {
            events.push(part(
                "TEXT_MESSAGE_START",
                json!({"role": null, "name": null}),
            )?);
            let pieces = replies::tokens(reply)
                .into_iter()
                .filter(|piece| !piece.is_empty());
            for piece in pieces {
                events.push(part("TEXT_MESSAGE_CONTENT", json!({ "delta": piece }))?);
            }
            events.push(part("TEXT_MESSAGE_END", json!({}))?);
            events.push(end(reply));
        }
        Reply::Failed(message) => events.push(event(
            "RUN_ERROR",
            json!({
                "message": message, "code": null, "usage": null,
            }),
        )),
    }
    let pause = cat.token_delay;
    let lines = stream::unfold(events.into_iter(), move |mut events| async move {
        let event = events.next()?;
        if event["type"] == "TEXT_MESSAGE_CONTENT" {
            tokio::time::sleep(pause).await;
        }
        let line = Bytes::from(format!("data: {event}\n\n"));
        Some((Ok::<_, std::convert::Infallible>(line), events))
    });
    let kind = "text/event-stream; charset=utf-8";
    Ok(text(StatusCode::OK, kind, Body::from_stream(lines)))
}

/// A piece of a message. Each has an id of its own, as recorded, so that nothing can be grouped by it.
fn part(kind: &str, mut fields: Value) -> Result<Value, Refusal> {
    fields["subagent_run_id"] = Value::Null;
    fields["message_id"] = uuid()?.into();
    Ok(event(kind, fields))
}

fn event(kind: &str, mut fields: Value) -> Value {
    fields["type"] = kind.into();
    fields["timestamp"] = Value::from(now() as i64);
    fields["raw_event"] = Value::Null;
    fields["metadata"] = Value::Null;
    fields
}
