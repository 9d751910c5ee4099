//! What Rasa makes of a value: types as YAML 1.2 has them, and `${NAME}` replaced by environment variables.
//!
//! Measured with the real reader (`shared/utils/io.py`, the same code in 2.8.34 and 3.6.21): only values without quotes
//! are looked at, and only those that hold `${…}`. In these, `$NAME` and `${NAME}` are replaced; the result is always
//! text. Rasa stops where a word still *starts* with `$` as it was written; a variable in the middle of a word that
//! nothing sets stays as it is, without a word.

use chatelaine_documents::{Dialect, Node, Shape, Style, Typed, typed};
use chatelaine_secrets::Secret;

use super::variables::{Found, Value, Variables, copy};

/// What Rasa makes of a value.
pub(super) enum Reading {
    /// What the file says, with its type.
    Written(Typed),
    /// Text with variables replaced.
    Expanded(Expanded),
    /// Rasa does not start.
    Refused {
        /// The variables that nothing sets, as far as they are names.
        names: Vec<String>,
        /// One of them is no name: `${NAME:-default}`.
        no_name: Option<String>,
    },
}

/// A text in which variables were replaced.
#[derive(Debug, Default)]
pub(super) struct Expanded {
    /// The text; nothing where a variable's value is set elsewhere.
    pub(super) text: Option<Secret>,
    /// The last of the variables that went in.
    pub(super) last: Option<Value>,
    /// Whether the value is that one variable and nothing else.
    pub(super) whole: bool,
    /// Whether one of the variables stands in a `.env` that is not loaded.
    pub(super) not_loaded: bool,
    /// Variables in the middle of words that nothing sets.
    pub(super) kept: Vec<String>,
}

/// What Rasa makes of a value.
pub(super) fn read(node: &Node, variables: &Variables<'_>) -> Reading {
    if !is_expanded(node) {
        return Reading::Written(typed(Dialect::Yaml12, node));
    }
    expand(&node.text, variables)
}

/// Whether Rasa replaces variables in a value.
pub(super) fn is_expanded(node: &Node) -> bool {
    if node.shape != Shape::Scalar {
        return false;
    }
    match node.tag.as_deref() {
        Some(tag) => tag == "!env_var",
        // The order of the three is what the pattern `^(.*)\$\{(.*)\}(.*)$` asks for.
        None => {
            node.style == Style::Plain
                && node
                    .text
                    .split_once("${")
                    .is_some_and(|(_, rest)| rest.contains('}'))
        }
    }
}

/// The variable that a value names although Rasa takes it for text: `"${NAME}"`, `$NAME`. The second part tells whether
/// the value is that name and nothing else.
pub(super) fn dead_reference(node: &Node) -> Option<(&str, bool)> {
    if node.shape != Shape::Scalar || is_expanded(node) {
        return None;
    }
    let text = node.text.trim();
    if let Some(name) = crate::referenced(text) {
        return Some((name, true));
    }
    if let Some(name) = text.strip_prefix('$') {
        let capital = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
        // `$Secret1` is a password; `$RASA_TOKEN` is not.
        if name.len() > 1
            && name.starts_with(|c: char| c.is_ascii_uppercase())
            && name.chars().all(capital)
        {
            return Some((name, true));
        }
    }
    let (_, rest) = text.split_once("${")?;
    let (name, _) = rest.split_once('}')?;
    let fits = crate::referenced(&format!("${{{name}}}")).is_some();
    fits.then_some((name, false))
}

fn expand(text: &str, variables: &Variables<'_>) -> Reading {
    let mut out = String::new();
    let mut expanded = Expanded::default();
    let mut missing = Vec::new();
    let mut hidden = false;
    let mut rest = text;
    let mut replaced = 0_usize;
    while let Some(at) = rest.find('$') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let Some((written, name)) = variable(from) else {
            out.push('$');
            rest = &from[1..];
            continue;
        };
        rest = &from[written..];
        match variables.look(name) {
            Found::Set(value) => {
                out.push_str(value.text.expose());
                expanded.last = Some(value);
                replaced += 1;
            }
            Found::NotLoaded(value) => {
                out.push_str(value.text.expose());
                expanded.last = Some(value);
                expanded.not_loaded = true;
                replaced += 1;
            }
            Found::Hidden => hidden = true,
            Found::Nowhere => {
                out.push_str(&from[..written]);
                missing.push(name.to_owned());
            }
        }
    }
    out.push_str(rest);
    let stops = out
        .split_whitespace()
        .any(|word| word.starts_with('$') && text.contains(word));
    if stops {
        let (names, others): (Vec<_>, Vec<_>) = missing.into_iter().partition(|name| is_name(name));
        return Reading::Refused {
            names,
            no_name: others.into_iter().next(),
        };
    }
    expanded.whole =
        replaced == 1 && missing.is_empty() && crate::referenced(text.trim()).is_some();
    expanded.kept = missing;
    expanded.text = (!hidden).then(|| Secret::new(out));
    Reading::Expanded(expanded)
}

/// A `$NAME` or `${…}` at the start of a text: its length in bytes, and the name. As Python's `os.path.expandvars`.
fn variable(text: &str) -> Option<(usize, &str)> {
    let inner = text.strip_prefix('$')?;
    if let Some(braced) = inner.strip_prefix('{') {
        let end = braced.find('}')?;
        return Some((end + 3, &braced[..end]));
    }
    let end = inner
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .unwrap_or(inner.len());
    (end > 0).then(|| (end + 1, &inner[..end]))
}

fn is_name(text: &str) -> bool {
    crate::referenced(&format!("${{{text}}}")).is_some()
}

impl Reading {
    /// The value as text, as far as it is known.
    pub(super) fn text(&self, node: &Node) -> Option<Secret> {
        match self {
            Self::Written(written) => match written {
                Typed::Null => Some(Secret::new(String::new())),
                Typed::Bool(flag) => Some(Secret::new(flag.to_string())),
                Typed::Integer(digits) => Some(Secret::new(digits.clone())),
                Typed::Text(text) => Some(Secret::new(text.clone())),
                Typed::Float(_) | Typed::Timestamp | Typed::Refused => {
                    Some(Secret::new(node.text.clone()))
                }
                Typed::Collection => None,
            },
            Self::Expanded(expanded) => expanded.text.as_ref().map(copy),
            Self::Refused { .. } => None,
        }
    }

    /// Whether Python takes the value for nothing: Rasa asks `if self.jwt_key`. Unknown values are something.
    pub(super) fn is_nothing(&self) -> bool {
        match self {
            Self::Written(written) => match written {
                Typed::Null | Typed::Bool(false) => true,
                Typed::Integer(digits) => digits == "0",
                Typed::Float(number) => *number == 0.0,
                Typed::Text(text) => text.is_empty(),
                _ => false,
            },
            Self::Expanded(expanded) => expanded
                .text
                .as_ref()
                .is_some_and(|text| text.expose().is_empty()),
            Self::Refused { .. } => false,
        }
    }
}
