//! The history, and what the data folder tells to whoever copies it.

use chatelaine_console::view::PlanRequest;
use chatelaine_secrets::Secret;

use crate::stage::{BOT, CANARY, Stage, contents, generate};

async fn three_changes() -> Stage {
    let stage = Stage::new();
    for setting in [
        "env.CCAT_API_KEY",
        "env.CCAT_API_KEY_WS",
        "env.CCAT_JWT_SECRET",
    ] {
        let plan = stage.preview(generate(setting));
        stage.console.apply_plan(&plan.id).await.unwrap();
    }
    stage
}

fn rewrite(stage: &Stage, change: impl FnOnce(&mut Vec<String>)) {
    let path = stage.home().join("history.jsonl");
    let mut lines: Vec<String> = std::fs::read_to_string(&path)
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect();
    change(&mut lines);
    std::fs::write(path, lines.join("\n") + "\n").unwrap();
}

#[tokio::test]
async fn an_untouched_history_is_whole_and_newest_first() {
    let stage = three_changes().await;
    let history = stage.console.history(None).unwrap();
    assert!(
        history.chain_ok && history.broken_at.is_none(),
        "every hash follows from the one before"
    );
    let order: Vec<u32> = history.entries.iter().map(|entry| entry.seq).collect();
    assert_eq!(order, [3, 2, 1], "newest first");
    let undoable: Vec<bool> = history.entries.iter().map(|entry| entry.undoable).collect();
    assert_eq!(
        undoable,
        [true, false, false],
        "changes are taken back in reverse order"
    );
}

#[tokio::test]
async fn a_changed_line_is_found() {
    let stage = three_changes().await;
    rewrite(&stage, |lines| {
        lines[1] = lines[1].replace("Change settings", "Nothing to see")
    });
    assert_eq!(
        stage.console.history(None).unwrap().broken_at,
        Some(2),
        "the second entry is not what was written"
    );
}

#[tokio::test]
async fn a_line_that_was_taken_out_is_found() {
    let stage = three_changes().await;
    rewrite(&stage, |lines| drop(lines.remove(1)));
    assert_eq!(
        stage.console.history(None).unwrap().broken_at,
        Some(3),
        "the third entry does not follow from the first"
    );
}

#[tokio::test]
async fn a_line_that_makes_no_sense_is_reported_and_does_not_stop_the_work() {
    let stage = three_changes().await;
    rewrite(&stage, |lines| lines[1] = "{ half a line".into());
    let history = stage.console.history(None).unwrap();
    assert_eq!(history.broken_at, Some(2), "it is named");
    let plan = stage.preview(generate("env.CCAT_API_KEY"));
    stage.console.apply_plan(&plan.id).await.unwrap();
    assert_eq!(
        stage.console.history(None).unwrap().entries[0].seq,
        4,
        "new entries go on"
    );
}

#[tokio::test]
async fn neither_history_nor_backups_nor_anything_else_in_the_data_folder_holds_a_secret() {
    let mut stage = Stage::new();
    stage.write_env(format!("CCAT_API_KEY={CANARY}\nCCAT_DEBUG=true\n"));
    stage.start().await;
    let console = std::sync::Arc::clone(&stage.console);
    console.check_live(BOT, false).await.unwrap();
    let plan = stage.preview(PlanRequest::AllFixes);
    console.apply_plan(&plan.id).await.unwrap();
    console
        .login(BOT, "admin", None, false, true)
        .await
        .unwrap();
    let password = console.reveal_secret(BOT, "password.admin").unwrap();
    assert!(
        console
            .login(
                BOT,
                "admin",
                Some(Secret::new(format!("{CANARY}-wrong"))),
                true,
                false
            )
            .await
            .is_err(),
        "a wrong password"
    );
    let plan = stage.preview(generate("env.CCAT_API_KEY"));
    console.apply_plan(&plan.id).await.unwrap();

    let secrets: Vec<String> = stage
        .vault
        .list("")
        .unwrap()
        .iter()
        .filter_map(|handle| stage.vault.get(handle).unwrap())
        .map(|secret| secret.expose().to_owned())
        .chain([CANARY.to_owned(), password.expose().to_owned()])
        .collect();
    assert!(secrets.len() > 6, "there is something to look for");
    let files = contents(&stage.home());
    assert!(
        files.iter().any(|(path, _)| path
            .extension()
            .is_some_and(|extension| extension == "sealed")),
        "a backup is among the files"
    );
    for (path, bytes) in files {
        for secret in &secrets {
            let found = bytes
                .windows(secret.len())
                .any(|window| window == secret.as_bytes());
            assert!(!found, "{} holds a secret in clear", path.display());
        }
    }
}

#[tokio::test]
async fn a_backup_that_was_swapped_for_another_does_not_open() {
    let stage = three_changes().await;
    let mut backups: Vec<_> = std::fs::read_dir(stage.home().join("backups"))
        .unwrap()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    backups.sort();
    let first = std::fs::read(&backups[0]).unwrap();
    for backup in &backups[1..] {
        std::fs::write(backup, &first).unwrap();
    }
    std::fs::write(
        &backups[0],
        std::fs::read(&backups[1])
            .unwrap()
            .into_iter()
            .rev()
            .collect::<Vec<u8>>(),
    )
    .unwrap();
    let before = stage.everything();
    assert!(
        stage.console.undo(BOT).await.is_err(),
        "a backup opens under its own name only"
    );
    assert_eq!(stage.everything(), before, "nothing was restored from it");
}
