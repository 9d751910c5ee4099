//! Change plans: previewed, applied as one, discarded, taken back.

use std::os::unix::fs::PermissionsExt as _;

use chatelaine_console::ErrorCode;
use chatelaine_console::view::{Change, DiffKind, Edit, PlanRequest};

use crate::stage::{BOT, CANARY, Stage, generate, set};

/// A compose file whose `env_file` is commented out, so that its mending needs a second file.
const DEAF_COMPOSE: &str = "services:\n  cheshire-cat-core:\n    image: ghcr.io/cheshire-cat-ai/core:1.9.2\n    # env_file:\n    #   - .env\n    ports:\n      - 127.0.0.1:1865:80\n";

fn deaf_stage() -> Stage {
    let stage = Stage::new();
    std::fs::write(stage.folder().join("compose.yml"), DEAF_COMPOSE).unwrap();
    stage
}

#[tokio::test]
async fn a_preview_writes_nothing_and_a_discarded_plan_cannot_be_applied() {
    let stage = Stage::new();
    let before = stage.everything();
    let plan = stage.preview(PlanRequest::LockEverything);
    assert_eq!(
        stage.everything(),
        before,
        "looking at a plan changes nothing"
    );
    stage.console.discard_plan(&plan.id);
    let gone = stage.console.apply_plan(&plan.id).await.unwrap_err();
    assert_eq!(gone.code, ErrorCode::NotFound, "{gone:?}");
    assert_eq!(
        stage.everything(),
        before,
        "and trying to apply it changes nothing either"
    );
}

#[tokio::test]
async fn a_plan_is_applied_once() {
    let stage = Stage::new();
    let plan = stage.preview_key();
    stage.console.apply_plan(&plan.id).await.unwrap();
    let after = stage.everything();
    assert_eq!(
        stage.console.apply_plan(&plan.id).await.unwrap_err().code,
        ErrorCode::NotFound,
        "a second click does nothing"
    );
    assert_eq!(stage.everything(), after, "nothing changed");
}

#[tokio::test]
async fn a_plan_shows_lines_and_never_values() {
    let stage = Stage::new();
    stage.write_env(format!("CCAT_API_KEY={CANARY}\nCCAT_DEBUG=true\n"));
    let plan = stage.preview(set("env.CCAT_API_KEY", "Another-canary-of-the-tests"));
    let shown = format!("{plan:?}");
    assert!(
        !shown.contains(CANARY) && !shown.contains("Another-canary"),
        "neither the old nor the new value: {shown}"
    );
    let added = plan.files[0]
        .lines
        .iter()
        .find(|line| line.kind == DiffKind::Added)
        .unwrap();
    assert_eq!(
        added.text, "CCAT_API_KEY=•••••••• (new)",
        "the line is there, its value is not"
    );
}

#[tokio::test]
async fn a_file_that_changed_since_the_preview_is_not_overwritten() {
    let stage = Stage::new();
    let plan = stage.preview(PlanRequest::LockEverything);
    stage.write_env(format!("{}# a colleague was here\n", stage.env()));
    let before = stage.everything();
    let refused = stage.console.apply_plan(&plan.id).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::ChangedOnDisk, "{refused:?}");
    assert_eq!(
        stage.everything(),
        before,
        "neither vault nor file nor history nor backups changed"
    );
}

#[tokio::test]
async fn when_the_second_file_cannot_be_written_the_first_is_restored() {
    let stage = deaf_stage();
    let plan = stage.preview(PlanRequest::LockEverything);
    assert_eq!(
        plan.files.len(),
        2,
        "both the .env and the compose file are to change: {:?}",
        plan.steps
    );
    std::fs::hard_link(
        stage.folder().join("compose.yml"),
        stage.folder().join("other-name.yml"),
    )
    .unwrap();
    let before = stage.everything();
    let refused = stage.console.apply_plan(&plan.id).await.unwrap_err();
    assert_eq!(
        refused.code,
        ErrorCode::Unwritable,
        "a file with two names is not replaced: {refused:?}"
    );
    assert_eq!(
        stage.everything(),
        before,
        "the .env is as it was, and so is the vault"
    );
}

#[tokio::test]
async fn an_undo_that_fails_at_the_second_file_leaves_both() {
    let stage = deaf_stage();
    let original = stage.env_bytes();
    stage.lock_everything().await;
    let compose = stage.folder().join("compose.yml");
    std::fs::hard_link(&compose, stage.folder().join("other-name.yml")).unwrap();
    let before = stage.everything();
    assert_eq!(
        stage.console.undo(BOT).await.unwrap_err().code,
        ErrorCode::Unwritable,
        "the compose file cannot be restored"
    );
    assert_eq!(
        stage.everything(),
        before,
        "so the .env, which comes first, still has its keys"
    );

    std::fs::remove_file(stage.folder().join("other-name.yml")).unwrap();
    stage.console.undo(BOT).await.unwrap();
    assert_eq!(stage.env_bytes(), original, "the .env is what it was");
    assert_eq!(
        std::fs::read_to_string(compose).unwrap(),
        DEAF_COMPOSE,
        "and the compose file is what it was"
    );
}

