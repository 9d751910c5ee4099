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

/// Notes what the page is told, and when words of the bot were painted and how many there were. A message that is posted
/// in an animation frame is delivered after that frame was painted.
const WATCH: &str = r#"
    const replies = () => document.querySelectorAll('[data-testid="chat-message-bot"]');
    // Replies to earlier messages stay on the page.
    window.earlier = replies().length;
    window.told = [];
    window.painted = [];
    const callbacks = window.__TAURI_INTERNALS__.callbacks;
    window.heard ??= new Set();
    for (const [id, deliver] of [...callbacks]) {
        if (window.heard.has(id)) continue;
        window.heard.add(id);
        callbacks.set(id, (delivered) => {
            if (Array.isArray(delivered?.message)) window.told.push(...delivered.message);
            return deliver(delivered);
        });
    }
    if (window.watched) return;
    window.watched = true;
    const look = () => {
        const words = replies()[window.earlier]?.querySelector("p.words")?.textContent.length ?? 0;
        const after = new MessageChannel();
        after.port1.onmessage = () => window.painted.push([words, Date.now()]);
        after.port2.postMessage(null);
    };
    new MutationObserver(() => requestAnimationFrame(look))
        .observe(document.body, { subtree: true, childList: true, characterData: true });
"#;

/// For each piece with words, the milliseconds from its frame until they were on the screen. The first and the last piece
/// of a Cat have none.
const DELAYS: &str = r#"
    const delays = [];
    let at = 0;
    let words = 0;
    for (const event of window.told) {
        if (event.event === "frame") at = Date.parse(event.frame.at);
        if (event.event !== "token") continue;
        words += event.text.length;
        const seen = window.painted.find(([length, when]) => when >= at && length >= words);
        if (seen !== undefined) delays.push(seen[1] - at);
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
