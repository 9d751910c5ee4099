//! Without a keychain nothing is written: secrets would have nowhere to live.

use chatelaine_e2e::{EnvFile, Keychain, OPEN, Operator, Places, Seen, Session, Window};

#[test]
fn applying_without_a_keychain_says_why_and_changes_nothing() -> Seen {
    let places = Places::find()?;
    let session = Session::open(Keychain::Absent)?;
    let artifacts = places.fresh("journey/no-keychain")?;
    let window = Window::open(&session, &places.application()?, &artifacts)?;
    let operator = Operator::at(&window);

    window.becomes("vault-pill", "data-state", "absent")?;
    operator.try_practice_bot()?;
    operator.sees(&OPEN)?;
    let original = EnvFile::find(&session.data_folder())?;

    operator.review_lock_everything()?;
    window.click("apply-plan")?;
    let error = window.text("error-card")?;
    window.screenshot(&artifacts.join("error.png"))?;
    assert!(
        error.to_lowercase().contains("keychain"),
        "the card names what is missing: {error}"
    );
    assert!(
        original.again()? == original,
        "a value that cannot be kept must not be written either"
    );
    Ok(())
}
