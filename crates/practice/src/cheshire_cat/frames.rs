//! What goes over the socket, field by field in the real server's order.

use serde::Serialize;
use serde_json::{Value, json};

/// A memory that came to mind.
#[derive(Clone, Serialize)]
pub(crate) struct Recalled {
    pub(crate) id: String,
    pub(crate) metadata: Source,
    pub(crate) page_content: String,
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    pub(crate) score: f64,
}

/// Who said a memory, and when.
#[derive(Clone, Serialize)]
pub(crate) struct Source {
    pub(crate) source: String,
    pub(crate) when: f64,
}

#[derive(Clone, Serialize)]
pub(crate) struct Memories {
    pub(crate) episodic: Vec<Recalled>,
    pub(crate) declarative: Vec<Recalled>,
    pub(crate) procedural: Vec<Recalled>,
}

/// What a model was asked and what it said.
#[derive(Clone, Serialize)]
#[serde(tag = "model_type", rename_all = "lowercase")]
pub(crate) enum Interaction {
    Embedder {
        source: &'static str,
        prompt: Vec<String>,
        input_tokens: usize,
        started_at: f64,
        reply: Vec<f64>,
    },
    Llm {
        source: &'static str,
        prompt: Vec<String>,
        input_tokens: usize,
        started_at: f64,
        reply: String,
        output_tokens: usize,
        ended_at: f64,
    },
}

#[derive(Clone, Serialize)]
pub(crate) struct Output {
    pub(crate) output: String,
    pub(crate) intermediate_steps: Vec<Value>,
    pub(crate) return_direct: bool,
}

/// How the reply came about.
#[derive(Clone, Serialize)]
pub(crate) struct Why {
    pub(crate) input: String,
    pub(crate) intermediate_steps: Vec<Value>,
    pub(crate) memory: Memories,
    pub(crate) model_interactions: Vec<Interaction>,
    pub(crate) agent_output: Output,
}

/// A whole reply: the frame that ends a turn, and the answer of `POST /message`.
#[derive(Clone, Serialize)]
pub(crate) struct Chat {
    pub(crate) user_id: String,
    pub(crate) when: f64,
    pub(crate) who: &'static str,
    pub(crate) text: String,
    pub(crate) image: Option<String>,
    pub(crate) audio: Option<String>,
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    pub(crate) why: Why,
    pub(crate) content: String,
}

/// What a person said.
#[derive(Clone, Serialize)]
pub(crate) struct Said {
    pub(crate) user_id: String,
    pub(crate) when: f64,
    pub(crate) who: &'static str,
    pub(crate) text: String,
    pub(crate) image: Option<String>,
    pub(crate) audio: Option<String>,
}

/// One piece of a reply that is still being made.
pub(crate) fn token(content: &str) -> String {
    json!({"type": "chat_token", "content": content}).to_string()
}

/// News about something other than the conversation.
pub(crate) fn notification(content: &str) -> String {
    json!({"type": "notification", "content": content}).to_string()
}

/// A turn that failed: the Python exception's name and words.
pub(crate) fn error(name: &str, description: &str) -> String {
    json!({"type": "error", "name": name, "description": description}).to_string()
}
