//! The same plans for the files of any platform: one secret in two places, permissions, `.gitignore`, references.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chatelaine_console::view::{NewBot, PlanRequest, Platform, SettingSource};
use chatelaine_console::{Console, ErrorCode, Home};
use chatelaine_secrets::{Memory, Vault};
use tempfile::TempDir;

use crate::stage::{CANARY, generate, set};

const BOT: &str = "bob";
const BOT_YML: &str = "bot_name: \"trivia\"   # ours\r\nauth:\r\n    # who may ask\r\n    token:   'Canary-7c21-of-the-tests'  # change me\r\n";
const CHN_YML: &str = "rest:\n  token: from-the-guide # dead\n";

/// A bot of one platform with these files.
pub(crate) struct House {
    pub(crate) console: Console,
    pub(crate) vault: Arc<dyn Vault>,
    root: TempDir,
}

impl House {
    pub(crate) fn new(platform: Platform, files: &[(&str, &str)]) -> Self {
        let root = TempDir::new().unwrap();
        let vault: Arc<dyn Vault> = Arc::new(Memory::new());
        let console =
            Console::open(Home::at(root.path().join("home")), Arc::clone(&vault)).unwrap();
        let house = Self {
            console,
            vault,
            root,
        };
        fs::create_dir(house.folder()).unwrap();
        for (name, text) in files {
            fs::write(house.path(name), text).unwrap();
        }
        house
            .console
            .add_bot(NewBot {
                name: BOT.into(),
                platform,
                dir: Some(house.folder().display().to_string()),
                url: None,
                allow_plain_http: false,
            })
            .unwrap();
        house
    }

