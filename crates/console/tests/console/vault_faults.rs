//! A vault that fails in the middle of a change.

use std::sync::Arc;

use chatelaine_console::ErrorCode;
use chatelaine_console::view::{Change, Edit, PlanRequest};
use chatelaine_secrets::{Handle, Secret, Vault as _};

use crate::failing_vault::{Effect, FailingVault};
use crate::stage::{BOT, Stage};

fn three_secrets() -> PlanRequest {
    let generate = |setting: &str| Edit {
        setting: setting.into(),
        change: Change::Generate,
    };
    PlanRequest::Edits {
        edits: vec![
            generate("env.CCAT_API_KEY"),
            generate("env.CCAT_API_KEY_WS"),
            generate("env.CCAT_JWT_SECRET"),
        ],
    }
}

fn stage(vault: &Arc<FailingVault>) -> Stage {
    let stage = Stage::with_vault(Arc::clone(vault) as _);
    // One entry has a value already, which must come back.
    vault
        .set(
            &Handle::new(BOT, "env.CCAT_API_KEY_WS").unwrap(),
            &Secret::new("of-last-year"),
        )
        .unwrap();
    stage
}

#[tokio::test]
async fn whichever_call_fails_everything_is_as_before() {
    for effect in [Effect::None, Effect::Done] {
        let mut failures = 0;
        for call in 1.. {
            let vault = Arc::new(FailingVault::new(effect));
            let stage = stage(&vault);
            let plan = stage.preview(three_secrets());
            let before = stage.everything();
            vault.fail_at(call);
            let applied = stage.console.apply_plan(&plan.id).await;
            if !vault.has_failed() {
                assert!(
                    applied.is_ok(),
                    "without a failure the same plan is applied: {applied:?}"
                );
                break;
            }
            failures += 1;
            assert_eq!(
                applied.unwrap_err().code,
                ErrorCode::Vault,
                "call {call}, {effect:?}"
            );
            assert_eq!(
                stage.everything(),
                before,
                "vault, files, history and backups after call {call} failed ({effect:?})"
            );
        }
        assert!(
            failures >= 9,
            "three values are looked up and set, and the backup's key is made: only {failures} calls were tried"
        );
    }
}

#[tokio::test]
async fn a_change_that_the_vault_refused_can_be_made_again() {
    let vault = Arc::new(FailingVault::new(Effect::None));
    let stage = stage(&vault);
    let plan = stage.preview(three_secrets());
    vault.fail_at(7);
    assert!(
        stage.console.apply_plan(&plan.id).await.is_err(),
        "the seventh call fails"
    );
    let again = stage.preview(three_secrets());
    stage.console.apply_plan(&again.id).await.unwrap();
    assert_eq!(
        stage.kept("env.CCAT_API_KEY"),
        stage.value("CCAT_API_KEY"),
        "vault and file agree afterwards"
    );
}

#[tokio::test]
async fn an_undo_whose_backup_cannot_be_opened_changes_nothing() {
    let vault = Arc::new(FailingVault::new(Effect::None));
    let stage = stage(&vault);
    let plan = stage.preview(three_secrets());
    stage.console.apply_plan(&plan.id).await.unwrap();
    let before = stage.everything();
    vault.fail_at(1);
    assert_eq!(
        stage.console.undo(BOT).await.unwrap_err().code,
        ErrorCode::Vault,
        "the key of the backup is in the vault"
    );
    assert_eq!(
        stage.everything(),
        before,
        "nothing was taken back by halves"
    );
    stage.console.undo(BOT).await.unwrap();
    assert_eq!(
        stage.kept("env.CCAT_API_KEY_WS").as_deref(),
        Some("of-last-year"),
        "and the next try takes everything back"
    );
}

#[tokio::test]
async fn an_undo_that_the_vault_does_not_follow_says_so() {
    let vault = Arc::new(FailingVault::new(Effect::None));
    let stage = stage(&vault);
    let before = stage.env_bytes();
    let plan = stage.preview(three_secrets());
    stage.console.apply_plan(&plan.id).await.unwrap();
    vault.fail_at(2);
    let undone = stage.console.undo(BOT).await.unwrap();
    assert_eq!(stage.env_bytes(), before, "the file is what it was");
    let named = undone
        .warnings
        .iter()
        .any(|warning| warning.contains("alice/env.CCAT_API_KEY"));
    assert!(
        named,
        "the entry that kept its later value is named: {:?}",
        undone.warnings
    );
}
