//! The logins that ship with the bot, and the one whose password the vault holds.

use chatelaine_secrets::Secret;
use chatelaine_wire::{Body, Client, Request, WireError};

use super::super::login::{LoginError, log_in, token_of};
use super::super::{Known, rules};
use crate::probe::point;
use crate::{Evidence, Finding, Fix, Observed, ObservedPoint};

/// The users that ship with the bot, with the passwords that everybody knows.
pub const DEFAULT_LOGINS: &[(&str, &str)] = &[("admin", "admin"), ("user", "user")];

/// The outcome of the login attempts.
pub(super) struct Logins {
    pub(super) point: ObservedPoint,
    /// Tokens that the bot issued.
    pub(super) tokens: Vec<Secret>,
    /// A password from the vault was accepted.
    pub(super) own: bool,
    /// The bot has no logins at all.
    pub(super) absent: bool,
    /// Users whose shipped password works.
    shipped: Vec<&'static str>,
}

impl Logins {
    pub(super) fn findings(&self) -> Vec<Finding> {
        let finding = |username: &&'static str| {
            let message =
                format!("The user `{username}` still has the password that ships with the bot.");
            rules::DEFAULT_PASSWORD
                .finding(message)
                .with(Fix::ChangePassword { username })
        };
        self.shipped.iter().map(finding).collect()
    }
}

/// Tries every login once, side by side: each refusal takes the bot a second.
pub(super) async fn attempt(client: &Client, known: &Known) -> Logins {
    let [(admin, admin_password), (user, user_password)] = [DEFAULT_LOGINS[0], DEFAULT_LOGINS[1]];
    let (first, second, own) = tokio::join!(
        shipped(client, admin, admin_password),
        shipped(client, user, user_password),
        own(client, known)
    );
    let mut logins = Logins {
        point: point("admin-login", None, Vec::new()),
        tokens: Vec::new(),
        own: false,
        absent: false,
        shipped: Vec::new(),
    };
    let (mut refused, mut absent) = (0, 0);
    for ((username, password), outcome) in DEFAULT_LOGINS.iter().copied().zip([first, second]) {
        let request = format!("POST /auth/token · {username} / {password}");
        let (claim, response) = match outcome {
            Ok(token) => {
                logins.shipped.push(username);
                logins.tokens.push(token);
                (
                    format!("{username} / {password} was accepted"),
                    "200 with a token".to_owned(),
                )
            }
            Err(LoginError::Refused { .. }) => {
                refused += 1;
                (
                    format!("{username} / {password} was refused"),
                    "403".to_owned(),
                )
            }
            Err(error) => {
                absent += usize::from(error == LoginError::Absent);
                (error.to_string(), error.advice())
            }
        };
        logins
            .point
            .evidence
            .push(Evidence::exchange(claim, request, response));
    }
    if let Some(outcome) = own {
        let request = "POST /auth/token · {••••••••}";
        let (claim, response) = match &outcome {
            Ok(_) => (
                "The password in the vault was accepted".to_owned(),
                "200 with a token".to_owned(),
            ),
            Err(error) => (
                "The password in the vault did not work".to_owned(),
                error.to_string(),
            ),
        };
        logins
            .point
            .evidence
            .push(Evidence::exchange(claim, request, response));
        logins.own = outcome.is_ok();
        logins.tokens.extend(outcome.ok());
    }
    logins.absent = absent == DEFAULT_LOGINS.len();
    logins.point.observed = if logins.shipped.is_empty() {
        (refused == DEFAULT_LOGINS.len()).then_some(Observed::Locked)
    } else {
        Some(Observed::Open)
    };
    logins
}

/// These passwords are no secrets, so they may be tried where a secret may not travel.
async fn shipped(client: &Client, username: &str, password: &str) -> Result<Secret, LoginError> {
    let body = serde_json::json!({ "username": username, "password": password });
    let response = client
        .send(Request::post("/auth/token", Body::Json(body)))
        .await?;
    token_of(&response, username)
}

async fn own(client: &Client, known: &Known) -> Option<Result<Secret, LoginError>> {
    let (username, password) = known.logins.first()?;
    let outcome = log_in(client, username, password).await;
    // Not tried is not refused.
    let untried = matches!(
        outcome,
        Err(LoginError::Wire(
            WireError::Consent { .. } | WireError::Untrusted { .. }
        ))
    );
    (!untried).then_some(outcome)
}
