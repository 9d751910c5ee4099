//! The lock of the Socket.IO channel: `jwt_key` and `jwt_method`.

use chatelaine_documents::{Node, Typed};
use chatelaine_secrets::strength::Grade;
use chatelaine_secrets::{Secret, judge};

use super::expansion::{Reading, dead_reference};
use super::settings::METHODS;
use super::view::View;

/// Where python-socketio listens unless told otherwise (Rasa 3.6.21).
pub(super) const PATH: &str = "/socket.io";

/// A path with a slash at both ends.
pub(super) fn slashed(path: &str) -> String {
    format!("/{}/", path.trim_matches('/'))
}

/// What `jwt_key` amounts to.
pub(super) enum Key {
    /// Rasa takes it for no key: anyone can connect.
    Missing {
        /// Whether the key stands there all the same, without a value.
        empty: bool,
    },
    /// Its value is set elsewhere, or Rasa does not start.
    Unknown,
    /// A number, a date or a list: every token is refused.
    NotText,
    /// The text `${NAME}`, which Rasa takes for the key itself.
    Literal,
    /// Text.
    Text(Secret),
}

/// The channel's key and method as Rasa reads them.
pub(super) struct Lock {
    /// Where the key stands.
    pub(super) node: Option<Node>,
    /// What it amounts to.
    pub(super) key: Key,
    /// The method; nothing when it is null, no text, or unknown.
    pub(super) method: Option<String>,
}

/// The lock of the channel.
pub(super) fn lock(view: &View<'_>) -> Lock {
    let at = |key| view.node(super::CREDENTIALS.0, &["socketio", key]);
    let node = at("jwt_key");
    let key = match &node {
        None => Key::Missing { empty: false },
        Some(node) => key(view, node),
    };
    let method = match at("jwt_method") {
        None => Some("HS256".to_owned()),
        Some(node) => methods(view, &node),
    };
    Lock { node, key, method }
}

fn key(view: &View<'_>, node: &Node) -> Key {
    let reading = view.read(node);
    if reading.is_nothing() {
        return Key::Missing { empty: true };
    }
    if dead_reference(node).is_some_and(|(_, whole)| whole) {
        return Key::Literal;
    }
    match reading {
        Reading::Written(Typed::Text(text)) => Key::Text(Secret::new(text)),
        Reading::Written(_) => Key::NotText,
        Reading::Expanded(expanded) if expanded.not_loaded => Key::Unknown,
        Reading::Expanded(expanded) => expanded.text.map_or(Key::Unknown, Key::Text),
        Reading::Refused { .. } => Key::Unknown,
    }
}

/// A list of methods is allowed, too; it is given with commas.
fn methods(view: &View<'_>, node: &Node) -> Option<String> {
    match view.read(node) {
        Reading::Written(Typed::Collection) => {
            let document = view.document(super::CREDENTIALS.0)?;
            let path = chatelaine_documents::KeyPath::keys(&["socketio", "jwt_method"]);
            let items = document.children(&path).into_iter();
            let items = items.filter_map(|child| Some(document.get(&child.path)?.text));
            Some(items.collect::<Vec<_>>().join(","))
        }
        Reading::Written(Typed::Text(text)) => Some(text),
        reading @ Reading::Expanded(_) => reading.text(node).map(|text| text.expose().to_owned()),
        _ => None,
    }
}

/// Whether PyJWT knows every method that is named. Rasa hands the text on as it is, so several with commas work.
pub(super) fn is_known(methods: &str) -> bool {
    !methods.is_empty()
        && methods
            .split([',', ' '])
            .filter(|method| !method.is_empty())
            .all(|method| METHODS.contains(&method))
}

/// Whether tokens are signed with the same key that verifies them.
pub(super) fn is_symmetric(methods: &str) -> bool {
    methods
        .split([',', ' '])
        .filter(|method| !method.is_empty())
        .all(|method| method.starts_with("HS"))
}

/// Whether a text is a key in PEM.
pub(super) fn is_pem(text: &str) -> bool {
    text.trim_start().starts_with("-----BEGIN ")
}

/// The bytes that a key of an HMAC method needs at least (RFC 7518, section 3.2, for HS256; PyJWT 2.15 warns below).
pub(super) const LEAST_BYTES: usize = 32;

/// Whether nobody can guess the key, and how little it takes otherwise.
pub(super) fn grade(lock: &Lock) -> Option<Grade> {
    let Key::Text(key) = &lock.key else {
        return None;
    };
    let symmetric = lock.method.as_deref().is_none_or(is_symmetric);
    (symmetric || !is_pem(key.expose())).then(|| judge(key).grade)
}
