//! Values as Program-Y reads them (config/file/yaml_file.py, 5.0.1).

use chatelaine_documents::{Dialect, Node, Typed, typed};

use crate::Setting;
use crate::setting::Kind;

/// The value that the bot takes from a node; nothing where it falls back to its default.
///
/// JSON is read with the same rules: its strings stand in quotes and are text, and its other scalars mean in YAML 1.1
/// what they mean in JSON.
pub(super) fn read(setting: &Setting, node: &Node) -> Option<String> {
    let found = typed(Dialect::Yaml11, node);
    match setting.kind {
        Kind::Switch => Some(truth(&found, node).to_string()),
        Kind::Integer { .. } => match found {
            Typed::Integer(number) => Some(number),
            // Only where a number is asked for with a default is anything else ignored.
            Typed::Null | Typed::Collection => None,
            _ if setting.default.is_some() => None,
            other => text(other, node),
        },
        _ => text(found, node),
    }
}

/// Whether the bot's `bool(…)` finds something: every text that is not empty counts, `"false"` included.
fn truth(found: &Typed, node: &Node) -> bool {
    match found {
        Typed::Null => false,
        // Longer than `[]` and `{}`: `bool(["x"])` is true.
        Typed::Collection => node.span.len() > 2,
        Typed::Bool(flag) => *flag,
        Typed::Integer(number) => !number.trim_matches(['0', '-', '+']).is_empty(),
        Typed::Text(text) => !text.is_empty(),
        _ => node.text.parse::<f64>() != Ok(0.0),
    }
}

fn text(found: Typed, node: &Node) -> Option<String> {
    match found {
        Typed::Null | Typed::Collection => None,
        Typed::Integer(number) => Some(number),
        Typed::Text(text) => Some(text),
        _ => Some(node.text.clone()),
    }
}

/// Whether a switch is written as one, so that nobody misreads it.
pub(super) fn is_plain_switch(node: &Node) -> bool {
    matches!(typed(Dialect::Yaml11, node), Typed::Null | Typed::Bool(_))
}

/// Whether a whole number stands there.
pub(super) fn is_whole(node: &Node) -> bool {
    matches!(
        typed(Dialect::Yaml11, node),
        Typed::Null | Typed::Integer(_)
    )
}
