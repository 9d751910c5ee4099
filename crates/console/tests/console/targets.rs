//! A bot by name, or by its folder.

use chatelaine_console::ErrorCode;
use chatelaine_console::view::{NewBot, Platform};

use crate::stage::{BOT, Stage};

#[tokio::test]
async fn a_folder_that_is_not_registered_can_be_looked_at_changed_and_taken_back() {
    let stage = Stage::new();
    stage.console.remove_bot(BOT).unwrap();
    let folder = stage.folder().display().to_string();
    let original = stage.env_bytes();
    assert!(
        stage.console.posture(&folder).unwrap().lockable,
        "looked at"
    );
    let plan = stage
        .console
        .preview_plan(
            &folder,
            chatelaine_console::view::PlanRequest::LockEverything,
        )
        .unwrap();
    stage.console.apply_plan(&plan.id).await.unwrap();
    assert_ne!(stage.env_bytes(), original, "changed");
    stage.console.undo(&format!("{folder}/.")).await.unwrap();
    assert_eq!(
        stage.env_bytes(),
        original,
        "taken back, by another spelling of the same folder"
    );
}

#[test]
fn the_folder_of_a_registered_bot_is_that_bot() {
    let stage = Stage::new();
    assert_eq!(
        stage
            .console
            .bot(&stage.folder().display().to_string())
            .unwrap()
            .name,
        BOT,
        "one bot has one name"
    );
}

#[test]
fn folders_that_cannot_be_used_say_why() {
    let stage = Stage::new();
    let add = |dir: &std::path::Path| {
        let dir = Some(dir.display().to_string());
        stage.console.add_bot(NewBot {
            name: "bob".into(),
            platform: Platform::CheshireCat,
            dir,
            url: None,
            allow_plain_http: false,
        })
    };
    let missing = add(&stage.folder().join("nowhere")).unwrap_err();
    assert_eq!(missing.code, ErrorCode::Unreadable, "{missing:?}");
    assert!(missing.what.contains("does not exist"), "{missing:?}");
    let file = add(&stage.env_path()).unwrap_err();
    assert!(file.what.contains("not a folder"), "{file:?}");

    std::fs::rename(stage.folder(), stage.folder().with_extension("moved")).unwrap();
    let gone = stage.console.posture(BOT).unwrap_err();
    assert_eq!(
        gone.code,
        ErrorCode::Unreadable,
        "a registered folder that has gone: {gone:?}"
    );
    let summary = stage.console.list_bots().unwrap();
    assert_eq!(
        summary.len(),
        1,
        "the list still shows the bot, so that its folder can be corrected"
    );
}

#[test]
fn a_folder_that_may_not_be_read_says_so() {
    use std::os::unix::fs::PermissionsExt as _;
    let stage = Stage::new();
    std::fs::set_permissions(stage.folder(), std::fs::Permissions::from_mode(0o000)).unwrap();
    let looked = stage.console.posture(BOT);
    std::fs::set_permissions(stage.folder(), std::fs::Permissions::from_mode(0o700)).unwrap();
    if rustix::process::geteuid().is_root() {
        assert!(looked.is_ok(), "root may read everything: {looked:?}");
    } else {
        assert_eq!(
            looked.unwrap_err().code,
            ErrorCode::Unreadable,
            "permissions"
        );
    }
}

#[test]
fn an_empty_folder_is_no_bot_and_a_compose_file_tells_the_version() {
    let stage = Stage::new();
    let empty = stage.folder().join("empty");
    std::fs::create_dir(&empty).unwrap();
    let nothing = stage.console.bot(&empty.display().to_string()).unwrap_err();
    assert_eq!(nothing.code, ErrorCode::NotFound, "{nothing:?}");
    let detected = stage
        .console
        .detect_bot(&stage.folder().display().to_string())
        .unwrap();
    assert_eq!(detected.platform, Some(Platform::CheshireCat));
    assert_eq!(
        detected.version_hint.as_deref(),
        Some("1.9.2"),
        "from the image's tag"
    );
    assert_eq!(
        detected.files,
        [".env", "compose.yml"],
        "what was recognised"
    );
}
