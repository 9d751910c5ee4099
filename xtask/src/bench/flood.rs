//! Typing while a bot floods the chat: how long a key waits for its letter, and whether the window shows all there was.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use chatelaine_e2e::{Credential, Keychain, Operator, Session, Window};
use serde_json::Value;

use super::example;
use super::report::{Aim, Figure};
use crate::place::Place;
use crate::say;
use crate::trouble::{Done, Trouble};

/// Notes for each key how long it took from the moment in which it was pressed until its letter was painted. A message
/// that is posted in an animation frame is delivered after that frame was painted.
const WATCH: &str = r#"
    const watched = window.waits !== undefined;
    window.waits = [];
    // Replies to earlier messages stay on the page.
    for (const reply of document.querySelectorAll('[data-testid="chat-message-bot"]')) reply.dataset.earlier = "yes";
    document.querySelector('[data-testid="chat-input"]').focus();
    if (watched) return;
    document.addEventListener("keydown", (event) => requestAnimationFrame(() => {
        const after = new MessageChannel();
        after.port1.onmessage = () => window.waits.push(performance.now() - event.timeStamp);
        after.port2.postMessage(null);
    }));
"#;

/// Whether the reply came while keys were pressed, and the waits.
const SEEN: &str = r#"
    const replies = [...document.querySelectorAll('[data-testid="chat-message-bot"]:not([data-earlier])')];
    return {
        over: replies.some((reply) => reply.dataset.streaming === "false"),
        waits: window.waits,
    };
"#;

/// Keys before the flood.
const QUIET_KEYS: usize = 20;
/// Keys at most; a tenth of a second apart, as a quick typist's.
const KEYS: usize = 600;
const BETWEEN: Duration = Duration::from_millis(100);

pub(super) fn measure(place: &Place) -> Done<Vec<Figure>> {
    say::heading("Typing under a flood");
    let server = Server::start(&example::built(place, "chatelaine-console", "bench_chat")?)?;
    let application = place
        .target()
        .join("release")
        .join(chatelaine_e2e::APPLICATION);
    let session = Session::open(Keychain::Real)?;
    let window = Window::open(&session, &application, &place.target().join("bench/flood"))?;
    let operator = Operator::at(&window);
    operator.add_address(&server.address, "cheshire-cat", "Flood")?;
    let mut figures = Vec::new();
    for (said, name) in [
        ("stream", "window: the slowest key, 100,000 pieces"),
        ("flood", "window: the slowest key, 1,000,000 frames"),
    ] {
        operator.knock(Credential::Nothing)?;
        let quiet = undisturbed(&window)?;
        let waits = waits(&window, said)?;
        figures.push(Figure {
            name,
            unit: "ms",
            ours: slowest(waits),
            yardstick: Some(("the same keys before it", slowest(quiet))),
            aim: Aim::AtMost(50.0),
        });
        operator.hang_up()?;
    }
    Ok(figures)
}

fn slowest(waits: Vec<f64>) -> f64 {
    waits.into_iter().fold(f64::NAN, f64::max)
}

/// Types while nothing comes.
fn undisturbed(window: &Window) -> Done<Vec<f64>> {
    window.run(WATCH, &[])?;
    for _ in 0..QUIET_KEYS {
        window.type_text("a")?;
        sleep(BETWEEN);
    }
    let seen = window.run(SEEN, &[])?;
    Ok(numbers(&seen))
}

/// Says what opens the flood, and types until the flood is over.
fn waits(window: &Window, said: &str) -> Done<Vec<f64>> {
    window.fill("chat-input", said)?;
    window.run(WATCH, &[])?;
    window.click("chat-send")?;
    window.run(
        "document.querySelector('[data-testid=\"chat-input\"]').focus()",
        &[],
    )?;
    for _ in 0..KEYS {
        window.type_text("a")?;
        sleep(BETWEEN);
        let seen = window.run(SEEN, &[])?;
        if seen["over"] == true {
            return Ok(numbers(&seen));
        }
    }
    Err(Trouble::new(
        "the flood did not end while keys were pressed",
        "look at the picture of the window in the folder bench/flood of the target",
    ))
}

fn numbers(seen: &Value) -> Vec<f64> {
    let waits = seen["waits"].as_array().into_iter().flatten();
    waits.filter_map(Value::as_f64).collect()
}

/// The server of the example, in a process of its own.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start(program: &Path) -> Done<Self> {
        let started = |e| Trouble::io(format_args!("start {}", program.display()), &e);
        let mut process = Command::new(program)
            .arg("--serve")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(started)?;
        let mut address = String::new();
        if let Some(output) = process.stdout.take() {
            BufReader::new(output)
                .read_line(&mut address)
                .map_err(started)?;
        }
        Ok(Self {
            process,
            address: address.trim().to_owned(),
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
