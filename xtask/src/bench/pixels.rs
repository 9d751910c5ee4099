//! From the wire to the eye: a piece of a Cat's reply, from the moment when its frame was read until it is painted.

use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

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

/// The same for words that the page writes by itself: what painting alone takes here.
const BARE: &str = r#"
    window.bare = [];
    const text = document.createElement("p");
    document.querySelector('[data-testid="chat-message-bot"]').append(text);
    const writing = setInterval(() => {
        const at = Date.now();
        text.textContent += "word ";
        requestAnimationFrame(() => {
            const after = new MessageChannel();
            after.port1.onmessage = () => window.bare.push(Date.now() - at);
            after.port2.postMessage(null);
        });
        if (text.textContent.length < 200) return;
        clearInterval(writing);
        text.remove();
    }, 40);
"#;

/// Time for all of these words, 40 of them.
const WRITING: Duration = Duration::from_secs(4);

/// Replies that are watched; a reply of the practice Cat has a dozen pieces or so.
const MESSAGES: usize = 5;

pub(super) fn measure(place: &Place) -> Done<Vec<Figure>> {
    say::heading("From a frame to its pixels");
    let application = place
        .target()
        .join("release")
        .join(chatelaine_e2e::APPLICATION);
    let (delays, bare) = delays(&application, &place.target().join("bench/pixels"))?;
    Ok(vec![Figure {
        name: "chat: a piece, from its frame to pixels",
        unit: "ms",
        ours: median(delays)?,
        yardstick: Some(("the page's own words", median(bare)?)),
        aim: Aim::AtMost(16.0),
    }])
}

fn median(mut delays: Vec<f64>) -> Done<f64> {
    delays.sort_by(f64::total_cmp);
    delays.get(delays.len() / 2).copied().ok_or_else(|| {
        Trouble::new(
            "no piece of a reply was seen to be painted",
            "look at the chat of a practice Cat in the window: its frames are called chat_token",
        )
    })
}

/// Those of the pieces, and those of the page's own words.
fn delays(application: &Path, artifacts: &Path) -> Done<(Vec<f64>, Vec<f64>)> {
    let session = Session::open(Keychain::Real)?;
    let window = Window::open(&session, application, artifacts)?;
    let operator = Operator::at(&window);
    operator.try_practice_bot()?;
    operator.knock(Credential::Nothing)?;
    let mut delays = Vec::new();
    for _ in 0..MESSAGES {
        window.run(WATCH, &[])?;
        operator.say("Which way ought I to go from here?")?;
        delays.extend(numbers(&window.run(DELAYS, &[])?));
        operator.hang_up()?;
        operator.knock(Credential::Nothing)?;
    }
    window.run(BARE, &[])?;
    sleep(WRITING);
    let bare = numbers(&window.run("return window.bare", &[])?).collect();
    Ok((delays, bare))
}

fn numbers(found: &Value) -> impl Iterator<Item = f64> {
    let found = found.as_array().into_iter().flatten();
    found.filter_map(Value::as_f64)
}
