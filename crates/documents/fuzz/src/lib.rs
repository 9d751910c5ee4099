//! What must hold for any bytes and any edit.

use chatelaine_documents::{Document, DocumentKind, KeyPath, Node, Scalar, open};

/// Edits are tried at this many places of a file: enough for the small files that a fuzzer makes.
const PLACES: usize = 12;

/// What is written: every kind of character that some reader treats in its own way.
const VALUES: &[&str] = &["fuzz-Value_1", "", " a: \"b\" 'c' #d \\e\t{f} [g] é\u{2028}", "0x1F", "null"];

/// Opens the bytes and tries every kind of edit at many places. A refusal is fine; a lossy edit is not.
///
/// # Panics
/// When a promise of [`Document`] is broken.
pub fn edit_everything(kind: DocumentKind, bytes: &[u8]) {
    let Ok(document) = open(kind, bytes) else {
        return;
    };
    assert_eq!(document.text().as_bytes(), bytes, "reading loses nothing");
    let scalars = document.scalars();
    let duplicates = document.duplicates();
    // What stands below a key that another of the same name hides has the other's path.
    let doubted = |path: &KeyPath| duplicates.iter().any(|twice| path.is_within(&twice.path));
    for (at, (path, node)) in scalars.iter().take(PLACES).enumerate() {
        assert!(
            document.text().get(node.span.clone()).is_some(),
            "a value stands within the text"
        );
        let value = VALUES[at % VALUES.len()];
        if !doubted(path) {
            setting(&*document, &scalars, path, value);
            removing(&*document, &scalars, path);
        }
        let mut renamed = document.boxed_clone();
        if renamed.rename(path, "fuzz_renamed").is_ok() {
            reopens(kind, &*renamed);
        }
    }
    for duplicate in duplicates.iter().take(PLACES) {
        let mut tidy = document.boxed_clone();
        if tidy.remove_earlier_duplicates(&duplicate.path).is_ok() {
            reopens(kind, &*tidy);
        }
    }
    let mut grown = document.boxed_clone();
    let fresh = KeyPath::keys(&["fuzz_added"]);
    if grown.set(&fresh, &Scalar::Text("added".into())).is_ok() {
        assert_eq!(
            grown.get(&fresh).map(|node| node.text).as_deref(),
            Some("added"),
            "what was added is there"
        );
        reopens(kind, &*grown);
    }
}

fn setting(document: &dyn Document, before: &[(KeyPath, Node)], path: &KeyPath, value: &str) {
    let mut edited = document.boxed_clone();
    if edited.set(path, &Scalar::Text(value.to_owned())).is_err() {
        assert_eq!(edited.text(), document.text(), "a refused edit changes nothing");
        return;
    }
    assert_eq!(
        edited.get(path).map(|node| node.text).as_deref(),
        Some(value),
        "what was set is read back"
    );
    same_elsewhere(before, &edited.scalars(), path);
    reopens(document.kind(), &*edited);
}

fn removing(document: &dyn Document, before: &[(KeyPath, Node)], path: &KeyPath) {
    let mut edited = document.boxed_clone();
    if edited.remove(path).is_err() {
        assert_eq!(edited.text(), document.text(), "a refused edit changes nothing");
        return;
    }
    let holds_lists = path
        .steps()
        .iter()
        .any(|step| matches!(step, chatelaine_documents::Step::Item(_)));
    if !holds_lists {
        // In a list the items behind it move up; there the document's own check has to do.
        same_elsewhere(before, &edited.scalars(), path);
    }
    reopens(document.kind(), &*edited);
}

/// Every other value is what it was, in the order in which it stood.
fn same_elsewhere(before: &[(KeyPath, Node)], after: &[(KeyPath, Node)], path: &KeyPath) {
    let others = |scalars: &[(KeyPath, Node)]| -> Vec<(KeyPath, String)> {
        scalars
            .iter()
            .filter(|(other, node)| !other.is_within(path) && !node.shared)
            .map(|(other, node)| (other.clone(), node.text.clone()))
            .collect()
    };
    assert!(others(before) == others(after), "no other value changes");
}

fn reopens(kind: DocumentKind, document: &dyn Document) {
    assert!(
        open(kind, document.text().as_bytes()).is_ok(),
        "an edited file can be read again"
    );
}
