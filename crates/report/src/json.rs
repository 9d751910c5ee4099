//! The report for programs. Its names are a contract.

use chatelaine_platforms::{AccessPoint, Finding};
use serde_json::{Value, json as value};

use crate::{BotReport, Ignored, Report};

/// The report as one JSON document: `{"bots":[…]}`, and `"error"` when a bot could not be looked at as it was asked for.
#[must_use]
pub fn json(report: &Report) -> Value {
    let bots: Vec<Value> = report.bots.iter().map(bot).collect();
    let mut document = value!({ "bots": bots });
    let problem = report.bots.iter().find_map(|bot| bot.problem.as_ref());
    if let Some(problem) = problem {
        document["error"] = value!({
            "code": problem.code,
            "what": problem.what,
            "advice": problem.advice,
        });
    }
    document
}

fn bot(bot: &BotReport) -> Value {
    let mut entry = value!({
        "name": bot.name,
        "platform": bot.platform,
        "dir": bot.dir,
        "url": bot.url,
        "access_points": bot.access_points.iter().map(access_point).collect::<Vec<_>>(),
        "findings": bot.findings,
    });
    if !bot.ignored.is_empty() {
        entry["ignored"] = bot.ignored.iter().map(ignored).collect();
    }
    entry
}

/// What was declared and what was seen. What follows from the two is for people and stands in the text.
fn access_point(point: &AccessPoint) -> Value {
    value!({
        "id": point.id,
        "declared": point.declared,
        "observed": point.observed,
        "guarded_by": point.guarded_by,
        "evidence": point.evidence,
    })
}

/// The finding with why it does not count, and until which day.
fn ignored((finding, ignored): &(Finding, Ignored)) -> Value {
    let mut entry = value!(finding);
    entry["reason"] = value!(ignored.reason);
    entry["expires"] = value!(ignored.expires.map(|day| day.to_string()));
    entry
}
