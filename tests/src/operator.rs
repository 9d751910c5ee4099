//! What an operator does in the window, in the operator's words.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::json;

use crate::{Failure, Seen, Window};

/// The text of the editor, which lives in a shadow root.
const EDITOR: &str = "document.querySelector('[data-testid=\"text-editor\"]')?.shadowRoot?.querySelector('.cm-content')";

/// The pages of a bot, by the name in their tab's mark.
pub const PAGES: [&str; 7] = [
    "overview",
    "secrets",
    "configuration",
    "certificates",
    "access",
    "chat",
    "history",
];

/// The two looks of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Dark text on light ground.
    Light,
    /// Light text on dark ground.
    Dark,
}

impl Theme {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Light, Self::Dark];

    /// Its name in marks and file names.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// What the chat shows at the bot's door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credential {
    /// The bot's key.
    Key,
    /// The session's JSON Web Token.
    Session,
    /// A JSON Web Token that the console signs with the bot's key.
    Signed,
    /// HTTP's Basic scheme.
    Basic,
    /// The bot's fixed token.
    Token,
    /// Nothing.
    Nothing,
}

impl Credential {
    fn value(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Session => "jwt",
            Self::Signed => "mint",
            Self::Basic => "basic",
            Self::Token => "token",
            Self::Nothing => "none",
        }
    }
}

/// An operator in front of a [`Window`].
pub struct Operator<'a> {
    window: &'a Window,
}

impl<'a> Operator<'a> {
    /// Sits down in front of `window`.
    #[must_use]
    pub fn at(window: &'a Window) -> Self {
        Self { window }
    }

    /// Starts the practice bot from the empty first page and waits for its overview.
    ///
    /// # Errors
    /// When the window does not offer it or the overview does not appear.
    pub fn try_practice_bot(&self) -> Seen {
        self.window.click("try-practice")?;
        self.window.appears("headline")
    }

    /// Goes to one of [`PAGES`].
    ///
    /// # Errors
    /// When the page has no tab.
    pub fn go_to(&self, page: &str) -> Seen {
        self.window.click(&format!("tab-{page}"))
    }

    /// The state of every access point on the overview, by id.
    ///
    /// # Errors
    /// When the window is gone.
    pub fn states(&self) -> Seen<BTreeMap<String, String>> {
        let found = self.window.run(
            "return [...document.querySelectorAll('[data-testid^=\"access-\"] [data-state]')]
                .filter(e => e.dataset.testid?.startsWith('state-'))
                .map(e => [e.dataset.testid.slice('state-'.length), e.dataset.state])",
            &[],
        )?;
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        Ok(found
            .as_array()
            .into_iter()
            .flatten()
            .map(|pair| (text(&pair[0]), text(&pair[1])))
            .collect())
    }

    /// Waits until the overview shows exactly these states, as (access point, state).
    ///
    /// # Errors
    /// When it never does, with what it shows.
    pub fn sees(&self, wanted: &[(&str, &str)]) -> Seen {
        let wanted: BTreeMap<String, String> = wanted
            .iter()
            .map(|(id, state)| ((*id).to_owned(), (*state).to_owned()))
            .collect();
        self.window
            .wait(&format!("the overview shows {wanted:?}"), |_| {
                Ok((self.states()? == wanted).then_some(()))
            })
            .or_else(|failure| {
                let last = self.states()?;
                Err(Failure::new(format!("it shows {last:?}\n{failure}")))
            })
    }

    /// Opens the review of the one plan that locks everything and returns what the review shows.
    ///
    /// # Errors
    /// When no review opens.
    pub fn review_lock_everything(&self) -> Seen<String> {
        self.window.click("lock-everything")?;
        self.window.text("review-dialog")
    }

    /// Applies the plan under review.
    ///
    /// # Errors
    /// When the window does not say that it was applied.
    pub fn apply(&self) -> Seen {
        self.window.click("apply-plan")?;
        self.window.disappears("review-dialog")?;
        self.window.appears("applied-card")
    }

    /// Restarts the practice bot, so that it reads its settings anew.
    ///
    /// # Errors
    /// When the window does not offer it.
    pub fn restart_bot(&self) -> Seen {
        self.window.click("restart-bot")
    }

    /// Takes the last plan back.
    ///
    /// # Errors
    /// When the window does not offer it or it does not succeed.
    pub fn undo(&self) -> Seen {
        self.window.click("undo")
    }

    /// Adds the bot in `folder` and waits for its overview.
    ///
    /// # Errors
    /// When the window does not take it.
    pub fn add_bot(&self, folder: &Path, name: &str) -> Seen {
        self.window.click("add-bot")?;
        self.window
            .fill("add-bot-dir", &folder.display().to_string())?;
        // Leaving the field is what makes the window look into the folder.
        self.window.type_text("\u{e004}")?;
        self.window
            .wait("the folder's platform is found", |window| {
                Ok(window
                    .text("add-bot-dialog")?
                    .contains("Found")
                    .then_some(()))
            })?;
        self.window.fill("add-bot-name", name)?;
        self.window.click("add-bot-submit")?;
        self.window.disappears("add-bot-dialog")?;
        self.window.appears("headline")
    }

