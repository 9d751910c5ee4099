//! From the YAML tree to what this project wants to know.

use noyalib::Value;

use super::{Compose, EnvFile, PublishedPort, Service, Variable, block, strict};
use crate::DocumentError;

/// Reads a compose file.
///
/// # Errors
/// When the YAML is not valid, has duplicate keys, is beyond the limits, or has no mapping of services.
pub fn look(text: &str) -> Result<Compose, DocumentError> {
    let tree = strict::parse(text)?;
    let services = tree
        .get("services")
        .map(Value::untag_ref)
        .and_then(Value::as_mapping)
        .ok_or(DocumentError::Yaml {
            why: "it has no `services:` with a mapping below it",
            line: None,
        })?;
    let services = services
        .iter()
        .map(|(name, body)| service(text, name, body.untag_ref()))
        .collect();
    Ok(Compose { services })
}

fn service(text: &str, name: &str, body: &Value) -> Service {
    let block = block::find(text, name);
    let part = |key| body.get(key).map(Value::untag_ref);
    let word = |key| part(key).and_then(scalar);
    Service {
        name: name.to_owned(),
        line: block.as_ref().map(|block| block.line),
        image: word("image"),
        builds: part("build").is_some(),
        container_name: word("container_name"),
        env_files: part("env_file").map(env_files).unwrap_or_default(),
        commented_env_file: block.and_then(|block| block.commented_env_files(text).next()),
        environment: part("environment").map(environment).unwrap_or_default(),
        ports: part("ports")
            .and_then(Value::as_sequence)
            .map(|ports| {
                ports
                    .iter()
                    .filter_map(|port| published(port.untag_ref()))
                    .collect()
            })
            .unwrap_or_default(),
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// `env_file: a`, `env_file: [a, b]` or `env_file: [{path: a, required: false}]`.
pub(super) fn env_files(value: &Value) -> Vec<EnvFile> {
    let one = |value: &Value| {
        let path = scalar(value).or_else(|| value.get("path").and_then(scalar))?;
        let required = value
            .get("required")
            .and_then(Value::as_bool)
            .unwrap_or(true);
        Some(EnvFile { path, required })
    };
    match value.as_sequence() {
        Some(files) => files.iter().map(Value::untag_ref).filter_map(one).collect(),
        None => one(value).into_iter().collect(),
    }
}

/// `[KEY=value, KEY]` or `{KEY: value, KEY: null}`.
fn environment(value: &Value) -> Vec<Variable> {
    let assignment = |item: &Value| {
        let text = scalar(item)?;
        let (key, value) = match text.split_once('=') {
            Some((key, value)) => (key, Some(value.to_owned())),
            None => (text.as_str(), None),
        };
        Some(Variable {
            key: key.to_owned(),
            value,
        })
    };
    let pair = |(key, value): (&String, &Value)| Variable {
        key: key.clone(),
        value: scalar(value.untag_ref()),
    };
    match (value.as_sequence(), value.as_mapping()) {
        (Some(items), _) => items
            .iter()
            .map(Value::untag_ref)
            .filter_map(assignment)
            .collect(),
        (_, Some(pairs)) => pairs.iter().map(pair).collect(),
        _ => Vec::new(),
    }
}

/// `[[host address:]host port:]container port[/protocol]`, or the mapping with the same parts.
fn published(value: &Value) -> Option<PublishedPort> {
    let Some(text) = scalar(value) else {
        let part = |key| value.get(key).map(Value::untag_ref).and_then(scalar);
        return Some(PublishedPort {
            host_ip: part("host_ip"),
            published: part("published"),
            target: part("target")?,
        });
    };
    let mut parts = split_outside_braces(&text);
    let target = parts.pop()?;
    let target = target
        .split_once('/')
        .map_or(target, |(port, _)| port)
        .to_owned();
    let published = parts
        .pop()
        .filter(|port| !port.is_empty())
        .map(str::to_owned);
    let host_ip = (!parts.is_empty())
        .then(|| parts.join(":"))
        .filter(|ip| !ip.is_empty());
    Some(PublishedPort {
        host_ip,
        published,
        target,
    })
}

/// Splits at `:`, but not within `${VARIABLE:-default}` or `[::1]`.
fn split_outside_braces(text: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    text.split(|c| {
        match c {
            '{' | '[' => depth += 1,
            '}' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ':' && depth == 0
    })
    .collect()
}
