//! What the use cases return: the types of the window and the JSON of the command line.

use std::collections::BTreeMap;

pub use chatelaine_platforms::cheshire_cat::{AdminOverview, BotUser, MemoryCollection, Model, Plugin, ProviderKey};
pub use chatelaine_platforms::{AccessPoint, Declared, Evidence, Finding, Observed, Platform, Severity, State};
use serde::{Deserialize, Serialize};
use specta::Type;

/// One deployed chatbot under administration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Bot {
    /// Its name, unique.
    pub name: String,
    /// What kind of bot.
    pub platform: Platform,
    /// Its project folder, absolute.
    pub dir: Option<String>,
    /// Its base address.
    pub url: Option<String>,
    /// The operator agreed to send secrets to it over plain HTTP beyond loopback.
    pub allow_plain_http: bool,
    /// One of our own practice bots.
    pub practice: bool,
}

/// A bot in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct BotSummary {
    /// The bot.
    pub bot: Bot,
    /// Open findings of medium severity and above.
    pub findings: u32,
    /// The worst of them.
    pub worst: Option<Severity>,
    /// A practice bot that runs in this process.
    pub running: bool,
}

/// What is needed to add a bot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct NewBot {
    /// Its name.
    pub name: String,
    /// What kind of bot.
    pub platform: Platform,
    /// Its project folder.
    pub dir: Option<String>,
    /// Its base address.
    pub url: Option<String>,
    /// Consent to plain HTTP.
    pub allow_plain_http: bool,
}

/// What a folder seems to hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Detection {
    /// The folder, absolute.
    pub dir: String,
    /// The platform, when it was recognised.
    pub platform: Option<Platform>,
    /// The files that were recognised.
    pub files: Vec<String>,
    /// A version, when a file names one.
    pub version_hint: Option<String>,
    /// Where the bot probably listens.
    pub suggested_url: Option<String>,
    /// A name for it.
    pub suggested_name: String,
}

/// How the bot answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionState {
    /// Not asked yet.
    Unknown,
    /// It answers.
    Reachable,
    /// It answers and took a credential of ours.
    Authenticated,
    /// Something answers, but it is not this bot.
    Denied,
    /// It does not answer.
    Unreachable,
}

/// The connection at the last check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Connection {
    /// How it answers.
    pub state: ConnectionState,
    /// In words.
    pub detail: String,
    /// Time of the first answer in milliseconds.
    pub latency_ms: Option<u32>,
}

/// The configuration against what the bot uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ConfigState {
    /// File, vault and bot agree.
    InSync,
    /// The vault holds another value than the file.
    Drifted,
    /// The file changed and the bot has not been seen using it.
    RestartNeeded,
    /// Not compared with a running bot yet.
    NotChecked,
    /// There is no configuration to read.
    NoFile,
}

/// Who can get in?
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Posture {
    /// The bot's name.
    pub bot: String,
    /// The platform as its makers write it.
    pub platform: String,
    /// The version it names.
    pub version: Option<String>,
    /// How it answers.
    pub connection: Connection,
    /// The ways in.
    pub access_points: Vec<AccessPoint>,
    /// What is wrong, worst first.
    pub findings: Vec<Finding>,
    /// When it was last checked, RFC 3339.
    pub checked_at: Option<String>,
    /// Ways in that may stay as they are.
    pub fine: u32,
    /// Ways in.
    pub total: u32,
    /// The sum in one sentence.
    pub headline: String,
    /// What follows from it.
    pub detail: String,
    /// Whether "Lock everything" has something to do.
    pub lockable: bool,
    /// The main configuration file.
    pub config_file: Option<String>,
    /// How it stands.
    pub config_state: ConfigState,
    /// In words.
    pub config_detail: String,
    /// A command that restarts the bot, when one is known.
    pub restart_hint: Option<String>,
}

/// How a secret stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum SecretState {
    /// File and vault agree.
    InSync,
    /// They do not.
    Drifted,
    /// It is the value that ships with the bot.
    Default,
    /// It can be guessed.
    Weak,
    /// Another lock has the same key.
    Reused,
    /// There is none.
    Absent,
    /// It is only in the file.
    Unmanaged,
}

/// One secret of a bot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SecretRow {
    /// Setting id, or the vault's name for secrets that live in the bot.
    pub setting: String,
    /// Short name.
    pub name: String,
    /// What it is.
    pub title: String,
    /// `.env:3`, `keychain`, `absent`.
    pub lives_in: String,
    /// How it stands.
    pub state: SecretState,
    /// Two words on its strength.
    pub strength: String,
    /// Days since the console last changed it.
    pub age_days: Option<u32>,
    /// Whether there is a value to show.
    pub revealable: bool,
    /// Whether the vault holds a value.
    pub in_vault: bool,
}

/// What may stand in a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum SettingKind {
    /// Generated, never shown.
    Secret,
    /// One of a few words.
    Choice,
    /// `true` or `false`.
    Switch,
    /// A number.
    Number,
    /// Free text.
    Text,
    /// Items with commas between.
    List,
}

