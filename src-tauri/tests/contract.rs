//! The contract between window and backend: the generated bindings, and who may call what.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use chatelaine_console::{Console, Home};
use chatelaine_desktop::{COMMANDS, build, contract};
use chatelaine_secrets::{VaultKind, open};
use serde_json::{Value, json};
use specta_typescript::Typescript;
use tauri::ipc::{CallbackFn, InvokeBody};
use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder};
use tauri::webview::InvokeRequest;
use tauri::{App, WebviewWindow, WebviewWindowBuilder};

fn app(home: &Path) -> App<MockRuntime> {
    let console = Console::open(
        Home::at(home.to_path_buf()),
        open(VaultKind::Memory, home, None),
    )
    .unwrap();
    build(mock_builder(), Arc::new(console))
        .build(chatelaine_desktop::context())
        .unwrap()
}

fn call(
    window: &WebviewWindow<MockRuntime>,
    command: &str,
    arguments: Value,
) -> Result<Value, Value> {
    let request = InvokeRequest {
        cmd: command.into(),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url: "tauri://localhost".parse().unwrap(),
        body: InvokeBody::Json(arguments),
        headers: tauri::http::HeaderMap::default(),
        invoke_key: INVOKE_KEY.to_owned(),
    };
    get_ipc_response(window, request).map(|body| body.deserialize().unwrap())
}

fn window(app: &App<MockRuntime>, label: &str) -> WebviewWindow<MockRuntime> {
    tauri::Manager::get_webview_window(app, label).unwrap_or_else(|| {
        WebviewWindowBuilder::new(app, label, tauri::WebviewUrl::default())
            .build()
            .unwrap()
    })
}

fn bindings() -> String {
    let file = tempfile::NamedTempFile::new().unwrap();
    contract::<tauri::Wry>()
        .export(Typescript::default(), file.path())
        .unwrap();
    std::fs::read_to_string(file.path()).unwrap()
}

/// The bindings are committed, so that the interface can be built and reviewed without a Rust toolchain.
#[test]
fn the_generated_bindings_are_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/host/bindings.ts");
    let fresh = bindings();
    if std::env::var_os("CHATELAINE_WRITE_BINDINGS").is_some() {
        std::fs::write(&path, &fresh).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == fresh,
        "ui/src/host/bindings.ts is stale: run this test with CHATELAINE_WRITE_BINDINGS=1 and commit the file"
    );
}

/// An undeclared command would be open to every window, whatever the capabilities say.
#[test]
fn every_registered_command_is_declared_and_allowed() {
    let fresh = bindings();
    let calls = fresh
        .lines()
        .filter(|line| line.contains("=> __TAURI_INVOKE<"));
    let registered: BTreeSet<String> = calls
        .filter_map(|line| {
            line.split_once(">(\"")?
                .1
                .split('"')
                .next()
                .map(str::to_owned)
        })
        .collect();
    let declared: BTreeSet<String> = COMMANDS.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(
        registered, declared,
        "src/command_names.rs must name what lib.rs registers"
    );
    let capability: Value =
        serde_json::from_str(include_str!("../capabilities/main.json")).unwrap();
    let allowed: BTreeSet<String> = capability["permissions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|name| {
            name.as_str()
                .unwrap()
                .trim_start_matches("allow-")
                .replace('-', "_")
        })
        .collect();
    assert_eq!(
        allowed, declared,
        "the capability names each command, and nothing else"
    );
}

#[test]
fn a_window_that_is_not_in_the_capability_may_call_nothing() {
    let home = tempfile::tempdir().unwrap();
    let app = app(home.path());
    let stranger = window(&app, "stranger");
    for command in COMMANDS {
        let refusal = call(&stranger, command, json!({})).unwrap_err();
        assert!(
            refusal
                .as_str()
                .is_some_and(|text| text.contains("not allowed")),
            "{command} must be refused to an unknown window, got {refusal}"
        );
    }
}

#[test]
fn an_error_tells_what_happened_and_what_to_do() {
    let home = tempfile::tempdir().unwrap();
    let app = app(home.path());
    let main = window(&app, "main");
    let error = call(&main, "posture", json!({ "bot": "nobody" })).unwrap_err();
    assert_eq!(error["code"], "not_found", "callers branch on the code");
    assert!(
        !error["advice"].as_str().unwrap().is_empty(),
        "an error without advice leaves the operator alone"
    );
}

#[test]
fn a_bot_is_added_listed_and_removed() {
    let (home, project) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::fs::write(project.path().join(".env"), "CCAT_API_KEY=meow\n").unwrap();
    let app = app(home.path());
    let main = window(&app, "main");
    let new = json!({ "bot": { "name": "Alice", "platform": "cheshire-cat", "dir": project.path(), "url": null, "allow_plain_http": false } });
    call(&main, "add_bot", new).unwrap();
    let bots = call(&main, "list_bots", json!({})).unwrap();
    assert_eq!(bots[0]["bot"]["name"], "Alice", "the list shows it");
    assert!(
        bots[0]["findings"].as_u64().unwrap() >= 2,
        "a sample key and two missing ones are findings"
    );
    let secrets = call(&main, "secrets", json!({ "bot": "Alice" })).unwrap();
    assert!(
        !secrets.to_string().contains("meow"),
        "no command but reveal_secret returns a value"
    );
    assert_eq!(
        call(
            &main,
            "reveal_secret",
            json!({ "bot": "Alice", "setting": "env.CCAT_API_KEY" })
        )
        .unwrap(),
        "meow",
        "revealing is explicit"
    );
    call(&main, "remove_bot", json!({ "name": "Alice" })).unwrap();
    assert_eq!(
        call(&main, "list_bots", json!({})).unwrap(),
        json!([]),
        "and it is gone"
    );
}
