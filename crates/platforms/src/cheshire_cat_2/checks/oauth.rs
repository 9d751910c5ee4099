//! The login that makes tokens of the administrator for whoever comes with any code: the plugin simple_oauth from 2.0.19
//! on, the core itself up to 2.0.17.

use chatelaine_secrets::Secret;
use chatelaine_wire::{Client, Request, Response};

use super::super::rules;
use super::api::lets_in;
use super::identity::Bot;
use super::who_am_i;
use crate::probe::point;
use crate::{CheckError, Evidence, Finding, Observed, ObservedPoint};

/// The names under which it stands in `/status`: of the plugin, and of the core. Logins of other plugins are left alone:
/// they would ask an identity provider.
const LOGINS: [&str; 2] = ["simple", "default"];
/// A code that no identity provider has given to anybody.
const CODE: &str = "chatelaine-check";
/// The cookie that it sets.
const COOKIE: &str = "access_token=";
/// Names of logins that are shown.
const SHOWN: usize = 5;

/// What the callbacks showed.
pub(super) struct OAuth {
    pub(super) point: ObservedPoint,
    pub(super) finding: Option<Finding>,
    /// A token that the bot made.
    pub(super) token: Option<Secret>,
}

pub(super) async fn ask(client: &Client, bot: &Bot) -> Result<OAuth, CheckError> {
    let listed = |name: &str| match &bot.logins {
        Some(logins) => logins.iter().any(|login| login == name),
        None => true,
    };
    let mut oauth = OAuth {
        point: point("simple-oauth", Some(Observed::Locked), Vec::new()),
        finding: None,
        token: None,
    };
    for name in LOGINS.into_iter().filter(|name| listed(name)) {
        oauth.callback(client, name).await?;
    }
    if oauth.point.observed == Some(Observed::Open) {
        oauth.finding =
            Some(rules::SIMPLE_OAUTH_OPEN.finding(
                "The bot makes a token of the administrator for whoever asks with any code.",
            ));
    }
    if let Some(logins) = &bot.logins {
        let names: Vec<&str> = logins.iter().map(String::as_str).take(SHOWN).collect();
        let claim = format!("The bot names these logins: {}", names.join(", "));
        let evidence = Evidence::exchange(claim, "GET /status", "200");
        oauth.point.evidence.push(evidence);
    }
    Ok(oauth)
}

impl OAuth {
    /// Asks one callback. Each that does not refuse in the bot's own words takes the proof away from the others.
    async fn callback(&mut self, client: &Client, name: &str) -> Result<(), CheckError> {
        let path = format!("/auth/callback/{name}?code={CODE}");
        let response = client.send(Request::get(&path)).await?;
        let token = token(&response);
        let (observed, claim) = match (&token, response.status) {
            (Some(token), _) => opened(client, token).await,
            (None, 404) if says(&response, &["Not Found", "not found"]) => (
                Some(Observed::Locked),
                "The callback is not there: the plugin is off",
            ),
            (None, 403) if says(&response, &["could not complete"]) => (
                Some(Observed::Locked),
                "The callback refused a code that nobody has given out",
            ),
            (None, 500) => (
                None,
                "The callback is there and failed, as it does when JWT_SECRET is empty",
            ),
            _ => (
                None,
                "The callback answered neither with a token nor with the bot's own refusal",
            ),
        };
        let evidence = Evidence::exchange(claim, format!("GET {path}"), shown(&response));
        if observed == Some(Observed::Locked) {
            self.point.evidence.push(evidence);
        } else {
            self.point.evidence.insert(0, evidence);
        }
        if self.point.observed != Some(Observed::Open) && observed != Some(Observed::Locked) {
            self.point.observed = observed;
        }
        self.token = self.token.take().or(token);
        Ok(())
    }
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

/// Whether the bot's own sentence holds one of these.
fn says(response: &Response, words: &[&str]) -> bool {
    let said = response.json();
    let detail = said.as_ref().and_then(|said| said.get("detail")?.as_str());
    detail.is_some_and(|detail| words.iter().any(|words| detail.contains(words)))
}

/// The cookie is a credential and stays out of the evidence.
fn shown(response: &Response) -> String {
    match token(response) {
        Some(_) => format!("{} · Set-Cookie: {COOKIE}••••••••", response.status),
        None => response.summary(),
    }
}