    fn folder(&self) -> PathBuf {
        self.root.path().join("project")
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    pub(crate) fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    async fn apply(&self, request: PlanRequest) {
        let plan = self.console.preview_plan(BOT, request).unwrap();
        self.console.apply_plan(&plan.id).await.unwrap();
    }

    fn rules(&self) -> Vec<String> {
        let posture = self.console.posture(BOT).unwrap();
        posture
            .findings
            .into_iter()
            .map(|finding| finding.rule)
            .collect()
    }
}

fn chatto() -> House {
    House::new(
        Platform::Chatto,
        &[("bot.yml", BOT_YML), ("chn.yml", CHN_YML)],
    )
}

#[tokio::test]
async fn one_value_changes_and_every_other_byte_stays() {
    let house = chatto();
    let plan = house
        .console
        .preview_plan(BOT, set("bot.auth.token", "a \"new\" one: é #1"))
        .unwrap();
    let shown = format!("{plan:?}");
    assert!(
        !shown.contains(CANARY) && !shown.contains("new\\\" one"),
        "neither value is shown: {shown}"
    );
    house.console.apply_plan(&plan.id).await.unwrap();
    assert_eq!(
        house.text("bot.yml"),
        BOT_YML.replace("'Canary-7c21-of-the-tests'", "\"a \\\"new\\\" one: é #1\""),
        "quotes, comments, indentation and line ends are the operator's"
    );
    house.console.undo(BOT).await.unwrap();
    assert_eq!(house.text("bot.yml"), BOT_YML, "taken back to the byte");
}

#[tokio::test]
async fn the_token_that_counts_and_the_one_of_the_guide_are_one_secret() {
    let house = chatto();
    house.apply(generate("chn.rest.callback_token")).await;
    let text = house.text("chn.yml");
    let value = |key: &str| {
        text.lines()
            .find_map(|line| line.trim().strip_prefix(&format!("{key}: ")))
            .and_then(|rest| rest.split('"').nth(1))
            .map(str::to_owned)
    };
    assert!(
        value("callback_token").is_some_and(|token| token.len() >= 43),
        "the key that the server reads is made: {text}"
    );
    assert_eq!(
        value("token"),
        value("callback_token"),
        "and what the guide documents says the same"
    );
    assert!(text.contains("# dead"), "the comment stays: {text}");
    let by_guide = house.console.preview_plan(BOT, generate("chn.rest.token"));
    assert!(
        by_guide.is_ok(),
        "who follows the guide finds the setting too: {by_guide:?}"
    );
}

#[tokio::test]
async fn locking_everything_leaves_no_open_door_that_a_file_can_close() {
    let house = chatto();
    assert!(
        house.rules().contains(&"CH-003".to_owned()),
        "the guide's key is read by no version"
    );
    house.apply(PlanRequest::LockEverything).await;
    let posture = house.console.posture(BOT).unwrap();
    let open: Vec<_> = posture
        .access_points
        .iter()
        .filter(|point| point.id != "transport" && !point.state.is_fine())
        .map(|point| (&point.id, point.state))
        .collect();
    assert_eq!(open, [], "{:?}", posture.findings);
    assert!(!posture.lockable, "nothing is left to lock");
    let kept = house.vault.list("bob/").unwrap();
    assert_eq!(kept.len(), 2, "both tokens are in the vault: {kept:?}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_file_that_everybody_can_read_is_closed_and_opened_again_by_undo() {
    use std::os::unix::fs::PermissionsExt as _;
    let house = chatto();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let file = house.path("bot.yml");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    house
        .apply(PlanRequest::Rules {
            rules: vec!["GEN-006".into()],
        })
        .await;
    assert_eq!(mode(&file), 0o600, "only its owner reads it");
    assert_eq!(house.text("bot.yml"), BOT_YML, "its content is as it was");
    house.console.undo(BOT).await.unwrap();
    assert_eq!(mode(&file), 0o644, "taken back");
}

#[tokio::test]
async fn a_reference_stays_a_reference() {
    let house = House::new(
        Platform::Rasa,
        &[(
            "credentials.yml",
            "socketio:\n  jwt_key: \"${SIO_KEY}\"   # from the shell\n",
        )],
    );
    house
        .apply(set("credentials.socketio.jwt_key", "${SIO_KEY}"))
        .await;
    assert_eq!(
        house.text("credentials.yml"),
        "socketio:\n  jwt_key: ${SIO_KEY}   # from the shell\n",
        "Rasa expands it only without quotes"
    );
    assert_eq!(
        house.vault.list("bob/").unwrap(),
        [],
        "a reference is no secret to keep"
    );
}

#[tokio::test]
async fn nothing_to_do_is_told_from_a_mistake() {
    let house = chatto();
    house.apply(set("bot.enable_rest_cors", "false")).await;
    let again = house
        .console
        .preview_plan(BOT, set("bot.enable_rest_cors", "false"))
        .unwrap_err();
    assert_eq!(again.code, ErrorCode::NothingToDo, "{again:?}");
    let wrong = house
        .console
        .preview_plan(BOT, set("bot.enable_rest_cors", "yes"))
        .unwrap_err();
    assert_eq!(wrong.code, ErrorCode::Invalid, "{wrong:?}");
}

#[test]
fn every_platform_lists_its_settings_with_and_without_a_folder() {
    for platform in Platform::ALL {
        let house = House::new(*platform, &[]);
        let rows = house.console.settings(BOT).unwrap();
        assert!(!rows.is_empty(), "{platform} has settings");
        assert!(
            rows.iter().all(|row| row.source == SettingSource::Default
                && row.file.is_some() == (row.id.split('.').next() != Some("run"))),
            "{platform}: nothing is set, and every setting has a place"
        );
        let posture = house.console.posture(BOT).unwrap();
        assert!(
            posture.findings.is_empty() && posture.total > 0,
            "{platform}: an empty folder has doors and nothing wrong in it: {:?}",
            posture.findings
        );
    }
}

#[test]
fn a_copy_of_a_vaults_value_is_found_where_it_does_not_belong() {
    let house = chatto();
    let token = "q7Vt2mXo9bLrK4nWc1ZsE8uYp5HdGjA3fTiB6wRxN0k";
    let handle = "bob/bot.auth.token".parse().unwrap();
    house
        .vault
        .set(&handle, &chatelaine_secrets::Secret::new(token))
        .unwrap();
    fs::write(house.path("notes.txt"), format!("\nthe bot: {token}\n")).unwrap();
    let posture = house.console.posture(BOT).unwrap();
    let stray = posture
        .findings
        .iter()
        .find(|finding| finding.file.as_deref() == Some("notes.txt"));
    let stray = stray.expect("a note holds a live token");
    assert_eq!(stray.line, Some(2), "with its place: {stray:?}");
    assert!(
        !format!("{stray:?}").contains(token),
        "and without its value"
    );
}