    /// Adds the bot of `platform` that answers at `address`, and waits for its overview.
    ///
    /// # Errors
    /// When the window does not take it.
    pub fn add_address(&self, address: &str, platform: &str, name: &str) -> Seen {
        self.window.click("add-bot")?;
        self.window.click(&format!("platform-{platform}"))?;
        self.window.fill("add-bot-url", address)?;
        self.window.fill("add-bot-name", name)?;
        self.window.click("add-bot-submit")?;
        self.window.disappears("add-bot-dialog")?;
        self.window.appears("headline")
    }

    /// Opens the text of the file with `role` and returns what the editor shows.
    ///
    /// # Errors
    /// When no editor appears.
    pub fn open_text(&self, role: &str) -> Seen<String> {
        self.go_to("configuration")?;
        self.window.click(&format!("face-{role}"))?;
        self.text_on_screen()
    }

    /// What the editor shows.
    ///
    /// # Errors
    /// When there is no editor.
    pub fn text_on_screen(&self) -> Seen<String> {
        self.window.wait("the editor shows a text", |window| {
            let text = window.run(&format!("return {EDITOR}?.innerText ?? null"), &[])?;
            Ok(text
                .as_str()
                .filter(|text| !text.trim().is_empty())
                .map(str::to_owned))
        })
    }

    /// Types at the end of the text that is open.
    ///
    /// # Errors
    /// When there is no editor.
    pub fn append_text(&self, text: &str) -> Seen {
        self.window.run(&format!("{EDITOR}.focus()"), &[])?;
        let key = |kind: &str, value: &str| json!({ "type": kind, "value": value });
        let (control, end) = ("\u{e009}", "\u{e010}");
        self.window.keys(&[
            key("keyDown", control),
            key("keyDown", end),
            key("keyUp", end),
            key("keyUp", control),
        ])?;
        self.window.type_text(text)
    }

    /// Logs in as `username` with the password that the keychain holds.
    ///
    /// # Errors
    /// When no session follows.
    pub fn log_in_from_keychain(&self, username: &str) -> Seen {
        self.go_to("access")?;
        self.window.fill("login-username", username)?;
        self.window.tick("login-use-vault")?;
        self.window.click("login-submit")?;
        self.window.appears("session-card")
    }

    /// Tries to open the chat with `credential` and returns how the door answered: `connected` or
    /// `refused`.
    ///
    /// # Errors
    /// When the chat reaches neither state.
    pub fn knock(&self, credential: Credential) -> Seen<String> {
        self.go_to("chat")?;
        self.window.choose("chat-auth", credential.value())?;
        self.window.click("chat-connect")?;
        self.window
            .wait("the chat is connected or refused", |window| {
                let status = window.attribute("chat-status", "data-status")?;
                Ok(matches!(status.as_str(), "connected" | "refused").then_some(status))
            })
    }

    /// Chooses what the chat goes over.
    ///
    /// # Errors
    /// When the page does not offer it.
    pub fn talk_over(&self, transport: &str) -> Seen {
        self.go_to("chat")?;
        self.window.choose("chat-transport", transport)
    }

    /// Presses the first button of the last reply that has one, and returns what the bot replies to that.
    ///
    /// # Errors
    /// When there is no button, or no reply comes.
    pub fn press_button(&self) -> Seen<String> {
        let before = self.replies()?.len();
        self.window.click("chat-button")?;
        self.window.wait("the bot has replied to the button", |_| {
            Ok(self.replies()?.get(before).cloned())
        })
    }

    /// Sends `message` and returns the bot's whole reply.
    ///
    /// # Errors
    /// When no reply comes.
    pub fn say(&self, message: &str) -> Seen<String> {
        let before = self.replies()?.len();
        self.window.fill("chat-input", message)?;
        self.window.click("chat-send")?;
        self.window.wait("the bot has replied", |_| {
            Ok(self.replies()?.get(before).cloned())
        })
    }

    /// The bot's replies that have come in whole.
    fn replies(&self) -> Seen<Vec<String>> {
        let found = self.window.run(
            "return [...document.querySelectorAll('[data-testid=\"chat-message-bot\"][data-streaming=\"false\"]')]
                .map(e => e.innerText.trim())",
            &[],
        )?;
        Ok(found
            .as_array()
            .into_iter()
            .flatten()
            .map(|text| text.as_str().unwrap_or_default().to_owned())
            .collect())
    }

    /// Closes the chat.
    ///
    /// # Errors
    /// When it stays open.
    pub fn hang_up(&self) -> Seen {
        self.window.click("chat-disconnect")?;
        self.window.wait("the chat is closed", |window| {
            let status = window.attribute("chat-status", "data-status")?;
            Ok(matches!(status.as_str(), "idle" | "closed").then_some(()))
        })
    }

    /// Chooses the look of the window.
    ///
    /// # Errors
    /// When the settings do not offer it.
    pub fn choose(&self, theme: Theme) -> Seen {
        let mark = format!("theme-{}", theme.name());
        self.window.click("settings-open")?;
        self.window.click(&mark)?;
        self.window.escape()?;
        self.window.disappears(&mark)
    }
}
