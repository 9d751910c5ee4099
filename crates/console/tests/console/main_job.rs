//! The main job from one end to the other.

use chatelaine_console::ErrorCode;
use chatelaine_console::view::{
    ChatAuth, ChatEvent, ConfigState, ConnectionState, PlanRequest, Posture, State,
};

use crate::attention::Attention;
use crate::stage::{BOT, Stage};

fn states(posture: &Posture) -> Vec<(&str, State)> {
    posture
        .access_points
        .iter()
        .map(|point| (point.id.as_str(), point.state))
        .collect()
}

const OPEN: [(&str, State); 5] = [
    ("http-api", State::Open),
    ("websocket", State::Open),
    ("jwt", State::Forgeable),
    ("admin-login", State::DefaultPassword),
    ("transport", State::LoopbackOnly),
];
const LOCKED: [(&str, State); 5] = [
    ("http-api", State::ProvenLocked),
    ("websocket", State::ProvenLocked),
    ("jwt", State::ProvenLocked),
    ("admin-login", State::ProvenLocked),
    ("transport", State::LoopbackOnly),
];

#[tokio::test]
async fn find_an_open_cat_lock_it_prove_it_talk_to_it_and_take_it_back() {
    let mut stage = Stage::running().await;
    let console = std::sync::Arc::clone(&stage.console);
    let original = stage.env_bytes();

    let posture = console.check_live(BOT, false).await.unwrap();
    assert_eq!(states(&posture), OPEN, "a new cat is open to everybody");
    assert!(posture.lockable, "and can be locked");

    let applied = stage.lock_everything().await;
    assert_eq!(applied.warnings, [""; 0], "everything went as planned");
    let posture = console.check_live(BOT, false).await.unwrap();
    assert_eq!(
        posture.config_state,
        ConfigState::RestartNeeded,
        "the running bot has not read the new keys"
    );
    assert_eq!(
        posture.access_points[0].state,
        State::Open,
        "a lock that the bot does not know yet is none"
    );
    assert_eq!(
        posture.access_points[3].state,
        State::ProvenLocked,
        "passwords count at once"
    );

    stage.restart().await;
    let posture = console.check_live(BOT, false).await.unwrap();
    assert_eq!(
        states(&posture),
        LOCKED,
        "proven by what the bot refused and accepted"
    );
    assert_eq!((posture.fine, posture.total), (5, 5), "all five");
    assert_eq!(
        posture.connection.state,
        ConnectionState::Authenticated,
        "the new key was accepted"
    );
    assert_eq!(
        posture.config_state,
        ConfigState::InSync,
        "file, vault and bot agree"
    );
    for key in ["CCAT_API_KEY", "CCAT_API_KEY_WS", "CCAT_JWT_SECRET"] {
        assert_eq!(
            stage.kept(&format!("env.{key}")),
            stage.value(key),
            "the vault keeps what the file holds"
        );
    }

    let session = console
        .login(BOT, "admin", None, false, false)
        .await
        .unwrap();
    assert_eq!(
        session.username, "admin",
        "with the password that the vault was given"
    );
    assert!(
        session.signature.contains("in the configuration"),
        "signed with the new key: {}",
        session.signature
    );
    for auth in [ChatAuth::Jwt, ChatAuth::Key] {
        let mut chat = Attention::connected(&console, auth, None).await;
        assert!(
            !chat.ask("Which way ought I to go?").await.is_empty(),
            "the cat answers with {auth:?}"
        );
        chat.close().await;
    }
    let mut stranger = Attention::open(&console, ChatAuth::None, None)
        .await
        .unwrap();
    let refused = stranger
        .until(|event| matches!(event, ChatEvent::Refused { .. }))
        .await;
    assert!(
        matches!(refused, ChatEvent::Refused { status: 403, .. }),
        "nobody gets in without a key: {refused:?}"
    );

    let undone = console.undo(BOT).await.unwrap();
    assert_eq!(undone.warnings, [""; 0], "the passwords could be set back");
    assert_eq!(
        stage.env_bytes(),
        original,
        "the file is the old one to the byte"
    );
    assert_eq!(
        stage.kept("env.CCAT_API_KEY"),
        None,
        "the vault forgot the key"
    );
    assert_eq!(stage.kept("password.admin"), None, "and the password");
    stage.restart().await;
    assert_eq!(
        states(&console.check_live(BOT, false).await.unwrap()),
        OPEN,
        "open again"
    );

    stage.lock_everything().await;
    stage.restart().await;
    assert_eq!(
        states(&console.check_live(BOT, false).await.unwrap()),
        LOCKED,
        "locking works a second time"
    );
    let history = console.history(Some(BOT)).unwrap();
    assert!(history.chain_ok, "the history of all this is unbroken");
    let actions: Vec<&str> = history
        .entries
        .iter()
        .rev()
        .map(|entry| entry.action.as_str())
        .collect();
    assert_eq!(
        actions,
        ["change", "login", "undo", "change"],
        "in the order in which it happened"
    );
}

#[tokio::test]
async fn nothing_is_left_to_fix_on_a_locked_bot() {
    let mut stage = Stage::running().await;
    stage.console.check_live(BOT, false).await.unwrap();
    stage.lock_everything().await;
    stage.restart().await;
    let posture = stage.console.check_live(BOT, false).await.unwrap();
    assert!(
        !posture.lockable,
        "the button has nothing to do: {:?}",
        posture.findings
    );
    let nothing = stage
        .console
        .preview_plan(BOT, PlanRequest::LockEverything)
        .unwrap_err();
    assert_eq!(nothing.code, ErrorCode::NotFound, "{nothing:?}");
}

#[tokio::test]
async fn a_bot_that_does_not_run_is_unreachable_and_something_else_is_told_apart() {
    let mut stage = Stage::running().await;
    stage.stop().await;
    let posture = stage.console.check_live(BOT, false).await.unwrap();
    assert_eq!(
        posture.connection.state,
        ConnectionState::Unreachable,
        "{:?}",
        posture.connection
    );
    assert_eq!(
        stage.console.last_check(BOT).unwrap_err().code,
        ErrorCode::Unreachable,
        "callers can branch on it"
    );
}
