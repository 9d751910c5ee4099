//! A run of the agent, event by event. Each event has a `message_id` of its own, so that nothing can be grouped by it
//! (2.0.23).

use chatelaine_wire::sse::ServerEvent;
use jiff::Timestamp;
use serde_json::Value;

use super::agent::tell;
use crate::talk::{FrameDirection, Outlet, Reply, laid_out};

/// Bytes of pieces that are put together, in case the run breaks off before it tells its result.
const PIECES: usize = 1 << 20;

/// What was heard of a run so far.
#[derive(Debug, Default)]
pub(super) struct Run {
    pieces: String,
    /// What the agent said, once the run has ended well.
    pub(super) said: Option<String>,
    pub(super) over: bool,
}

impl Run {
    /// Logs an event, then tells what it means.
    pub(super) fn hear(&mut self, event: &ServerEvent, outlet: &mut Outlet) {
        let json: Value = serde_json::from_str(&event.data).unwrap_or_default();
        let kind = json["type"].as_str().unwrap_or(&event.name);
        outlet.wire(
            Timestamp::now(),
            FrameDirection::Received,
            kind,
            event.data.len(),
            &laid_out(&event.data),
            Vec::new(),
            None,
        );
        outlet.alive();
        match kind {
            "TEXT_MESSAGE_CONTENT" => {
                let piece = json["delta"].as_str().unwrap_or_default();
                if self.pieces.len() + piece.len() <= PIECES {
                    self.pieces.push_str(piece);
                }
                outlet.token(piece);
            }
            "RUN_FINISHED" => {
                self.over = true;
                let texts = tell(&json["result"], outlet);
                if texts.is_empty() {
                    outlet.silent();
                }
                self.said = Some(texts.join("\n"));
            }
            "RUN_ERROR" => {
                self.over = true;
                let words = json["message"].as_str().unwrap_or_default();
                outlet.error("RUN_ERROR", words, hint(words));
            }
            _ => {}
        }
    }

    /// The events are at their end.
    pub(super) fn ended(&mut self, outlet: &mut Outlet) {
        if self.over {
            return;
        }
        if !self.pieces.is_empty() {
            outlet.reply(Reply::text(self.pieces.clone()));
        }
        outlet.error(
            "Broken off",
            "the events ended before the run did",
            Some("The bot stumbled or was restarted in the middle, or a proxy cut the line. Look at the bot's log."),
        );
    }
}

/// What is known to cause an error, by the words of the provider.
fn hint(words: &str) -> Option<&'static str> {
    if words.contains("Error code: 401") {
        return Some(
            "The key of the language model's provider is wrong. This is not about your login.",
        );
    }
    words
        .contains("Error code: 429")
        .then_some("The provider of the language model limits how often it is asked.")
}
