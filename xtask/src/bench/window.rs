//! From start to a window that is there and at rest, and what it weighs then.

use std::path::Path;
use std::time::{Duration, Instant};

use chatelaine_e2e::{Keychain, Leash, Session, Start};

use super::empty_window;
use super::framebuffer::Screen;
use super::memory;
use super::pairs;
use super::report::{Aim, Figure};
use crate::place::Place;
use crate::say;
use crate::trouble::{Done, Trouble};

const RUNS: usize = 7;
const YARDSTICK: &str = "empty Tauri window";

/// Often enough for the figures' precision, seldom enough to leave the processors to what is
/// measured.
const BETWEEN_LOOKS: Duration = Duration::from_millis(5);

/// A page that has not changed for this long has finished loading.
const REST: Duration = Duration::from_millis(600);

pub(super) fn measure(place: &Place) -> Done<Vec<Figure>> {
    let theirs = empty_window::build(place)?;
    let ours = place
        .target()
        .join("release")
        .join(chatelaine_e2e::APPLICATION);
    say::heading("Window");
    let (ours, theirs) = pairs::medians(RUNS, || start(&ours), || start(&theirs))?;
    let figure = |name, unit, index: usize, aim| Figure {
        name,
        unit,
        ours: ours[index],
        yardstick: Some((YARDSTICK, theirs[index])),
        aim,
    };
    Ok(vec![
        figure("window: start to first text", "ms", 0, Aim::Times(1.25)),
        figure("window: start to at rest", "ms", 1, Aim::Times(1.25)),
        figure(
            "window: memory, with web processes",
            "MiB",
            2,
            Aim::Times(1.2),
        ),
    ])
}

/// One start: milliseconds to the first text, to the last change, and MiB of memory.
fn start(program: &Path) -> Done<[f64; 3]> {
    let session = Session::open(Keychain::Real)?;
    let mut screen = Screen::open(session.display().framebuffer())?;
    // What is there before the start is not a change.
    screen.look()?;
    let environment = session.environment().clone().without("RUST_LOG");
    let started = Instant::now();
    let window = Leash::start(&Start {
        program: program.as_ref(),
        args: &[],
        environment: &environment,
        input: None,
        log: &session.root().join("logs/window.log"),
    })?;
    let mut first_text = None;
    let mut last_change = Duration::ZERO;
    loop {
        let look = screen.look()?;
        let now = started.elapsed();
        if look.changed {
            last_change = now;
        }
        if look.has_text && first_text.is_none() {
            first_text = Some(now);
        }
        if let Some(first_text) = first_text
            && now - last_change > REST
        {
            let pss = memory::pss_of_tree(window.pid())?;
            return Ok([milliseconds(first_text), milliseconds(last_change), pss]);
        }
        if now > Duration::from_secs(30) {
            return Err(Trouble::new(
                format!("{} shows no text that comes to rest", program.display()),
                format!("it said: {}", window.log()),
            ));
        }
        std::thread::sleep(BETWEEN_LOOKS);
    }
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
