//! The report for people who were not there: one page that needs nothing else, can be mailed, printed and archived, and
//! does nothing but show.

mod bot;
mod page;

use crate::words::{self, plain};
use crate::{BotReport, Report};
use page::{escape, icon};

/// The page forbids itself everything but its own styles, so that no text in it can do more than be read.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const STYLE: &str = include_str!("report.css");

/// The report as one HTML document.
#[must_use]
pub fn html(report: &Report) -> String {
    let names: Vec<String> = report.bots.iter().map(|bot| escape(&bot.name)).collect();
    let title = format!("Chatelaine audit: {}", names.join(", "));
    let at = report.at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string();
    let machine = report.at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let bots: String = report
        .bots
        .iter()
        .enumerate()
        .map(|(index, found)| bot::section(index + 1, found))
        .collect();
    let contents = if report.bots.len() > 1 {
        contents(&report.bots)
    } else {
        String::new()
    };
    let version = escape(&report.tool_version);
    format!(
        r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>
{STYLE}</style>
</head>
<body>
{icons}
<header class="top">
<p class="brand">{key}Chatelaine</p>
<p class="quiet"><time datetime="{machine}">{at}</time></p>
</header>
<main>
<h1>Who can get in?</h1>
{summary}
{contents}{bots}</main>
<footer class="quiet"><p>Made by Chatelaine {version} on {at}. Values of secrets are in no report.</p></footer>
</body>
</html>
"#,
        icons = page::ICONS,
        key = icon("key"),
        summary = summary(report),
    )
}

/// How many findings of each severity there are, in all bots together.
fn summary(report: &Report) -> String {
    let counts = words::tally(report.findings());
    let tiles: String = counts
        .iter()
        .map(|(severity, count)| {
            let word = words::severity(*severity);
            let class = if *count == 0 { "none" } else { word };
            format!(r#"<div class="tile {class}"><dt>{word}</dt><dd>{count}</dd></div>"#)
        })
        .collect();
    let ignored = report.ignored();
    format!(
        r#"<section aria-label="Findings by severity">
<dl class="tiles">{tiles}<div class="tile none"><dt>ignored</dt><dd>{ignored}</dd></div></dl>
</section>"#
    )
}

/// Where each bot is on the page, and how it stands.
fn contents(bots: &[BotReport]) -> String {
    let items: String = bots
        .iter()
        .enumerate()
        .map(|(index, bot)| {
            let number = index + 1;
            format!(
                r##"<li><a href="#bot-{number}"><bdi>{}</bdi></a> <span class="quiet">{}</span> {}</li>"##,
                escape(&bot.name),
                bot.platform.title(),
                escape(&plain(&bot.headline)),
            )
        })
        .collect();
    format!(
        r#"<nav class="panel" aria-label="Bots">
<h2 class="small">Bots</h2>
<ul class="contents">{items}</ul>
</nav>
"#
    )
}
