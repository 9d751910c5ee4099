#![no_main]
//! Kubernetes manifests.

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = chatelaine_documents::manifest::look(text);
});
