//! The main job on the other platforms: a practice bot is found open, locked, restarted, proven locked and opened again
//! in the real window, and the list of all bots shows it at a glance.

use chatelaine_e2e::{Keychain, Operator, Places, SIZES, Seen, Session, Theme, Window};

/// One platform's practice bot: what the overview shows of it when it ships, and when everything that can be locked is.
struct Case {
    platform: &'static str,
    bot: &'static str,
    open: &'static [(&'static str, &'static str)],
    locked: &'static [(&'static str, &'static str)],
}

const CASES: [Case; 4] = [
    Case {
        platform: "chatto",
        bot: "Practice Chatto",
        open: &[
            ("rest-channel", "open"),
            ("bot-api", "open"),
            ("transport", "loopback_only"),
        ],
        locked: &[
            ("rest-channel", "proven_locked"),
            ("bot-api", "proven_locked"),
            ("transport", "loopback_only"),
        ],
    },
    Case {
        platform: "program-y",
        bot: "Practice Program-Y",
        open: &[
            ("rest-v1", "open"),
            ("rest-v2", "open"),
            ("transport", "loopback_only"),
        ],
        locked: &[
            ("rest-v1", "proven_locked"),
            ("rest-v2", "proven_locked"),
            ("transport", "loopback_only"),
        ],
    },
    Case {
        platform: "rasa",
        bot: "Practice Rasa",
        open: &[
            ("rest-webhook", "open"),
            ("socketio", "open"),
            ("http-api", "open"),
            ("transport", "loopback_only"),
        ],
        locked: &[
            ("rest-webhook", "open"),
            ("socketio", "proven_locked"),
            ("http-api", "open"),
            ("transport", "loopback_only"),
        ],
    },
    Case {
        platform: "cheshire-cat-2",
        bot: "Practice Cat 2",
        open: &[
            ("http-api", "open"),
            ("jwt", "forgeable"),
            ("simple-oauth", "open"),
            ("transport", "loopback_only"),
        ],
        locked: &[
            ("http-api", "proven_locked"),
            ("jwt", "proven_locked"),
            ("simple-oauth", "open"),
            ("transport", "loopback_only"),
        ],
    },
];

#[test]
fn every_platform_is_locked_proven_and_opened_again() -> Seen {
    let places = Places::find()?;
    let session = Session::open(Keychain::Real)?;
    let artifacts = places.fresh("journey/every-platform")?;
    let window = Window::open(&session, &places.application()?, &artifacts)?;
    let operator = Operator::at(&window);
    operator.try_practice_bot()?;
    for case in &CASES {
        window.click("all-bots")?;
        window.click(&format!("practice-start-{}", case.platform))?;
        window.click(&format!("fleet-open-{}", case.bot))?;
        operator.sees(case.open)?;
        operator.review_lock_everything()?;
        operator.apply()?;
        operator.restart_bot()?;
        operator.sees(case.locked)?;
        window.screenshot(&artifacts.join(format!("{}.png", case.platform)))?;
    }

    window.click("all-bots")?;
    window.click("check-all")?;
    window.appears("check-all")?;
    let mut faults = Vec::new();
    for size in SIZES {
        window.resize(size)?;
        for theme in Theme::ALL {
            operator.choose(theme)?;
            let name = format!("all-{}-{}x{}", theme.name(), size.width, size.height);
            window.screenshot(&artifacts.join(format!("{name}.png")))?;
            let found = window.layout_faults()?.into_iter();
            faults.extend(found.map(|fault| format!("{name}: {fault}")));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));

    for case in &CASES {
        window.click(&format!("fleet-open-{}", case.bot))?;
        window.appears("headline")?;
        operator.undo()?;
        operator.restart_bot()?;
        operator.sees(case.open)?;
        window.click("all-bots")?;
    }
    Ok(())
}
