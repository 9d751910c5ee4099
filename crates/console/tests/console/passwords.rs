//! Passwords live in the bot, so a change of them is not one transaction with the files. What must never happen: a
//! password that only the bot knows, or one in the vault that opens nothing.

use chatelaine_console::ErrorCode;
use chatelaine_console::view::PlanRequest;
use chatelaine_secrets::{Handle, Secret};

use crate::proxy::{Break, proxy};
use crate::stage::{BOT, Stage};

fn default_passwords() -> PlanRequest {
    PlanRequest::Rules {
        rules: vec!["CC-020".into()],
    }
}

async fn lets_in(stage: &Stage, username: &str, password: &str) -> bool {
    let console = stage.another_console();
    console
        .login(BOT, username, Some(Secret::new(password)), false, false)
        .await
        .is_ok()
}

#[tokio::test]
async fn both_shipped_passwords_are_replaced_even_of_the_user_who_may_not_change_itself() {
    let stage = Stage::running().await;
    stage.console.check_live(BOT, false).await.unwrap();
    let plan = stage.preview(default_passwords());
    assert!(
        plan.files.is_empty(),
        "no file is touched: {:?}",
        plan.files
    );
    stage.console.apply_plan(&plan.id).await.unwrap();
    for username in ["admin", "user"] {
        let kept = stage
            .kept(&format!("password.{username}"))
            .expect("the vault keeps the new password");
        assert!(
            lets_in(&stage, username, &kept).await,
            "{username} gets in with the vault's password"
        );
        assert!(
            !lets_in(&stage, username, username).await,
            "{username} / {username} is over"
        );
    }
}

#[tokio::test]
async fn an_unreachable_bot_is_a_warning_and_the_vault_learns_no_wrong_password() {
    let mut stage = Stage::running().await;
    stage.console.check_live(BOT, false).await.unwrap();
    let handle = Handle::new(BOT, "password.user").unwrap();
    stage
        .vault
        .set(&handle, &Secret::new("of-last-year"))
        .unwrap();
    let plan = stage.preview(PlanRequest::LockEverything);
    stage.stop().await;

    let applied = stage.console.apply_plan(&plan.id).await.unwrap();
    assert_eq!(
        applied.warnings.len(),
        2,
        "one for each user: {:?}",
        applied.warnings
    );
    assert!(
        applied.warnings[0].contains("Nothing answers"),
        "with the reason: {}",
        applied.warnings[0]
    );
    assert!(
        stage.value("CCAT_API_KEY").is_some(),
        "the files are right and stay"
    );
    assert_eq!(
        stage.kept("password.admin"),
        None,
        "a password that the bot never took is in no vault"
    );
    assert_eq!(
        stage.kept("password.user").as_deref(),
        Some("of-last-year"),
        "and what was there before is there again"
    );

    let undone = stage.console.undo(BOT).await.unwrap();
    assert_eq!(
        undone.warnings, [""; 0],
        "no password was changed, so none has to be restored"
    );
    assert_eq!(
        stage.kept("password.admin"),
        None,
        "undoing does not bring it in either"
    );
}

#[tokio::test]
async fn a_lost_answer_is_cleared_up_by_trying_the_new_password() {
    let stage = Stage::running().await;
    stage.register(Some(proxy(stage.port(), Break::OneAnswer).await));
    stage.console.check_live(BOT, false).await.unwrap();
    let plan = stage.preview(default_passwords());
    let applied = stage.console.apply_plan(&plan.id).await.unwrap();
    assert_eq!(
        applied.warnings, [""; 0],
        "the bot had taken the password, and a login proved it"
    );
    stage.register(Some(stage.url()));
    let kept = stage.kept("password.admin").expect("kept");
    assert!(
        lets_in(&stage, "admin", &kept).await,
        "the vault's password is the bot's"
    );
}

