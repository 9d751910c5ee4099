//! `POST /auth/token`: a user name and a password for a JSON Web Token.

use chatelaine_secrets::Secret;
use chatelaine_wire::{Body, Client, Request, Response, WireError};
use thiserror::Error;

use super::checks::said::is_refusal;

/// bcrypt, which the Cat uses, ignores every byte beyond the 72nd.
const PASSWORD_BYTES: usize = 72;

/// Why a login failed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LoginError {
    /// The bot could not be spoken to.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// Wrong user name or password.
    #[error("the bot refused the login of `{username}` (403)")]
    Refused {
        /// Whose login.
        username: String,
    },
    /// There is no such login in this version.
    #[error("the bot has no /auth/token (404)")]
    Absent,
    /// The bot failed while making the token.
    #[error("the bot failed while making the token ({status})")]
    Broken {
        /// The HTTP status.
        status: u16,
    },
    /// The answer holds no token.
    #[error("the bot answered {status}, but without a token")]
    Unexpected {
        /// The HTTP status.
        status: u16,
    },
    /// The password cannot be used.
    #[error("the password is longer than {PASSWORD_BYTES} bytes")]
    TooLong,
}

impl LoginError {
    /// What to do about it.
    #[must_use]
    pub fn advice(&self) -> String {
        match self {
            Self::Wire(error) => error.advice(),
            Self::Refused { .. } => {
                "The user name or the password is wrong; the bot says the same for both. The keys do not help here: only a user's password does.".into()
            }
            Self::Absent => "Logins exist from version 1.7 on, and not in version 2. Look at the bot's version.".into(),
            Self::Broken { .. } => {
                "CCAT_JWT_ALGORITHM or CCAT_JWT_EXPIRE_MINUTES probably holds a value that the bot cannot use. Correct it and restart the bot.".into()
            }
            Self::Unexpected { .. } => "Check that the address leads to a Cheshire Cat and not to another server.".into(),
            Self::TooLong => "Use a password of at most 72 bytes; the bot would silently ignore the rest.".into(),
        }
    }
}

/// Logs in. The returned token is a credential.
///
/// # Errors
/// [`LoginError`]; a refusal takes the bot about a second.
pub async fn log_in(
    client: &Client,
    username: &str,
    password: &Secret,
) -> Result<Secret, LoginError> {
    if password.expose().len() > PASSWORD_BYTES {
        return Err(LoginError::TooLong);
    }
    let body =
        serde_json::json!({ "username": username, "password": password.expose() }).to_string();
    let response = client
        .send(Request::post(
            "/auth/token",
            Body::SecretJson(Secret::new(body)),
        ))
        .await?;
    token_of(&response, username)
}

/// Reads the answer to `/auth/token`.
pub(super) fn token_of(response: &Response, username: &str) -> Result<Secret, LoginError> {
    match response.status {
        // A firewall's 403 is about the request, and says nothing of the password.
        _ if is_refusal(response) => Err(LoginError::Refused {
            username: username.to_owned(),
        }),
        200 => response
            .json()
            .and_then(|answer| {
                Some(Secret::new(
                    answer.get("access_token")?.as_str()?.to_owned(),
                ))
            })
            .ok_or(LoginError::Unexpected { status: 200 }),
        404 => Err(LoginError::Absent),
        status @ 500..=599 => Err(LoginError::Broken { status }),
        status => Err(LoginError::Unexpected { status }),
    }
}
