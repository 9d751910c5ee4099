//! Declares every command, so that Tauri's access control covers it. An undeclared one could be called by any window.

include!("src/command_names.rs");

fn main() {
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    if let Err(error) =
        tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))
    {
        panic!("the Tauri build failed: {error:#}");
    }
}
