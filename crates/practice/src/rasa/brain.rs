//! What the bot says: the folder's own intents, rules and responses, by the simplest of Rasa's pipelines.
//!
//! The pipeline is that of the recordings, `KeywordIntentClassifier` with `RulePolicy`, which needs no model: a message
//! has the intent of the first example that stands in it as a whole word.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::launch::configuration;
use super::sample;
use super::yaml::{self, Node};
use crate::Error;

/// The response to whatever no rule covers.
const FALLBACK: &str = "utter_default";

/// Everything that the bot can understand and say.
pub(crate) struct Brain {
    /// Intents with their examples.
    intents: Vec<(String, Vec<String>)>,
    /// The actions that follow an intent.
    rules: BTreeMap<String, Vec<String>>,
    /// What an action says; of several variants the first one, so that a conversation can be repeated.
    responses: BTreeMap<String, Response>,
    domain: Value,
}

/// One response, in the parts that channels send.
#[derive(Clone, Default)]
pub(crate) struct Response {
    pub(crate) text: Option<String>,
    /// Titles and payloads.
    pub(crate) buttons: Vec<(String, String)>,
    pub(crate) image: Option<String>,
    pub(crate) custom: Option<Value>,
}

impl Brain {
    /// Reads `domain.yml` and `data/*.yml`. A folder without them gets the conversation of the sample bot.
    pub(crate) fn read(dir: &Path) -> Result<Self, Error> {
        let domain_file = dir.join("domain.yml");
        let (domain, data) = if domain_file.is_file() {
            (file(&domain_file)?, data(&dir.join("data"))?)
        } else {
            let text = |text| yaml::read(text, None).map_err(configuration);
            (
                text(sample::DOMAIN)?,
                vec![text(sample::NLU)?, text(sample::RULES)?],
            )
        };
        let responses = domain.get("responses").map_or(&[][..], Node::entries);
        Ok(Self {
            intents: data.iter().flat_map(intents).collect(),
            rules: data.iter().flat_map(rules).collect(),
            responses: responses
                .iter()
                .filter_map(|(name, variants)| {
                    Some((name.clone(), response(variants.items().first()?)))
                })
                .collect(),
            domain: domain.json(),
        })
    }

    /// The domain as the HTTP API shows it.
    pub(crate) fn domain(&self) -> &Value {
        &self.domain
    }

    /// The intent of a message. A message that begins with a slash names it.
    pub(crate) fn intent<'a>(&'a self, text: &'a str) -> Option<&'a str> {
        if let Some(named) = text.strip_prefix('/') {
            let end = named.find('{').unwrap_or(named.len());
            return Some(&named[..end]);
        }
        self.intents
            .iter()
            .find(|(_, examples)| examples.iter().any(|example| stands_in(example, text)))
            .map(|(name, _)| name.as_str())
    }

    /// What is said to a message.
    pub(crate) fn replies(&self, text: &str) -> Vec<Response> {
        let intent = self.intent(text);
        // Rasa's own intents, which are answered with no words.
        if matches!(intent, Some("restart" | "session_start" | "back")) {
            return Vec::new();
        }
        let fallback = [FALLBACK.to_owned()];
        let actions = intent.and_then(|intent| self.rules.get(intent));
        actions
            .map_or(&fallback[..], Vec::as_slice)
            .iter()
            .filter_map(|action| self.responses.get(action).cloned())
            .collect()
    }
}

/// The classifier's pattern is `\bexample\b`, in the case of the example.
fn stands_in(example: &str, text: &str) -> bool {
    let within = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    text.match_indices(example).any(|(at, found)| {
        !within(text[..at].chars().next_back()) && !within(text[at + found.len()..].chars().next())
    })
}

fn file(path: &Path) -> Result<Node, Error> {
    let text = std::fs::read_to_string(path).map_err(|source| Error::File {
        path: path.to_path_buf(),
        source,
    })?;
    yaml::read(&text, None).map_err(configuration)
}

/// The training data, in the order of the files' names.
fn data(dir: &Path) -> Result<Vec<Node>, Error> {
    let Ok(entries) = std::fs::read_dir(dir) else {
        return Ok(Vec::new());
    };
    let mut paths: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            path.extension()
                .is_some_and(|kind| kind == "yml" || kind == "yaml")
        })
        .collect();
    paths.sort();
    paths.iter().map(|path| file(path)).collect()
}

/// `nlu:` with examples as a block of lines that begin with a dash.
fn intents(data: &Node) -> Vec<(String, Vec<String>)> {
    let intent = |node: &Node| {
        let examples = node.get("examples")?.text()?;
        let line = |line: &str| {
            line.trim()
                .strip_prefix("- ")
                .map(|text| text.trim().to_owned())
        };
        Some((
            node.get("intent")?.text()?.to_owned(),
            examples.lines().filter_map(line).collect(),
        ))
    };
    let nodes = data.get("nlu").map_or(&[][..], Node::items);
    nodes.iter().filter_map(intent).collect()
}

/// `rules:` of one intent and the actions behind it.
fn rules(data: &Node) -> Vec<(String, Vec<String>)> {
    let rule = |node: &Node| {
        let steps = node.get("steps")?.items();
        let word = |key| {
            steps
                .iter()
                .filter_map(move |step: &Node| Some(step.get(key)?.text()?.to_owned()))
        };
        Some((word("intent").next()?, word("action").collect()))
    };
    let nodes = data.get("rules").map_or(&[][..], Node::items);
    nodes.iter().filter_map(rule).collect()
}

fn response(node: &Node) -> Response {
    let text = |node: &Node, key: &str| node.get(key).and_then(Node::text).map(str::to_owned);
    let button = |button: &Node| Some((text(button, "title")?, text(button, "payload")?));
    let buttons = node.get("buttons").map_or(&[][..], Node::items);
    Response {
        text: text(node, "text"),
        buttons: buttons.iter().filter_map(button).collect(),
        image: text(node, "image"),
        custom: node.get("custom").map(Node::json),
    }
}
