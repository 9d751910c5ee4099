//! `chatelaine audit`.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use chatelaine_console::view::{Bot, Posture, Severity};
use chatelaine_console::{CommandError, Console, ErrorCode, Step};
use chatelaine_report::{BotReport, IGNORE_FILE, Ignores, Problem, Report};
use jiff::civil::Date;
use jiff::{Timestamp, Zoned};

use super::{Done, bot};
use crate::Outcome;
use crate::arguments::{AuditOptions, Format, Level};
use crate::output::Output;

/// A longer ignore file is a mistake.
const IGNORE_LIMIT_BYTES: u64 = 1 << 20;

impl From<Level> for Severity {
    fn from(level: Level) -> Self {
        match level {
            Level::Critical => Self::Critical,
            Level::High => Self::High,
            Level::Medium => Self::Medium,
            Level::Low => Self::Low,
            Level::Info => Self::Info,
        }
    }
}

pub(crate) async fn run(
    console: &Arc<Console>,
    options: AuditOptions,
    output: &mut Output,
) -> Done {
    let format = if output.json {
        Format::Json
    } else {
        options.format
    };
    let today = Zoned::now().date();
    let (reports, failure) = if options.live {
        let bots = on_every_core(&options.targets, |target| {
            bot(console, target, options.url.clone())
        })?;
        ask(console, bots, options.forge, today).await?
    } else {
        let targets = console.targets()?;
        let read = |target: &String| {
            let (bot, posture) = targets.posture(target, options.url.as_deref())?;
            summarise(&bot, posture, today)
        };
        (on_every_core(&options.targets, read)?, None)
    };
    let report = Report {
        bots: reports,
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        at: Timestamp::now(),
    };
    let document = match format {
        Format::Text => chatelaine_report::text(&report),
        Format::Json => {
            let bots = on_every_core(&report.bots, |bot| Ok(chatelaine_report::json_bot(bot)))?;
            chatelaine_report::json(&report, &bots)
        }
        Format::Sarif => lines(&chatelaine_report::sarif(&report, sources().as_deref())),
        Format::Html => chatelaine_report::html(&report),
    };
    match &options.output {
        Some(path) => write(path, &document)?,
        None => output.bytes(document.as_bytes()),
    }
    if let Some(error) = failure {
        if format != Format::Json || options.output.is_some() {
            output.say(&format!("chatelaine: {}\n  {}", error.what, error.advice));
        }
        return Ok(Outcome::Failed);
    }
    let threshold = Severity::from(options.fail_on);
    let found = report
        .findings()
        .any(|finding| finding.severity >= threshold);
    Ok(if found { Outcome::Found } else { Outcome::Done })
}

/// Asks the running bots, a few at a time. A bot that does not answer is in the report; the first reason is returned.
async fn ask(
    console: &Arc<Console>,
    bots: Vec<Bot>,
    may_forge: bool,
    today: Date,
) -> Result<(Vec<BotReport>, Option<CommandError>), CommandError> {
    let mut seen = HashMap::new();
    let keep = |step| {
        if let Step::Asked(bot, outcome) = step {
            seen.insert(bot.name, *outcome);
        }
    };
    console.round(bots.clone(), may_forge, keep).await?;
    let mut reports = Vec::new();
    let mut failure = None;
    for bot in bots {
        // A bot that was named twice was seen twice, and stands there once.
        let Some(posture) = seen.remove(&bot.name) else {
            continue;
        };
        let posture = posture?;
        let mut report = summarise(&bot, posture, today)?;
        if let Err(error) = console.last_check(&bot.name) {
            report.problem = Some(problem(&error));
            failure.get_or_insert(error);
        }
        reports.push(report);
    }
    Ok((reports, failure))
}

/// Does the same with every item, in the order of the items. Of several errors it returns the first.
fn on_every_core<T: Sync, R: Send>(
    items: &[T],
    work: impl Fn(&T) -> Result<R, CommandError> + Sync,
) -> Result<Vec<R>, CommandError> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(items.len()));
    let take = || {
        while let Some((at, item)) = {
            let at = next.fetch_add(1, Ordering::Relaxed);
            items.get(at).map(|item| (at, item))
        } {
            let result = work(item);
            if let Ok(mut done) = done.lock() {
                done.push((at, result));
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..threads.min(items.len()) {
            scope.spawn(take);
        }
    });
    let mut done = done.into_inner().unwrap_or_default();
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

/// The posture of a bot without what its ignore file covers.
fn summarise(bot: &Bot, posture: Posture, today: Date) -> Result<BotReport, CommandError> {
    let ignores = ignores(bot)?;
    let applied = chatelaine_report::apply(&ignores, posture.findings, today);
    Ok(BotReport {
        name: bot.name.clone(),
        platform: bot.platform,
        dir: bot.dir.clone(),
        config_file: posture.config_file,
        url: bot.url.clone(),
        version: posture.version,
        headline: posture.headline,
        detail: posture.detail,
        access_points: posture.access_points,
        findings: applied.kept,
        ignored: applied.ignored,
        problem: None,
    })
}

fn ignores(bot: &Bot) -> Result<Ignores, CommandError> {
    let Some(dir) = &bot.dir else {
        return Ok(Ignores::default());
    };
    let path = Path::new(dir).join(IGNORE_FILE);
    let unreadable = |why: &str| {
        CommandError::new(
            ErrorCode::Unreadable,
            format!("{} cannot be read ({why})", path.display()),
            "Repair it or take it away, then try again.",
        )
    };
    let size = match std::fs::metadata(&path) {
        Ok(metadata) => metadata.len(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Ok(Ignores::default());
        }
        Err(error) => return Err(unreadable(&error.kind().to_string())),
    };
    if size > IGNORE_LIMIT_BYTES {
        return Err(unreadable("it is too large"));
    }
    let text =
        std::fs::read_to_string(&path).map_err(|error| unreadable(&error.kind().to_string()))?;
    text.parse()
        .map_err(|error: chatelaine_report::IgnoreError| {
            CommandError::new(
                ErrorCode::Unreadable,
                format!("{dir}/{error}"),
                error.advice,
            )
        })
}

/// The folder that code scanning counts paths from: the checkout around the current folder, else that folder itself.
fn sources() -> Option<String> {
    let here = std::fs::canonicalize(".").ok()?;
    let checkout = here.ancestors().find(|above| above.join(".git").exists());
    Some(checkout.unwrap_or(&here).to_string_lossy().into_owned())
}

fn problem(error: &CommandError) -> Problem {
    let code = serde_json::to_value(error.code).unwrap_or_default();
    Problem {
        code: code.as_str().unwrap_or_default().to_owned(),
        what: error.what.clone(),
        advice: error.advice.clone(),
    }
}

fn lines(document: &impl serde::Serialize) -> String {
    let mut text = serde_json::to_string_pretty(document).unwrap_or_default();
    text.push('\n');
    text
}

fn write(path: &PathBuf, document: &str) -> Result<(), CommandError> {
    std::fs::write(path, document).map_err(|error| {
        CommandError::new(
            ErrorCode::Unwritable,
            format!("{} cannot be written ({})", path.display(), error.kind()),
            "Choose another place for the report.",
        )
    })
}
