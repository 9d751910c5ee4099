//! The test chat: over what a bot can be talked to, what opens it, and what happens then.
//!
//! A conversation is one asynchronous function from an [`Inbox`] (what the operator says) to an [`Outlet`] (what
//! happens, in order). Each platform has its own in `<platform>/chat*`; the loops that they share stand here: [`socket`]
//! for WebSockets, [`http`] for bots that answer each message with one response. [`generic`] is what belongs to no platform. What a bot says is not to be trusted.

mod call;
pub(crate) mod clock;
mod event;
pub(crate) mod generic;
mod layout;
mod outlet;
mod way;

pub mod http;
pub mod socket;

pub(crate) use call::Converse;
pub use call::{Call, Conversing, Custom, Inbox, Introduction, Unready};
pub use event::{ChatAttachment, ChatButton, ChatEvent, Frame, FrameDirection, HeaderLine, Reply};
pub use layout::laid_out;
pub use outlet::{ChatSink, Connected, Outlet, Refusal, milliseconds};
pub use way::{ChatAuth, ChatTransport};
