//! The file says one thing and the running bot does another.

use chatelaine_platforms::cheshire_cat::Known;

use super::observe::{bot, claims, declared, rules, secret, verdicts};
use super::project::env;

const OTHER: &str = "Wb8sX3mQ6tZ1kVn9LrY4cJd7HpE2gUfA5oKiT0vRxNq";

#[tokio::test(flavor = "multi_thread")]
async fn keys_written_while_the_bot_ran_open() {
    let bot = bot("CCAT_DEBUG=true\n").await;
    let seen = bot.check(&declared(&env(&[]))).await;
    assert_eq!(
        verdicts(&seen),
        "http open · socket open · tokens forgeable · login open",
        "the running bot counts, not the file"
    );
    assert_eq!(
        rules(&seen),
        ["CC-020", "CC-020", "CC-021", "CC-022", "CC-023"],
        "open although a key is configured, and the tokens are signed with another key"
    );
    assert!(
        seen.restart_needed,
        "only a restart makes the bot read its file"
    );
    assert!(
        !seen.authenticated,
        "an open bot takes any key, which proves nothing about ours"
    );
    let forgeable = seen
        .findings
        .iter()
        .find(|finding| finding.rule == "CC-022")
        .unwrap();
    assert!(
        !forgeable.fixable,
        "the file already holds a good key; another one would change nothing"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn one_key_changed_while_the_bot_ran() {
    let bot = bot(&env(&[])).await;
    for changed in ["CCAT_API_KEY", "CCAT_API_KEY_WS", "CCAT_JWT_SECRET"] {
        let file = env(&[&format!("{changed}={OTHER}")]);
        let seen = bot.check(&declared(&file)).await;
        assert!(
            verdicts(&seen).starts_with("http locked · socket locked · tokens locked"),
            "{changed}: still locked, with the old key"
        );
        assert!(
            rules(&seen).contains(&"CC-021") && seen.restart_needed,
            "{changed}: the bot has not read it"
        );
        assert!(
            !rules(&seen).contains(&"CC-023"),
            "{changed}: nothing is open because of it"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_key_added_while_the_bot_ran() {
    for (had, added) in [
        ("-CCAT_API_KEY_WS", "websocket"),
        ("-CCAT_API_KEY", "http-api"),
    ] {
        let bot = bot(&env(&[had])).await;
        let seen = bot.check(&declared(&env(&[]))).await;
        let found = rules(&seen);
        assert!(
            found.contains(&"CC-021") && found.contains(&"CC-023"),
            "{added} is open although its key is in the file: {found:?}"
        );
        assert!(seen.restart_needed, "{added}: a restart mends it");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn legacy_names_win_on_the_bot_as_they_do_in_our_reading() {
    let text = env(&[
        "API_KEY=old-http-key-that-wins",
        "JWT_SECRET=old-signing-key-that-wins",
    ]);
    let seen = bot(&text).await.check(&declared(&text)).await;
    assert!(
        !seen.restart_needed,
        "the bot uses the legacy values, and we know: {:?}",
        rules(&seen)
    );
    assert!(
        claims(&seen, "http-api").contains(&"Accepted the key in the configuration".into()),
        "the control is the legacy key"
    );
    assert!(
        claims(&seen, "jwt")[0].contains("with the key in the configuration"),
        "{:?}",
        claims(&seen, "jwt")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_from_before_a_restart_is_no_witness() {
    let old = bot(&env(&[&format!("CCAT_JWT_SECRET={OTHER}")])).await;
    let token =
        chatelaine_platforms::cheshire_cat::log_in(&old.client(), "admin", &secret("admin"))
            .await
            .unwrap();
    drop(old);

    // The same bot after the restart: a new signing key, and passwords that nobody can guess here.
    let text = env(&[]);
    let new = bot(&text).await;
    super::logins::change_every_password(&new).await;
    let seen = new
        .check(&Known {
            token: Some(token),
            ..declared(&text)
        })
        .await;
    assert!(
        !seen.restart_needed,
        "the old token says how it was, not how it is: {:?}",
        rules(&seen)
    );
    assert_eq!(
        seen.point("jwt").unwrap().observed,
        None,
        "no token of now is at hand"
    );
}
