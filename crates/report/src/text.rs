//! The report for a terminal. Colours are the caller's business.

use chatelaine_platforms::Finding;

use crate::words::{self, plain};
use crate::{BotReport, Ignored, Report};

/// The report as lines of text. The last line has the number of findings by severity.
///
/// [`BotReport::problem`] is left out: a message goes to standard error, and this is data.
#[must_use]
pub fn text(report: &Report) -> String {
    let mut lines = Vec::new();
    for bot in &report.bots {
        show(bot, &mut lines);
        lines.push(String::new());
    }
    lines.push(words::sum(report.findings(), report.ignored()));
    lines.push(String::new());
    lines.join("\n")
}

fn show(bot: &BotReport, lines: &mut Vec<String>) {
    let version = bot
        .version
        .as_deref()
        .map_or_else(String::new, |version| format!(" {version}"));
    lines.push(plain(&format!(
        "{} · {}{version}",
        bot.name,
        bot.platform.title()
    )));
    lines.push(plain(&format!("{}. {}", bot.headline, bot.detail)));
    let rows: Vec<[String; 3]> = bot
        .access_points
        .iter()
        .map(|point| {
            [
                format!("  {}", plain(&point.title)),
                words::state(point.state).to_owned(),
                plain(&point.summary),
            ]
        })
        .collect();
    lines.extend(aligned(&rows));
    for finding in &bot.findings {
        lines.push(title(finding));
        lines.push(plain(&format!(
            "       {}{}",
            finding.advice,
            if finding.fixable { " (fixable)" } else { "" }
        )));
    }
    for (finding, ignored) in &bot.ignored {
        lines.push(format!("{} (ignored)", title(finding)));
        lines.push(plain(&format!("       {}", why(ignored))));
    }
}

fn title(finding: &Finding) -> String {
    let place = words::place(finding).map_or_else(String::new, |place| format!(" {place}"));
    plain(&format!(
        "{} {}{place} {}",
        finding.rule,
        words::severity(finding.severity),
        finding.message
    ))
}

fn why(ignored: &Ignored) -> String {
    match ignored.expires {
        Some(day) => format!("Until {day}: {}", ignored.reason),
        None => ignored.reason.clone(),
    }
}

/// Rows with their columns aligned. The last column is as long as it likes.
fn aligned(rows: &[[String; 3]]) -> Vec<String> {
    let width = |column: usize| {
        rows.iter()
            .map(|row| row[column].chars().count())
            .max()
            .unwrap_or_default()
    };
    let (first, second) = (width(0), width(1));
    rows.iter()
        .map(|[title, state, summary]| {
            format!("{title:<first$}  {state:<second$}  {summary}")
                .trim_end()
                .to_owned()
        })
        .collect()
}