/// Where the effective value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum SettingSource {
    /// The setting's file.
    File,
    /// The environment that a compose file declares.
    Environment,
    /// The bot's default.
    Default,
}

/// One setting with the value that counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SettingRow {
    /// Stable id.
    pub id: String,
    /// The key.
    pub name: String,
    /// What it is.
    pub title: String,
    /// What it does.
    pub help: String,
    /// What may stand there.
    pub kind: SettingKind,
    /// Section of the form.
    pub group: String,
    /// Whether the value is hidden.
    pub secret: bool,
    /// The words of a choice.
    pub choices: Vec<String>,
    /// Where it stands or would stand.
    pub file: Option<String>,
    /// From 1.
    pub line: Option<u32>,
    /// Bullets when secret.
    pub value: Option<String>,
    /// Whether the setting's own line exists.
    pub present: bool,
    /// What the bot uses when nothing is set.
    pub default: Option<String>,
    /// Where the effective value comes from.
    pub source: SettingSource,
    /// What wins over the setting's own line.
    pub overridden_by: Option<String>,
    /// Whether a change needs a restart.
    pub needs_restart: bool,
}

/// A wish for one setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Change {
    /// A fresh random value.
    Generate,
    /// This value.
    Value {
        /// As it will stand in the file.
        value: String,
    },
    /// The vault's value.
    FromVault,
    /// Nothing.
    Unset,
}

/// A wish with its setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Edit {
    /// Setting id.
    pub setting: String,
    /// The wish.
    pub change: Change,
}

/// What a change plan is to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PlanRequest {
    /// These edits.
    Edits {
        /// In any order; the last one for a setting counts.
        edits: Vec<Edit>,
    },
    /// The fixes of these rules.
    Rules {
        /// Rule ids.
        rules: Vec<String>,
    },
    /// Every fix that there is.
    AllFixes,
    /// Every fix that guards a way in.
    LockEverything,
}

/// A line of a diff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum DiffKind {
    /// Unchanged.
    Context,
    /// Goes away.
    Removed,
    /// Comes in.
    Added,
}

/// A line of a diff with secrets masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct DiffLine {
    /// What happens to it.
    pub kind: DiffKind,
    /// Number in the file as it is.
    pub old: Option<u32>,
    /// Number in the file as it will be.
    pub new: Option<u32>,
    /// The line, masked.
    pub text: String,
}

/// What happens to one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct FileDiff {
    /// The file.
    pub path: String,
    /// It does not exist yet.
    pub created: bool,
    /// Changed lines with a little around them.
    pub lines: Vec<DiffLine>,
}

/// Where a step of a plan acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// In the vault.
    Vault,
    /// In a file.
    File,
    /// In the bot, through its API.
    Password,
    /// By restarting the bot.
    Restart,
}

/// A step of a plan in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PlanStep {
    /// Where it acts.
    pub kind: StepKind,
    /// What it does.
    pub text: String,
}

/// A change plan for review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Plan {
    /// To apply it by.
    pub id: String,
    /// The bot's name.
    pub bot: String,
    /// What it is for.
    pub title: String,
    /// The files.
    pub files: Vec<FileDiff>,
    /// Everything that happens, in order.
    pub steps: Vec<PlanStep>,
    /// What it will not do, and why.
    pub notes: Vec<String>,
    /// Number of settings and passwords that change.
    pub changes: u32,
}

/// One line of the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct HistoryEntry {
    /// From 1.
    pub seq: u32,
    /// RFC 3339.
    pub at: String,
    /// The bot's name.
    pub bot: String,
    /// `change`, `undo`, `login`, `password`, `certificate`, `vault`.
    pub action: String,
    /// In one line.
    pub summary: String,
    /// More lines.
    pub details: Vec<String>,
    /// Whether it can be taken back now.
    pub undoable: bool,
    /// Whether it was taken back.
    pub undone: bool,
    /// Of this entry and everything before it.
    pub hash: String,
}

/// The history with the proof that nobody rewrote it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct HistoryView {
    /// Newest first.
    pub entries: Vec<HistoryEntry>,
    /// Whether every hash follows from the one before.
    pub chain_ok: bool,
    /// The first entry that does not.
    pub broken_at: Option<u32>,
}

/// A change plan that was applied, or taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Applied {
    /// Its line in the history.
    pub entry: HistoryEntry,
    /// What did not go as planned.
    pub warnings: Vec<String>,
    /// A command that restarts the bot.
    pub restart_hint: Option<String>,
}

/// An authenticated login to a bot's admin API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Session {
    /// Who.
    pub username: String,
    /// The bot's id for that user.
    pub user_id: String,
    /// Resource to permissions, as the token says.
    pub permissions: BTreeMap<String, Vec<String>>,
    /// When the console logged in, RFC 3339.
    pub issued_at: String,
    /// When the token ends, RFC 3339; nothing when it never does.
    pub expires_at: Option<String>,
    /// Until then.
    pub seconds_left: Option<i32>,
    /// From login to the end.
    pub lifetime_seconds: Option<i32>,
    /// Pretty JSON.
    pub claims: String,
    /// As the token says.
    pub algorithm: String,
    /// Which key verifies it, in one line.
    pub signature: String,
    /// Whether the vault can log in again.
    pub remembers_password: bool,
}

