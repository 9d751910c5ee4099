#![no_main]
//! systemd units.

libfuzzer_sys::fuzz_target!(|text: &str| {
    let lines = text.lines().count().max(1);
    let unit = chatelaine_documents::unit::look(text);
    for command in &unit.exec_start {
        assert!(
            (1..=lines).contains(&command.line),
            "a command stands on a line of the file"
        );
    }
});
