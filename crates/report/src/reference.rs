//! The reference page, written from the tables that the console itself uses.

use chatelaine_platforms::{Group, Kind, Origin, Platform, Rule, Setting};

use crate::{ignore, words};

/// How the ids of the rules that all platforms share begin.
const SHARED: &str = "GEN-";

const GROUPS: [(Group, &str); 7] = [
    (Group::Secrets, "Secrets"),
    (Group::Tokens, "Tokens"),
    (Group::Network, "Network"),
    (Group::Channels, "Channels"),
    (Group::Services, "Services"),
    (Group::Storage, "Storage"),
    (Group::Other, "Other"),
];

/// Every setting and every rule of every platform, in Markdown.
#[must_use]
pub fn reference() -> String {
    let mut page = vec![
        "# Settings and rules".to_owned(),
        "<!-- Written by a program; to change it, change the tables and run\n     UPDATE_REFERENCE=1 cargo test -p chatelaine-report reference -->".to_owned(),
        "Every setting that Chatelaine knows, by platform, and every rule of `chatelaine audit`. Ids of settings and rules stay as they are once published. In an id, `*` stands for any name and `#` for a number from 1.".to_owned(),
        "**Locks** says whether *Lock everything* mends a finding of the rule where it can: the rule guards a way in, and needs no decision of yours. `chatelaine fix` mends others one by one.".to_owned(),
    ];
    for platform in Platform::ALL {
        page.extend(chapter(*platform));
    }
    page.push("## All platforms".to_owned());
    let shared = Platform::ALL
        .first()
        .into_iter()
        .flat_map(|platform| platform.rules())
        .filter(|rule| rule.id.starts_with(SHARED));
    page.push(rules(shared.chain(ignore::RULES)));
    let mut text = page.join("\n\n");
    text.push('\n');
    text
}

fn chapter(platform: Platform) -> Vec<String> {
    let mut chapter = vec![
        format!("## {}", cell(platform.title())),
        format!(
            "`--platform {platform}`, at {} unless told otherwise. {}",
            platform.default_url(),
            cell(platform.folder_hint())
        ),
    ];
    for (group, title) in GROUPS {
        let settings: Vec<&Setting> = platform
            .settings()
            .iter()
            .filter(|setting| setting.group == group)
            .collect();
        if !settings.is_empty() {
            chapter.push(format!("### {}: {}", cell(platform.title()), title));
            chapter.push(table(&settings));
        }
    }
    let own: Vec<&Rule> = platform
        .rules()
        .filter(|rule| !rule.id.starts_with(SHARED))
        .collect();
    if !own.is_empty() {
        chapter.push(format!("### {}: rules", cell(platform.title())));
        chapter.push(rules(own.into_iter()));
    }
    chapter
}

fn table(settings: &[&Setting]) -> String {
    let mut lines = vec![
        "| setting | what | value | default | what for |".to_owned(),
        "|---|---|---|---|---|".to_owned(),
    ];
    lines.extend(settings.iter().map(|setting| {
        let default = setting
            .default
            .map_or_else(String::new, |value| match value {
                "" => "empty".to_owned(),
                value => code(value),
            });
        let twin = setting.twin.map_or_else(String::new, |twin| {
            format!(" Kept equal with {}, which the bot ignores.", code(twin))
        });
        format!(
            "| {} | {} | {} | {default} | {}{twin} |",
            code(setting.id),
            cell(setting.title),
            kind(setting.kind),
            cell(setting.help),
        )
    }));
    lines.join("\n")
}

fn rules<'a>(rules: impl Iterator<Item = &'a Rule>) -> String {
    let mut lines = vec![
        "| rule | severity | locks | advice |".to_owned(),
        "|---|---|---|---|".to_owned(),
    ];
    lines.extend(rules.map(|rule| {
        format!(
            "| {} | {} | {} | {} |",
            rule.id,
            words::severity(rule.severity),
            if rule.locks { "yes" } else { "" },
            cell(rule.advice)
        )
    }));
    lines.join("\n")
}

/// What may stand in a setting.
fn kind(kind: Kind) -> String {
    match kind {
        Kind::Secret(Origin::Key) => "secret: letters, digits, `_ - . ~`".to_owned(),
        Kind::Secret(Origin::Text) => "secret: any text".to_owned(),
        Kind::Secret(Origin::Issued) => "secret that another service issues".to_owned(),
        Kind::Choice(choices) => choices
            .iter()
            .map(|choice| code(choice))
            .collect::<Vec<_>>()
            .join(", "),
        Kind::Switch => "`true` or `false`".to_owned(),
        Kind::Number { max } => format!("number above 0, at most {max}"),
        Kind::Integer { min, max: i64::MAX } => format!("whole number from {min}"),
        Kind::Integer { min, max } => format!("whole number from {min} to {max}"),
        Kind::Duration => "length of time, as in `1h30m`".to_owned(),
        Kind::Url => "address with `http://` or `https://`".to_owned(),
        Kind::Text => "text on one line".to_owned(),
        Kind::List => "items with commas and no spaces between".to_owned(),
    }
}

/// Text in a table, where a bar would end the cell, a star would start bold and a line break the row.
fn cell(text: &str) -> String {
    let mut cell = String::new();
    let mut in_code = false;
    for c in text.chars() {
        match c {
            '`' => {
                in_code = !in_code;
                cell.push(c);
            }
            '\n' | '\r' => cell.push(' '),
            // A bar ends a cell even inside code.
            '|' => cell.push_str("\\|"),
            '*' | '_' | '<' | '[' | '\\' if !in_code => {
                cell.push('\\');
                cell.push(c);
            }
            c => cell.push(c),
        }
    }
    cell
}

/// Text as code in a table.
fn code(text: &str) -> String {
    let text = text.replace('|', "\\|").replace(['\n', '\r'], " ");
    if text.contains('`') {
        format!("`` {text} ``")
    } else {
        format!("`{text}`")
    }
}
