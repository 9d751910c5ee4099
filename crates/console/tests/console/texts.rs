//! Configuration as text in an editor that is trusted with everything but the secrets.

use std::fs;

use chatelaine_console::ErrorCode;
use chatelaine_console::view::{PlanRequest, Platform};

use crate::platforms::House;
use crate::stage::CANARY;

const BOT: &str = "bob";
const BOT_YML: &str = "# token: Canary-7c21-of-the-tests was the old one\nauth:\n  token: \"Canary-7c21-of-the-tests\"  # Canary-7c21-of-the-tests\nstore:\n  password: Canary-7c21-of-the-tests-too\n  type: redis\n";

fn house() -> House {
    House::new(Platform::Chatto, &[("bot.yml", BOT_YML)])
}

fn request(text: &str, fingerprint: &str) -> PlanRequest {
    PlanRequest::Text {
        role: "bot".into(),
        text: text.into(),
        fingerprint: fingerprint.into(),
    }
}

#[test]
fn no_secret_reaches_the_editor_and_none_is_lost_on_the_way_back() {
    let house = house();
    let file = house.console.config_text(BOT, "bot").unwrap();
    assert!(
        !file.text.contains(CANARY),
        "markers stand in the place of values, in comments too: {}",
        file.text
    );
    assert!(
        file.text.contains("token: \"⟦secret "),
        "the rest is readable: {}",
        file.text
    );
    let unchanged = house
        .console
        .preview_plan(BOT, request(&file.text, &file.fingerprint))
        .unwrap_err();
    assert_eq!(
        unchanged.code,
        ErrorCode::NothingToDo,
        "the same text is no change: {unchanged:?}"
    );
}

#[tokio::test]
async fn an_edit_beside_a_secret_keeps_it_and_one_over_it_replaces_it() {
    let house = house();
    let file = house.console.config_text(BOT, "bot").unwrap();
    let edited = file.text.replace("type: redis", "type: cache  # for now");
    let plan = house
        .console
        .preview_plan(BOT, request(&edited, &file.fingerprint))
        .unwrap();
    assert!(!format!("{plan:?}").contains(CANARY), "the diff is masked");
    house.console.apply_plan(&plan.id).await.unwrap();
    assert_eq!(
        house.text("bot.yml"),
        BOT_YML.replace("type: redis", "type: cache  # for now"),
        "every hidden value is where it was"
    );
    let file = house.console.config_text(BOT, "bot").unwrap();
    let start = file.text.find("\"⟦secret").unwrap();
    let end = start + file.text[start..].find('⟧').unwrap() + '⟧'.len_utf8();
    let typed = format!("{}\"typed-over{}", &file.text[..start], &file.text[end..]);
    let plan = house
        .console
        .preview_plan(BOT, request(&typed, &file.fingerprint))
        .unwrap();
    assert!(
        !format!("{plan:?}").contains("typed-over"),
        "a new value is a secret too"
    );
    house.console.apply_plan(&plan.id).await.unwrap();
    assert!(house.text("bot.yml").contains("token: \"typed-over\""));
    let kept = house
        .vault
        .get(&"bob/bot.auth.token".parse().unwrap())
        .unwrap();
    assert_eq!(
        kept.map(|secret| secret.expose().to_owned()).as_deref(),
        Some("typed-over"),
        "the vault follows what was typed"
    );
}

/// The editor keeps what was typed over a file that somebody else changed by these: in a bare list nothing else tells one
/// key from another.
#[test]
fn hidden_values_are_told_apart_wherever_they_stand_and_without_showing_them() {
    let house = House::new(
        Platform::ProgramY,
        &[("keys.txt", "first-key-of-all\nsecond-key\n")],
    );
    let text = || house.console.config_text(BOT, "keys").unwrap();
    let before = text();
    assert_eq!(before.secrets.len(), 2, "one for each mark: {before:?}");
    assert_ne!(before.secrets[0], before.secrets[1], "two keys are two");
    fs::write(
        house.path("keys.txt"),
        "a-new-key\nsecond-key\nfirst-key-of-all\n",
    )
    .unwrap();
    let after = text();
    assert_eq!(
        (&after.secrets[1], &after.secrets[2]),
        (&before.secrets[1], &before.secrets[0]),
        "the same value is known again in another place"
    );
    let elsewhere = House::new(
        Platform::ProgramY,
        &[("keys.txt", "first-key-of-all\nsecond-key\n")],
    );
    assert_ne!(
        elsewhere.console.config_text(BOT, "keys").unwrap().secrets,
        before.secrets,
        "another console has another key, so that nothing can be looked up in a table"
    );
}

