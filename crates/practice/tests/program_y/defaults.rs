//! Recordings 05, 06, 07 and 14: when the bot falls back to its open defaults, and when it does not start at all.

use super::client::Request;
use super::stage::Stage;

const V2: &str = "/api/rest/v2.0/ask?query=hello&userId=u1";

async fn status(stage: &Stage) -> u16 {
    let bot = stage.bot().await;
    Request::get(V2).send(bot.port()).await.status
}

fn locked() -> Stage {
    Stage::set("  authorization: Basic\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_configuration_that_is_not_understood_leaves_the_bot_open() {
    let stories = [
        ("as it should be", locked(), 403),
        (
            "the section is named `client`",
            locked().replaced("flask:", "client:"),
            403,
        ),
        (
            "the section is named `Flask`",
            locked().replaced("flask:", "Flask:"),
            200,
        ),
        (
            "the section is named `rest`",
            locked().replaced("flask:", "rest:"),
            200,
        ),
        ("a tab", locked().replaced("  host:", "\thost:"), 200),
        (
            "the port in quotes",
            locked().replaced("18989", "\"18989\""),
            403,
        ),
        ("no file", locked().without("config.yaml"), 200),
        (
            "a file with nothing in it",
            locked().with("config.yaml", ""),
            200,
        ),
        ("a list", locked().with("config.yaml", "- flask\n"), 200),
        (
            "no text at all",
            locked().with("config.yaml", b"flask: \xff\n"),
            200,
        ),
        (
            "JSON with a byte order mark",
            locked().without("config.yaml").with(
                "config.json",
                "\u{feff}{\"flask\": {\"use_api_keys\": true}}",
            ),
            200,
        ),
        (
            "a path that is no text stops the reader after it has read that keys are asked for",
            Stage::set("  use_api_keys: true\n  api_key_file: 7\n  authorization: Basic\n"),
            401,
        ),
    ];
    for (story, stage, expected) in stories {
        assert_eq!(status(&stage).await, expected, "{story}");
    }
}

/// The real server opens its configuration for writing. Who may write everything, as root may, never notices.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_configuration_that_may_not_be_written_counts_as_missing() {
    let stage = locked();
    let path = stage.path().join("config.yaml");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o400);
    std::fs::set_permissions(&path, mode).unwrap();
    let may_write = std::fs::OpenOptions::new().write(true).open(&path).is_ok();
    assert_eq!(status(&stage).await, if may_write { 403 } else { 200 });

    let stage = locked().without("config.yaml");
    std::fs::create_dir(stage.path().join("config.yaml")).unwrap();
    assert_eq!(status(&stage).await, 200, "nor can a folder be opened");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bot_does_not_start_without_what_it_needs() {
    let token = "BASIC_AUTH_TOKEN";
    let stories = [
        (
            "a .yml",
            locked()
                .without("config.yaml")
                .with("config.yml", "flask:\n"),
            ".yml",
        ),
        (
            "no store for the keys",
            locked().replaced("      license_keys: file\n", ""),
            token,
        ),
        (
            "a store without a type",
            locked().replaced("        type: file\n", ""),
            token,
        ),
        (
            "a store of another name",
            locked().replaced("license_keys: file", "license_keys: files"),
            token,
        ),
        (
            "a storage without stores",
            locked().replaced("    stores:", "    shops:"),
            token,
        ),
        (
            "$BOT_ROOT of someone else",
            locked().replaced("$BOT_ROOT/licenses", "/nowhere/licenses"),
            token,
        ),
        (
            "keys in a database",
            locked().replaced("type: file", "type: sql"),
            "database",
        ),
        (
            "a certificate that is not there",
            Stage::set("  ssl_cert_file: $BOT_ROOT/c.pem\n  ssl_key_file: $BOT_ROOT/k.pem\n"),
            "certificate",
        ),
        (
            "a path without a slash",
            Stage::set("  api: ask\n").replaced("flask:", "webchat:"),
            "slash",
        ),
    ];
    for (story, stage, word) in stories {
        let refusal = stage.refusal().await;
        assert!(refusal.contains(word), "{story}: {refusal}");
        let root = stage.path().to_string_lossy().into_owned();
        assert!(
            !refusal.contains(&root),
            "{story}: nothing of the configuration is repeated: {refusal}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn half_of_what_tls_needs_is_plain_http() {
    let stage = Stage::set("  authorization: Basic\n  ssl_cert_file: $BOT_ROOT/c.pem\n");
    assert_eq!(
        status(&stage).await,
        403,
        "and it answers over HTTP as if nothing were wrong"
    );
}
