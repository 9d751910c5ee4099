//! One turn: a message in, a reply out, and everything that the real server does on the way.

use serde_json::{Map, Value};

use super::embedding::embed;
use super::frames::{self, Chat, Interaction, Memories, Output, Said, Why};
use super::memory::{Conversation, Entry};
use super::replies::{self, UNCONFIGURED, Voice};
use super::{Cat, lock, now, python, routes};

/// A Python exception, as the client gets to see it.
pub(crate) struct Fault {
    pub(crate) name: &'static str,
    pub(crate) description: String,
}

impl Fault {
    fn new(name: &'static str, description: impl Into<String>) -> Self {
        let description = description.into();
        Self { name, description }
    }
}

/// Answers `message` for `user`. A streaming provider's tokens go to whichever socket is the user's at that moment.
pub(crate) async fn answer(
    cat: &Cat,
    user: &str,
    conversation: &Conversation,
    message: &Map<String, Value>,
) -> Result<Chat, Fault> {
    let said = understand(user, message)?;
    let text = said.text.clone();
    let earlier = conversation.entries();
    conversation.push(Entry::Human(said));

    let embedding_started = now();
    let vector = embed(&text);
    let episodic = lock(&cat.memory).recall(user, &vector);
    fetch_images(&conversation.entries())?;

    let asked = now();
    let (prompt, reply) = speak(cat, user, &text, &earlier).await?;
    let chat = Chat {
        user_id: user.to_owned(),
        when: now(),
        who: "AI",
        text: reply.clone(),
        image: None,
        audio: None,
        kind: "chat",
        content: reply.clone(),
        why: Why {
            input: text.clone(),
            intermediate_steps: Vec::new(),
            memory: Memories {
                episodic,
                declarative: Vec::new(),
                procedural: Vec::new(),
            },
            model_interactions: vec![
                Interaction::Embedder {
                    source: "StrayCat.recall_relevant_memories_to_working_memory",
                    prompt: vec![text.clone()],
                    input_tokens: count(&text),
                    started_at: embedding_started,
                    reply: vector,
                },
                Interaction::Llm {
                    source: "MemoryAgent.execute",
                    input_tokens: prompt.iter().map(|part| count(part)).sum(),
                    prompt,
                    started_at: asked,
                    output_tokens: count(&reply),
                    reply: reply.clone(),
                    ended_at: now(),
                },
            ],
            agent_output: Output {
                output: reply,
                intermediate_steps: Vec::new(),
                return_direct: false,
            },
        },
    };
    // Only a turn that succeeds is learned, but a failed one stays in the conversation.
    let learned = lock(&cat.memory).learn(user, &text, now());
    learned.map_err(|error| Fault::new("OSError", error.to_string()))?;
    conversation.push(Entry::Cat(Box::new(chat.clone())));
    Ok(chat)
}

/// Reads the message; `message` is what `text` was called before version 1.8.
fn understand(user: &str, message: &Map<String, Value>) -> Result<Said, Fault> {
    let field = |name: &str| message.get(name).filter(|value| !value.is_null());
    let text = field("text").or(field("message"));
    let fields = [
        ("text", text),
        ("image", field("image")),
        ("audio", field("audio")),
    ];
    let wrong: Vec<String> = (fields.iter())
        .filter_map(|(name, value)| value.filter(|value| !value.is_string()).map(|value| (name, value)))
        .map(|(name, value)| {
            let (input, kind) = (python::repr(value), python::type_name(value));
            format!(
                "{name}\n  Input should be a valid string [type=string_type, input_value={input}, input_type={kind}]\n    For further information visit https://errors.pydantic.dev/2.4/v/string_type"
            )
        })
        .collect();
    if !wrong.is_empty() {
        let errors = if wrong.len() == 1 { "error" } else { "errors" };
        let count = wrong.len();
        let details = wrong.join("\n");
        return Err(Fault::new(
            "ValidationError",
            format!("{count} validation {errors} for UserMessage\n{details}"),
        ));
    }
    let [text, image, audio] = fields.map(|(_, value)| value?.as_str().map(str::to_owned));
    // Recalling memories about nothing fails inside the real server, with these words.
    let text = text.ok_or_else(|| {
        Fault::new(
            "AttributeError",
            "'dict' object has no attribute 'model_dump'",
        )
    })?;
    Ok(Said {
        user_id: user.to_owned(),
        when: now(),
        who: "Human",
        text,
        image,
        audio,
    })
}

/// The real server fetches every image of the conversation at every turn. This one opens no connections, so that to
/// it every image on the web is out of reach: the conversation fails from then on until its history is deleted.
fn fetch_images(entries: &[Entry]) -> Result<(), Fault> {
    let images = entries.iter().filter_map(|entry| match entry {
        Entry::Human(said) => said.image.as_deref(),
        Entry::Cat(_) => None,
    });
    let Some((scheme, rest)) = images
        .filter_map(|image| image.split_once("://"))
        .find(|(scheme, _)| matches!(*scheme, "http" | "https"))
    else {
        return Ok(());
    };
    let (kind, connection, standard) = match scheme {
        "https" => ("HTTPSConnectionPool", "HTTPSConnection", 443),
        _ => ("HTTPConnectionPool", "HTTPConnection", 80),
    };
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (host, port) = authority
        .rsplit_once(':')
        .and_then(|(host, port)| Some((host, port.parse::<u16>().ok()?)))
        .unwrap_or((authority, standard));
    Err(Fault::new(
        "ConnectionError",
        format!(
            "{kind}(host='{host}', port={port}): Max retries exceeded with url: /{path} (Caused by NewConnectionError('<urllib3.connection.{connection} object at 0x7f0000000000>: Failed to establish a new connection: [Errno 111] Connection refused'))"
        ),
    ))
}

/// The prompt and the reply, streamed on the way when the provider streams.
async fn speak(
    cat: &Cat,
    user: &str,
    text: &str,
    earlier: &[Entry],
) -> Result<(Vec<String>, String), Fault> {
    let voice = Voice::selected(&lock(&cat.database), routes::required_llm_fields);
    let Voice::Provider {
        streaming,
        refused_key,
    } = voice
    else {
        return Ok((Vec::new(), UNCONFIGURED.to_owned()));
    };
    if let Some(key) = refused_key {
        return Err(Fault::new(
            "AuthenticationError",
            format!(
                "Error code: 401 - {{'error': {{'message': 'Incorrect API key provided: {key}.', 'type': 'invalid_request_error', 'param': None, 'code': 'invalid_api_key'}}}}"
            ),
        ));
    }
    let reply = replies::line(text, earlier.len());
    if streaming {
        for token in replies::tokens(reply) {
            cat.hub.send(user, frames::token(token));
            tokio::time::sleep(cat.token_delay).await;
        }
    }
    let system =
        "You are a practice cat. Answer shortly, and in riddles where you can.\n\n# Context\n\n";
    let mut prompt = vec![system.to_owned()];
    prompt.extend(earlier.iter().map(|entry| match entry {
        Entry::Human(said) => said.text.clone(),
        Entry::Cat(chat) => chat.text.clone(),
    }));
    prompt.push(text.to_owned());
    Ok((prompt, reply.to_owned()))
}

/// Roughly what a tokenizer would count.
fn count(text: &str) -> usize {
    text.chars().count().div_ceil(4)
}
