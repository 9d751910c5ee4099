//! A check is run: a conversation like any other, whose replies are compared.

use std::sync::Arc;
use std::time::Instant;

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::expect::Turn;
use crate::view::{
    Bot, ChatCheck, ChatEvent, ChatOptions, CheckEvent, CheckOutcome, CheckStep, CheckVerdict,
    StepOutcome,
};
use crate::{ChatListener, CommandError, Console};

/// Replies in one turn; a bot that goes on and on answers no check.
const REPLIES: usize = 1_000;

impl Console {
    /// Runs a check, saved or not.
    ///
    /// # Errors
    /// [`crate::ErrorCode::NotFound`] for an unknown bot. Whatever else goes wrong is the outcome.
    pub async fn run_chat_check(
        self: &Arc<Self>,
        target: &str,
        check: &ChatCheck,
        on_event: impl Fn(CheckEvent) + Send,
    ) -> Result<CheckOutcome, CommandError> {
        let bot = self.bot(target)?;
        Ok(self.run_chat_check_of(&bot, check, on_event).await)
    }

    /// [`Console::run_chat_check`] of a bot that may not be registered.
    pub async fn run_chat_check_of(
        self: &Arc<Self>,
        bot: &Bot,
        check: &ChatCheck,
        on_event: impl Fn(CheckEvent) + Send,
    ) -> CheckOutcome {
        let started = Instant::now();
        let mut run = Run::default();
        let end = match self.open_for(bot, check).await {
            Ok((id, events)) => {
                let mut line = Line {
                    console: self,
                    id: &id,
                    events,
                };
                let end = run.go(&mut line, check, &on_event).await;
                self.chat_close(&id);
                end
            }
            Err(error) => End::NotRun(error.what, error.advice),
        };
        let failed = run.steps.iter().any(|step| !step.passed);
        let (verdict, problem, advice) = match end {
            End::NotRun(problem, advice) => (CheckVerdict::NotRun, Some(problem), Some(advice)),
            End::Failed(problem, advice) => (CheckVerdict::Failed, Some(problem), advice),
            End::Done if failed => (CheckVerdict::Failed, None, None),
            End::Done => (CheckVerdict::Passed, None, None),
        };
        let outcome = CheckOutcome {
            name: check.name.clone(),
            verdict,
            ms: u32::try_from(started.elapsed().as_millis()).unwrap_or(u32::MAX),
            problem,
            advice,
            steps: run.steps,
        };
        on_event(CheckEvent::Finished {
            outcome: outcome.clone(),
        });
        outcome
    }

    async fn open_for(
        self: &Arc<Self>,
        bot: &Bot,
        check: &ChatCheck,
    ) -> Result<(String, UnboundedReceiver<ChatEvent>), CommandError> {
        let options = ChatOptions {
            transport: check.transport.clone(),
            auth: check.auth,
            user_id: check.user.clone(),
            oauth: check.oauth.clone(),
            custom: check.custom.clone(),
            ..ChatOptions::default()
        };
        let (sender, events) = unbounded_channel();
        let listener = ChatListener::new(move |batch| {
            // Frames and pieces are compared with nothing, and a flood of them is not kept.
            let telling = batch.into_iter().filter(|event| {
                !matches!(event, ChatEvent::Frame { .. } | ChatEvent::Token { .. })
            });
            telling.for_each(|event| drop(sender.send(event)));
        });
        let id = self.chat_open_to(bot, options, listener).await?;
        Ok((id, events))
    }
}

/// The conversation of a check.
struct Line<'a> {
    console: &'a Console,
    id: &'a str,
    events: UnboundedReceiver<ChatEvent>,
}

/// How a run ended.
enum End {
    Done,
    Failed(String, Option<String>),
    NotRun(String, String),
}

#[derive(Default)]
struct Run {
    steps: Vec<StepOutcome>,
}

impl Run {
    async fn go(
        &mut self,
        line: &mut Line<'_>,
        check: &ChatCheck,
        on_event: &(impl Fn(CheckEvent) + Send),
    ) -> End {
        loop {
            match line.events.recv().await {
                Some(ChatEvent::Connected { .. }) => break,
                Some(event) => {
                    if let Some(end) = over(event, check.refused, false) {
                        return end;
                    }
                }
                None => return silent_end(),
            }
        }
        for (step, index) in check.steps.iter().zip(0..) {
            if line
                .console
                .chat_send(line.id, step.say.clone())
                .await
                .is_err()
            {
                return End::Failed("The conversation ended early.".into(), None);
            }
            let outcome = match turn(line, step, check.refused).await {
                Ok(outcome) => outcome,
                Err(end) => return end,
            };
            on_event(CheckEvent::Step {
                index,
                outcome: outcome.clone(),
            });
            self.steps.push(outcome);
        }
        if check.refused {
            return End::Failed(
                "The bot was expected to refuse, and it let us in.".into(),
                Some("Set the lock that is missing, then restart the bot.".into()),
            );
        }
        End::Done
    }
}

async fn turn(line: &mut Line<'_>, step: &CheckStep, refused: bool) -> Result<StepOutcome, End> {
    let mut heard = Turn::default();
    let (mut ms, mut problems) = (None, Vec::new());
    loop {
        match line.events.recv().await.ok_or_else(silent_end)? {
            event @ ChatEvent::Message { .. } => {
                heard.hear(&event);
                if heard.len() > REPLIES {
                    problems.push(format!("The bot gave more than {REPLIES} replies."));
                    break;
                }
            }
            ChatEvent::TurnOver { total_ms, .. } => {
                ms = Some(total_ms);
                break;
            }
            ChatEvent::Error {
                name, description, ..
            } => {
                problems.push(format!("The turn failed: {name}: {description}"));
                break;
            }
            ChatEvent::NoReply { seconds, causes } => {
                problems.push(format!(
                    "Nothing came within {seconds} s. Known causes: {}",
                    causes.join("; ")
                ));
                break;
            }
            event => {
                if let Some(end) = over(event, refused, true) {
                    return Err(end);
                }
            }
        }
    }
    if problems.is_empty() {
        problems = heard.problems(&step.expect);
    }
    if let (Some(limit), Some(took)) = (step.within_ms, ms)
        && took > limit
    {
        problems.push(format!("It took {took} ms, and {limit} ms were allowed."));
    }
    Ok(StepOutcome {
        say: step.say.clone(),
        replies: heard.texts,
        ms,
        passed: problems.is_empty(),
        problems,
    })
}

/// What it means for the check that the conversation is over, if it is.
fn over(event: ChatEvent, refused: bool, connected: bool) -> Option<End> {
    match event {
        ChatEvent::Refused { .. } if refused => Some(End::Done),
        ChatEvent::Refused { cause, advice, .. } => {
            Some(End::Failed(format!("Refused: {cause}"), Some(advice)))
        }
        ChatEvent::Closed { reason, .. } if connected => Some(End::Failed(
            format!("The conversation ended early: {reason}"),
            None,
        )),
        // Nobody is there: that says nothing about the bot's answers, and nothing about its locks.
        ChatEvent::Closed { reason, .. } => Some(End::NotRun(
            format!("The bot could not be talked to: {reason}"),
            "Examine the connection: the doctor shows where the way to it ends.".into(),
        )),
        _ => None,
    }
}

fn silent_end() -> End {
    End::Failed("The conversation ended without a word.".into(), None)
}
