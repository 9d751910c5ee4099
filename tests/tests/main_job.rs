//! The main job: find the practice Cat open, lock it, prove it, chat with it, take it back, do it
//! again; then look for the secrets everywhere.

use chatelaine_e2e::{
    Canary, CommandLines, Credential, EnvFile, Failure, Keychain, LOCKED, OPEN, Operator, Places,
    Seen, Session, Window,
};

/// The settings whose values are secrets, as they are called in the Cat's `.env`.
const SECRETS: [&str; 3] = ["CCAT_API_KEY", "CCAT_API_KEY_WS", "CCAT_JWT_SECRET"];

/// How every JSON Web Token with HMAC begins, in the two usual orders of its header.
const TOKEN_HEADS: [(&str, &str); 2] = [
    ("a session token", "eyJhbGciOiJIUzI1NiI"),
    ("a session token", "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUz"),
];

#[test]
fn lock_prove_chat_undo_and_lock_again() -> Seen {
    let places = Places::find()?;
    let session = Session::open(Keychain::Real)?;
    let lines = CommandLines::watch();
    let artifacts = places.fresh("journey/main-job")?;
    let window = Window::open(&session, &places.application()?, &artifacts)?;
    let operator = Operator::at(&window);

    operator.try_practice_bot()?;
    operator.sees(&OPEN)?;
    let original = EnvFile::find(&session.data_folder())?;

    let review = operator.review_lock_everything()?;
    let markup_of_review = window.markup()?;
    operator.apply()?;
    let locked = original.again()?;
    the_review_showed_what_changed_and_no_value(&original, &locked, &review, &markup_of_review)?;
    operator.restart_bot()?;
    operator.sees(&LOCKED)?;

    let answer = operator.knock(Credential::Nothing)?;
    assert_eq!(
        answer, "refused",
        "a locked Cat lets nobody in without a credential"
    );
    operator.log_in_from_keychain("admin")?;
    for credential in [Credential::Session, Credential::Key] {
        let answer = operator.knock(credential)?;
        assert_eq!(answer, "connected", "{credential:?} opens the WebSocket");
        let reply = operator.say("Who is at the door?")?;
        assert!(!reply.is_empty(), "the Cat replies to {credential:?}");
        operator.hang_up()?;
    }

    operator.go_to("overview")?;
    operator.undo()?;
    window.wait("the .env is as it was, to the byte", |_| {
        Ok((original.again()? == original).then_some(()))
    })?;
    operator.restart_bot()?;
    operator.sees(&OPEN)?;

    operator.review_lock_everything()?;
    operator.apply()?;
    operator.restart_bot()?;
    operator.sees(&LOCKED)?;
    let locked_again = original.again()?;

    the_keychain_holds_what_the_file_holds(&session, &locked_again)?;
    let secrets = secrets_of(&session, &[&locked, &locked_again])?;
    let canary = Canary::new(
        secrets
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .chain(TOKEN_HEADS),
    )?;
    no_secret_is_left_behind(&session, &window, &canary, &locked_again)?;
    for line in lines.stop()? {
        let found = canary.in_bytes(&line);
        assert!(
            found.is_empty(),
            "{found:?} stood on a command line, where every user can read it"
        );
    }
    Ok(())
}

fn the_review_showed_what_changed_and_no_value(
    before: &EnvFile,
    after: &EnvFile,
    review: &str,
    markup: &str,
) -> Seen {
    let changed = before.changed(after);
    for name in SECRETS {
        assert!(
            changed.iter().any(|c| c.contains(name)),
            "{name} was set; changed: {changed:?}"
        );
    }
    for name in &changed {
        assert!(
            review.contains(name.as_str()),
            "{name} changed but the review was silent:\n{review}"
        );
    }
    let values = after.values();
    let canary = Canary::new(SECRETS.map(|name| (name, values[name])))?;
    let shown = canary.in_bytes(markup.as_bytes());
    assert!(
        shown.is_empty(),
        "the page of the review holds {shown:?} in clear"
    );
    Ok(())
}

fn the_keychain_holds_what_the_file_holds(session: &Session, file: &EnvFile) -> Seen {
    for (name, value) in file.values() {
        if SECRETS.contains(&name) {
            let kept = session.keychain_value(&format!("practice-cat/env.{name}"))?;
            assert!(
                kept.as_deref() == Some(value),
                "the keychain's {name} is {}",
                if kept.is_some() {
                    "another value than the file's"
                } else {
                    "absent"
                }
            );
        }
    }
    Ok(())
}

/// Every secret value of the journey: those of both plans, and the password from the keychain.
fn secrets_of(session: &Session, files: &[&EnvFile]) -> Seen<Vec<(String, String)>> {
    let mut secrets = Vec::new();
    for file in files {
        let values = file.values();
        secrets.extend(SECRETS.map(|name| (name.to_owned(), values[name].to_owned())));
    }
    let password = session
        .keychain_value("practice-cat/password.admin")?
        .ok_or_else(|| Failure::new("the keychain does not hold the admin's new password"))?;
    secrets.push(("the admin's password".into(), password));
    Ok(secrets)
}

fn no_secret_is_left_behind(
    session: &Session,
    window: &Window,
    canary: &Canary,
    file: &EnvFile,
) -> Seen {
    let control = std::fs::read(file.path()).map_err(|e| Failure::io("read the .env", &e))?;
    assert_eq!(
        canary.in_bytes(&control),
        SECRETS,
        "the search finds the secrets where they belong, so it would find them elsewhere"
    );
    let log = window.application_log()?;
    assert!(
        canary.in_bytes(&log).is_empty(),
        "the application logged a secret"
    );
    let markup = window.markup()?;
    let shown = canary.in_bytes(markup.as_bytes());
    assert!(shown.is_empty(), "the page still holds {shown:?}");
    let bot = file
        .path()
        .parent()
        .ok_or_else(|| Failure::new("the .env has no folder"))?;
    let leaks = canary.in_folder(session.root(), &[bot])?;
    assert!(
        leaks.is_empty(),
        "only the bot's own folder may hold its secrets; found in data, webview storage or logs: {leaks:?}"
    );
    Ok(())
}
