//! `.env` files as people and programs really write them.

use std::os::unix::fs::PermissionsExt as _;

use chatelaine_console::ErrorCode;

use crate::stage::{BOT, Stage, generate};

#[tokio::test]
async fn byte_order_mark_and_carriage_returns_survive_apply_and_undo() {
    let stage = Stage::new();
    let original = "\u{feff}# made on Windows\r\nCCAT_DEBUG=true\r\n\r\nOTHER = 'x' # y\r\nlast line without an end";
    stage.write_env(original);
    let plan = stage.preview(generate("env.CCAT_API_KEY"));
    stage.console.apply_plan(&plan.id).await.unwrap();
    let after = stage.env();
    let key = stage.kept("env.CCAT_API_KEY").unwrap();
    let line = format!("CCAT_API_KEY={key}\r\n");
    assert!(
        after.contains(&line),
        "the new line is there, with the line end of the file: {after:?}"
    );
    assert_eq!(
        after.replace(&line, ""),
        original,
        "and every old byte is where it was"
    );
    stage.console.undo(BOT).await.unwrap();
    assert_eq!(stage.env_bytes(), original.as_bytes(), "to the byte");
}

#[tokio::test]
async fn changing_a_value_touches_nothing_but_the_value() {
    let stage = Stage::new();
    stage.write_env("A=1\r\nexport CCAT_API_KEY = 'meow' # mine\r\nB=2\r\n");
    let plan = stage.preview(generate("env.CCAT_API_KEY"));
    stage.console.apply_plan(&plan.id).await.unwrap();
    let (before, rest) = stage
        .env()
        .split_once("CCAT_API_KEY")
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .unwrap();
    assert_eq!(before, "A=1\r\nexport ", "what stands before");
    assert!(
        rest.ends_with(" # mine\r\nB=2\r\n"),
        "and what stands after: {rest:?}"
    );
}

#[test]
fn texts_that_are_none_are_refused_by_name_and_left_alone() {
    let stage = Stage::new();
    let utf16: Vec<u8> = "\u{feff}CCAT_API_KEY=x\r\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for (what, bytes) in [
        ("NUL", b"CCAT_API_KEY=a\0b\n".to_vec()),
        ("UTF-16", utf16),
        ("not UTF-8", b"CCAT_API_KEY=caf\xe9\n".to_vec()),
    ] {
        stage.write_env(&bytes);
        let looked = stage.console.posture(BOT).unwrap();
        let [said] = looked.findings.as_slice() else {
            panic!("{what}: one finding says it all: {:?}", looked.findings);
        };
        assert!(
            said.rule == "GEN-001" && said.message.contains(".env") && said.advice.len() > 10,
            "{what}: names the file and a remedy: {said:?}"
        );
        assert!(
            looked
                .access_points
                .iter()
                .all(|point| !point.state.is_fine()),
            "{what}: no way in is called locked"
        );
        let planned = stage
            .console
            .preview_plan(BOT, generate("env.CCAT_API_KEY"))
            .unwrap_err();
        assert_eq!(planned.code, ErrorCode::Unreadable, "{what}: {planned:?}");
        assert_eq!(stage.env_bytes(), bytes, "{what}: the file is as it was");
    }
}

#[test]
fn a_folder_called_env_is_told_apart() {
    let stage = Stage::new();
    std::fs::remove_file(stage.env_path()).unwrap();
    std::fs::create_dir(stage.env_path()).unwrap();
    assert_eq!(
        stage.console.posture(BOT).unwrap_err().code,
        ErrorCode::Unreadable,
        "a folder is no configuration file"
    );
}

#[tokio::test]
async fn a_symbolic_link_stays_one_and_its_target_is_changed() {
    let stage = Stage::new();
    let real = stage.folder().join("production.env");
    std::fs::rename(stage.env_path(), &real).unwrap();
    std::os::unix::fs::symlink("production.env", stage.env_path()).unwrap();
    let original = std::fs::read(&real).unwrap();
    let plan = stage.preview_key();
    stage.console.apply_plan(&plan.id).await.unwrap();
    assert!(
        std::fs::symlink_metadata(stage.env_path())
            .unwrap()
            .is_symlink(),
        "the link is still a link"
    );
    assert_ne!(
        std::fs::read(&real).unwrap(),
        original,
        "the file behind it was changed"
    );
    stage.console.undo(BOT).await.unwrap();
    assert_eq!(std::fs::read(&real).unwrap(), original, "and restored");
}

#[tokio::test]
async fn a_file_with_two_names_is_refused() {
    let stage = Stage::new();
    std::fs::hard_link(stage.env_path(), stage.folder().join("second-name")).unwrap();
    let plan = stage.preview_key();
    let before = stage.everything();
    let refused = stage.console.apply_plan(&plan.id).await.unwrap_err();
    assert_eq!(
        refused.code,
        ErrorCode::Unwritable,
        "replacing it would split the two names: {refused:?}"
    );
    assert!(refused.what.contains("hard link"), "{refused:?}");
    assert_eq!(stage.everything(), before, "nothing changed");
}

#[tokio::test]
async fn the_mode_is_kept() {
    let stage = Stage::new();
    std::fs::set_permissions(stage.env_path(), std::fs::Permissions::from_mode(0o640)).unwrap();
    let mode = || {
        std::fs::metadata(stage.env_path())
            .unwrap()
            .permissions()
            .mode()
            & 0o7777
    };
    let plan = stage.preview_key();
    stage.console.apply_plan(&plan.id).await.unwrap();
    assert_eq!(mode(), 0o640, "the bot's group may still read it");
    stage.console.undo(BOT).await.unwrap();
    assert_eq!(mode(), 0o640, "after the undo as well");
}