/// A certificate as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Certificate {
    /// Its file.
    pub path: String,
    /// The key beside it.
    pub key_path: Option<String>,
    /// Distinguished name.
    pub subject: String,
    /// Who signed it.
    pub issuer: String,
    /// Whether it signed itself.
    pub self_signed: bool,
    /// Names and addresses that it covers.
    pub names: Vec<String>,
    /// RFC 3339.
    pub not_before: String,
    /// RFC 3339.
    pub not_after: String,
    /// Until then; negative when over.
    pub days_left: i32,
    /// In all.
    pub lifetime_days: i32,
    /// `EC P-256`.
    pub key: String,
    /// Hexadecimal.
    pub serial: String,
    /// SHA-256.
    pub fingerprint: String,
    /// What it may be used for.
    pub usages: Vec<String>,
    /// Permissions of the key's file, `0600`.
    pub key_mode: Option<String>,
    /// What to look at.
    pub warnings: Vec<String>,
}

/// What opens the chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ChatAuth {
    /// The WebSocket key.
    Key,
    /// A token from a login.
    Jwt,
    /// Nothing, to see the refusal.
    None,
}

/// How to open a chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ChatOptions {
    /// With what.
    pub auth: ChatAuth,
    /// As whom; a made-up name when not given. A token carries its own.
    pub user_id: Option<String>,
}

/// Which way a frame went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum FrameDirection {
    /// To the bot.
    Sent,
    /// From the bot.
    Received,
}

/// A frame, redacted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Frame {
    /// From 1, in the order of the wire.
    pub seq: u32,
    /// RFC 3339 with milliseconds.
    pub at: String,
    /// Which way.
    pub direction: FrameDirection,
    /// The message's type, or the kind of control frame.
    pub kind: String,
    /// Payload bytes on the wire.
    pub size: u32,
    /// Pretty, redacted.
    pub body: String,
    /// Whether the body was cut.
    pub cut: bool,
}

/// What happens in a chat, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum ChatEvent {
    /// The socket is being opened.
    Connecting {
        /// Where, masked.
        url: String,
    },
    /// It is open.
    Connected {
        /// The request line, masked.
        request: String,
        /// `101 Switching Protocols`.
        status: String,
        /// From dialling until open.
        ms: u32,
        /// As whom.
        user_id: String,
        /// With what, in words.
        credential: String,
    },
    /// A piece of the reply.
    Token {
        /// The piece.
        text: String,
    },
    /// The whole reply.
    Message {
        /// Not to be trusted.
        text: String,
        /// From sending until the first piece.
        first_token_ms: Option<u32>,
        /// From sending until now.
        total_ms: Option<u32>,
        /// Pieces that were not empty.
        tokens: u32,
    },
    /// A remark by the way.
    Notification {
        /// Not to be trusted.
        text: String,
    },
    /// The turn failed.
    Error {
        /// Class name.
        name: String,
        /// Its text.
        description: String,
        /// What is known to cause it.
        hint: Option<String>,
    },
    /// The bot did not let us in.
    Refused {
        /// HTTP status; 0 when the console itself saw that it cannot work.
        status: u16,
        /// Why, as far as can be told.
        cause: String,
        /// What to do.
        advice: String,
    },
    /// Nothing came back.
    NoReply {
        /// How long was waited.
        seconds: u32,
        /// Known causes, most likely first.
        causes: Vec<String>,
    },
    /// The socket is closed.
    Closed {
        /// Close code, when there was one.
        code: Option<u16>,
        /// In words.
        reason: String,
        /// Whether we wanted it.
        clean: bool,
    },
    /// A frame crossed the wire.
    Frame {
        /// The frame.
        frame: Frame,
    },
}

/// The five states of a vault, each with its own remedy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum VaultState {
    /// It answers.
    Available,
    /// There is none.
    Absent,
    /// It has to be unlocked first.
    Locked,
    /// It is there and does not answer.
    Mute,
    /// It refuses this program.
    Denied,
}

impl From<chatelaine_secrets::VaultState> for VaultState {
    fn from(state: chatelaine_secrets::VaultState) -> Self {
        use chatelaine_secrets::VaultState as Vault;
        match state {
            Vault::Available => Self::Available,
            Vault::Absent => Self::Absent,
            Vault::Locked => Self::Locked,
            Vault::Mute => Self::Mute,
            Vault::Denied => Self::Denied,
        }
    }
}

/// How the vault stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct VaultStatus {
    /// In which state.
    pub state: VaultState,
    /// Where secrets live.
    pub store: String,
    /// What that means.
    pub what: String,
    /// What to do.
    pub advice: String,
    /// Whether secrets outlive this process.
    pub lasting: bool,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// Dark text on light ground.
    Light,
    /// Light text on dark ground.
    Dark,
    /// As the system has it.
    #[default]
    System,
}

/// What the operator prefers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
pub struct Preferences {
    /// Light or dark.
    pub theme: Theme,
}
