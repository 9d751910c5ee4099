//! The few words of WebDriver that a journey needs: JSON over HTTP to tauri-driver.

use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};

use crate::{Failure, Leash, Places, Seen, Session, Start};

/// The key under which WebDriver hands out elements (W3C WebDriver, "web element identifier").
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// The longest a single command may take; a page under load answers in far less.
const ANSWER: Duration = Duration::from_secs(60);

/// One WebDriver session with one application window.
pub(crate) struct WebDriver {
    agent: ureq::Agent,
    session: String,
    log: PathBuf,
    _driver: Leash,
}

impl WebDriver {
    /// Starts `application` in `session` under tauri-driver.
    pub(crate) fn start(session: &Session, application: &Path) -> Seen<Self> {
        let log = session.root().join("logs/application.log");
        let launcher = launcher(session.root(), application, &log)?;
        let places = Places::find()?;
        let program = places.tauri_driver();
        let [port, native] = free_ports()?;
        let (port_text, native_text) = (port.to_string(), native.to_string());
        let driver = Leash::start(&Start {
            program: program.as_ref(),
            args: &[
                "--port".as_ref(),
                port_text.as_ref(),
                "--native-port".as_ref(),
                native_text.as_ref(),
            ],
            environment: session.environment(),
            input: None,
            log: &session.root().join("logs/driver.log"),
        })?;
        driver.wait("tauri-driver listens", Duration::from_secs(15), |_| {
            let up = |port| TcpStream::connect(("127.0.0.1", port)).is_ok();
            (up(port) && up(native)).then_some(())
        })?;
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .timeout_global(Some(ANSWER))
            .http_status_as_error(false)
            .proxy(None)
            .build()
            .into();
        let mut this = Self {
            agent,
            session: format!("http://127.0.0.1:{port}/session"),
            log,
            _driver: driver,
        };
        // No browserName: WebKitWebDriver refuses any that is not its own.
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "tauri:options": { "application": launcher }
        } } });
        let opened = this.post("", &wanted)?;
        let id = opened["sessionId"]
            .as_str()
            .ok_or_else(|| Failure::new("tauri-driver opened a session without an id"))?;
        this.session = format!("{}/{id}", this.session);
        Ok(this)
    }

    /// Everything the application has printed so far.
    pub(crate) fn application_log(&self) -> Seen<Vec<u8>> {
        std::fs::read(&self.log)
            .map_err(|e| Failure::io("read what the application has printed", &e))
    }

    pub(crate) fn get(&self, path: &str) -> Seen<Value> {
        let url = format!("{}{path}", self.session);
        answer(path, self.agent.get(url).call())
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Seen<Value> {
        let url = format!("{}{path}", self.session);
        answer(path, self.agent.post(url).send_json(body))
    }

    pub(crate) fn find(&self, css: &str) -> Seen<String> {
        let found = self.post(
            "/element",
            &json!({ "using": "css selector", "value": css }),
        )?;
        found[ELEMENT]
            .as_str()
            .map(str::to_owned)
            .ok_or_else(|| Failure::new(format!("WebDriver found {css} but did not name it")))
    }

    /// Runs `script` as the body of a function in the page and returns what it returns.
    pub(crate) fn run(&self, script: &str, arguments: Value) -> Seen<Value> {
        self.post(
            "/execute/sync",
            &json!({ "script": script, "args": arguments }),
        )
    }

    /// Runs `script` in the page until it calls the function that is its last argument.
    pub(crate) fn run_async(&self, script: &str) -> Seen<Value> {
        self.post("/execute/async", &json!({ "script": script, "args": [] }))
    }
}

impl Drop for WebDriver {
    fn drop(&mut self) {
        // Closes the window in good order; the leash ends whatever does not follow.
        let _ = self.agent.delete(&self.session).call();
    }
}

fn answer(
    path: &str,
    response: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
) -> Seen<Value> {
    let lost = |e: ureq::Error| Failure::new(format!("WebDriver does not answer {path}: {e}"));
    let mut body: Value = response
        .map_err(lost)?
        .body_mut()
        .with_config()
        // A screenshot in base64 of the largest window stays well below.
        .limit(64 << 20)
        .read_json()
        .map_err(lost)?;
    let value = body["value"].take();
    match value["error"].as_str() {
        Some(code) => Err(Failure::webdriver(
            code,
            value["message"].as_str().unwrap_or_default(),
        )),
        None => Ok(value),
    }
}

/// WebKitWebDriver decides what becomes of its child's output. A launcher that redirects it makes
/// sure that every byte the application prints can be searched for secrets.
fn launcher(root: &Path, application: &Path, log: &Path) -> Seen<PathBuf> {
    let quote = |path: &Path| format!("'{}'", path.display().to_string().replace('\'', r"'\''"));
    let path = root.join("application");
    let text = format!(
        "#!/bin/sh\nexec {} \"$@\" >>{} 2>&1\n",
        quote(application),
        quote(log)
    );
    std::fs::write(&path, text)
        .and_then(|()| std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)))
        .map_err(|e| Failure::io("write the application's launcher", &e))?;
    Ok(path)
}

/// Two ports that are free now. Both are held until both are known, so that they differ.
fn free_ports() -> Seen<[u16; 2]> {
    let bind = || TcpListener::bind("127.0.0.1:0").map_err(|e| Failure::io("find a free port", &e));
    let (first, second) = (bind()?, bind()?);
    let port = |listener: &TcpListener| {
        listener
            .local_addr()
            .map(|address| address.port())
            .map_err(|e| Failure::io("find a free port", &e))
    };
    Ok([port(&first)?, port(&second)?])
}
