//! Calling the operator to the window when it lies behind others.

use tauri::{AppHandle, Manager as _, Runtime, UserAttentionType};

/// Asks for attention in the way of the operating system: a blinking entry in the task bar, a bouncing icon in the dock.
/// What happened is told in the window itself.
pub(crate) struct Attention(Box<dyn Fn() + Send + Sync>);

impl Attention {
    pub(crate) fn new<R: Runtime>(app: AppHandle<R>) -> Self {
        Self(Box::new(move || {
            for window in app.webview_windows().values() {
                // A desktop without such a thing is no reason to fail.
                let _ = window.request_user_attention(Some(UserAttentionType::Critical));
            }
        }))
    }

    pub(crate) fn ask(&self) {
        (self.0)();
    }
}
