//! `chatelaine audit`.

use chatelaine_console::view::{AccessPoint, Bot, Posture, Severity, State};
use chatelaine_console::{CommandError, Console};

use super::{Done, bot};
use crate::Outcome;
use crate::arguments::{Format, Level};
use crate::output::Output;

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
    console: &Console,
    targets: &[String],
    live: bool,
    url: Option<String>,
    format: Format,
    fail_on: Level,
    output: &mut Output,
) -> Done {
    let mut reports = Vec::new();
    let mut failure: Option<CommandError> = None;
    for target in targets {
        let bot = bot(console, target, url.clone())?;
        let posture = if live {
            console.check_bot(&bot).await?
        } else {
            console.posture_of(&bot)?
        };
        if live && let Err(error) = console.last_check(&bot.name) {
            failure.get_or_insert(error);
        }
        reports.push((bot, posture));
    }
    if output.json || format == Format::Json {
        let bots: Vec<serde_json::Value> = reports
            .iter()
            .map(|(bot, posture)| document(bot, posture))
            .collect();
        let mut report = serde_json::json!({ "bots": bots });
        if let Some(error) = &failure {
            report["error"] = serde_json::json!(error);
        }
        output.document(&report);
    } else {
        for (bot, posture) in &reports {
            show(bot, posture, output);
        }
        if let Some(error) = &failure {
            output.say(&format!("chatelaine: {}\n  {}", error.what, error.advice));
        }
    }
    if failure.is_some() {
        return Ok(Outcome::Failed);
    }
    let threshold = Severity::from(fail_on);
    let found = reports.iter().any(|(_, posture)| {
        posture
            .findings
            .iter()
            .any(|finding| finding.severity >= threshold)
    });
    Ok(if found { Outcome::Found } else { Outcome::Done })
}

fn document(bot: &Bot, posture: &Posture) -> serde_json::Value {
    serde_json::json!({
        "name": bot.name,
        "platform": bot.platform,
        "dir": bot.dir,
        "url": bot.url,
        "access_points": posture.access_points.iter().map(access_point).collect::<Vec<_>>(),
        "findings": posture.findings,
    })
}

/// What was declared and what was seen. What follows from the two is for people and stands in the text.
fn access_point(point: &AccessPoint) -> serde_json::Value {
    serde_json::json!({
        "id": point.id,
        "declared": point.declared,
        "observed": point.observed,
        "guarded_by": point.guarded_by,
        "evidence": point.evidence,
    })
}

fn show(bot: &Bot, posture: &Posture, output: &mut Output) {
    let version = posture
        .version
        .as_deref()
        .map_or_else(String::new, |version| format!(" {version}"));
    output.line(&format!("{} · {}{version}", bot.name, posture.platform));
    output.line(&format!("{}. {}", posture.headline, posture.detail));
    let rows: Vec<Vec<String>> = posture
        .access_points
        .iter()
        .map(|point| {
            vec![
                format!("  {}", point.title),
                state(point.state).into(),
                point.summary.clone(),
            ]
        })
        .collect();
    output.table(&rows);
    for finding in &posture.findings {
        let place = match (&finding.file, finding.line) {
            (Some(file), Some(line)) => format!(" {file}:{line}"),
            (Some(file), None) => format!(" {file}"),
            _ => String::new(),
        };
        output.line(&format!(
            "{} {}{place} {}",
            finding.rule,
            severity(finding.severity),
            finding.message
        ));
        output.line(&format!(
            "       {}{}",
            finding.advice,
            if finding.fixable { " (fixable)" } else { "" }
        ));
    }
    output.line("");
}

fn state(state: State) -> &'static str {
    match state {
        State::Open => "open",
        State::Locked => "locked",
        State::ProvenLocked => "proven locked",
        State::Weak => "weak",
        State::Forgeable => "forgeable",
        State::DefaultPassword => "default password",
        State::LoopbackOnly => "loopback only",
        State::Unknown => "unknown",
    }
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "critical",
        Severity::High => "high",
        Severity::Medium => "medium",
        Severity::Low => "low",
        Severity::Info => "info",
    }
}