#[tokio::test]
async fn a_change_that_the_history_cannot_take_is_not_made() {
    let stage = Stage::new();
    let plan = stage.preview_key();
    std::fs::create_dir(stage.home().join("history.jsonl")).unwrap();
    let before = stage.everything();
    let failed = stage.console.apply_plan(&plan.id).await.unwrap_err();
    assert!(failed.what.contains("Nothing was changed"), "{failed:?}");
    assert_eq!(
        stage.everything(),
        before,
        "a change that could not be taken back is worse than none"
    );
}

#[tokio::test]
async fn an_undo_after_a_later_edit_is_refused() {
    let stage = Stage::new();
    stage.lock_everything().await;
    stage.write_env(format!("{}LATER=1\n", stage.env()));
    let before = stage.everything();
    let refused = stage.console.undo(BOT).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::ChangedOnDisk, "{refused:?}");
    assert_eq!(stage.everything(), before, "the later edit is not lost");
}

#[tokio::test]
async fn undoing_twice_takes_two_changes_back_and_then_there_is_nothing() {
    let stage = Stage::new();
    let original = stage.env_bytes();
    for setting in ["env.CCAT_API_KEY", "env.CCAT_API_KEY_WS"] {
        let plan = stage.preview(generate(setting));
        stage.console.apply_plan(&plan.id).await.unwrap();
    }
    stage.console.undo(BOT).await.unwrap();
    assert!(
        stage.value("CCAT_API_KEY_WS").is_none() && stage.value("CCAT_API_KEY").is_some(),
        "the later change goes first"
    );
    stage.another_console().undo(BOT).await.unwrap();
    assert_eq!(
        stage.env_bytes(),
        original,
        "then the earlier one, also from another process"
    );
    assert_eq!(
        stage.console.undo(BOT).await.unwrap_err().code,
        ErrorCode::NotFound,
        "and then nothing is left to take back"
    );
}

#[tokio::test]
async fn a_missing_env_is_created_for_its_owner_alone_and_removed_by_undo() {
    let stage = Stage::new();
    std::fs::remove_file(stage.env_path()).unwrap();
    let plan = stage.preview(PlanRequest::LockEverything);
    assert!(plan.files[0].created, "the plan says that the file is new");
    stage.console.apply_plan(&plan.id).await.unwrap();
    let mode = std::fs::metadata(stage.env_path())
        .unwrap()
        .permissions()
        .mode()
        & 0o7777;
    assert_eq!(mode, 0o600, "nobody else may read the keys");
    stage.console.undo(BOT).await.unwrap();
    assert!(
        !stage.env_path().exists(),
        "undoing the creation removes the file"
    );
}

#[tokio::test]
async fn unsetting_forgets_the_vaults_copy_and_undo_brings_both_back() {
    let stage = Stage::new();
    let plan = stage.preview_key();
    stage.console.apply_plan(&plan.id).await.unwrap();
    let key = stage.value("CCAT_API_KEY");
    let unset = PlanRequest::Edits {
        edits: vec![Edit {
            setting: "CCAT_API_KEY".into(),
            change: Change::Unset,
        }],
    };
    let plan = stage.preview(unset);
    stage.console.apply_plan(&plan.id).await.unwrap();
    assert_eq!(
        (stage.value("CCAT_API_KEY"), stage.kept("env.CCAT_API_KEY")),
        (None, None),
        "gone from both places"
    );
    stage.console.undo(BOT).await.unwrap();
    assert_eq!(
        (stage.value("CCAT_API_KEY"), stage.kept("env.CCAT_API_KEY")),
        (key.clone(), key),
        "back in both places"
    );
}

#[test]
fn values_that_fit_no_setting_or_that_readers_disagree_on_are_refused_with_the_reason() {
    let stage = Stage::new();
    for (setting, value, reason) in [
        ("env.CCAT_API_KEY", "costs-$5-a-month-and-more", "$"),
        (
            "env.CCAT_API_KEY",
            "two\nlines-in-one-value-are-too-many",
            "white space",
        ),
        ("env.CCAT_JWT_EXPIRE_MINUTES", "soon", "number"),
    ] {
        let refused = stage
            .console
            .preview_plan(BOT, set(setting, value))
            .unwrap_err();
        assert_eq!(
            refused.code,
            ErrorCode::Invalid,
            "{setting}={value:?}: {refused:?}"
        );
        assert!(
            format!("{} {}", refused.what, refused.advice).contains(reason),
            "names {reason:?}: {refused:?}"
        );
    }
    let unknown = stage
        .console
        .preview_plan(BOT, generate("env.NO_SUCH_THING"))
        .unwrap_err();
    assert_eq!(unknown.code, ErrorCode::NotFound, "{unknown:?}");
}