#[test]
fn a_secret_over_several_lines_leaves_the_lines_where_they_are() {
    let text =
        format!("auth:\n  token: |\n    {CANARY}-1\n    {CANARY}-2\nenable_rest_cors: true\n");
    let house = House::new(Platform::Chatto, &[("bot.yml", &text)]);
    let file = house.console.config_text(BOT, "bot").unwrap();
    assert!(!file.text.contains(CANARY), "{}", file.text);
    let place = |text: &str| text.lines().position(|line| line.starts_with("enable_"));
    assert_eq!(
        place(&file.text),
        place(&text),
        "a finding on a line points to that line in the editor: {}",
        file.text
    );
}

#[test]
fn unsaved_text_is_judged_as_if_it_were_saved() {
    let house = house();
    let file = house.console.config_text(BOT, "bot").unwrap();
    let lint = |text: &str| {
        house
            .console
            .lint_text(BOT, "bot", text, &file.fingerprint)
            .unwrap()
    };
    let broken = lint(&format!("{}\n  x: [\n", file.text));
    let broken = broken.iter().find(|finding| finding.rule == "GEN-001");
    assert!(
        broken.is_some_and(|finding| finding.line.is_some()),
        "a syntax error has its line: {broken:?}"
    );
    let open = lint("auth:\n  token:\n");
    assert!(
        open.iter()
            .any(|finding| finding.setting.as_deref() == Some("bot.auth.token")),
        "an emptied token is an open door: {open:?}"
    );
    assert_eq!(house.text("bot.yml"), BOT_YML, "nothing was written");
}

#[test]
fn a_file_that_moved_on_is_not_overwritten() {
    let house = house();
    let file = house.console.config_text(BOT, "bot").unwrap();
    let before = house.console.config_files(BOT).unwrap();
    fs::write(house.path("bot.yml"), format!("{BOT_YML}# later\n")).unwrap();
    let after = house.console.config_files(BOT).unwrap();
    assert_ne!(
        before[0].fingerprint, after[0].fingerprint,
        "an editor can see that the file moved on"
    );
    for text in [file.text.as_str(), "auth:\n"] {
        let refused = house
            .console
            .preview_plan(BOT, request(text, &file.fingerprint))
            .unwrap_err();
        assert_eq!(refused.code, ErrorCode::ChangedOnDisk, "{refused:?}");
    }
}

#[test]
fn a_marker_that_stands_for_nothing_is_refused() {
    let house = house();
    let file = house.console.config_text(BOT, "bot").unwrap();
    for text in [
        "auth:\n  token: \"⟦secret 99⟧\"\n",
        "auth:\n  token: \"⟦secret 1\n",
    ] {
        let refused = house
            .console
            .preview_plan(BOT, request(text, &file.fingerprint))
            .unwrap_err();
        assert_eq!(refused.code, ErrorCode::Invalid, "{refused:?}");
    }
}

#[test]
fn every_file_of_the_platform_is_listed_whether_it_is_there_or_not() {
    let house = house();
    let files = house.console.config_files(BOT).unwrap();
    let listed: Vec<_> = files
        .iter()
        .map(|file| (file.role.as_str(), file.name.as_str(), file.exists))
        .collect();
    assert_eq!(
        listed,
        [("bot", "bot.yml", true), ("chn", "chn.yml", false)],
        "the missing one can be begun"
    );
    let empty = house.console.config_text(BOT, "chn").unwrap();
    assert_eq!(
        (empty.text.as_str(), empty.fingerprint.as_str()),
        ("", "absent")
    );
}
