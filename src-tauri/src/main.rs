//! The desktop shell.

// No console window beside the real one on Windows.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

use std::process::ExitCode;
use std::sync::Arc;

use chatelaine_console::{CommandError, Console, Home, vault_from_environment};

fn main() -> ExitCode {
    #[cfg(target_os = "linux")]
    chatelaine_desktop::paint_on_processor_without_gpu();
    let console = match open() {
        Ok(console) => Arc::new(console),
        Err(error) => {
            return chatelaine_desktop::report(&format!("{} {}", error.what, error.advice));
        }
    };
    let app = chatelaine_desktop::build(tauri::Builder::default(), console)
        .build(chatelaine_desktop::context());
    match app {
        Ok(app) => {
            app.run(chatelaine_desktop::on_event);
            ExitCode::SUCCESS
        }
        Err(error) => chatelaine_desktop::report(&format!(
            "The window could not be opened: {error}. On Linux, WebKitGTK 4.1 and a display are needed."
        )),
    }
}

fn open() -> Result<Console, CommandError> {
    let home = Home::locate()?;
    let vault = vault_from_environment(&home, || None)?;
    Console::open(home, vault)
}
