//! The main job, walked through once with a picture of every step: what `cargo xtask run` shows on a
//! machine without a screen.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::{
    Credential, Failure, Keychain, Operator, Places, SIZES, Seen, Session, Size, Theme, Window,
};

/// Walks through the main job with the practice Cat and leaves numbered pictures and `report.md` in
/// `<target>/tour`, which is returned. `say` is told each step as it begins.
///
/// # Errors
/// When a step does not lead where it should; the report then ends with why.
pub fn tour(say: &dyn Fn(&str)) -> Seen<PathBuf> {
    let places = Places::find()?;
    let folder = places.fresh("tour")?;
    let session = Session::open(Keychain::Real)?;
    let opened = Instant::now();
    let window = Window::open(&session, &places.application()?, &folder)?;
    let mut report = Report {
        folder: &folder,
        say,
        text: String::from(
            "# The main job with the practice Cat\n\n\
             A virtual display, a session bus and a keychain of their own; the real application.\n\n\
             | step | seconds | seen | picture |\n|---|---|---|---|\n",
        ),
        pictures: 0,
    };
    report.row("Start", opened, "the first page", "");
    let outcome = walk(&window, &mut report);
    if let Err(failure) = &outcome {
        // Writing to a String cannot fail.
        let _ = write!(
            report.text,
            "\nThe tour ended early:\n\n```\n{failure}\n```\n"
        );
    }
    let path = folder.join("report.md");
    std::fs::write(&path, report.text)
        .map_err(|e| Failure::io(format_args!("write {}", path.display()), &e))?;
    outcome.map(|()| folder)
}

fn walk(window: &Window, report: &mut Report<'_>) -> Seen {
    let operator = Operator::at(window);
    let [small, usual] = SIZES;
    window.resize(usual)?;
    operator.choose(Theme::Dark)?;
    report.picture(window, "first-run")?;
    let started = Instant::now();

    report.step(window, "Try a practice bot", "practice-bot-open", || {
        operator.try_practice_bot()?;
        operator.sees(&OPEN)?;
        window.text("headline")
    })?;
    report.step(window, "Lock everything", "review-of-the-plan", || {
        operator.review_lock_everything()?;
        Ok("one plan, one diff, secrets masked".into())
    })?;
    report.step(window, "Apply", "plan-applied", || {
        operator.apply()?;
        window.text("applied-card")
    })?;
    report.step(window, "Restart the bot", "proven-locked", || {
        operator.restart_bot()?;
        operator.sees(&LOCKED)?;
        window.text("headline")
    })?;
    report.row("From the first page to proven locked", started, "", "");
    report.step(window, "Chat with nothing", "chat-refused", || {
        operator.knock(Credential::Nothing)?;
        window.text("chat-refused")
    })?;
    report.step(
        window,
        "Log in with the password from the keychain",
        "session",
        || {
            operator.log_in_from_keychain("admin")?;
            window.text("session-card")
        },
    )?;
    for (credential, title, slug) in [
        (
            Credential::Session,
            "Chat with the session's token",
            "chat-with-token",
        ),
        (
            Credential::Key,
            "Chat with the WebSocket key",
            "chat-with-key",
        ),
    ] {
        report.step(window, title, slug, || {
            operator.knock(credential)?;
            let reply = operator.say("Who is at the door?")?;
            Ok(format!("“{reply}”"))
        })?;
        operator.hang_up()?;
    }
    report.pages(
        window,
        &operator,
        &[
            (Theme::Dark, usual),
            (Theme::Light, usual),
            (Theme::Light, small),
        ],
    )?;
    report.step(window, "Undo the plan and restart", "open-again", || {
        operator.go_to("overview")?;
        operator.undo()?;
        operator.restart_bot()?;
        operator.sees(&OPEN)?;
        window.text("headline")
    })?;
    report.step(window, "Apply again and restart", "locked-again", || {
        operator.review_lock_everything()?;
        operator.apply()?;
        operator.restart_bot()?;
        operator.sees(&LOCKED)?;
        window.text("headline")
    })
}

/// How the practice Cat starts: every door open.
pub const OPEN: [(&str, &str); 5] = [
    ("http-api", "open"),
    ("websocket", "open"),
    ("jwt", "forgeable"),
    ("admin-login", "default_password"),
    ("transport", "loopback_only"),
];

/// What it is after one plan and one restart.
pub const LOCKED: [(&str, &str); 5] = [
    ("http-api", "proven_locked"),
    ("websocket", "proven_locked"),
    ("jwt", "proven_locked"),
    ("admin-login", "proven_locked"),
    ("transport", "loopback_only"),
];

struct Report<'a> {
    folder: &'a Path,
    say: &'a dyn Fn(&str),
    text: String,
    pictures: u32,
}

impl Report<'_> {
    /// Does one step, takes a picture, writes a row.
    fn step(
        &mut self,
        window: &Window,
        title: &str,
        slug: &str,
        act: impl FnOnce() -> Seen<String>,
    ) -> Seen {
        (self.say)(title);
        let started = Instant::now();
        let seen = act().map_err(|failure| Failure::new(format!("{title}: {failure}")))?;
        let picture = self.picture(window, slug)?;
        self.row(title, started, &seen, &picture);
        Ok(())
    }

    /// Takes pictures of every page in every one of `looks`.
    fn pages(&mut self, window: &Window, operator: &Operator<'_>, looks: &[(Theme, Size)]) -> Seen {
        (self.say)("Every page");
        for (theme, size) in looks {
            let started = Instant::now();
            window.resize(*size)?;
            operator.choose(*theme)?;
            for page in crate::PAGES {
                operator.go_to(page)?;
                let slug = format!("{page}-{}-{}x{}", theme.name(), size.width, size.height);
                self.picture(window, &slug)?;
            }
            let what = format!(
                "Every page, {}, {}×{}",
                theme.name(),
                size.width,
                size.height
            );
            self.row(&what, started, "", "");
        }
        operator.choose(Theme::Dark)?;
        window.resize(SIZES[1])
    }

    fn picture(&mut self, window: &Window, slug: &str) -> Seen<String> {
        self.pictures += 1;
        let name = format!("{:02}-{slug}.png", self.pictures);
        window.screenshot(&self.folder.join(&name))?;
        Ok(name)
    }

    fn row(&mut self, title: &str, started: Instant, seen: &str, picture: &str) {
        let seen = seen
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .replace('|', "\\|");
        let seconds = started.elapsed().as_secs_f64();
        // Writing to a String cannot fail.
        let _ = writeln!(self.text, "| {title} | {seconds:.1} | {seen} | {picture} |");
    }
}
