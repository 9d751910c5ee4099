//! What is mounted into a container.

use std::collections::HashMap;

use noyalib::Value;

use super::Volume;
use super::block::{Block, unquoted};
use super::look::{scalar, split_outside_braces};

/// The entries of `volumes:`.
pub(super) fn volumes(value: &Value, block: Option<&Block<'_, '_>>) -> Vec<Volume> {
    let entries = block.map(|block| block.entries("volumes"));
    let mut places: HashMap<&str, usize> = HashMap::new();
    for below in entries.iter().flatten() {
        let content = below
            .content
            .split(" #")
            .next()
            .unwrap_or_default()
            .trim_end();
        let written = match content.strip_prefix("target:") {
            Some(target) => target.trim_start(),
            None if below.direct => content,
            None => continue,
        };
        places.entry(unquoted(written)).or_insert(below.line);
    }
    let line = |written: &str| places.get(written).copied();
    let one = |value: &Value| match scalar(value) {
        Some(written) => Some(Volume {
            line: line(&written),
            ..short(&written)?
        }),
        None => {
            let part = |key| value.get(key).map(Value::untag_ref);
            let target = part("target").and_then(scalar)?;
            Some(Volume {
                source: part("source").and_then(scalar),
                line: line(&target),
                target,
                read_only: part("read_only").and_then(Value::as_bool).unwrap_or(false),
            })
        }
    };
    let items = value.as_sequence();
    (items.into_iter().flatten())
        .filter_map(|item| one(item.untag_ref()))
        .collect()
}

/// `[source:]target[:options]`
fn short(written: &str) -> Option<Volume> {
    let mut parts = split_outside_braces(written);
    // `C:\data` is one path.
    // A single dot is the folder itself and no drive.
    let letter = parts[0].len() == 1 && parts[0].starts_with(|c: char| c.is_ascii_alphabetic());
    let drive = parts.len() > 2 && letter && parts[1].starts_with(['\\', '/']);
    let source = if drive {
        parts.remove(0);
        Some(&written[..2 + parts.remove(0).len()])
    } else if parts.len() > 1 {
        Some(parts.remove(0))
    } else {
        None
    };
    let mut parts = parts.into_iter();
    Some(Volume {
        source: source.map(str::to_owned),
        target: parts.next()?.to_owned(),
        read_only: (parts.next())
            .is_some_and(|options| options.split(',').any(|word| word == "ro")),
        line: None,
    })
}
