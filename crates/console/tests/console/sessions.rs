//! Logins, and what happens when a token ends.

use std::time::Duration;

use chatelaine_console::ErrorCode;
use chatelaine_console::view::{ChatAuth, ChatEvent};
use chatelaine_practice::{Kind, Options, PracticeBot, prepare};
use chatelaine_secrets::{Handle, Secret};

use crate::attention::Attention;
use crate::stage::{BOT, Stage};

/// Tokens of this bot live for three seconds.
const SHORT: &str = "CCAT_JWT_EXPIRE_MINUTES=0.05\n";

fn admin() -> Option<Secret> {
    Some(Secret::new("admin"))
}

fn logins(stage: &Stage) -> usize {
    stage
        .console
        .history(None)
        .unwrap()
        .entries
        .iter()
        .filter(|entry| entry.action == "login")
        .count()
}

#[tokio::test]
async fn a_password_is_remembered_only_when_it_worked_and_when_asked_to() {
    let stage = Stage::running().await;
    let wrong = stage
        .console
        .login(BOT, "admin", Some(Secret::new("wrong")), true, false)
        .await
        .unwrap_err();
    assert_eq!(wrong.code, ErrorCode::Refused, "{wrong:?}");
    assert_eq!(
        stage.kept("password.admin"),
        None,
        "a wrong password is not kept"
    );
    assert_eq!(
        stage
            .console
            .login(BOT, "admin", None, false, false)
            .await
            .unwrap_err()
            .code,
        ErrorCode::NotFound,
        "the vault holds none"
    );
    let session = stage
        .console
        .login(BOT, "admin", admin(), false, false)
        .await
        .unwrap();
    assert!(
        !session.remembers_password && stage.kept("password.admin").is_none(),
        "not asked to"
    );
    let session = stage
        .console
        .login(BOT, "admin", admin(), true, false)
        .await
        .unwrap();
    assert!(session.remembers_password, "asked to");
    assert!(
        session.signature.contains("`secret`"),
        "the default signing key is named: {}",
        session.signature
    );
    assert!(
        session.permissions["MEMORY"].contains(&"DELETE".to_owned()),
        "what the token permits: {:?}",
        session.permissions
    );
}

#[tokio::test]
async fn a_token_that_is_about_to_end_is_replaced_with_the_vaults_password() {
    let stage = Stage::running_with(SHORT).await;
    stage
        .console
        .login(BOT, "admin", admin(), true, false)
        .await
        .unwrap();
    assert_eq!(logins(&stage), 1, "logged in once");
    stage.console.admin_overview(BOT).await.unwrap();
    assert_eq!(
        logins(&stage),
        2,
        "three seconds are too little for a request, so a new token was taken first"
    );
}

#[tokio::test]
async fn a_token_that_has_ended_and_cannot_be_replaced_is_no_session() {
    let stage = Stage::running_with(SHORT).await;
    stage
        .console
        .login(BOT, "admin", admin(), false, false)
        .await
        .unwrap();
    stage
        .console
        .admin_overview(BOT)
        .await
        .expect("while it lasts, it is used");
    tokio::time::sleep(Duration::from_millis(3100)).await;
    let over = stage.console.admin_overview(BOT).await.unwrap_err();
    assert_eq!(over.code, ErrorCode::Refused, "{over:?}");
    assert!(over.what.contains("expired"), "says why: {over:?}");
    let chat = Attention::open(&stage.console, ChatAuth::Jwt, None)
        .await
        .err()
        .unwrap();
    assert!(
        chat.what.contains("expired") && chat.advice.contains("Log in"),
        "the chat says the same: {chat:?}"
    );
}

#[tokio::test]
async fn a_token_that_ends_while_the_socket_is_being_opened_is_named_as_the_cause() {
    let stage = Stage::running_with(SHORT).await;
    let session = stage
        .console
        .login(BOT, "admin", admin(), false, false)
        .await
        .unwrap();
    let chat = Attention::connected(&stage.console, ChatAuth::Jwt, None).await;
    // Closing makes the next connection of the same user wait for a second, in which the token ends.
    let end: jiff::Timestamp = session.expires_at.unwrap().parse().unwrap();
    let left =
        u64::try_from(end.as_millisecond() - jiff::Timestamp::now().as_millisecond()).unwrap();
    tokio::time::sleep(Duration::from_millis(left.saturating_sub(700))).await;
    chat.close().await;
    let mut late = Attention::open(&stage.console, ChatAuth::Jwt, None)
        .await
        .unwrap();
    let refused = late
        .until(|event| matches!(event, ChatEvent::Refused { .. }))
        .await;
    let ChatEvent::Refused { status, cause, .. } = &refused else {
        unreachable!()
    };
    assert_eq!(
        (*status, cause.as_str()),
        (403, "The token has expired."),
        "{refused:?}"
    );
}

#[tokio::test]
async fn another_process_takes_up_a_session_that_was_kept_until_somebody_logs_out() {
    let stage = Stage::running().await;
    stage
        .console
        .login(BOT, "admin", admin(), false, true)
        .await
        .unwrap();
    let other = stage.another_console();
    assert_eq!(
        other
            .session(BOT)
            .unwrap()
            .expect("kept in the vault")
            .username,
        "admin"
    );
    assert_eq!(
        other.admin_overview(BOT).await.unwrap().version,
        "1.9.2",
        "and it is good for requests"
    );
    other.logout(BOT).unwrap();
    assert!(
        stage.another_console().session(BOT).unwrap().is_none(),
        "forgotten for everybody who comes later"
    );
    assert_eq!(
        other.admin_overview(BOT).await.unwrap_err().code,
        ErrorCode::Refused,
        "nobody is logged in any more"
    );
}

#[tokio::test]
async fn a_session_is_never_sent_to_another_address() {
    let stage = Stage::running().await;
    stage
        .console
        .login(BOT, "admin", admin(), false, true)
        .await
        .unwrap();
    // The bot of that name moves to another server, which must not see the token.
    let folder = tempfile::TempDir::new().unwrap();
    prepare(Kind::CheshireCat, folder.path(), None).unwrap();
    let other = PracticeBot::start(Kind::CheshireCat, Options::new(folder.path()))
        .await
        .unwrap();
    stage.register(Some(other.url()));
    for console in [&stage.console, &stage.another_console()] {
        assert!(
            console.session(BOT).unwrap().is_none(),
            "a session with somebody else is no session with this one"
        );
        assert_eq!(
            console.admin_overview(BOT).await.unwrap_err().code,
            ErrorCode::Refused,
            "nobody is logged in there"
        );
    }
    stage.register(Some(stage.url()));
    assert!(
        stage.another_console().session(BOT).unwrap().is_some(),
        "back at the old address it is good again"
    );
}

#[tokio::test]
async fn a_damaged_session_in_the_vault_is_like_none() {
    let stage = Stage::running().await;
    let handle = Handle::new(BOT, "session").unwrap();
    for damaged in [
        "",
        "not JSON",
        "{\"username\":\"admin\",\"token\":\"x.y\",\"origin\":\"\"}",
    ] {
        stage.vault.set(&handle, &Secret::new(damaged)).unwrap();
        let session = stage.another_console().session(BOT);
        assert!(matches!(session, Ok(None)), "{damaged:?}: {session:?}");
    }
}
