//! Live checks of one bot and of all.

use std::sync::Arc;

use chatelaine_console::CommandError;
use chatelaine_console::view::{Posture, Round, RoundEvent};
use tauri::State;
use tauri::ipc::Channel;

use super::Shared;
use crate::attention::Attention;

/// `may_forge`: the operator agreed, this once, to tokens forged with well-known keys.
#[tauri::command]
#[specta::specta]
pub(crate) async fn check_live(
    console: Shared<'_>,
    attention: State<'_, Attention>,
    bot: String,
    may_forge: bool,
) -> Result<Posture, CommandError> {
    let before = console.alarms_raised();
    let posture = Arc::clone(&console).check_live(&bot, may_forge).await?;
    if console.alarms_raised() > before {
        attention.ask();
    }
    Ok(posture)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn check_all(
    console: Shared<'_>,
    attention: State<'_, Attention>,
    on_event: Channel<RoundEvent>,
) -> Result<Round, CommandError> {
    let before = console.alarms_raised();
    // A window that is gone does not listen any more; the round goes on to its end.
    let round = Arc::clone(&console)
        .check_all(|event| drop(on_event.send(event)))
        .await?;
    if console.alarms_raised() > before {
        attention.ask();
    }
    Ok(round)
}

#[tauri::command]
#[specta::specta]
pub(crate) fn stop_checks(console: Shared<'_>) {
    console.stop_checks();
}

#[tauri::command]
#[specta::specta]
pub(crate) fn dismiss_alarm(console: Shared<'_>, bot: String) {
    console.dismiss_alarm(&bot);
}
