#![no_main]
//! Compose files: reading, and un-commenting `env_file` in every service.

use chatelaine_documents::compose::{enable_env_file, look};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let Ok(compose) = look(text) else { return };
    for service in &compose.services {
        if let Ok(changed) = enable_env_file(text, &service.name) {
            let now = look(&changed).expect("a changed file can be read");
            let service = now.service(&service.name).expect("no service goes");
            assert!(
                service.reads_env_file(".env"),
                "the edit does what it is for"
            );
        }
    }
});
