//! Every page, both themes, both sizes: a picture of each, and nothing cut off or covered.

use chatelaine_e2e::{
    Credential, Keychain, LOCKED, OPEN, Operator, PAGES, Places, SIZES, Seen, Session, Theme,
    Window,
};

/// What opens a dialog, and the dialog.
const DIALOGS: [(&str, &str); 3] = [
    ("settings-open", "settings-dialog"),
    ("palette-open", "palette"),
    ("add-bot", "add-bot-dialog"),
];

#[test]
fn nothing_is_cut_off_or_covered() -> Seen {
    let places = Places::find()?;
    let session = Session::open(Keychain::Real)?;
    let artifacts = places.fresh("journey/pages")?;
    let window = Window::open(&session, &places.application()?, &artifacts)?;
    let operator = Operator::at(&window);
    let mut faults = Vec::new();
    let mut look = |window: &Window, name: &str| -> Seen {
        window.screenshot(&artifacts.join(format!("{name}.png")))?;
        faults.extend(
            window
                .layout_faults()?
                .into_iter()
                .map(|fault| format!("{name}: {fault}")),
        );
        Ok(())
    };

    in_every_look(&window, &operator, |name| {
        look(&window, &format!("first-run-{name}"))?;
        for (opener, dialog) in DIALOGS {
            window.click(opener)?;
            window.appears(dialog)?;
            look(&window, &format!("{dialog}-{name}"))?;
            window.escape()?;
            window.disappears(dialog)?;
        }
        Ok(())
    })?;
    operator.try_practice_bot()?;
    operator.sees(&OPEN)?;
    in_every_look(&window, &operator, |name| {
        window.click("forge")?;
        window.appears("forge-dialog")?;
        look(&window, &format!("forge-{name}"))?;
        window.click("forge-cancel")?;
        window.disappears("forge-dialog")?;
        window.click("doctor-open")?;
        window.appears("doctor-first_frame")?;
        look(&window, &format!("doctor-{name}"))?;
        window.escape()?;
        window.disappears("doctor-dialog")?;
        window.click("all-bots")?;
        window.appears("fleet-page")?;
        look(&window, &format!("all-bots-{name}"))?;
        window.click("bot-Practice Cat")?;
        for page in PAGES {
            operator.go_to(page)?;
            look(&window, &format!("{page}-open-{name}"))?;
        }
        operator.go_to("overview")?;
        operator.review_lock_everything()?;
        look(&window, &format!("review-{name}"))?;
        window.click("cancel-plan")?;
        window.disappears("review-dialog")
    })?;
    operator.review_lock_everything()?;
    operator.apply()?;
    operator.restart_bot()?;
    operator.sees(&LOCKED)?;
    operator.log_in_from_keychain("admin")?;
    operator.knock(Credential::Key)?;
    operator.say("Who is at the door?")?;
    in_every_look(&window, &operator, |name| {
        for page in PAGES {
            operator.go_to(page)?;
            look(&window, &format!("{page}-locked-{name}"))?;
        }
        Ok(())
    })?;

    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.join("\n")
    );
    Ok(())
}

fn in_every_look(
    window: &Window,
    operator: &Operator<'_>,
    mut act: impl FnMut(&str) -> Seen,
) -> Seen {
    for size in SIZES {
        window.resize(size)?;
        for theme in Theme::ALL {
            operator.choose(theme)?;
            act(&format!("{}-{}x{}", theme.name(), size.width, size.height))?;
        }
    }
    Ok(())
}
