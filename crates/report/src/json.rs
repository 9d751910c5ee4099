//! The report for programs. Its names are a contract, and their order is that of the alphabet.

use chatelaine_platforms::{
    AccessPoint, Declared, Evidence, Finding, Observed, Platform, Severity,
};
use serde::Serialize;

use crate::{BotReport, Ignored, Report};

#[derive(Serialize)]
struct Error<'a> {
    advice: &'a str,
    code: &'a str,
    what: &'a str,
}

#[derive(Serialize)]
struct Bot<'a> {
    access_points: Vec<Point<'a>>,
    dir: Option<&'a str>,
    findings: Vec<Found<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ignored: Vec<Found<'a>>,
    name: &'a str,
    platform: Platform,
    url: Option<&'a str>,
}

/// What was declared and what was seen. What follows from the two is for people and stands in the text.
#[derive(Serialize)]
struct Point<'a> {
    declared: Declared,
    evidence: &'a [Evidence],
    guarded_by: &'a [String],
    id: &'a str,
    observed: Option<Observed>,
}

/// A finding. One that does not count says why, and until which day.
#[derive(Serialize)]
struct Found<'a> {
    advice: &'a str,
    column: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<Option<String>>,
    file: Option<&'a str>,
    fixable: bool,
    line: Option<u32>,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    rule: &'a str,
    setting: Option<&'a str>,
    severity: Severity,
}

/// One bot as a part of [`json`]. A thousand of them are made on every core.
#[must_use]
pub fn json_bot(report: &BotReport) -> String {
    text(&bot(report), "    ")
}

/// The report as one JSON document: `{"bots":[…]}` of what [`json_bot`] made of each, and `"error"` when a bot could not
/// be looked at as it was asked for.
#[must_use]
pub fn json(report: &Report, bots: &[String]) -> String {
    let bots = match bots {
        [] => "[]".to_owned(),
        bots => format!("[\n    {}\n  ]", bots.join(",\n    ")),
    };
    let problem = report.bots.iter().find_map(|bot| bot.problem.as_ref());
    let error = problem.map(|problem| Error {
        advice: &problem.advice,
        code: &problem.code,
        what: &problem.what,
    });
    let error = error.map(|error| format!(",\n  \"error\": {}", text(&error, "  ")));
    let error = error.unwrap_or_default();
    format!("{{\n  \"bots\": {bots}{error}\n}}\n")
}

/// Lines behind the first begin with `indent`. No line ends within a string: JSON escapes what would (RFC 8259 §7).
fn text(part: &impl Serialize, indent: &str) -> String {
    let text = serde_json::to_string_pretty(part).unwrap_or_default();
    text.replace('\n', &format!("\n{indent}"))
}

fn bot(bot: &BotReport) -> Bot<'_> {
    let counts = bot.findings.iter().map(|finding| found(finding, None));
    let ignored = bot.ignored.iter();
    let ignored = ignored.map(|(finding, why)| found(finding, Some(why)));
    Bot {
        access_points: bot.access_points.iter().map(point).collect(),
        dir: bot.dir.as_deref(),
        findings: counts.collect(),
        ignored: ignored.collect(),
        name: &bot.name,
        platform: bot.platform,
        url: bot.url.as_deref(),
    }
}

fn point(point: &AccessPoint) -> Point<'_> {
    Point {
        declared: point.declared,
        evidence: &point.evidence,
        guarded_by: &point.guarded_by,
        id: &point.id,
        observed: point.observed,
    }
}

fn found<'a>(finding: &'a Finding, ignored: Option<&'a Ignored>) -> Found<'a> {
    Found {
        advice: &finding.advice,
        column: finding.column,
        expires: ignored.map(|ignored| ignored.expires.map(|day| day.to_string())),
        file: finding.file.as_deref(),
        fixable: finding.fixable,
        line: finding.line,
        message: &finding.message,
        reason: ignored.map(|ignored| ignored.reason.as_str()),
        rule: &finding.rule,
        setting: finding.setting.as_deref(),
        severity: finding.severity,
    }
}
