//! What can be chosen, with the schema of its settings: language models, embedders, authorisation handlers.

use std::sync::LazyLock;

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use super::{Body, Call};
use crate::cheshire_cat::answer::{Refusal, ok};
use crate::cheshire_cat::{lock, validation};

/// One kind of thing to choose.
struct Catalogue {
    /// The category of the settings, and the start of the name of the choice.
    category: &'static str,
    choice: &'static str,
    choice_category: &'static str,
    /// What is in use before anything is chosen.
    initial: Option<&'static str>,
    schemas: Vec<Value>,
}

/// The schemas are compiled in, and a test reads each of them; an unreadable one would leave an empty catalogue.
fn schemas(text: &str) -> Vec<Value> {
    serde_json::from_str(text).unwrap_or_default()
}

static LLM: LazyLock<Catalogue> = LazyLock::new(|| Catalogue {
    category: "llm_factory",
    choice: "llm_selected",
    choice_category: "llm",
    initial: None,
    schemas: schemas(include_str!("../data/llm.json")),
});
static EMBEDDER: LazyLock<Catalogue> = LazyLock::new(|| Catalogue {
    category: "embedder_factory",
    choice: "embedder_selected",
    choice_category: "embedder",
    initial: Some("EmbedderDumbConfig"),
    schemas: schemas(include_str!("../data/embedder.json")),
});
static AUTH_HANDLER: LazyLock<Catalogue> = LazyLock::new(|| Catalogue {
    category: "auth_handler_factory",
    choice: "auth_handler_selected",
    choice_category: "auth_handler_factory",
    initial: Some("CoreOnlyAuthConfig"),
    schemas: schemas(include_str!("../data/auth_handler.json")),
});

/// The settings without which a language model cannot start.
pub(crate) fn required_llm_fields(name: &str) -> Vec<String> {
    let required = LLM.schema(name).and_then(|schema| schema.get("required"));
    required
        .and_then(|fields| serde_json::from_value(fields.clone()).ok())
        .unwrap_or_default()
}

impl Catalogue {
    fn schema(&self, name: &str) -> Option<&Value> {
        self.schemas.iter().find(|schema| schema["title"] == name)
    }

    fn known(&self, name: &str) -> Result<&Value, Refusal> {
        self.schema(name).ok_or_else(|| {
            let names: Vec<String> = (self.schemas.iter())
                .map(|schema| format!("'{}'", schema["title"].as_str().unwrap_or_default()))
                .collect();
            let names = names.join(", ");
            let words = format!("{name} not supported. Must be one of [{names}]");
            Refusal::Because(StatusCode::BAD_REQUEST, words)
        })
    }

    fn entry(&self, call: &Call, schema: &Value) -> Value {
        let name = schema["title"].as_str().unwrap_or_default();
        let database = lock(&call.cat.database);
        let value = database
            .setting(name)
            .map_or_else(|| json!({}), |setting| setting.value.clone());
        json!({"name": name, "value": value, "schema": schema})
    }

    fn list(&self, call: &Call) -> Result<Response, Refusal> {
        let entries: Vec<Value> = self
            .schemas
            .iter()
            .map(|schema| self.entry(call, schema))
            .collect();
        let database = lock(&call.cat.database);
        let chosen = database
            .setting(self.choice)
            .map(|setting| setting.value["name"].clone());
        let chosen = chosen.or(self.initial.map(Value::from));
        Ok(ok(
            &json!({"settings": entries, "selected_configuration": chosen}),
        ))
    }

    fn read(&self, call: &Call) -> Result<Response, Refusal> {
        let schema = self.known(&call.segment)?;
        Ok(ok(&self.entry(call, schema)))
    }

    /// Chooses, and keeps the values as they come: the real server does not check them here.
    fn select(&self, call: &Call) -> Result<Response, Refusal> {
        let value = match &call.body {
            Body::Json(value @ Value::Object(_)) => value.clone(),
            Body::Absent => json!({}),
            Body::Json(other) => return Err(Refusal::Invalid(validation::not_an_object(other))),
            Body::Other(_) => return Err(Refusal::Broken),
        };
        let name = call.segment.as_str();
        self.known(name)?;
        let mut database = lock(&call.cat.database);
        database.set(name, self.category, value.clone())?;
        database.set(self.choice, self.choice_category, json!({ "name": name }))?;
        Ok(ok(&json!({"name": name, "value": value})))
    }
}

pub(super) async fn llm_list(call: Call) -> Result<Response, Refusal> {
    LLM.list(&call)
}

pub(super) async fn llm_read(call: Call) -> Result<Response, Refusal> {
    LLM.read(&call)
}

pub(super) async fn llm_select(call: Call) -> Result<Response, Refusal> {
    LLM.select(&call)
}

pub(super) async fn embedder_list(call: Call) -> Result<Response, Refusal> {
    EMBEDDER.list(&call)
}

pub(super) async fn embedder_read(call: Call) -> Result<Response, Refusal> {
    EMBEDDER.read(&call)
}

pub(super) async fn embedder_select(call: Call) -> Result<Response, Refusal> {
    EMBEDDER.select(&call)
}

pub(super) async fn auth_handler_list(call: Call) -> Result<Response, Refusal> {
    AUTH_HANDLER.list(&call)
}

pub(super) async fn auth_handler_read(call: Call) -> Result<Response, Refusal> {
    AUTH_HANDLER.read(&call)
}
