//! The login of the plugin simple_oauth, which makes tokens of the administrator for whoever comes with any code.

use chatelaine_secrets::Secret;
use chatelaine_wire::{Client, Request, Response};

use super::super::rules;
use super::api::lets_in;
use super::identity::Bot;
use super::who_am_i;
use crate::probe::point;
use crate::{CheckError, Evidence, Finding, Observed, ObservedPoint};

/// The name of its login in `/status`.
const LOGIN: &str = "simple";
/// A code that no identity provider has given to anybody.
const CALLBACK: &str = "/auth/callback/simple?code=chatelaine-check";
/// The cookie that it sets.
const COOKIE: &str = "access_token=";

/// What the callback showed.
pub(super) struct OAuth {
    pub(super) point: ObservedPoint,
    pub(super) finding: Option<Finding>,
    /// A token that the bot made.
    pub(super) token: Option<Secret>,
}

pub(super) async fn ask(client: &Client, bot: &Bot) -> Result<OAuth, CheckError> {
    let response = client.send(Request::get(CALLBACK)).await?;
    let token = token(&response);
    let listed = bot
        .logins
        .as_ref()
        .map(|logins| logins.iter().any(|login| login == LOGIN));
    let (observed, claim) = match (&token, response.status) {
        (Some(token), _) => opened(client, token).await,
        (None, 404) if says(&response, "Not Found") && listed != Some(true) => (
            Some(Observed::Locked),
            "The callback is not there: the plugin is off",
        ),
        (None, 403) if says(&response, "could not complete") => (
            Some(Observed::Locked),
            "The callback refused a code that nobody has given out",
        ),
        (None, 500) if listed == Some(true) => (
            None,
            "The plugin is on and failed while it made a token, as it does with an empty JWT_SECRET",
        ),
        _ => (
            None,
            "The callback answered neither with a token nor with the bot's own refusal",
        ),
    };
    let mut evidence = vec![Evidence::exchange(
        claim,
        format!("GET {CALLBACK}"),
        shown(&response),
    )];
    if let Some(logins) = &bot.logins {
        let names: Vec<&str> = logins.iter().map(String::as_str).take(5).collect();
        let claim = format!("The bot names these logins: {}", names.join(", "));
        evidence.push(Evidence::exchange(claim, "GET /status", "200"));
    }
    let finding = (observed == Some(Observed::Open)).then(|| {
        rules::SIMPLE_OAUTH_OPEN
            .finding("The bot makes a token of the administrator for whoever asks with any code.")
    });
    Ok(OAuth {
        point: point("simple-oauth", observed, evidence),
        finding,
        token,
    })
}

/// A token is only a way in if it lets somebody in.
async fn opened(client: &Client, token: &Secret) -> (Option<Observed>, &'static str) {
    match client.send(who_am_i().with_bearer(Some(token))).await {
        Ok(answer) if lets_in(&answer) => (
            Some(Observed::Open),
            "Any code gets a token of the administrator, and the bot takes it",
        ),
        Ok(_) => (None, "Any code gets a token, but the bot does not take it"),
        Err(_) => (
            Some(Observed::Open),
            "Any code gets a token of the administrator; it was not tried, because the way to the bot is not safe",
        ),
    }
}

fn token(response: &Response) -> Option<Secret> {
    let cookies = response.headers("set-cookie");
    cookies
        .filter_map(|cookie| cookie.strip_prefix(COOKIE))
        .filter_map(|cookie| cookie.split(';').next())
        .find(|token| token.split('.').count() == 3)
        .map(|token| Secret::new(token.to_owned()))
}

fn says(response: &Response, words: &str) -> bool {
    let said = response.json();
    let detail = said.as_ref().and_then(|said| said.get("detail")?.as_str());
    detail.is_some_and(|detail| detail.contains(words))
}

/// The cookie is a credential and stays out of the evidence.
fn shown(response: &Response) -> String {
    match token(response) {
        Some(_) => format!("{} · Set-Cookie: {COOKIE}••••••••", response.status),
        None => response.summary(),
    }
}
