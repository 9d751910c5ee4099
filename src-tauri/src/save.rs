//! The operating system's dialog for a new file.

use std::path::PathBuf;

use tauri::{AppHandle, Runtime};
use tauri_plugin_dialog::DialogExt as _;
use tokio::sync::oneshot;

type Ask = dyn Fn(&str, oneshot::Sender<Option<PathBuf>>) + Send + Sync;

/// Asks where a file shall be written, whatever the runtime is. The dialog itself asks before one is replaced.
pub(crate) struct FilePicker {
    ask: Box<Ask>,
}

impl FilePicker {
    pub(crate) fn new<R: Runtime>(app: AppHandle<R>) -> Self {
        let ask = move |name: &str, answer: oneshot::Sender<Option<PathBuf>>| {
            app.dialog()
                .file()
                .set_file_name(name)
                .save_file(move |file| {
                    // Nobody waits any more when the window is gone.
                    let _ = answer.send(file.and_then(|file| file.into_path().ok()));
                });
        };
        Self { ask: Box::new(ask) }
    }

    /// The chosen file, or nothing when the dialog was closed.
    pub(crate) async fn pick(&self, name: &str) -> Option<PathBuf> {
        let (answer, chosen) = oneshot::channel();
        (self.ask)(name, answer);
        chosen.await.ok().flatten()
    }
}
