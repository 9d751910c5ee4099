//! A check from a conversation that was had.

use super::file::{FORMAT, VERSION};
use crate::view::{ChatCheck, ChatEvent, CheckStep, Expectation, TranscriptPart};
use crate::{CommandError, Console};

/// What a made-up user's name begins with: a check makes up its own.
const MADE_UP: &str = "console-";

impl Console {
    /// What was said in a conversation, with its replies as what is expected, to be edited and then saved. A conversation
    /// that was refused becomes a check that expects to be.
    ///
    /// # Errors
    /// As [`Console::chat_transcript`].
    pub fn chat_check_from(&self, target: &str, id: &str) -> Result<ChatCheck, CommandError> {
        let mut check = ChatCheck {
            format: FORMAT.into(),
            version: VERSION,
            name: "Recorded conversation".into(),
            transport: None,
            auth: None,
            user: None,
            oauth: None,
            custom: None,
            refused: false,
            steps: Vec::new(),
        };
        let mut replies: Vec<String> = Vec::new();
        for line in self.chat_transcript(target, id)? {
            match line.entry {
                TranscriptPart::Opened(head) => {
                    let day = line.at.split('T').next().unwrap_or_default();
                    check.name = format!("Conversation of {day}");
                    check.transport = Some(head.transport);
                    check.auth = Some(head.auth);
                    check.user = Some(head.user).filter(|user| !user.starts_with(MADE_UP));
                }
                TranscriptPart::Said(say) => {
                    expect(&mut check.steps, &mut replies);
                    check.steps.push(CheckStep {
                        say,
                        within_ms: None,
                        expect: Vec::new(),
                    });
                }
                TranscriptPart::Heard(ChatEvent::Message { text, .. }) => replies.push(text),
                TranscriptPart::Heard(ChatEvent::Refused { .. }) => check.refused = true,
                TranscriptPart::Heard(_) => {}
            }
        }
        expect(&mut check.steps, &mut replies);
        Ok(check)
    }
}

/// The replies so far belong to the last message; what the bot says before anybody spoke belongs to none.
fn expect(steps: &mut [CheckStep], replies: &mut Vec<String>) {
    let text = std::mem::take(replies).join("\n");
    if let Some(step) = steps.last_mut()
        && !text.is_empty()
    {
        step.expect = vec![Expectation::Exact(text)];
    }
}
