//! `chatelaine check`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chatelaine_console::view::{Bot, ChatCheck, CheckOutcome, CheckVerdict};
use chatelaine_console::{CommandError, Console, ErrorCode, junit, parse_check};

use super::{Done, bot};
use crate::Outcome;
use crate::arguments::CheckArguments;
use crate::output::Output;

pub(crate) async fn run(
    console: &Arc<Console>,
    arguments: CheckArguments,
    output: &mut Output,
) -> Done {
    let bot = bot(console, &arguments.target, arguments.url)?;
    let checks = if arguments.files.is_empty() {
        saved(console, &arguments.target)?
    } else {
        arguments
            .files
            .iter()
            .map(|file| read(file))
            .collect::<Result<_, _>>()?
    };
    let outcomes = run_all(console, &bot, &checks, output).await;
    if let Some(path) = &arguments.junit {
        write(path, &junit::report(&bot.name, &outcomes))?;
    }
    if output.json {
        output.document(&serde_json::json!({ "bot": bot.name, "checks": outcomes }));
    }
    let any = |verdict| outcomes.iter().any(|outcome| outcome.verdict == verdict);
    Ok(if any(CheckVerdict::NotRun) {
        Outcome::Failed
    } else if any(CheckVerdict::Failed) {
        Outcome::Found
    } else {
        Outcome::Done
    })
}

/// One after the other: each is a conversation, and a bot may keep one user's apart from another's badly.
async fn run_all(
    console: &Arc<Console>,
    bot: &Bot,
    checks: &[ChatCheck],
    output: &mut Output,
) -> Vec<CheckOutcome> {
    let mut outcomes = Vec::new();
    for check in checks {
        let outcome = console.run_chat_check_of(bot, check, |_| {}).await;
        if !output.json {
            show(&outcome, output);
        }
        outcomes.push(outcome);
    }
    outcomes
}

fn show(outcome: &CheckOutcome, output: &mut Output) {
    let word = match outcome.verdict {
        CheckVerdict::Passed => "passed",
        CheckVerdict::Failed => "failed",
        CheckVerdict::NotRun => "not run",
    };
    output.line(&format!("{word:<8} {} ({} ms)", outcome.name, outcome.ms));
    for text in outcome.problem.iter().chain(&outcome.advice) {
        output.line(&format!("         {text}"));
    }
    for step in &outcome.steps {
        for problem in &step.problems {
            output.line(&format!("         After “{}”: {problem}", step.say));
        }
    }
}

fn saved(console: &Console, target: &str) -> Result<Vec<ChatCheck>, CommandError> {
    let mut checks = Vec::new();
    for saved in console.chat_checks(target)? {
        let broken = || {
            CommandError::new(
                ErrorCode::Unreadable,
                format!("the saved check `{}` makes no sense", saved.id),
                saved.problem.clone().unwrap_or_default(),
            )
        };
        checks.push(saved.check.clone().ok_or_else(broken)?);
    }
    if checks.is_empty() {
        // Nothing that was checked must not look like everything passed.
        return Err(CommandError::new(
            ErrorCode::NotFound,
            format!("no checks are saved for `{target}`"),
            "Record one in the window, or give files.",
        ));
    }
    Ok(checks)
}

fn read(file: &Path) -> Result<ChatCheck, CommandError> {
    let text = std::fs::read_to_string(file).map_err(|error| {
        let what = format!("{} cannot be read ({})", file.display(), error.kind());
        CommandError::new(ErrorCode::Unreadable, what, "Check the path.")
    })?;
    parse_check(&text).map_err(|error| CommandError {
        what: format!("{}: {}", file.display(), error.what),
        ..error
    })
}

fn write(path: &PathBuf, xml: &str) -> Result<(), CommandError> {
    std::fs::write(path, xml).map_err(|error| {
        let what = format!("{} cannot be written ({})", path.display(), error.kind());
        CommandError::new(ErrorCode::Unwritable, what, "Choose another place.")
    })
}
