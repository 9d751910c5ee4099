//! One result for each finding.

use std::collections::HashMap;

use chatelaine_platforms::Finding;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::rules::Rules;
use super::{BASE, level, message};
use crate::place::Root;
use crate::{BotReport, Ignored, Report, words};

/// The name and version of how our fingerprints are made. Another way of making them is another version: tools that
/// compare reports then start anew instead of being wrong.
const FINGERPRINT: &str = "chatelaine/v1";

pub(super) fn results(report: &Report, rules: &Rules, root: &Root) -> Vec<Value> {
    let mut seen = HashMap::new();
    let mut results = Vec::new();
    for bot in &report.bots {
        for finding in &bot.findings {
            results.push(result(bot, finding, rules, root, &mut seen));
        }
        for (finding, ignored) in &bot.ignored {
            let mut result = result(bot, finding, rules, root, &mut seen);
            result["suppressions"] = json!([suppression(ignored)]);
            results.push(result);
        }
    }
    results
}

fn result(
    bot: &BotReport,
    finding: &Finding,
    rules: &Rules,
    root: &Root,
    seen: &mut HashMap<String, usize>,
) -> Value {
    let fingerprint = fingerprint(bot, finding, root);
    let count = seen.entry(fingerprint.clone()).or_default();
    *count += 1;
    let mut result = json!({
        "ruleId": finding.rule,
        "level": level(finding.severity),
        "message": message(&format!("{} {}", finding.message, finding.advice)),
        // Findings that are alike in all that the fingerprint knows are told apart by their order.
        "partialFingerprints": { FINGERPRINT: format!("{fingerprint}:{count}") },
        "properties": {
            "severity": words::severity(finding.severity),
            "bot": bot.name,
            "fixable": finding.fixable,
        },
    });
    if let Some(index) = rules.index(&finding.rule) {
        result["ruleIndex"] = json!(index);
    }
    if let Some(location) = location(bot, finding, root) {
        result["locations"] = json!([location]);
    }
    result
}

/// Where the finding is. What a live check found is in no file: it is shown in the configuration of the bot, where it is
/// mended. Without a folder there is no location at all, for GitHub refuses a whole report over one location without a
/// file.
fn location(bot: &BotReport, finding: &Finding, root: &Root) -> Option<Value> {
    let dir = bot.dir.as_deref()?;
    let file = finding.file.as_deref().or(bot.config_file.as_deref())?;
    let place = root.place(dir, file);
    let mut artifact = json!({ "uri": place.uri });
    if place.below {
        artifact["uriBaseId"] = json!(BASE);
    }
    let mut physical = json!({ "artifactLocation": artifact });
    let line = finding.file.as_ref().and(finding.line);
    if let Some(line) = line.filter(|line| *line > 0) {
        physical["region"] = json!({ "startLine": line });
        if let Some(column) = finding.column.filter(|column| *column > 0) {
            physical["region"]["startColumn"] = json!(column);
        }
    }
    let mut location = json!({ "physicalLocation": physical });
    if let Some(setting) = &finding.setting {
        location["logicalLocations"] = json!([{
            "name": setting,
            "fullyQualifiedName": format!("{}/{setting}", bot.name),
            "kind": "property",
        }]);
    }
    Some(location)
}

/// What stays the same when lines move or a value changes: the rule, the file as seen from the root of the sources, and
/// the setting. What is in no such file is told apart by the name of its bot.
fn fingerprint(bot: &BotReport, finding: &Finding, root: &Root) -> String {
    let inside = match (&bot.dir, &finding.file) {
        (Some(dir), Some(file)) => Some(root.place(dir, file)).filter(|place| place.below),
        _ => None,
    };
    let place = match (inside, &finding.file) {
        (Some(place), _) => place.uri,
        (None, file) => format!("bot:{}/{}", bot.name, file.as_deref().unwrap_or_default()),
    };
    let setting = finding.setting.as_deref().unwrap_or_default();
    let mut hash = Sha256::new();
    for part in [finding.rule.as_str(), &place, setting] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let digest = hash.finalize();
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn suppression(ignored: &Ignored) -> Value {
    let reason = words::plain(&ignored.reason);
    let justification = match ignored.expires {
        Some(day) => format!("{reason} (until {day})"),
        None => reason,
    };
    json!({ "kind": "external", "status": "accepted", "justification": justification })
}
