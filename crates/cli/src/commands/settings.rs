//! `chatelaine settings` and `get`.

use std::io::IsTerminal as _;

use chatelaine_console::view::{SettingRow, SettingSource};
use chatelaine_console::{CommandError, Console, ErrorCode, without_credentials};

use super::Done;
use crate::Outcome;
use crate::output::Output;

pub(crate) fn list(console: &Console, target: &str, output: &mut Output) -> Done {
    let rows = masked(console, target)?;
    if output.json {
        output.document(&serde_json::json!({ "settings": rows }));
        return Ok(Outcome::Done);
    }
    let mut table = Vec::new();
    for row in &rows {
        let value = row.value.clone().unwrap_or_else(|| "-".into());
        let mut note = place(row);
        if let Some(winner) = &row.overridden_by {
            note = format!("{note} (overridden by {winner})");
        }
        table.push(vec![row.id.clone(), value, note]);
    }
    output.table(&table);
    Ok(Outcome::Done)
}

pub(crate) fn get(
    console: &Console,
    target: &str,
    setting: &str,
    reveal: bool,
    output: &mut Output,
) -> Done {
    // Whoever reveals a value wants the address as it stands.
    let rows = if reveal {
        console.settings(target)?
    } else {
        masked(console, target)?
    };
    let missing = || {
        CommandError::new(
            ErrorCode::NotFound,
            format!("there is no setting `{setting}`"),
            "`chatelaine settings` lists them.",
        )
    };
    let mut row = rows
        .into_iter()
        .find(|row| row.id == setting || row.name == setting)
        .ok_or_else(missing)?;
    if reveal && row.secret {
        row.value = Some(console.reveal_secret(target, &row.id)?.expose().to_owned());
    }
    if output.json {
        output.document(&row);
        return Ok(Outcome::Done);
    }
    match &row.value {
        // Where a program reads it, every character counts.
        Some(value) if reveal && row.secret && !std::io::stdout().is_terminal() => {
            output.bytes(format!("{value}\n").as_bytes());
        }
        Some(value) => output.line(value),
        None => output.say(&format!("{} is not set and has no default.", row.name)),
    }
    Ok(Outcome::Done)
}

/// The settings for a terminal, over which others may look: without the credentials in their addresses too.
fn masked(console: &Console, target: &str) -> Result<Vec<SettingRow>, CommandError> {
    let platform = console.bot(target)?.platform;
    let mut rows = console.settings(target)?;
    for value in rows.iter_mut().filter_map(|row| row.value.as_mut()) {
        *value = without_credentials(platform, value).into_owned();
    }
    Ok(rows)
}

fn place(row: &SettingRow) -> String {
    match (row.source, &row.file, row.line) {
        (SettingSource::Default, ..) => "default".into(),
        (_, Some(file), Some(line)) => format!("{file}:{line}"),
        (_, Some(file), None) => file.clone(),
        _ => "environment".into(),
    }
}
