//! The application's window, seen and used through `data-testid` marks.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use base64::Engine as _;
use serde_json::{Value, json};

use crate::webdriver::WebDriver;
use crate::{Failure, Seen, Session};

/// How long a thing may take to appear. Generous: a busy machine is not a defect, and a thing that
/// appears is not waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// The window's inner size in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// From left to right.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
}

/// The smallest size that must work, and the usual one.
pub const SIZES: [Size; 2] = [
    Size {
        width: 960,
        height: 600,
    },
    Size {
        width: 1280,
        height: 820,
    },
];

/// A running application. Dropping it closes the window and ends the process.
pub struct Window {
    driver: WebDriver,
    artifacts: PathBuf,
    failures: AtomicU32,
}

impl Window {
    /// Opens `application` in `session`. Pictures of what went wrong go to `artifacts`.
    ///
    /// # Errors
    /// When tauri-driver is not installed or the application does not show a page.
    pub fn open(session: &Session, application: &Path, artifacts: &Path) -> Seen<Self> {
        let window = Self {
            driver: WebDriver::start(session, application)?,
            artifacts: artifacts.to_owned(),
            failures: AtomicU32::new(0),
        };
        window.wait("the page has loaded", |window| {
            let text = window.run(
                "return document.readyState + document.body.innerText.length",
                &[],
            )?;
            Ok((text
                .as_str()
                .is_some_and(|t| t.starts_with("complete") && t != "complete0"))
            .then_some(()))
        })?;
        Ok(window)
    }

