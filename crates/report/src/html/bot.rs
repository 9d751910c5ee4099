//! What the page says about one bot.

use chatelaine_platforms::{AccessPoint, Finding, State};

use super::page::{escape, icon};
use crate::{BotReport, Ignored, Problem, words};

/// The section of the bot with that number, from 1.
pub(super) fn section(number: usize, bot: &BotReport) -> String {
    let version = bot
        .version
        .as_deref()
        .map_or_else(String::new, |version| format!(" {}", escape(version)));
    let about: String = [&bot.url, &bot.dir]
        .into_iter()
        .flatten()
        .map(|text| format!(" <code>{}</code>", escape(text)))
        .collect();
    format!(
        r#"<section class="bot" id="bot-{number}" aria-labelledby="name-{number}">
<div class="who"><h2 id="name-{number}"><bdi>{name}</bdi></h2><span class="pill plain">{platform}{version}</span>{about}</div>
{problem}<div class="panel sum">{ring}<div><p class="headline">{headline}</p><p class="quiet">{detail}</p></div></div>
{ways}{findings}{ignored}</section>
"#,
        name = escape(&bot.name),
        platform = bot.platform.title(),
        problem = bot.problem.as_ref().map(problem).unwrap_or_default(),
        ring = ring(&bot.access_points),
        headline = escape(&bot.headline),
        detail = escape(&bot.detail),
        ways = ways(&bot.access_points),
        findings = findings(&bot.findings),
        ignored = ignored(&bot.ignored),
    )
}

fn problem(problem: &Problem) -> String {
    format!(
        r#"<div class="panel trouble">{}<div><p class="headline">{}</p><p>{}</p></div></div>
"#,
        icon("warn"),
        escape(&problem.what),
        escape(&problem.advice)
    )
}

/// How many of the ways in may stay as they are, drawn and in words.
fn ring(points: &[AccessPoint]) -> String {
    if points.is_empty() {
        return String::new();
    }
    let total = points.len();
    let fine = points.iter().filter(|point| point.state.is_fine()).count();
    let class = if fine == total { "ok" } else { "bad" };
    // With this path length the dashes count ways in.
    format!(
        r#"<svg class="ring {class}" viewBox="0 0 64 64" role="img" aria-label="{fine} of {total} ways in are fine"><circle class="track" cx="32" cy="32" r="27"/><circle class="part" cx="32" cy="32" r="27" pathLength="{total}" stroke-dasharray="{fine} {rest}" transform="rotate(-90 32 32)"/><text x="32" y="38" text-anchor="middle">{fine}/{total}</text></svg>"#,
        // A dash of no length would still show its round ends.
        rest = total - fine + usize::from(fine == total),
    )
}

fn ways(points: &[AccessPoint]) -> String {
    if points.is_empty() {
        return String::new();
    }
    let rows: String = points.iter().map(way).collect();
    format!(
        r#"<div class="panel"><h3>Ways in</h3>
<div class="wide"><table>
<thead><tr><th scope="col">Access point</th><th scope="col">Guarded by</th><th scope="col">State</th><th scope="col">Evidence</th></tr></thead>
<tbody>
{rows}</tbody>
</table></div></div>
"#
    )
}

fn way(point: &AccessPoint) -> String {
    let (class, sign) = match point.state {
        State::Open => ("bad", "open"),
        State::Forgeable | State::DefaultPassword => ("bad", "warn"),
        State::Weak => ("warn", "warn"),
        State::LoopbackOnly => ("warn", "local"),
        State::Locked => ("ok", "locked"),
        State::ProvenLocked => ("ok", "proven"),
        State::Unknown => ("plain", "unknown"),
    };
    format!(
        r#"<tr><th scope="row">{title}<code class="block">{reach}</code></th><td><code>{guard}</code></td><td><span class="pill {class}">{sign}<span class="word">{state}</span></span></td><td>{summary}{exchanges}</td></tr>
"#,
        title = escape(&point.title),
        reach = escape(&point.reach),
        guard = escape(&point.guard),
        sign = icon(sign),
        state = words::state(point.state),
        summary = escape(&point.summary),
        exchanges = exchanges(point),
    )
}

/// What was sent and what came back, for those who want to see it themselves.
fn exchanges(point: &AccessPoint) -> String {
    let items: String = point
        .evidence
        .iter()
        .filter(|evidence| evidence.request.is_some() || evidence.response.is_some())
        .map(|evidence| {
            let lines: String = [&evidence.request, &evidence.response]
                .into_iter()
                .flatten()
                .map(|line| format!(r#"<code class="block">{}</code>"#, escape(line)))
                .collect();
            format!("<li>{}{lines}</li>", escape(&evidence.claim))
        })
        .collect();
    if items.is_empty() {
        return items;
    }
    format!("<details><summary>What was sent</summary><ul>{items}</ul></details>")
}

fn findings(findings: &[Finding]) -> String {
    if findings.is_empty() {
        return r#"<div class="panel"><h3>Findings</h3><p class="row quiet">Nothing was found.</p></div>
"#
        .to_owned();
    }
    let items: String = findings
        .iter()
        .map(|found| {
            let fixable = if found.fixable {
                r#" <span class="quiet">Chatelaine can mend it.</span>"#
            } else {
                ""
            };
            format!(
                r#"<li class="row">{head}<p>{message}</p><p class="advice">{advice}{fixable}</p></li>
"#,
                head = head(found),
                message = escape(&found.message),
                advice = escape(&found.advice),
            )
        })
        .collect();
    format!(
        r#"<div class="panel"><h3>Findings <span class="quiet">{}</span></h3>
<ul class="list">
{items}</ul></div>
"#,
        findings.len()
    )
}

fn ignored(ignored: &[(Finding, Ignored)]) -> String {
    if ignored.is_empty() {
        return String::new();
    }
    let items: String = ignored
        .iter()
        .map(|(found, why)| {
            let until = why.expires.map_or_else(
                || "for good".to_owned(),
                |day| format!(r#"until <time datetime="{day}">{day}</time>"#),
            );
            format!(
                r#"<li class="row">{head}<p>{message}</p><p class="advice">Ignored {until}: {reason}</p></li>
"#,
                head = head(found),
                message = escape(&found.message),
                reason = escape(&why.reason),
            )
        })
        .collect();
    format!(
        r#"<div class="panel"><h3>Ignored <span class="quiet">{}</span></h3>
<ul class="list">
{items}</ul></div>
"#,
        ignored.len()
    )
}

/// Severity, rule, place and setting of a finding.
fn head(found: &Finding) -> String {
    let severity = words::severity(found.severity);
    let place: String = words::place(found)
        .iter()
        .chain(&found.setting)
        .map(|text| format!(" <code>{}</code>", escape(text)))
        .collect();
    format!(
        r#"<p class="head"><span class="pill {severity}"><span class="word">{severity}</span></span> <strong>{}</strong>{place}</p>"#,
        escape(&found.rule)
    )
}
