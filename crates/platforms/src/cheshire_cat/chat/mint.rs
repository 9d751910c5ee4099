//! Tokens that the console signs with the bot's own key.
//!
//! The bot takes the rights from its database, by the id in `sub`, and refuses an id that it does not know; the name of
//! who speaks it takes from `username`, and asks nobody (measured on 1.9.2). So a token needs the id of a user, which the
//! HTTP key may list, and has a name of its own, which keeps the conversation apart from everybody else's.

use chatelaine_secrets::Secret;
use chatelaine_tokens::{Algorithm, mint};
use chatelaine_wire::{Client, Limits, Request, Response, Site};
use serde_json::{Value, json};

use super::super::settings::id;
use crate::talk::http::{log_request, log_response};
use crate::talk::{Call, Outlet, Refusal, Unready};

/// How long a token is good, in seconds. It may stand in the bot's access log, because a socket has it in its address.
const LIFETIME: i64 = 60 * 60;

/// What a token is made of. There is no `Debug`: it holds keys.
pub(super) struct Mint {
    key: Secret,
    algorithm: Algorithm,
    /// May list the users.
    http_key: Option<Secret>,
    expiry: i64,
}

/// A token, and whose rights it has.
pub(super) struct Minted {
    pub(super) token: Secret,
    pub(super) rights: String,
}

impl Mint {
    pub(super) fn by(call: &Call<'_>) -> Result<Self, Unready> {
        let key = call.chosen(id::JWT_SECRET).ok_or_else(|| {
            Unready::new(
                "no signing key of its own is set",
                "Generate CCAT_JWT_SECRET. The default, which everybody knows, is not signed with here.",
            )
        })?;
        let algorithm = call.declared(id::JWT_ALGORITHM);
        let algorithm = algorithm.map_or(Ok(Algorithm::Hs256), |name| name.expose().parse());
        Ok(Self {
            key,
            algorithm: algorithm.map_err(|error| {
                Unready::new(
                    "the bot's algorithm signs no tokens",
                    format!("CCAT_JWT_ALGORITHM: {error}"),
                )
            })?,
            http_key: call.chosen(id::API_KEY),
            expiry: call.at.as_second() + LIFETIME,
        })
    }

    /// Asks for a user, and signs a token for `name` with that user's rights. Nothing when that failed, of which the
    /// outlet was told.
    pub(super) async fn token(
        &self,
        site: &Site,
        name: &str,
        outlet: &mut Outlet,
    ) -> Option<Minted> {
        if let Some(key) = &self.http_key {
            outlet.hide(key);
        }
        let answer = self.users(site, outlet).await?;
        let users = answer.json().unwrap_or_default();
        let Some(user) = humblest(&users) else {
            outlet.refused(Refusal {
                status: answer.status,
                cause: "The bot did not name a user who may converse, and a token has to hold the id of one.".into(),
                advice: "Set CCAT_API_KEY, which may list the users, and restart the bot. It refuses a token for an id that it does not know.".into(),
            });
            return None;
        };
        let claims = json!({
            "sub": user["id"],
            "username": name,
            "permissions": user["permissions"],
            "exp": self.expiry,
        });
        match mint(&claims, &self.key, self.algorithm) {
            Ok(token) => Some(Minted {
                token,
                rights: user["username"].as_str().unwrap_or_default().to_owned(),
            }),
            Err(error) => {
                outlet.closed(None, format!("No token could be signed: {error}"), false);
                None
            }
        }
    }

    async fn users(&self, site: &Site, outlet: &mut Outlet) -> Option<Response> {
        let request = Request::get("/users/").with_bearer(self.http_key.as_ref());
        log_request(&request, site, outlet);
        let answer = match Client::new(site.clone(), Limits::default()) {
            Ok(client) => client.send(request).await,
            Err(error) => Err(error),
        };
        match answer {
            Ok(answer) => {
                log_response(&answer, outlet);
                Some(answer)
            }
            Err(error) => {
                outlet.broke(&error);
                None
            }
        }
    }
}

/// Of the users who may converse, the one with the fewest rights.
fn humblest(users: &Value) -> Option<&Value> {
    let may_converse = |user: &&Value| {
        let rights = user["permissions"]["CONVERSATION"].as_array();
        user["id"].is_string()
            && rights.is_some_and(|rights| rights.iter().any(|one| one == "WRITE"))
    };
    let rights = |user: &&Value| {
        let resources = user["permissions"].as_object().into_iter().flatten();
        resources
            .filter_map(|(_, rights)| rights.as_array())
            .map(Vec::len)
            .sum::<usize>()
    };
    users
        .as_array()?
        .iter()
        .filter(may_converse)
        .min_by_key(rights)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
    use super::*;

    #[test]
    fn a_token_gets_no_more_rights_than_a_conversation_needs() {
        let users = json!([
            { "id": "1", "username": "admin", "permissions": { "CONVERSATION": ["WRITE"], "USERS": ["WRITE", "LIST"] } },
            { "id": "2", "username": "mute", "permissions": { "STATUS": ["READ"] } },
            { "id": "3", "username": "user", "permissions": { "CONVERSATION": ["WRITE"], "STATUS": ["READ"] } },
        ]);
        assert_eq!(humblest(&users).unwrap()["username"], "user");
        assert_eq!(
            humblest(&json!({ "detail": "no" })),
            None,
            "a refusal names nobody"
        );
    }
}