    /// Asks `look` again and again until it sees something. Marks that are not there yet, or are
    /// being replaced, count as "not yet".
    ///
    /// # Errors
    /// After 30 seconds, with a picture and what the page says; at once when the window is gone.
    pub fn wait<T>(&self, what: &str, mut look: impl FnMut(&Self) -> Seen<Option<T>>) -> Seen<T> {
        let started = Instant::now();
        loop {
            let last = match look(self) {
                Ok(Some(seen)) => return Ok(seen),
                Ok(None) => None,
                Err(failure) if failure.is_passing() => Some(failure),
                Err(failure) => return Err(failure),
            };
            if started.elapsed() > PATIENCE {
                return Err(self.gave_up(what, last));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn gave_up(&self, what: &str, last: Option<Failure>) -> Failure {
        let number = self.failures.fetch_add(1, Ordering::Relaxed) + 1;
        let picture = self.artifacts.join(format!("failed-{number}.png"));
        let picture = match self.picture().and_then(|bytes| save(&picture, &bytes)) {
            Ok(()) => picture.display().to_string(),
            Err(failure) => format!("none, {failure}"),
        };
        let page = self
            .page_text()
            .unwrap_or_else(|failure| failure.to_string());
        let last = last
            .map(|failure| format!(" ({failure})"))
            .unwrap_or_default();
        Failure::new(format!(
            "waited {} s in vain until {what}{last}\npicture: {picture}\nthe page says:\n{page}",
            PATIENCE.as_secs()
        ))
    }

    /// Runs `script` as a function body in the page; `arguments` are its `arguments`.
    ///
    /// # Errors
    /// When the script throws or the window is gone.
    pub fn run(&self, script: &str, arguments: &[Value]) -> Seen<Value> {
        self.driver.run(script, Value::from(arguments))
    }

    /// All text of the page as a person sees it.
    ///
    /// # Errors
    /// When the window is gone.
    pub fn page_text(&self) -> Seen<String> {
        text_of(self.run("return document.body.innerText", &[])?)
    }

    /// The whole document as markup, with everything that is in it but not shown.
    ///
    /// # Errors
    /// When the window is gone.
    pub fn markup(&self) -> Seen<String> {
        text_of(self.run("return document.documentElement.outerHTML", &[])?)
    }

    /// How many elements carry `mark`.
    ///
    /// # Errors
    /// When the window is gone.
    pub fn count(&self, mark: &str) -> Seen<usize> {
        let count = self.run(
            "return document.querySelectorAll(arguments[0]).length",
            &[css(mark)],
        )?;
        Ok(count
            .as_u64()
            .and_then(|n| usize::try_from(n).ok())
            .unwrap_or(0))
    }

    /// Waits until an element carries `mark`.
    ///
    /// # Errors
    /// When none appears.
    pub fn appears(&self, mark: &str) -> Seen {
        self.wait(&format!("“{mark}” appears"), |window| {
            Ok((window.count(mark)? > 0).then_some(()))
        })
    }

    /// Waits until no element carries `mark`.
    ///
    /// # Errors
    /// When it stays.
    pub fn disappears(&self, mark: &str) -> Seen {
        self.wait(&format!("“{mark}” is gone"), |window| {
            Ok((window.count(mark)? == 0).then_some(()))
        })
    }

    /// Clicks the element with `mark` as a person does: once it is there, enabled, and not covered.
    ///
    /// # Errors
    /// When it never becomes clickable.
    pub fn click(&self, mark: &str) -> Seen {
        self.wait(&format!("“{mark}” can be clicked"), |window| {
            let element = window.driver.find(&selector(mark))?;
            let enabled = window.driver.get(&format!("/element/{element}/enabled"))?;
            if enabled != true {
                return Ok(None);
            }
            window
                .driver
                .post(&format!("/element/{element}/click"), &json!({}))?;
            Ok(Some(()))
        })
    }

    /// Replaces what stands in the field with `mark` by typing `text`.
    ///
    /// # Errors
    /// When there is no such field or it does not take text.
    pub fn fill(&self, mark: &str, text: &str) -> Seen {
        self.wait(&format!("“{mark}” can be filled in"), |window| {
            let element = window.driver.find(&selector(mark))?;
            window
                .driver
                .post(&format!("/element/{element}/clear"), &json!({}))?;
            window.driver.post(
                &format!("/element/{element}/value"),
                &json!({ "text": text }),
            )?;
            Ok(Some(()))
        })
    }

    /// Chooses `value` in the choice with this mark, whether its options stand side by side or in a list that opens.
    ///
    /// # Errors
    /// When there is no such option within 30 seconds.
    pub fn choose(&self, mark: &str, value: &str) -> Seen {
        let script = "
            const [mark, value] = arguments;
            const side = document.querySelector(`[data-testid='${mark}-${value}']`);
            if (side) return side.click(), true;
            const list = document.querySelector(`select[data-testid='${mark}']`);
            if (!list || ![...list.options].some((option) => option.value === value)) return false;
            list.value = value;
            list.dispatchEvent(new Event('change', { bubbles: true }));
            return true;";
        self.wait(&format!("`{value}` can be chosen in `{mark}`"), |window| {
            let chosen = window.run(script, &[json!(mark), json!(value)])?;
            Ok((chosen == json!(true)).then_some(()))
        })
    }

    /// Makes sure that the box with `mark` is ticked.
    ///
    /// # Errors
    /// When there is no such box or it cannot be ticked.
    pub fn tick(&self, mark: &str) -> Seen {
        self.appears(mark)?;
        let ticked = self.run(
            "return document.querySelector(arguments[0]).checked",
            &[css(mark)],
        )?;
        if ticked == true {
            return Ok(());
        }
        self.click(mark)
    }

    /// Waits until nothing on the page moves or works any more.
    ///
    /// # Errors
    /// When it does not come to rest.
    fn comes_to_rest(&self) -> Seen {
        self.wait("the page is at rest", |window| {
            let moving = window.run(
                "return document.getAnimations().some(a => a.playState === 'running')
                    || document.querySelector('[aria-busy=\"true\"]') !== null",
                &[],
            )?;
            Ok((moving == false).then_some(()))
        })
    }

    /// Presses Escape, wherever the focus is.
    ///
    /// # Errors
    /// When the window is gone.
    pub fn escape(&self) -> Seen {
        self.type_text("\u{e00c}")
    }

    /// Types `text` wherever the focus is, key by key.
    ///
    /// # Errors
    /// When the window is gone.
    pub fn type_text(&self, text: &str) -> Seen {
        let keys: Vec<Value> = text
            .chars()
            .flat_map(|key| {
                ["keyDown", "keyUp"].map(|kind| json!({ "type": kind, "value": key.to_string() }))
            })
            .collect();
        self.keys(&keys)
    }

    /// Presses and lets go of keys, wherever the focus is.
    ///
    /// # Errors
    /// When the window is gone.
    pub fn keys(&self, keys: &[Value]) -> Seen {
        let actions = json!({ "actions": [
            { "type": "key", "id": "keyboard", "actions": keys }
        ] });
        self.driver.post("/actions", &actions).map(drop)
    }

    /// Presses the button that is called `name`, wherever it stands.
    ///
    /// # Errors
    /// When there is none.
    pub fn press(&self, name: &str) -> Seen {
        self.wait(
            &format!("the button “{name}” can be pressed"),
            |window| {
                let pressed = window.run(
                    "const b = document.querySelector(`[aria-label=\"${arguments[0]}\"]`);
                 if (!b || b.disabled) return false;
                 b.click();
                 return true",
                    &[Value::from(name)],
                )?;
                Ok((pressed == true).then_some(()))
            },
        )
    }

    /// What the first element with `mark` says, waiting for it to appear.
    ///
    /// # Errors
    /// When none appears.
    pub fn text(&self, mark: &str) -> Seen<String> {
        self.read(mark, "e => e.innerText")
    }

    /// An attribute of the first element with `mark`, waiting for both to appear.
    ///
    /// # Errors
    /// When none appears.
    pub fn attribute(&self, mark: &str, name: &str) -> Seen<String> {
        self.read(mark, &format!("e => e.getAttribute({})", Value::from(name)))
    }

    fn read(&self, mark: &str, of: &str) -> Seen<String> {
        let script =
            format!("const e = document.querySelector(arguments[0]); return e ? ({of})(e) : null");
        self.wait(&format!("“{mark}” can be read"), |window| {
            Ok(window
                .run(&script, &[css(mark)])?
                .as_str()
                .map(str::to_owned))
        })
    }

    /// Waits until `attribute` of `mark` is `wanted`.
    ///
    /// # Errors
    /// When it never becomes that, with the last value.
    pub fn becomes(&self, mark: &str, attribute: &str, wanted: &str) -> Seen {
        self.wait(&format!("“{mark}” has {attribute}={wanted}"), |window| {
            Ok((window.attribute(mark, attribute)? == wanted).then_some(()))
        })
    }

    /// Saves what the window shows once it has come to rest.
    ///
    /// # Errors
    /// When it does not come to rest or the file cannot be written.
    pub fn screenshot(&self, path: &Path) -> Seen {
        self.comes_to_rest()?;
        // The page is ahead of the screen: two frames later the last change has been drawn, and it
        // is on the screen when the picture stays the same.
        self.driver.run_async(
            "const done = arguments[arguments.length - 1];
             requestAnimationFrame(() => requestAnimationFrame(() => done(true)))",
        )?;
        let mut last = Vec::new();
        let picture = self.wait("the picture stays the same", |window| {
            let picture = window.picture()?;
            if picture == last {
                return Ok(Some(picture));
            }
            last = picture;
            Ok(None)
        })?;
        save(path, &picture)
    }

    fn picture(&self) -> Seen<Vec<u8>> {
        let encoded = text_of(self.driver.get("/screenshot")?)?;
        base64::engine::general_purpose::STANDARD
            .decode(encoded)
            .map_err(|e| Failure::new(format!("WebDriver's screenshot is not base64: {e}")))
    }

    /// Makes the page exactly `size` large and waits until it is.
    ///
    /// # Errors
    /// When the window keeps another size.
    pub fn resize(&self, size: Size) -> Seen {
        self.driver.post(
            "/window/rect",
            &json!({ "x": 0, "y": 0, "width": size.width, "height": size.height }),
        )?;
        self.wait(
            &format!("the page is {}×{}", size.width, size.height),
            |window| {
                let now = window.run("return [innerWidth, innerHeight]", &[])?;
                Ok((now == json!([size.width, size.height])).then_some(()))
            },
        )
    }

    /// Everything the application has printed so far.
    ///
    /// # Errors
    /// When it cannot be read: then nobody knows what is in it.
    pub fn application_log(&self) -> Seen<Vec<u8>> {
        self.driver.application_log()
    }
}

fn save(path: &Path, picture: &[u8]) -> Seen {
    std::fs::write(path, picture)
        .map_err(|e| Failure::io(format_args!("write {}", path.display()), &e))
}

fn selector(mark: &str) -> String {
    format!("[data-testid={}]", Value::from(mark))
}

fn css(mark: &str) -> Value {
    Value::from(selector(mark))
}

fn text_of(value: Value) -> Seen<String> {
    match value {
        Value::String(text) => Ok(text),
        other => Err(Failure::new(format!(
            "the page answered {other} instead of text"
        ))),
    }
}
