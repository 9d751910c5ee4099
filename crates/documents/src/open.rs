//! From a kind and bytes to a document.

use crate::{
    Document, DocumentError, DocumentKind, EnvDocument, JsonDocument, KeyListDocument,
    LicenseKeysDocument, PythonDocument,
};

/// Reads a file of the given kind.
///
/// # Errors
/// When the bytes are no such file.
pub fn open(kind: DocumentKind, bytes: &[u8]) -> Result<Box<dyn Document>, DocumentError> {
    fn boxed<D: Document + 'static>(document: D) -> Box<dyn Document> {
        Box::new(document)
    }
    match kind {
        DocumentKind::Env => EnvDocument::parse(bytes).map(boxed),
        DocumentKind::Yaml => Err(DocumentError::Yaml {
            why: "YAML is not read yet",
            line: None,
        }), // MERGE: YamlDocument::parse(bytes).map(boxed)
        DocumentKind::Json => JsonDocument::parse(bytes).map(boxed),
        DocumentKind::LicenseKeys => LicenseKeysDocument::parse(bytes).map(boxed),
        DocumentKind::KeyList => KeyListDocument::parse(bytes).map(boxed),
        DocumentKind::PythonConstants => PythonDocument::parse(bytes).map(boxed),
    }
}

/// A file of the given kind that does not exist yet.
#[must_use]
pub fn empty(kind: DocumentKind) -> Box<dyn Document> {
    match kind {
        DocumentKind::Env => Box::new(EnvDocument::empty()),
        DocumentKind::Yaml => Box::new(EnvDocument::empty()), // MERGE: YamlDocument::empty()
        DocumentKind::Json => Box::new(JsonDocument::empty()),
        DocumentKind::LicenseKeys => Box::new(LicenseKeysDocument::empty()),
        DocumentKind::KeyList => Box::new(KeyListDocument::empty()),
        DocumentKind::PythonConstants => Box::new(PythonDocument::empty()),
    }
}
