//! `chatelaine login`, `session` and `logout`.

use chatelaine_console::view::Session;
use chatelaine_console::{CommandError, Console, ErrorCode};

use super::{Done, bot};
use crate::output::Output;
use crate::{Outcome, input};

pub(crate) async fn login(
    console: &Console,
    target: &str,
    url: Option<String>,
    username: &str,
    remember: bool,
    output: &mut Output,
) -> Done {
    let bot = bot(console, target, url)?;
    let piped = if input::has_terminal() {
        None
    } else {
        Some(input::all()?).filter(|typed| !typed.expose().is_empty())
    };
    let in_vault = piped.is_none() && console.remembers(&bot, username);
    let password = piped.or_else(|| {
        if in_vault {
            None
        } else {
            input::ask(&format!("Password of {username}: "))
        }
    });
    let session = console
        .login_to(&bot, username, password, remember, true)
        .await?;
    show(&session, output);
    Ok(Outcome::Done)
}

pub(crate) async fn session(
    console: &Console,
    target: &str,
    url: Option<String>,
    overview: bool,
    output: &mut Output,
) -> Done {
    let bot = bot(console, target, url)?;
    let nobody = || {
        CommandError::new(
            ErrorCode::NotFound,
            "nobody is logged in to this bot",
            "Use `chatelaine login`.",
        )
    };
    let session = console.session_of(&bot).ok_or_else(nobody)?;
    if !overview {
        show(&session, output);
        return Ok(Outcome::Done);
    }
    let seen = console.admin_overview_of(&bot).await?;
    if output.json {
        output.document(&serde_json::json!({ "session": session, "overview": seen }));
        return Ok(Outcome::Done);
    }
    show(&session, output);
    output.line(&format!("version     {}", seen.version));
    output.line(&format!(
        "llm         {} {}",
        seen.llm.name.as_deref().unwrap_or("-"),
        seen.llm.detail
    ));
    output.line(&format!(
        "embedder    {} {}",
        seen.embedder.name.as_deref().unwrap_or("-"),
        seen.embedder.detail
    ));
    for plugin in &seen.plugins {
        output.line(&format!(
            "plugin      {} {}{}",
            plugin.name,
            plugin.version,
            if plugin.active { "" } else { " (off)" }
        ));
    }
    for user in &seen.users {
        output.line(&format!(
            "user        {} ({} resources)",
            user.username,
            user.permissions.len()
        ));
    }
    for key in &seen.provider_keys {
        output.line(&format!("open key    {} {}", key.location, key.masked));
    }
    for section in &seen.refused {
        output.line(&format!("refused     {section}"));
    }
    Ok(Outcome::Done)
}

pub(crate) fn logout(console: &Console, target: &str, output: &mut Output) -> Done {
    console.logout(target)?;
    if output.json {
        output.document(&serde_json::json!({ "logged_out": true }));
    } else {
        output.say(
            "Forgot the session. The bot cannot end it: the token stays valid until it expires.",
        );
    }
    Ok(Outcome::Done)
}

fn show(session: &Session, output: &mut Output) {
    if output.json {
        output.document(session);
        return;
    }
    output.line(&format!(
        "user        {} ({})",
        session.username, session.user_id
    ));
    output.line(&format!(
        "expires     {}",
        session.expires_at.as_deref().unwrap_or("never")
    ));
    if let Some(left) = session.seconds_left {
        output.line(&format!("time left   {} min", left / 60));
    }
    output.line(&format!(
        "signature   {} · {}",
        session.algorithm, session.signature
    ));
    for (resource, permissions) in &session.permissions {
        output.line(&format!("{resource:<14}{}", permissions.join(" ")));
    }
}
