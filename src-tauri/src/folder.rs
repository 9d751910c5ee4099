//! The operating system's folder dialog.

use tauri::{AppHandle, Runtime};
use tauri_plugin_dialog::DialogExt as _;
use tokio::sync::oneshot;

type Ask = dyn Fn(oneshot::Sender<Option<String>>) + Send + Sync;

/// Asks for a folder, whatever the runtime is.
pub(crate) struct FolderPicker {
    ask: Box<Ask>,
}

impl FolderPicker {
    pub(crate) fn new<R: Runtime>(app: AppHandle<R>) -> Self {
        let ask = move |answer: oneshot::Sender<Option<String>>| {
            app.dialog().file().pick_folder(move |folder| {
                // Nobody waits any more when the window is gone.
                let _ = answer.send(folder.map(|folder| folder.to_string()));
            });
        };
        Self { ask: Box::new(ask) }
    }

    /// The chosen folder, or nothing when the dialog was closed.
    pub(crate) async fn pick(&self) -> Option<String> {
        let (answer, chosen) = oneshot::channel();
        (self.ask)(answer);
        chosen.await.ok().flatten()
    }
}
