//! `chatelaine bots`.

use chatelaine_console::view::{NewBot, Platform};
use chatelaine_console::{CommandError, Console, ErrorCode};

use super::Done;
use crate::Outcome;
use crate::arguments::Bots;
use crate::output::Output;

pub(crate) fn run(console: &Console, command: Bots, output: &mut Output) -> Done {
    match command {
        Bots::Add {
            name,
            platform,
            dir,
            url,
            allow_plain_http,
        } => {
            let platform = platform_of(console, platform.as_deref(), dir.as_deref())?;
            let bot = console.add_bot(NewBot {
                name,
                platform,
                dir,
                url,
                allow_plain_http,
            })?;
            if output.json {
                output.document(&serde_json::json!({ "bot": bot }));
            } else {
                output.say(&format!(
                    "Added {}. `chatelaine audit {}` looks at it.",
                    bot.name, bot.name
                ));
            }
        }
        Bots::List => {
            let bots = console.list_bots()?;
            if output.json {
                output.document(&serde_json::json!({ "bots": bots.iter().map(|summary| &summary.bot).collect::<Vec<_>>() }));
            } else if bots.is_empty() {
                output.say("No bots yet. Add one with `chatelaine bots add`, or try `chatelaine practice`.");
            } else {
                let dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".into());
                let rows: Vec<Vec<String>> = bots
                    .iter()
                    .map(|summary| {
                        vec![
                            summary.bot.name.clone(),
                            summary.bot.platform.to_string(),
                            dash(&summary.bot.url),
                            dash(&summary.bot.dir),
                            format!("{} findings", summary.findings),
                        ]
                    })
                    .collect();
                output.table(&rows);
            }
        }
        Bots::Remove { name } => {
            console.remove_bot(&name)?;
            if output.json {
                output.document(&serde_json::json!({ "removed": name }));
            } else {
                output.say(&format!(
                    "Forgot {name}. Its files, its secrets in the vault and its history stay."
                ));
            }
        }
        Bots::Detect { dir } => {
            let detection = console.detect_bot(&dir)?;
            if output.json {
                output.document(&detection);
            } else {
                let platform = detection.platform.map_or("not recognised", Platform::title);
                output.line(&format!("{}: {platform}", detection.dir));
                for file in &detection.files {
                    output.line(&format!("  {file}"));
                }
                if let Some(version) = &detection.version_hint {
                    output.line(&format!("  version {version}"));
                }
            }
            if detection.platform.is_none() {
                return Ok(Outcome::Found);
            }
        }
    }
    Ok(Outcome::Done)
}

fn platform_of(
    console: &Console,
    named: Option<&str>,
    dir: Option<&str>,
) -> Result<Platform, CommandError> {
    if let Some(name) = named {
        return name.parse().map_err(|what: String| {
            CommandError::new(ErrorCode::Invalid, what, "Use one of those names.")
        });
    }
    let found = dir
        .map(|dir| console.detect_bot(dir))
        .transpose()?
        .and_then(|detection| detection.platform);
    found.ok_or_else(|| {
        CommandError::new(
            ErrorCode::Invalid,
            "the platform is not known",
            "Name it with --platform cheshire-cat.",
        )
    })
}