#[tokio::test]
async fn a_line_that_breaks_for_good_loses_no_password() {
    let stage = Stage::running().await;
    stage.register(Some(proxy(stage.port(), Break::ForGood).await));
    stage.console.check_live(BOT, false).await.unwrap();
    let plan = stage.preview(default_passwords());
    let applied = stage.console.apply_plan(&plan.id).await.unwrap();
    assert!(
        applied.warnings[0].contains("not known"),
        "nobody can say whether it was changed: {:?}",
        applied.warnings
    );
    stage.register(Some(stage.url()));
    let kept = stage
        .kept("password.admin")
        .expect("a password that the bot may have is not forgotten");
    assert!(
        lets_in(&stage, "admin", &kept).await,
        "indeed the bot had taken it"
    );

    let undone = stage.console.undo(BOT).await.unwrap();
    assert_eq!(undone.warnings, [""; 0], "and it can be taken back");
    assert!(lets_in(&stage, "admin", "admin").await, "to what it was");
    assert_eq!(
        stage.kept("password.admin"),
        None,
        "with nothing left in the vault"
    );
}

#[tokio::test]
async fn a_password_that_cannot_be_restored_stays_in_the_vault() {
    let mut stage = Stage::running().await;
    stage.console.check_live(BOT, false).await.unwrap();
    stage.lock_everything().await;
    let kept = stage.kept("password.admin");
    stage.stop().await;
    let undone = stage.console.undo(BOT).await.unwrap();
    assert_eq!(
        undone.warnings.len(),
        2,
        "one for each user: {:?}",
        undone.warnings
    );
    assert_eq!(
        stage.kept("password.admin"),
        kept,
        "the bot still has it, so the vault must know it"
    );
    assert_eq!(
        stage.kept("env.CCAT_API_KEY"),
        None,
        "what was in the file is undone all the same"
    );
}

#[tokio::test]
async fn without_an_administrator_the_user_keeps_its_password_and_the_reason_is_told() {
    let stage = Stage::running().await;
    // The administrator's password was changed elsewhere; the vault does not know it.
    let console = stage.another_console();
    console
        .login(BOT, "admin", Some(Secret::new("admin")), false, false)
        .await
        .unwrap();
    let users = console.admin_overview(BOT).await.unwrap().users;
    let admin = users.iter().find(|user| user.username == "admin").unwrap();
    console
        .change_password(
            BOT,
            &admin.id,
            "admin",
            Some(Secret::new("known-to-nobody-here")),
        )
        .await
        .unwrap();
    stage
        .vault
        .delete(&Handle::new(BOT, "password.admin").unwrap())
        .unwrap();

    stage.console.check_live(BOT, false).await.unwrap();
    let plan = stage.preview(default_passwords());
    let applied = stage.console.apply_plan(&plan.id).await.unwrap();
    assert_eq!(
        applied.warnings.len(),
        1,
        "only `user` was to be changed: {:?}",
        applied.warnings
    );
    assert!(
        applied.warnings[0].contains("`user` was not changed"),
        "{:?}",
        applied.warnings
    );
    assert_eq!(stage.kept("password.user"), None, "nothing wrong is kept");

    // With the administrator's password in the vault, it works.
    stage
        .vault
        .set(
            &Handle::new(BOT, "password.admin").unwrap(),
            &Secret::new("known-to-nobody-here"),
        )
        .unwrap();
    stage.console.check_live(BOT, false).await.unwrap();
    let plan = stage.preview(default_passwords());
    assert_eq!(
        stage.console.apply_plan(&plan.id).await.unwrap().warnings,
        [""; 0],
        "an administrator changes other users"
    );
}

#[tokio::test]
async fn a_refused_change_by_hand_leaves_the_vault_as_it_was() {
    let stage = Stage::running().await;
    stage
        .console
        .login(BOT, "user", Some(Secret::new("user")), true, false)
        .await
        .unwrap();
    let refused = stage
        .console
        .change_password(BOT, "00000000-0000-0000-0000-000000000000", "user", None)
        .await
        .unwrap_err();
    assert_eq!(
        refused.code,
        ErrorCode::Refused,
        "a plain user may not change passwords: {refused:?}"
    );
    assert_eq!(
        stage.kept("password.user").as_deref(),
        Some("user"),
        "the remembered password is still the bot's"
    );
}
