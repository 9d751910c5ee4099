//! From the YAML tree to what this project wants to know.

use std::collections::HashMap;

use noyalib::Value;

use super::block::{Block, Rows};
use super::{Compose, EnvFile, PublishedPort, Service, Variable, mounts, strict, words};
use crate::DocumentError;

/// Reads a compose file.
///
/// # Errors
/// When the YAML is not valid, has duplicate keys, is beyond the limits, has no mapping of services, or takes settings back
/// with `!reset` or `!override`, which is not followed.
pub fn look(text: &str) -> Result<Compose, DocumentError> {
    let tree = strict::parse(text)?;
    if tree.get("services").is_some_and(takes_back) {
        return Err(DocumentError::Yaml {
            why: "it takes settings back with `!reset` or `!override`",
            line: None,
        });
    }
    let services = tree
        .get("services")
        .map(Value::untag_ref)
        .and_then(Value::as_mapping)
        .ok_or(DocumentError::Yaml {
            why: "it has no `services:` with a mapping below it",
            line: None,
        })?;
    let parents: Vec<Option<String>> = (services.iter())
        .map(|(_, body)| extends(body.untag_ref()).and_then(Result::ok))
        .collect();
    let rows = Rows::of(text);
    let services = services
        .iter()
        .map(|(name, body)| service(&rows, name, body.untag_ref()))
        .collect();
    Ok(Compose { services }.extended(&parents))
}

/// Whether a part of the tree carries the tags with which an override empties or replaces what is below it.
fn takes_back(value: &Value) -> bool {
    let tagged = |value: &Value| match value {
        Value::Tagged(tagged) => {
            ["reset", "override"].contains(&tagged.tag().as_str().trim_start_matches('!'))
        }
        _ => false,
    };
    let inside = value.untag_ref();
    tagged(value)
        || inside
            .as_mapping()
            .is_some_and(|pairs| pairs.iter().any(|(_, value)| takes_back(value)))
        || inside
            .as_sequence()
            .is_some_and(|items| items.iter().any(takes_back))
}

/// The service that a service extends; an error where that one is in another file.
fn extends(body: &Value) -> Option<Result<String, ()>> {
    let extends = body.get("extends").map(Value::untag_ref)?;
    let name = scalar(extends).or_else(|| extends.get("service").and_then(scalar));
    match extends.get("file") {
        Some(_) => Some(Err(())),
        None => name.map(Ok),
    }
}

fn service(rows: &Rows<'_>, name: &str, body: &Value) -> Service {
    let block = rows.find(name);
    let part = |key| body.get(key).map(Value::untag_ref);
    let word = |key| part(key).and_then(scalar);
    let key_line = |key| Some(block.as_ref()?.key(key)?.0);
    Service {
        name: name.to_owned(),
        extends_elsewhere: extends(body).is_some_and(|found| found.is_err()),
        line: block.as_ref().map(|block| block.line),
        image: word("image"),
        image_line: key_line("image"),
        builds: part("build").is_some(),
        container_name: word("container_name"),
        env_files: part("env_file").map(env_files).unwrap_or_default(),
        commented_env_file: (block.as_ref()).and_then(|block| block.commented_env_files().next()),
        environment: part("environment")
            .map(|value| environment(value, block.as_ref()))
            .unwrap_or_default(),
        ports: part("ports")
            .and_then(Value::as_sequence)
            .map(|ports| self::ports(ports, block.as_ref()))
            .unwrap_or_default(),
        command: part("command").map(command).unwrap_or_default(),
        command_line: key_line("command"),
        command_file: None,
        entrypoint: part("entrypoint").map(command).unwrap_or_default(),
        entrypoint_line: key_line("entrypoint"),
        volumes: part("volumes")
            .map(|value| mounts::volumes(value, block.as_ref()))
            .unwrap_or_default(),
    }
}

pub(super) fn scalar(value: &Value) -> Option<String> {
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
fn environment(value: &Value, block: Option<&Block<'_, '_>>) -> Vec<Variable> {
    let entries = block.map(|block| block.entries("environment"));
    let name = |content: &str| {
        let content = content.strip_prefix(['"', '\'']).unwrap_or(content);
        content
            .split(['=', ':', ' ', '"', '\''])
            .next()
            .map(str::to_owned)
    };
    // Of several lines the last one counts, as for compose.
    let lines: HashMap<String, usize> = (entries.iter().flatten())
        .filter(|below| below.direct)
        .filter_map(|below| Some((name(below.content)?, below.line)))
        .collect();
    let variable = |key: &str, value: Option<String>| Variable {
        key: key.to_owned(),
        value,
        line: lines.get(key).copied(),
        file: None,
    };
    let assignment = |item: &Value| {
        let text = scalar(item)?;
        Some(match text.split_once('=') {
            Some((key, value)) => variable(key, Some(value.to_owned())),
            None => variable(&text, None),
        })
    };
    match (value.as_sequence(), value.as_mapping()) {
        (Some(items), _) => items
            .iter()
            .map(Value::untag_ref)
            .filter_map(assignment)
            .collect(),
        (_, Some(pairs)) => (pairs.iter())
            .map(|(key, value)| variable(key, scalar(value.untag_ref())))
            .collect(),
        _ => Vec::new(),
    }
}

/// `command: a b` or `command: [a, b]`.
fn command(value: &Value) -> Vec<String> {
    match value.as_sequence() {
        Some(items) => items
            .iter()
            .map(Value::untag_ref)
            .filter_map(scalar)
            .collect(),
        None => scalar(value)
            .map(|text| words::split(&text))
            .unwrap_or_default(),
    }
}

/// The entries of `ports:`, each with its line where there are as many lines that start one, else with that of the key.
fn ports(items: &[Value], block: Option<&Block<'_, '_>>) -> Vec<PublishedPort> {
    let entries = block.map(|block| block.entries("ports"));
    let lines: Vec<usize> = (entries.iter().flatten())
        .filter(|below| below.direct)
        .map(|below| below.line)
        .collect();
    let key = block.and_then(|block| Some(block.key("ports")?.0));
    let line = |at: usize| match lines.len() == items.len() {
        true => Some(lines[at]),
        false => key,
    };
    let port = |(at, item): (usize, &Value)| published(item.untag_ref(), line(at));
    items.iter().enumerate().filter_map(port).collect()
}

/// `[[host address:]host port:]container port[/protocol]`, or the mapping with the same parts.
fn published(value: &Value, line: Option<usize>) -> Option<PublishedPort> {
    let Some(text) = scalar(value) else {
        let part = |key| value.get(key).map(Value::untag_ref).and_then(scalar);
        return Some(PublishedPort {
            host_ip: part("host_ip"),
            published: part("published"),
            target: part("target")?,
            line,
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
        line,
    })
}

/// Splits at `:`, but not within `${VARIABLE:-default}` or `[::1]`.
pub(super) fn split_outside_braces(text: &str) -> Vec<&str> {
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
