//! `chatelaine set`, `unset`, `fix`, `undo` and `history`.

use std::sync::Arc;

use chatelaine_console::view::{Applied, Change, DiffKind, Edit, Finding, Plan, PlanRequest};
use chatelaine_console::{CommandError, Console, ErrorCode};

use super::Done;
use crate::arguments::Value;
use crate::output::Output;
use crate::{Outcome, input};

/// Which fixes are wanted.
pub(crate) enum Wanted {
    /// Those that lock a way in.
    Locks,
    All,
    Rules(Vec<String>),
}

impl Wanted {
    pub(crate) fn new(rules: Vec<String>, all: bool) -> Self {
        match (all, rules.is_empty()) {
            (true, _) => Self::All,
            (false, true) => Self::Locks,
            (false, false) => Self::Rules(rules),
        }
    }

    fn includes(&self, finding: &Finding) -> bool {
        finding.fixable
            && match self {
                Self::Locks => finding.locks,
                Self::All => true,
                Self::Rules(rules) => rules.contains(&finding.rule),
            }
    }
}

pub(crate) async fn set(
    console: &Console,
    target: &str,
    setting: String,
    value: &Value,
    dry_run: bool,
    output: &mut Output,
) -> Done {
    let change = if value.generate {
        Change::Generate
    } else if value.from_vault {
        Change::FromVault
    } else {
        Change::Value {
            value: input::all()?.expose().to_owned(),
        }
    };
    edit(console, target, Edit { setting, change }, dry_run, output).await
}

pub(crate) async fn unset(
    console: &Console,
    target: &str,
    setting: String,
    dry_run: bool,
    output: &mut Output,
) -> Done {
    edit(
        console,
        target,
        Edit {
            setting,
            change: Change::Unset,
        },
        dry_run,
        output,
    )
    .await
}

async fn edit(
    console: &Console,
    target: &str,
    edit: Edit,
    dry_run: bool,
    output: &mut Output,
) -> Done {
    let plan = match console.preview_plan(target, PlanRequest::Edits { edits: vec![edit] }) {
        Err(error) if error.code == ErrorCode::NothingToDo => {
            if output.json {
                output.document(&serde_json::json!({ "plan": null, "applied": null }));
            } else {
                output.say(&format!("{} {}", error.what, error.advice));
            }
            return Ok(Outcome::Done);
        }
        plan => plan?,
    };
    carry_out(console, plan, dry_run, output).await
}

pub(crate) async fn fix(
    console: &Arc<Console>,
    target: &str,
    wanted: Wanted,
    dry_run: bool,
    offline: bool,
    output: &mut Output,
) -> Done {
    // Default passwords only show on the running bot.
    let bot = console.bot(target)?;
    if !offline && bot.url.is_some() {
        console.check_live(target, false).await?;
        if let Err(error) = console.last_check(&bot.name) {
            output.say(&format!(
                "The bot was not checked: {} Only its files are looked at.",
                error.what
            ));
        }
    }
    if !console
        .posture(target)?
        .findings
        .iter()
        .any(|finding| wanted.includes(finding))
    {
        if let Wanted::Rules(rules) = &wanted
            && let Some(unknown) = rules.iter().find(|rule| !console.knows_rule(rule))
        {
            let advice = "`chatelaine audit` shows the rules that apply.";
            return Err(CommandError::new(
                ErrorCode::NotFound,
                format!("there is no rule `{unknown}`"),
                advice,
            ));
        }
        if output.json {
            output.document(&serde_json::json!({ "plan": null, "applied": null }));
        } else {
            output.say("There is nothing to fix.");
        }
        return Ok(Outcome::Done);
    }
    let request = match &wanted {
        Wanted::Locks => PlanRequest::LockEverything,
        Wanted::All => PlanRequest::AllFixes,
        Wanted::Rules(rules) => PlanRequest::Rules {
            rules: rules.clone(),
        },
    };
    let plan = console.preview_plan(target, request)?;
    let refused = plan.refused;
    let done = carry_out(console, plan, dry_run, output).await?;
    // What was left out is still to be done, whatever else was.
    Ok(match done {
        Outcome::Done if refused => Outcome::Found,
        done => done,
    })
}

pub(crate) async fn undo(console: &Console, target: &str, output: &mut Output) -> Done {
    let applied = console.undo(target).await?;
    if output.json {
        output.document(&serde_json::json!({ "applied": applied }));
    } else {
        tell(&applied, output);
    }
    Ok(outcome(&applied))
}

pub(crate) fn history(console: &Console, target: Option<&str>, output: &mut Output) -> Done {
    // The history of a bot outlives its place in the registry.
    let history = match target.map(|target| (target, console.bot(target))) {
        None => console.history(None)?,
        Some((_, Ok(bot))) => console.history(Some(&bot.name))?,
        Some((name, Err(unknown))) => Some(console.history(Some(name))?)
            .filter(|history| !history.entries.is_empty())
            .ok_or(unknown)?,
    };
    if output.json {
        output.document(&history);
    } else {
        let rows: Vec<Vec<String>> = history
            .entries
            .iter()
            .map(|entry| {
                vec![
                    entry.at.clone(),
                    entry.bot.clone(),
                    entry.summary.clone(),
                    if entry.undone {
                        "undone".into()
                    } else {
                        String::new()
                    },
                ]
            })
            .collect();
        output.table(&rows);
        match history.broken_at {
            None => output.say("The chain of entries is unbroken."),
            Some(seq) => output.say(&format!(
                "The chain is broken at entry {seq}: the file was changed by something else."
            )),
        }
    }
    Ok(if history.chain_ok {
        Outcome::Done
    } else {
        Outcome::Found
    })
}

async fn carry_out(console: &Console, plan: Plan, dry_run: bool, output: &mut Output) -> Done {
    if !output.json {
        show(&plan, output);
    }
    if dry_run {
        console.discard_plan(&plan.id);
        if output.json {
            output.document(&serde_json::json!({ "plan": plan, "applied": null }));
        } else {
            output.say("Nothing was written.");
        }
        return Ok(Outcome::Done);
    }
    let applied = console.apply_plan(&plan.id).await?;
    if output.json {
        output.document(&serde_json::json!({ "plan": plan, "applied": applied }));
    } else {
        tell(&applied, output);
    }
    Ok(outcome(&applied))
}

fn show(plan: &Plan, output: &mut Output) {
    for file in &plan.files {
        output.line(&format!(
            "{} {}",
            if file.created { "new" } else { "---" },
            file.path
        ));
        for line in &file.lines {
            let (sign, number) = match line.kind {
                DiffKind::Context => (' ', line.new),
                DiffKind::Removed => ('-', line.old),
                DiffKind::Added => ('+', line.new),
            };
            output.line(&format!(
                "{:>4} {sign} {}",
                number.unwrap_or_default(),
                line.text
            ));
        }
    }
    for step in &plan.steps {
        output.say(&format!("· {}", step.text));
    }
    for note in &plan.notes {
        output.say(&format!("! {note}"));
    }
}

fn tell(applied: &Applied, output: &mut Output) {
    output.say(&applied.entry.summary);
    for warning in &applied.warnings {
        output.say(&format!("! {warning}"));
    }
    if let Some(hint) = &applied.restart_hint {
        output.say(&format!("Now restart the bot: {hint}"));
    }
}

/// A plan that was only partly carried out has not been done.
fn outcome(applied: &Applied) -> Outcome {
    if applied.warnings.is_empty() {
        Outcome::Done
    } else {
        Outcome::Failed
    }
}
