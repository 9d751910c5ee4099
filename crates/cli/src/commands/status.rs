//! `chatelaine status`.

use std::sync::Arc;

use chatelaine_console::view::{Bot, BotSummary, ConnectionState, State};
use chatelaine_console::{CommandError, Console, Step};

use super::Done;
use crate::Outcome;
use crate::output::Output;

pub(crate) async fn run(
    console: &Arc<Console>,
    targets: &[String],
    live: bool,
    may_forge: bool,
    output: &mut Output,
) -> Done {
    let bots = if targets.is_empty() {
        console.bots()?
    } else {
        let named = targets.iter().map(|target| console.bot(target));
        named.collect::<Result<Vec<_>, _>>()?
    };
    if live {
        // Who asks for all asks for those that can be asked; who names one wants to know why it cannot.
        let asked: Vec<Bot> = bots
            .iter()
            .filter(|bot| !targets.is_empty() || bot.url.is_some())
            .cloned()
            .collect();
        ask(console, asked, may_forge).await?;
    }
    let lines = console.summaries(bots);
    let silent = live
        && lines
            .iter()
            .any(|line| is_silent(line, !targets.is_empty()));
    if output.json {
        output.document(&serde_json::json!({ "bots": lines }));
    } else if lines.is_empty() {
        output
            .say("No bots yet. Add one with `chatelaine bots add`, or try `chatelaine practice`.");
    } else {
        output.table(&lines.iter().map(row).collect::<Vec<_>>());
    }
    if silent {
        return Ok(Outcome::Failed);
    }
    let found = lines.iter().any(needs_a_look);
    Ok(if found { Outcome::Found } else { Outcome::Done })
}

/// What was seen stays with the console; only the reading of the list is left to do.
async fn ask(console: &Arc<Console>, bots: Vec<Bot>, may_forge: bool) -> Result<(), CommandError> {
    let ignore = |_: Step| {};
    console.round(bots, may_forge, ignore).await.map(|_| ())
}

fn is_silent(line: &BotSummary, named: bool) -> bool {
    match &line.connection {
        Some(connection) => matches!(
            connection.state,
            ConnectionState::Unreachable | ConnectionState::Denied
        ),
        None => line.problem.is_some() || named || line.bot.url.is_some(),
    }
}

fn needs_a_look(line: &BotSummary) -> bool {
    let open = matches!(
        line.worst_state,
        Some(State::Open | State::Forgeable | State::DefaultPassword | State::Weak)
    );
    open || line.alarm.is_some() || line.problem.is_some()
}

fn row(line: &BotSummary) -> Vec<String> {
    let worst = line
        .worst_state
        .and_then(|state| serde_json::to_value(state).ok());
    let worst = worst.as_ref().and_then(|state| state.as_str());
    let checked = line.checked_at.as_deref().unwrap_or("never checked");
    let mut notes = Vec::new();
    if let Some(alarm) = &line.alarm {
        let titles: Vec<&str> = alarm
            .opened
            .iter()
            .map(|lock| lock.title.as_str())
            .collect();
        notes.push(format!("PROVEN LOCKS STAND OPEN: {}", titles.join(", ")));
    }
    if let Some(problem) = &line.problem {
        notes.push(problem.clone());
    }
    if let Some(connection) = &line.connection
        && matches!(
            connection.state,
            ConnectionState::Unreachable | ConnectionState::Denied
        )
    {
        notes.push(connection.detail.clone());
    }
    if line.restart_needed {
        notes.push("restart needed".into());
    }
    vec![
        line.bot.name.clone(),
        line.bot.platform.to_string(),
        format!("{} of {} proven", line.proven, line.total),
        worst.unwrap_or("unknown").replace('_', " "),
        checked.into(),
        notes.join("; "),
    ]
}
