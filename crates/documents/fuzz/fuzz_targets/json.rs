#![no_main]
//! JSON files.

use chatelaine_documents::DocumentKind;
use chatelaine_documents_fuzz::edit_everything;

libfuzzer_sys::fuzz_target!(|data: &[u8]| edit_everything(DocumentKind::Json, data));
