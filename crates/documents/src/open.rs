//! From bytes to a document, by kind.

use crate::{
    Document, DocumentError, DocumentKind, EnvDocument, JsonDocument, KeyListDocument,
    LicenseKeysDocument, YamlDocument,
};

fn boxed(document: impl Document + 'static) -> Box<dyn Document> {
    Box::new(document)
}

/// Reads a file's bytes.
///
/// # Errors
/// When they are not the text of such a file.
pub fn open(kind: DocumentKind, bytes: &[u8]) -> Result<Box<dyn Document>, DocumentError> {
    match kind {
        DocumentKind::Env => EnvDocument::parse(bytes).map(boxed),
        DocumentKind::Yaml => YamlDocument::parse(bytes).map(boxed),
        DocumentKind::Json => JsonDocument::parse(bytes).map(boxed),
        DocumentKind::LicenseKeys => LicenseKeysDocument::parse(bytes).map(boxed),
        DocumentKind::KeyList => KeyListDocument::parse(bytes).map(boxed),
        DocumentKind::PythonConstants => todo!(),
    }
}

/// A file that does not exist yet.
#[must_use]
pub fn empty(kind: DocumentKind) -> Box<dyn Document> {
    match kind {
        DocumentKind::Env => boxed(EnvDocument::empty()),
        DocumentKind::Yaml => boxed(YamlDocument::empty()),
        DocumentKind::Json => boxed(JsonDocument::empty()),
        DocumentKind::LicenseKeys => boxed(LicenseKeysDocument::empty()),
        DocumentKind::KeyList => boxed(KeyListDocument::empty()),
        DocumentKind::PythonConstants => todo!(),
    }
}
