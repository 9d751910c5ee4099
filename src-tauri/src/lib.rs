//! The window around the console: registration, state, and commands of a few lines each.

mod attention;
mod clipboard;
mod command_names;
mod commands;
mod folder;
#[cfg(target_os = "linux")]
mod graphics;
mod save;

use std::process::ExitCode;
use std::sync::Arc;

use chatelaine_console::Console;
use tauri::{Builder, Manager as _, RunEvent, Runtime};
use tauri_specta::{ErrorHandlingMode, collect_commands};

pub use command_names::COMMANDS;
#[cfg(target_os = "linux")]
pub use graphics::paint_on_processor_without_gpu;

/// The commands with their types, for registration and for the generated bindings.
#[must_use]
pub fn contract<R: Runtime>() -> tauri_specta::Builder<R> {
    use commands::{
        access, bots, certificates, chat, checks, configuration, doctor, practice, records, window,
    };
    tauri_specta::Builder::<R>::new()
        .error_handling(ErrorHandlingMode::Throw)
        .disable_serde_phases()
        .commands(collect_commands![
            access::admin_overview,
            access::change_password,
            access::keep_provider_key,
            access::login,
            access::logout,
            access::session,
            bots::add_bot,
            bots::detect_bot,
            bots::list_bots,
            bots::posture,
            bots::remove_bot,
            certificates::certificates,
            certificates::make_certificate,
            chat::chat_close,
            chat::chat_frames,
            chat::chat_open,
            chat::chat_send,
            chat::chat_taken,
            chat::chat_ways,
            chat::keep_chat_secret,
            checks::check_all,
            checks::check_live,
            checks::dismiss_alarm,
            checks::stop_checks,
            configuration::apply_plan,
            configuration::copy_secret,
            configuration::discard_plan,
            configuration::history,
            configuration::import_secrets,
            configuration::preview_plan,
            configuration::reveal_secret,
            configuration::secrets,
            configuration::settings,
            configuration::config_files,
            configuration::config_text,
            configuration::lint_text,
            configuration::undo,
            doctor::doctor,
            practice::restart_practice,
            practice::start_practice,
            practice::stop_practice,
            records::chat_check_from,
            records::chat_checks,
            records::chat_export,
            records::chat_transcript,
            records::chat_transcript_delete,
            records::chat_transcript_export,
            records::chat_transcripts,
            records::delete_chat_check,
            records::run_chat_check,
            records::save_chat_check,
            window::lock,
            window::pick_folder,
            window::preferences,
            window::set_preferences,
            window::vault_status,
        ])
}

/// Puts the console into a Tauri application. The same function serves the real window and the tests without one.
pub fn build<R: Runtime>(builder: Builder<R>, console: Arc<Console>) -> Builder<R> {
    builder
        .plugin(tauri_plugin_dialog::init())
        .invoke_handler(contract::<R>().invoke_handler())
        .manage(console)
        .manage(clipboard::Clipboard::default())
        .setup(|app| {
            app.manage(attention::Attention::new(app.handle().clone()));
            app.manage(folder::FolderPicker::new(app.handle().clone()));
            app.manage(save::FilePicker::new(app.handle().clone()));
            Ok(())
        })
}

/// The configuration, the capabilities and the built interface, which live in the binary.
#[allow(clippy::exit, reason = "inside Tauri's macro")]
#[must_use]
pub fn context<R: Runtime>() -> tauri::Context<R> {
    tauri::generate_context!()
}

/// Leaves nothing of ours behind when the window closes.
pub fn on_event<R: Runtime>(app: &tauri::AppHandle<R>, event: RunEvent) {
    if let RunEvent::Exit = event {
        app.state::<clipboard::Clipboard>().clear();
        app.state::<Arc<Console>>().lock();
    }
}

/// Says why the shell cannot start, on the only channel that there is.
#[allow(clippy::print_stderr, reason = "there is no window to say it in")]
#[must_use]
pub fn report(message: &str) -> ExitCode {
    eprintln!("chatelaine: {message}");
    ExitCode::FAILURE
}
