//! The report for code scanning: SARIF 2.1.0, an OASIS standard. Section numbers in this folder are of that document.

mod results;
mod rules;

use chatelaine_platforms::Severity;
use serde_json::{Value, json};

use crate::place::Root;
use crate::{BotReport, Report};
use rules::Rules;

/// Where OASIS publishes the schema, first errata included.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The name of the folder that relative URIs count from. GitHub and most viewers know it.
const BASE: &str = "%SRCROOT%";

/// The report as one SARIF document. `root` is the absolute path of the folder that holds the sources, in CI the
/// checkout: files below it are named relative to it, as code scanning demands, and files elsewhere by their whole path.
///
/// Findings that are ignored are in it as suppressed results.
#[must_use]
pub fn sarif(report: &Report, root: Option<&str>) -> Value {
    let root = Root::new(root);
    let rules = Rules::of(report);
    let mut run = json!({
        "tool": { "driver": {
            "name": "Chatelaine",
            "version": report.tool_version,
            "semanticVersion": report.tool_version,
            "rules": rules.descriptors(),
        }},
        "invocations": [invocation(report)],
        "columnKind": "unicodeCodePoints",
        "results": results::results(report, &rules, &root),
    });
    if let Some(uri) = root.uri() {
        run["originalUriBaseIds"] = json!({ BASE: { "uri": uri } });
    }
    json!({ "$schema": SCHEMA, "version": "2.1.0", "runs": [run] })
}

/// How the audit itself went.
fn invocation(report: &Report) -> Value {
    let trouble: Vec<Value> = report.bots.iter().filter_map(notification).collect();
    json!({
        "executionSuccessful": trouble.is_empty(),
        "endTimeUtc": report.at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        "toolExecutionNotifications": trouble,
    })
}

fn notification(bot: &BotReport) -> Option<Value> {
    let problem = bot.problem.as_ref()?;
    let text = format!("{}: {} {}", bot.name, problem.what, problem.advice);
    Some(json!({
        "descriptor": { "id": problem.code },
        "level": "error",
        "message": message(&text),
    }))
}

/// A plain text message. In one, `[text](target)` would be a link (§3.11.6): names out of files must not make any.
fn message(text: &str) -> Value {
    json!({ "text": crate::words::plain(text).replace("](", "] (") })
}

/// SARIF has three levels where we have five severities (§3.27.10); the exact one stands in the properties.
fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}
