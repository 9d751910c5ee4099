//! A configuration has two faces, a form and a text: edited, reviewed, applied and taken back in the real window, with
//! somebody else at work on the same file.

use std::fs;
use std::path::Path;

use chatelaine_e2e::{Failure, Keychain, Operator, Places, SIZES, Seen, Session, Theme, Window};

const CANARY: &str = "Canary-5b7e-of-the-editor";
const BOT_YML: &str = "bot_name: \"trivia\"  # ours\nauth:\n  # who may ask\n  token: \"Canary-5b7e-of-the-editor\"\n";

#[test]
fn the_text_is_edited_beside_its_secrets_and_never_over_somebody_elses_work() -> Seen {
    let places = Places::find()?;
    let session = Session::open(Keychain::Real)?;
    let artifacts = places.fresh("journey/two-faces")?;
    let folder = session.root().join("trivia");
    let file = folder.join("bot.yml");
    fs::create_dir(&folder).map_err(|error| Failure::io("make a folder", &error))?;
    write(&file, BOT_YML)?;
    write(&folder.join("chn.yml"), "rest:\n  token: from-the-guide\n")?;
    let window = Window::open(&session, &places.application()?, &artifacts)?;
    let operator = Operator::at(&window);

    operator.add_bot(&folder, "trivia")?;
    let shown = operator.open_text("bot")?;
    assert!(
        shown.contains("who may ask") && !shown.contains(CANARY),
        "the text is there and its secret is not: {shown}"
    );
    assert!(
        !window.markup()?.contains(CANARY),
        "nor is it anywhere else in the page"
    );

    assert_eq!(
        window.count("error-card")?,
        0,
        "a bot that cannot be asked is no mishap"
    );

    operator.append_text("enable_rest_cors: true")?;
    window.appears("staged-bar")?;
    window.appears("problems")?;
    let mut faults = Vec::new();
    for size in SIZES {
        window.resize(size)?;
        for theme in Theme::ALL {
            operator.choose(theme)?;
            let name = format!("text-{}-{}x{}", theme.name(), size.width, size.height);
            window.screenshot(&artifacts.join(format!("{name}.png")))?;
            faults.extend(
                window
                    .layout_faults()?
                    .into_iter()
                    .map(|fault| format!("{name}: {fault}")),
            );
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));

    window.click("review-staged")?;
    let review = window.text("review-dialog")?;
    assert!(
        review.contains("enable_rest_cors") && !review.contains(CANARY),
        "the review shows the change and no secret: {review}"
    );
    operator.apply()?;
    let edited = format!("{BOT_YML}enable_rest_cors: true");
    assert_eq!(
        read(&file)?,
        edited,
        "the hidden secret went back to its place"
    );
    operator.undo()?;
    window.wait("the file is as it was", |_| {
        Ok((read(&file)? == BOT_YML).then_some(()))
    })?;

    operator.open_text("bot")?;
    operator.append_text("enable_rest_cors: false")?;
    window.appears("staged-bar")?;
    write(&file, &format!("{BOT_YML}# somebody else\n"))?;
    window.appears("changed-bot")?;
    window.screenshot(&artifacts.join("changed-on-disk.png"))?;
    assert!(
        operator
            .text_on_screen()?
            .contains("enable_rest_cors: false"),
        "what was typed is still there"
    );
    window.press("Keep my changes of bot.yml")?;
    window.disappears("changed-bot")?;
    window.click("review-staged")?;
    window.appears("review-dialog")?;
    operator.apply()?;
    assert_eq!(
        read(&file)?,
        format!("{BOT_YML}enable_rest_cors: false"),
        "the operator chose, with both in view"
    );
    Ok(())
}

fn read(file: &Path) -> Seen<String> {
    fs::read_to_string(file).map_err(|error| Failure::io("read the file", &error))
}

fn write(file: &Path, text: &str) -> Seen {
    fs::write(file, text).map_err(|error| Failure::io("write the file", &error))
}
