//! From a kind and bytes to a document.

use crate::{
    Document, DocumentError, DocumentKind, EnvDocument, JsonDocument, KeyListDocument,
    LicenseKeysDocument, PythonDocument, YamlDocument,
};

fn boxed(document: impl Document + 'static) -> Box<dyn Document> {
    Box::new(document)
}

/// Reads a file of the given kind.
///
/// # Errors
/// When the bytes are no such file.
pub fn open(kind: DocumentKind, bytes: &[u8]) -> Result<Box<dyn Document>, DocumentError> {
    match kind {
        DocumentKind::Env => EnvDocument::parse(bytes).map(boxed),
        DocumentKind::Yaml => YamlDocument::parse(bytes).map(boxed),
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
        DocumentKind::Env => boxed(EnvDocument::empty()),
        DocumentKind::Yaml => boxed(YamlDocument::empty()),
        DocumentKind::Json => boxed(JsonDocument::empty()),
        DocumentKind::LicenseKeys => boxed(LicenseKeysDocument::empty()),
        DocumentKind::KeyList => boxed(KeyListDocument::empty()),
        DocumentKind::PythonConstants => boxed(PythonDocument::empty()),
    }
}
