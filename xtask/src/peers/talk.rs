//! Talking to a real server through `chatelaine chat`: let in with the credential, refused without.

use serde_json::Value;

use super::peer::Talk;
use super::stage::{BOT, Run, Stage};
use crate::trouble::Done;

/// What went wrong when the credential should open, if anything did.
pub(super) fn answered(stage: &Stage<'_>, talk: &Talk) -> Done<Option<String>> {
    let run = stage.chatelaine(&[
        "chat",
        BOT,
        "--over",
        talk.over,
        "--auth",
        talk.auth,
        "--message",
        talk.say,
    ])?;
    let events = events(&run);
    let heard = |event: &&Value| {
        event["event"] == "message"
            && event["text"]
                .as_str()
                .is_some_and(|text| text.contains(talk.hear))
    };
    let pressable = |event: &&Value| {
        event["event"] == "message"
            && event["buttons"]
                .as_array()
                .is_some_and(|buttons| !buttons.is_empty())
    };
    let missing = if events.iter().find(heard).is_none() {
        Some(format!("no reply holds {:?}", talk.hear))
    } else if talk.buttons && events.iter().find(pressable).is_none() {
        Some("no reply has buttons".to_owned())
    } else if run.code != Some(0) {
        Some(format!("exit code {:?}", run.code))
    } else {
        None
    };
    Ok(missing.map(|missing| format!("{missing}\n{}", run.said)))
}

/// What went wrong when nothing should open, if anything did.
pub(super) fn refused(stage: &Stage<'_>, talk: &Talk) -> Done<Option<String>> {
    let run = stage.chatelaine(&[
        "chat",
        BOT,
        "--over",
        talk.over,
        "--auth",
        "none",
        "--message",
        talk.say,
    ])?;
    let refused = events(&run)
        .iter()
        .any(|event| event["event"] == "refused" && event["cause"] != "");
    let right = refused && run.code == Some(1);
    Ok((!right).then(|| format!("exit code {:?}\n{}", run.code, run.said)))
}

/// One event a line.
fn events(run: &Run) -> Vec<Value> {
    run.said
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect()
}
