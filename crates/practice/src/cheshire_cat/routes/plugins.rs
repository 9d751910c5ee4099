//! The one plugin that every installation has.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use super::Call;
use crate::cheshire_cat::answer::{Refusal, ok};

const ID: &str = "core_plugin";

/// The hooks that the core plugin brings, in the real server's order.
const HOOKS: [&str; 28] = [
    "factory_allowed_auth_handlers",
    "factory_allowed_embedders",
    "factory_allowed_llms",
    "after_cat_bootstrap",
    "after_cat_recalls_memories",
    "before_cat_bootstrap",
    "before_cat_reads_message",
    "before_cat_recalls_declarative_memories",
    "before_cat_recalls_episodic_memories",
    "before_cat_recalls_memories",
    "before_cat_recalls_procedural_memories",
    "before_cat_sends_message",
    "before_cat_stores_episodic_memory",
    "cat_recall_query",
    "fast_reply",
    "agent_prompt_instructions",
    "agent_prompt_prefix",
    "agent_prompt_suffix",
    "after_rabbithole_splitted_text",
    "after_rabbithole_stored_documents",
    "before_rabbithole_insert_memory",
    "before_rabbithole_splits_text",
    "before_rabbithole_stores_documents",
    "rabbithole_instantiates_parsers",
    "rabbithole_instantiates_splitter",
    "agent_allowed_tools",
    "agent_fast_reply",
    "before_agent_starts",
];

fn core() -> Value {
    let hooks: Vec<Value> = HOOKS
        .map(|name| json!({"name": name, "priority": 0}))
        .into();
    json!({
        "id": ID,
        "name": "Core CCat",
        "description": "What every Cheshire Cat can do before anybody adds a plugin. It cannot be removed.",
        "author_name": "Cheshire Cat",
        "author_url": "https://cheshirecat.ai",
        "plugin_url": "https://github.com/cheshire-cat-ai/core",
        "tags": "core, default, cat",
        "thumb": "",
        "version": "0.0.2",
        "min_cat_version": "",
        "max_cat_version": "",
        "active": true,
        "hooks": hooks,
        "tools": [{"name": "get_the_time"}],
        "forms": [],
        "endpoints": [],
    })
}

fn known(call: &Call) -> Result<(), Refusal> {
    match call.segment == ID {
        true => Ok(()),
        false => Err(Refusal::Because(
            StatusCode::NOT_FOUND,
            "Plugin not found".to_owned(),
        )),
    }
}

pub(super) async fn list(call: Call) -> Result<Response, Refusal> {
    let mut core = core();
    core["upgrade"] = Value::Null;
    let filters = json!({"query": call.query.get("query")});
    Ok(ok(
        &json!({"filters": filters, "installed": [core], "registry": []}),
    ))
}

pub(super) async fn read(call: Call) -> Result<Response, Refusal> {
    known(&call)?;
    Ok(ok(&json!({ "data": core() })))
}

pub(super) async fn all_settings(_: Call) -> Result<Response, Refusal> {
    Ok(ok(
        &json!({"settings": [{"name": ID, "value": {}, "schema": {}}]}),
    ))
}

pub(super) async fn settings(call: Call) -> Result<Response, Refusal> {
    known(&call)?;
    Ok(ok(&json!({"name": ID, "value": {}, "schema": {}})))
}
