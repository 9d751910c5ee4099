//! What opens the chat, and who speaks then.

use chatelaine_secrets::Secret;
use chatelaine_tokens::inspect;
use chatelaine_wire::Site;
use jiff::Timestamp;

use super::super::settings::id;
use super::mint::Mint;
use super::{Call, HTTP};
use crate::talk::{ChatAuth, Introduction, Outlet, Refusal, Unready};

/// What is to open the chat. There is no `Debug`: it holds credentials.
pub(super) struct Opening {
    pub(super) auth: ChatAuth,
    user: String,
    means: Means,
}

enum Means {
    Nothing,
    Key(Secret, &'static str),
    Token(Secret),
    Mint(Mint),
}

/// What opens it: a key, a token, or nothing.
pub(super) struct Opened {
    pub(super) secret: Option<Secret>,
    pub(super) who: Introduction,
}

impl Opening {
    pub(super) fn by(call: &Call<'_>) -> Result<Self, Unready> {
        let means = match call.auth {
            ChatAuth::Key => key(call)?,
            ChatAuth::Jwt => Means::Token(call.token.cloned().ok_or_else(|| {
                Unready::new("nobody is logged in", "Log in on the Access page first.")
            })?),
            ChatAuth::Mint => Means::Mint(Mint::by(call)?),
            _ => Means::Nothing,
        };
        Ok(Self {
            auth: call.auth,
            user: call.user.to_owned(),
            means,
        })
    }

    /// Whether the bot takes the name of who speaks from a token, and from nowhere else.
    pub(super) fn is_token(&self) -> bool {
        matches!(self.means, Means::Token(_) | Means::Mint(_))
    }

    /// Makes what has yet to be made. Nothing when that failed, of which the outlet was told.
    pub(super) async fn opened(self, site: &Site, outlet: &mut Outlet) -> Option<Opened> {
        let (secret, user, credential) = match self.means {
            Means::Nothing => (None, self.user, "no credential".to_owned()),
            Means::Key(key, name) => (Some(key), self.user, name.to_owned()),
            Means::Token(token) => {
                let user = inspect(token.expose())
                    .ok()
                    .and_then(|inspection| inspection.username)
                    .unwrap_or_default();
                let credential = format!("JWT · {user}");
                (Some(token), user, credential)
            }
            Means::Mint(mint) => {
                let minted = mint.token(site, &self.user, outlet).await?;
                let credential = format!("JWT signed here, with the rights of {}", minted.rights);
                (Some(minted.token), self.user, credential)
            }
        };
        if let Some(secret) = &secret {
            outlet.hide(secret);
        }
        Some(Opened {
            secret,
            who: Introduction {
                user,
                credential,
                session: String::new(),
            },
        })
    }
}

fn key(call: &Call<'_>) -> Result<Means, Unready> {
    let (setting, name, missing) = if call.transport.id == HTTP {
        (
            id::API_KEY,
            "HTTP key",
            Unready::new(
                "no HTTP key is set",
                "Generate CCAT_API_KEY, or connect without a credential to see whether the bot is open.",
            ),
        )
    } else {
        (
            id::API_KEY_WS,
            "WebSocket key",
            Unready::new(
                "no WebSocket key is set",
                "Generate CCAT_API_KEY_WS, or connect without a credential to see whether the bot is open.",
            ),
        )
    };
    let key = call.secret(setting).ok_or(missing)?;
    Ok(Means::Key(key, name))
}

/// Whether a token's time has passed.
pub(super) fn is_expired(token: &Secret) -> bool {
    let now = Timestamp::now().as_second();
    inspect(token.expose()).is_ok_and(|inspection| inspection.expired_at(now))
}

/// Why the bot refused. It says 403 for everything (1.9.2), so the rest is told from what is known here. `door` is what
/// refused, and `key` the name of its key.
pub(super) fn refusal(
    status: u16,
    auth: ChatAuth,
    expired: bool,
    door: &str,
    key: (&str, &str),
) -> Refusal {
    let (name, legacy) = key;
    let (cause, advice) = match auth {
        ChatAuth::None => (
            format!("The {door} is locked: the bot refuses who has no credential."),
            format!("This is what a lock looks like. Connect with the {name} or after a login."),
        ),
        ChatAuth::Jwt | ChatAuth::Mint if expired => (
            "The token has expired.".into(),
            "Connect again, after a new login where the bot issued it.".into(),
        ),
        ChatAuth::Jwt => (
            "The bot refused the token although it has not expired.".into(),
            "The signing key was changed since the login, or the user was deleted or lost the right to converse. Log in again. An open bot, too, refuses a token that is not valid.".into(),
        ),
        ChatAuth::Mint => (
            "The bot refused a token that is signed with the key that its configuration declares.".into(),
            "It may still run with an older configuration: restart it. If that does not help, look for a legacy name JWT_SECRET, and whether compose loads the .env.".into(),
        ),
        _ => (
            format!("The bot refused the {name}."),
            format!("It may still run with an older configuration: restart it. If that does not help, look for a legacy name {legacy}, and whether compose loads the .env."),
        ),
    };
    Refusal {
        status,
        cause,
        advice,
    }
}
