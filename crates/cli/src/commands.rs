//! One file for each group of commands.

mod access;
mod audit;
mod bots;
mod certificates;
mod chat;
mod check;
mod doctor;
mod plans;
mod practice;
mod settings;
mod status;
mod token;
mod vault;

use std::sync::Arc;

use chatelaine_console::view::Bot;
use chatelaine_console::{CommandError, Console, Home, vault_from_environment};
use clap::CommandFactory as _;

use crate::arguments::{Arguments, Command};
use crate::output::Output;
use crate::{Outcome, input};

type Done = Result<Outcome, CommandError>;

pub(crate) async fn run(command: Command, output: &mut Output) -> Done {
    // These need no data folder and no vault.
    match command {
        Command::Completions { shell } => {
            // First into memory: the generator would panic when the reader goes away early.
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "chatelaine", &mut script);
            output.bytes(&script);
            return Ok(Outcome::Done);
        }
        Command::Man => {
            let mut page = Vec::new();
            let rendered = clap_mangen::Man::new(Arguments::command()).render(&mut page);
            output.bytes(&page);
            return Ok(if rendered.is_ok() {
                Outcome::Done
            } else {
                Outcome::Failed
            });
        }
        Command::Practice {
            kind,
            platform,
            dir,
            port,
            locked,
        } => {
            let wanted = kind.or(platform);
            return practice::run(wanted.as_deref(), dir, port, locked, output).await;
        }
        Command::Cert(command) => return certificates::run(command, output),
        Command::Doctor { url } => return doctor::run(&url, output).await,
        _ => {}
    }
    let home = Home::locate()?;
    let vault = vault_from_environment(&home, || input::ask("Passphrase of the file vault: "))?;
    let console = Arc::new(Console::open(home, vault)?);
    match command {
        Command::Bots(command) => bots::run(&console, command, output),
        Command::Settings { target } => settings::list(&console, &target, output),
        Command::Get {
            target,
            setting,
            reveal,
        } => settings::get(&console, &target, &setting, reveal, output),
        Command::Set {
            target,
            setting,
            value,
            dry_run,
        } => plans::set(&console, &target, setting, &value, dry_run, output).await,
        Command::Unset {
            target,
            setting,
            dry_run,
        } => plans::unset(&console, &target, setting, dry_run, output).await,
        Command::Fix {
            target,
            rules,
            all,
            dry_run,
            offline,
        } => {
            plans::fix(
                &console,
                &target,
                plans::Wanted::new(rules, all),
                dry_run,
                offline,
                output,
            )
            .await
        }
        Command::Undo { target } => plans::undo(&console, &target, output).await,
        Command::History { target } => plans::history(&console, target.as_deref(), output),
        Command::Audit(options) => audit::run(&console, options, output).await,
        Command::Status {
            targets,
            live,
            forge,
        } => status::run(&console, &targets, live, forge, output).await,
        Command::Vault(command) => vault::run(&console, command, output),
        Command::Login {
            target,
            username,
            url,
            remember,
        } => access::login(&console, &target, url, &username, remember, output).await,
        Command::Session {
            target,
            url,
            overview,
        } => access::session(&console, &target, url, overview, output).await,
        Command::Logout { target } => access::logout(&console, &target, output),
        Command::Chat(arguments) => chat::run(&console, *arguments, output).await,
        Command::Check(arguments) => check::run(&console, arguments, output).await,
        Command::Token(command) => token::run(&console, command, output),
        Command::Cert(_)
        | Command::Doctor { .. }
        | Command::Practice { .. }
        | Command::Completions { .. }
        | Command::Man => Ok(Outcome::Done),
    }
}

/// The bot with another address, for a folder that is not registered or a bot that has moved.
fn bot(console: &Console, target: &str, url: Option<String>) -> Result<Bot, CommandError> {
    let bot = console.bot(target)?;
    Ok(match url {
        Some(url) => Bot {
            url: Some(url),
            ..bot
        },
        None => bot,
    })
}
