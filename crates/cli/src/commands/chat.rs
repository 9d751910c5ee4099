//! `chatelaine chat`.

mod options;
mod show;

use std::sync::Arc;

use chatelaine_console::view::{Bot, ChatEvent, ExportFormat};
use chatelaine_console::{ChatListener, CommandError, Console, ErrorCode};
use chatelaine_secrets::Secret;
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines, Stdin};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::{Done, bot};
use crate::arguments::{ChatArguments, Export};
use crate::output::Output;
use crate::{Outcome, input};

pub(crate) async fn run(
    console: &Arc<Console>,
    arguments: ChatArguments,
    output: &mut Output,
) -> Done {
    let bot = bot(console, &arguments.target, arguments.url.clone())?;
    let options = options::chosen(&arguments)?;
    let typed = arguments.message.is_empty();
    let mut script = Script {
        given: arguments.message.into_iter(),
        typed: BufReader::new(tokio::io::stdin()).lines(),
        prompts: typed && !output.json && input::has_terminal(),
        reads: typed,
    };
    if arguments.secret_stdin {
        keep_secret(console, &bot, options.auth, &mut script).await?;
    }
    let (sender, events) = unbounded_channel();
    let listener = ChatListener::new(move |batch| {
        batch.into_iter().for_each(|event| drop(sender.send(event)));
    });
    let id = console.chat_open_to(&bot, options, listener).await?;
    let mut talk = Talk {
        console,
        id: &id,
        events,
        frames: arguments.frames,
        output,
    };
    let outcome = talk.converse(&mut script).await;
    if let Some(export) = arguments.export {
        write(console, &id, &export, output)?;
    }
    Ok(outcome)
}

/// Takes the first line of standard input for the secret that the credential needs.
async fn keep_secret(
    console: &Arc<Console>,
    bot: &Bot,
    auth: Option<chatelaine_console::view::ChatAuth>,
    script: &mut Script,
) -> Result<(), CommandError> {
    let secret = if input::has_terminal() {
        input::ask("Secret: ")
    } else {
        script.line().await.map(Secret::new)
    };
    let missing = || {
        CommandError::new(
            ErrorCode::Invalid,
            "no secret came in through standard input",
            "Pipe it in as the first line.",
        )
    };
    console
        .keep_chat_secret(bot, auth, secret.ok_or_else(missing)?)
        .await
}

fn write(
    console: &Console,
    id: &str,
    export: &Export,
    output: &mut Output,
) -> Result<(), CommandError> {
    let format = match export.har {
        true => ExportFormat::Har,
        false => ExportFormat::Jsonl,
    };
    let exported = console.chat_export(id, format, &export.path)?;
    let dropped = match exported.dropped {
        0 => String::new(),
        count => format!("; the first {count} are no longer held"),
    };
    output.say(&format!(
        "{} frames in {}{dropped}",
        exported.frames, exported.path
    ));
    Ok(())
}

/// What is said: the messages that were given, else the lines of standard input.
struct Script {
    given: std::vec::IntoIter<String>,
    typed: Lines<BufReader<Stdin>>,
    reads: bool,
    /// Somebody sits there and wants to know when it is their turn.
    prompts: bool,
}

impl Script {
    async fn next(&mut self, output: &mut Output) -> Option<String> {
        if !self.reads {
            return self.given.next();
        }
        loop {
            if self.prompts {
                output.prompt("> ");
            }
            let line = self.line().await?;
            if !line.trim().is_empty() {
                return Some(line);
            }
        }
    }

    async fn line(&mut self) -> Option<String> {
        self.typed.next_line().await.ok().flatten()
    }
}

struct Talk<'a> {
    console: &'a Console,
    id: &'a str,
    events: UnboundedReceiver<ChatEvent>,
    frames: bool,
    output: &'a mut Output,
}

impl Talk<'_> {
    async fn converse(&mut self, script: &mut Script) -> Outcome {
        let connected = |event: &ChatEvent| matches!(event, ChatEvent::Connected { .. });
        if let Some(outcome) = self.until(connected).await {
            return outcome;
        }
        let mut worst = Outcome::Done;
        while let Some(text) = script.next(self.output).await {
            if self.console.chat_send(self.id, text).await.is_err() {
                worst = Outcome::Failed;
                break;
            }
            let mut failed = false;
            let over = |event: &ChatEvent| {
                failed |= matches!(event, ChatEvent::Error { .. } | ChatEvent::NoReply { .. });
                failed || matches!(event, ChatEvent::TurnOver { .. })
            };
            if let Some(outcome) = self.until(over).await {
                return outcome;
            }
            if failed {
                worst = Outcome::Failed;
            }
        }
        self.console.chat_close(self.id);
        let closed = |event: &ChatEvent| matches!(event, ChatEvent::Closed { .. });
        self.until(closed).await;
        worst
    }

    /// Shows events until one is waited for. Returns the outcome when the chat ended instead.
    async fn until(&mut self, mut wanted: impl FnMut(&ChatEvent) -> bool) -> Option<Outcome> {
        loop {
            let Some(event) = self.events.recv().await else {
                return Some(Outcome::Failed);
            };
            show::show(&event, self.frames, self.output);
            if wanted(&event) {
                return None;
            }
            match event {
                ChatEvent::Refused { .. } => return Some(Outcome::Found),
                ChatEvent::Closed { .. } => return Some(Outcome::Failed),
                _ => {}
            }
        }
    }
}
