//! From the wire to the eye: a piece of a Cat's reply, from the moment when its frame was read until it is painted.

use std::path::Path;

use chatelaine_e2e::{Credential, Keychain, Operator, Session, Window};
use serde_json::Value;

use super::report::{Aim, Figure};
use crate::place::Place;
use crate::say;
use crate::trouble::{Done, Trouble};

/// Notes when the newest words of the bot were painted, and how many there were. A message that is posted in an animation
/// frame is delivered after that frame was painted.
const WATCH: &str = r#"
    const watched = window.painted !== undefined;
    window.painted = [];
    window.since = Date.now();
    const replies = () => document.querySelectorAll('[data-testid="chat-message-bot"]');
    // Replies to earlier messages stay on the page.
    window.earlier = replies().length;
    if (watched) return;
    const look = () => {
        const words = replies()[window.earlier]?.textContent.length ?? 0;
        const after = new MessageChannel();
        after.port1.onmessage = () => window.painted.push([words, Date.now()]);
        after.port2.postMessage(null);
    };
    new MutationObserver(() => requestAnimationFrame(look))
        .observe(document.body, { subtree: true, childList: true, characterData: true });
"#;

/// For each piece with words, the milliseconds from its frame until the bubble had grown.
const DELAYS: &str = r#"
    const moment = (clock) => {
        const [hours, minutes, seconds] = clock.split(":");
        return new Date().setHours(hours, minutes, Math.floor(seconds), Math.round((seconds % 1) * 1000));
    };
    const delays = [];
    let words = 0;
    for (const row of document.querySelectorAll('[data-testid="frame-row"]')) {
        if (!row.textContent.includes("chat_token")) continue;
        const at = moment(row.querySelector(".at").textContent.trim());
        // The log goes on from one connection to the next.
        if (at < window.since) continue;
        const seen = window.painted.find(([length, when]) => when >= at && length > words);
        if (seen === undefined) continue;
        words = seen[0];
        delays.push(seen[1] - at);
    }
    return delays;
"#;

/// Replies that are watched; a reply of the practice Cat has a dozen pieces or so.
const MESSAGES: usize = 5;

pub(super) fn measure(place: &Place) -> Done<Vec<Figure>> {
    say::heading("From a frame to its pixels");
    let application = place
        .target()
        .join("release")
        .join(chatelaine_e2e::APPLICATION);
    let mut delays = delays(&application, &place.target().join("bench/pixels"))?;
    delays.sort_by(f64::total_cmp);
    let median = delays.get(delays.len() / 2).copied().ok_or_else(|| {
        Trouble::new(
            "no piece of a reply was seen to be painted",
            "look at the chat of a practice Cat in the window: its frames are called chat_token",
        )
    })?;
    Ok(vec![Figure {
        name: "chat: a piece, from its frame to pixels",
        unit: "ms",
        ours: median,
        yardstick: None,
        aim: Aim::AtMost(16.0),
    }])
}

fn delays(application: &Path, artifacts: &Path) -> Done<Vec<f64>> {
    let session = Session::open(Keychain::Real)?;
    let window = Window::open(&session, application, artifacts)?;
    let operator = Operator::at(&window);
    operator.try_practice_bot()?;
    operator.knock(Credential::Nothing)?;
    let mut delays = Vec::new();
    for _ in 0..MESSAGES {
        window.run(WATCH, &[])?;
        operator.say("Which way ought I to go from here?")?;
        let seen = window.run(DELAYS, &[])?;
        delays.extend(
            seen.as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_f64),
        );
        operator.hang_up()?;
        operator.knock(Credential::Nothing)?;
    }
    Ok(delays)
}
