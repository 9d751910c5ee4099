//! What the use cases return: the types of the window and the JSON of the command line.

mod access;
mod bots;
mod chat;
mod chat_check;
mod doctor;
mod fleet;
mod history;
mod keys;
mod plan;
mod posture;
mod settings;
mod transcript;
mod window;

pub use access::{Certificate, Session};
pub use bots::{Bot, BotSummary, Detection, NewBot};
pub use chat::{
    ChatAttachment, ChatAuth, ChatButton, ChatEvent, ChatOptions, ChatWay, ChatWays, Custom, Frame,
    FrameDirection, HeaderLine, Oauth,
};
pub use chat_check::{
    At, ChatCheck, CheckEvent, CheckOutcome, CheckStep, CheckVerdict, Expectation, SavedCheck,
    Scalar, StepOutcome,
};
pub use chatelaine_platforms::cheshire_cat::{
    AdminOverview, BotUser, MemoryCollection, Model, Plugin, ProviderKey,
};
pub use chatelaine_platforms::{
    AccessPoint, Declared, Evidence, Finding, Observed, Platform, Severity, State,
};
pub use doctor::{Doctor, DoctorOutcome, DoctorStage, DoctorStep};
pub use fleet::{Alarm, OpenedLock, Round, RoundEvent};
pub use history::{HistoryEntry, HistoryView};
pub use keys::{GuessedBy, KeyGuess};
pub use plan::{
    Applied, Change, DiffKind, DiffLine, Edit, FileDiff, Plan, PlanRequest, PlanStep, StepKind,
};
pub use posture::{ConfigState, Connection, ConnectionState, Posture};
pub use settings::{
    ConfigFile, ConfigText, SecretRow, SecretState, SettingKind, SettingRow, SettingSource,
};
pub use transcript::{
    ExportFormat, Exported, TranscriptEntry, TranscriptHead, TranscriptInfo, TranscriptPart,
};
pub use window::{Preferences, Schedule, Theme, VaultState, VaultStatus};
