//! The suite: open, locked, proven, and open again; then every further configuration of the table.

use std::fmt::Write as _;

use serde_json::Value;

use super::peer::{Doors, Peer};
use super::stage::{BOT, Run, Stage};
use super::talk;
use crate::options::PeerName;
use crate::place::Place;
use crate::say;
use crate::trouble::Done;

/// Plays everything; whether all of it held.
pub(super) fn run(place: &Place, name: PeerName, peer: &'static Peer) -> Done<bool> {
    let mut tally = Tally::default();
    lock_and_take_back(place, name, peer, &mut tally)?;
    for scene in peer.scenes {
        let mut stage = Stage::set(place, name, peer, Some(scene))?;
        stage.start()?;
        judged(&stage, peer, scene.name, scene.doors, &mut tally)?;
    }
    say::line(&tally.summary());
    Ok(tally.failed == 0)
}

/// The way of every operator: look, lock, restart, look, and change one's mind.
fn lock_and_take_back(
    place: &Place,
    name: PeerName,
    peer: &'static Peer,
    tally: &mut Tally,
) -> Done {
    let mut stage = Stage::set(place, name, peer, None)?;
    let original = stage.files()?;
    let story = &peer.story;
    stage.start()?;
    judged(&stage, peer, "as it ships", story.open, tally)?;

    let fixed = stage.chatelaine(&["fix", BOT])?;
    tally.done("fix", &fixed);
    judged(&stage, peer, "locked, not restarted", story.open, tally)?;

    stage.start()?;
    judged(&stage, peer, "locked and restarted", story.locked, tally)?;
    for talk in peer.talks {
        let (over, auth, say) = (talk.over, talk.auth, talk.say);
        let what = format!("locked: {say:?} over {over} with {auth} is answered");
        tally.check(&what, talk::answered(&stage, talk)?);
        if talk.guarded {
            let what = format!("locked: {over} without a credential is refused and says why");
            tally.check(&what, talk::refused(&stage, talk)?);
        }
    }

    let undone = stage.chatelaine(&["undo", BOT])?;
    tally.done("undo", &undone);
    // The server may have made files of its own since.
    let now = stage.files()?;
    let differs = original
        .iter()
        .find(|file| !now.contains(file))
        .map(|(path, _)| format!("{} is not what it was", path.display()));
    tally.check("undo leaves every byte as it was", differs);
    stage.start()?;
    judged(&stage, peer, "taken back and restarted", story.open, tally)
}

/// Whether the server is as the table says, and Chatelaine says just that of every way in and of no other.
fn judged(stage: &Stage<'_>, peer: &Peer, when: &str, doors: Doors, tally: &mut Tally) -> Done {
    for witness in peer.witnesses {
        let door = doors
            .iter()
            .find(|(door, verdict)| *door == witness.door && verdict.is_plain());
        if let Some((door, verdict)) = door {
            let contradiction = witness.contradicts(*verdict, stage.port())?;
            tally.check(&format!("{when}: {door} itself"), contradiction);
        }
    }
    let audit = stage.chatelaine(&["audit", BOT, "--live"])?;
    let points = audit.out["bots"][0]["access_points"].as_array();
    let Some(points) = points.filter(|_| audit.out["error"].is_null()) else {
        let why = format!("no verdict: {}\n{}", audit.said, stage.log());
        tally.check(&format!("{when}: audit --live"), Some(why));
        return Ok(());
    };
    for (door, verdict) in doors {
        let point = points.iter().find(|point| point["id"] == *door);
        let wrong = match point {
            None => Some("the report does not know this way in".to_owned()),
            Some(point) if verdict.agrees(point["observed"].as_str()) => None,
            Some(point) => Some(told(point)),
        };
        tally.check(&format!("{when}: {door} is {}", verdict.word()), wrong);
    }
    for point in points {
        let id = point["id"].as_str().unwrap_or_default();
        if !doors.iter().any(|(door, _)| *door == id) {
            let why = told(point);
            tally.check(&format!("{when}: {id} stands in no table"), Some(why));
        }
    }
    Ok(())
}

/// The verdict of a report with what it rests on.
fn told(point: &Value) -> String {
    let mut text = format!(
        "the report says {}",
        point["observed"].as_str().unwrap_or("nothing")
    );
    for evidence in point["evidence"].as_array().into_iter().flatten() {
        let part = |name: &str| evidence[name].as_str().unwrap_or("–").to_owned();
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "\n    {} | {} | {}",
            part("claim"),
            part("request"),
            part("response")
        );
    }
    text
}

/// What held and what did not.
#[derive(Default)]
struct Tally {
    passed: u32,
    failed: u32,
}

impl Tally {
    fn check(&mut self, what: &str, wrong: Option<String>) {
        match wrong {
            None => {
                self.passed += 1;
                say::line(&format!("  ok  {what}"));
            }
            Some(why) => {
                self.failed += 1;
                say::line(&format!("  FAILED  {what}: {why}"));
            }
        }
    }

    fn done(&mut self, what: &str, run: &Run) {
        let wrong = (run.code != Some(0)).then(|| run.said.clone());
        self.check(&format!("{what} is carried out"), wrong);
    }

    /// In the words of cargo, which [`crate::counts`] reads.
    fn summary(&self) -> String {
        let word = if self.failed == 0 { "ok" } else { "FAILED" };
        format!(
            "test result: {word}. {} passed; {} failed",
            self.passed, self.failed
        )
    }
}
