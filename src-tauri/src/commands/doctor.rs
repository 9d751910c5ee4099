//! What an address shows to somebody without a credential.

use chatelaine_console::CommandError;
use chatelaine_console::view::{Doctor, DoctorStep};
use tauri::ipc::Channel;

#[tauri::command]
#[specta::specta]
pub(crate) async fn doctor(
    url: String,
    on_step: Channel<DoctorStep>,
) -> Result<Doctor, CommandError> {
    chatelaine_console::doctor(&url, |step| drop(on_step.send(step.clone()))).await
}
