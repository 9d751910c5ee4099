//! A compose file, as far as it tells how Rasa is started.

use std::collections::BTreeMap;

use super::yaml::Node;

/// The names under which Docker Compose looks for its file, in its order.
pub(super) const FILES: [&str; 4] = [
    "compose.yaml",
    "compose.yml",
    "docker-compose.yaml",
    "docker-compose.yml",
];

/// The service that runs Rasa itself and not its action server.
pub(super) fn service(compose: &Node) -> Option<&Node> {
    let services = compose.get("services")?.entries();
    let image = |service: &Node| {
        let image = service.get("image").and_then(Node::text)?;
        let name = image.rsplit('/').next()?;
        Some(name.split([':', '@']).next()?.to_owned())
    };
    let is_rasa = |service: &Node| matches!(image(service).as_deref(), Some("rasa" | "rasa-pro"));
    let runs = |service: &Node| command(service).iter().any(|word| word == "run");
    services
        .iter()
        .map(|(_, service)| service)
        .find(|service| is_rasa(service) && !command(service).iter().any(|word| word == "actions"))
        .or_else(|| {
            let mut all = services.iter().map(|(_, service)| service);
            all.find(|service| runs(service))
        })
}

/// The files with variables that the service loads.
pub(super) fn env_files(service: &Node) -> Vec<String> {
    let name = |node: &Node| {
        let name = node.text().or_else(|| node.get("path")?.text());
        name.map(str::to_owned)
    };
    match service.get("env_file") {
        Some(Node::List(items)) => items.iter().filter_map(name).collect(),
        Some(node) => name(node).into_iter().collect(),
        None => Vec::new(),
    }
}

/// `environment:` as a mapping or as a list of `NAME=value`; a bare name is passed on from Compose's own variables.
pub(super) fn environment(
    service: &Node,
    dotenv: &BTreeMap<String, String>,
) -> Vec<(String, String)> {
    let passed = |name: &str| dotenv.get(name).cloned();
    let Some(node) = service.get("environment") else {
        return Vec::new();
    };
    let from_mapping = node.entries().iter().filter_map(|(name, value)| {
        let value = match value {
            Node::Null => passed(name)?,
            Node::Text(text) => interpolate(text, dotenv),
            other => other.json().to_string(),
        };
        Some((name.clone(), value))
    });
    let from_list = node.items().iter().filter_map(|item| {
        let item = item.text()?;
        match item.split_once('=') {
            Some((name, value)) => Some((name.to_owned(), interpolate(value, dotenv))),
            None => Some((item.to_owned(), passed(item)?)),
        }
    });
    from_mapping.chain(from_list).collect()
}

/// The words of `command:`, given as a list or as one line.
pub(super) fn command(service: &Node) -> Vec<String> {
    match service.get("command") {
        Some(Node::Text(line)) => words(line),
        Some(Node::List(items)) => items
            .iter()
            .map(|item| match item {
                Node::Text(text) => text.clone(),
                other => other.json().to_string(),
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// A shell's words: quotes hold together and go.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in line.chars() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => word.get_or_insert_default().push(c),
            None if matches!(c, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            None if c.is_whitespace() => words.extend(word.take()),
            None => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// Compose's own replacement: `$NAME`, `${NAME}`, `${NAME:-default}`, and `$$` for a dollar.
pub(super) fn interpolate(text: &str, variables: &BTreeMap<String, String>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('$') {
            out.push('$');
            rest = after;
        } else if let Some((inside, after)) = rest
            .strip_prefix('{')
            .and_then(|braced| braced.split_once('}'))
        {
            let end = inside
                .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                .unwrap_or(inside.len());
            let (name, rule) = inside.split_at(end);
            let value = variables.get(name).map(String::as_str);
            out.push_str(match rule.strip_prefix(":-") {
                Some(default) => value.filter(|value| !value.is_empty()).unwrap_or(default),
                None => value.or(rule.strip_prefix('-')).unwrap_or_default(),
            });
            rest = after;
        } else {
            let end = rest
                .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                .unwrap_or(rest.len());
            let (name, after) = rest.split_at(end);
            match name.is_empty() {
                true => out.push('$'),
                false => out.push_str(variables.get(name).map_or("", String::as_str)),
            }
            rest = after;
        }
    }
    out.push_str(rest);
    out
}
