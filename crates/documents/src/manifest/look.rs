//! From the YAML trees to what this project wants to know.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use noyalib::Value;

use super::places::Places;
use super::split::{Part, split};
use super::{Container, ContainerVariable, Manifests, SecretEntry};
use crate::{DocumentError, compose};

/// Where the pod is that a resource starts, by the kinds of Kubernetes 1.34: `Pod`; `Deployment` and its like; `CronJob`.
const PODS: &[&[&str]] = &[
    &["spec"],
    &["spec", "template", "spec"],
    &["spec", "jobTemplate", "spec", "template", "spec"],
];

/// Reads a file of manifests. What is no resource of Kubernetes is passed over.
///
/// # Errors
/// When it is too large, or one of its documents is not valid YAML, has duplicate keys, or is beyond the limits.
pub fn look(text: &str) -> Result<Manifests, DocumentError> {
    if text.len() > compose::COMPOSE_LIMIT_BYTES {
        return Err(DocumentError::TooLarge {
            bytes: text.len(),
            limit: compose::COMPOSE_LIMIT_BYTES,
        });
    }
    let mut found = Manifests::default();
    for part in split(text)? {
        let tree = compose::strict_tree(part.text).map_err(|error| as_manifest(&part, &error))?;
        let places = Places::of(&part);
        let tree = tree.untag_ref();
        resource(tree, &places, &mut found);
        if word(tree, "kind").as_deref() == Some("List") {
            for item in items(tree, "items") {
                resource(item, &places, &mut found);
            }
        }
    }
    Ok(found)
}

fn as_manifest(part: &Part<'_>, error: &DocumentError) -> DocumentError {
    DocumentError::Manifest {
        why: "one of its documents is not valid YAML, or larger or more entangled than a manifest needs to be",
        line: error.line().map(|line| line + part.lines_before),
    }
}

fn part<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    value.get(key).map(Value::untag_ref)
}

fn word(value: &Value, key: &str) -> Option<String> {
    part(value, key).and_then(scalar)
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn items<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    let items = part(value, key).and_then(Value::as_sequence);
    items.into_iter().flatten().map(Value::untag_ref)
}

fn words(value: &Value, key: &str) -> Vec<String> {
    items(value, key).filter_map(scalar).collect()
}

fn resource(tree: &Value, places: &Places<'_>, found: &mut Manifests) {
    let kind = word(tree, "kind").unwrap_or_default();
    let name = (part(tree, "metadata").and_then(|about| word(about, "name"))).unwrap_or_default();
    if kind == "Secret" {
        for section in ["data", "stringData"] {
            let entries = part(tree, section).and_then(Value::as_mapping);
            for (key, value) in entries.into_iter().flat_map(|entries| entries.iter()) {
                let encoded = section == "data";
                let written = scalar(value.untag_ref());
                found.secrets.push(SecretEntry {
                    secret: name.clone(),
                    key: key.clone(),
                    line: places.entry(section, key),
                    encoded,
                    value: if encoded {
                        written.and_then(|text| decode(&text))
                    } else {
                        written
                    },
                });
            }
        }
    }
    for way in PODS {
        let Some(pod) = way.iter().try_fold(tree, |value, key| part(value, key)) else {
            continue;
        };
        for list in ["containers", "initContainers"] {
            let containers = items(pod, list).map(|value| container(value, &kind, &name, places));
            found.containers.extend(containers);
        }
    }
}

/// As Kubernetes decodes it: the standard alphabet with padding, line ends left out.
fn decode(text: &str) -> Option<String> {
    let text: String = text.chars().filter(|c| !matches!(c, '\n' | '\r')).collect();
    String::from_utf8(STANDARD.decode(text).ok()?).ok()
}

fn container(value: &Value, kind: &str, resource: &str, places: &Places<'_>) -> Container {
    let secret_of = |source: &Value| {
        let secret = part(source, "secretRef")?;
        word(secret, "name")
    };
    Container {
        kind: kind.to_owned(),
        resource: resource.to_owned(),
        name: word(value, "name").unwrap_or_default(),
        image: word(value, "image"),
        env: items(value, "env")
            .filter_map(|item| variable(item, places))
            .collect(),
        env_from_secrets: items(value, "envFrom").filter_map(secret_of).collect(),
        command: words(value, "command"),
        args: words(value, "args"),
    }
}

fn variable(item: &Value, places: &Places<'_>) -> Option<ContainerVariable> {
    let name = word(item, "name")?;
    let secret = part(item, "valueFrom").and_then(|from| part(from, "secretKeyRef"));
    let from_secret = secret.and_then(|secret| Some((word(secret, "name")?, word(secret, "key")?)));
    // Neither a value nor a source is the empty value.
    let value = match part(item, "valueFrom") {
        Some(_) => None,
        None => Some(word(item, "value").unwrap_or_default()),
    };
    Some(ContainerVariable {
        line: places.name(&name),
        name,
        value,
        from_secret,
    })
}
