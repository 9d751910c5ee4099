//! An access token for client credentials (RFC 6749 §4.4), for a bot behind a gateway.
//!
//! The client's secret goes to the token endpoint of the operator's choice and nowhere else; the token is for one
//! connection and is kept nowhere.

use chatelaine_secrets::{Secret, redact};
use chatelaine_wire::{Body, Client, Credential, Limits, Request, Response, Site, basic};
use serde_json::Value;
use url::{Url, form_urlencoded};

use crate::view::Oauth;
use crate::{CommandError, ErrorCode};

/// Bytes of an answer that are read: tokens with every claim that one can think of are a few kilobytes.
const BODY: usize = 64 << 10;

/// Asks for a token.
///
/// # Errors
/// [`ErrorCode::Invalid`] when the endpoint's address cannot be used, [`ErrorCode::ConsentNeeded`] when the secret would
/// travel in clear, [`ErrorCode::Refused`] with the server's reason, [`ErrorCode::NotThisPlatform`] when what answers is
/// no token endpoint; otherwise why it could not be reached.
pub(super) async fn access_token(oauth: &Oauth, secret: &Secret) -> Result<Secret, CommandError> {
    let (site, path) = endpoint(&oauth.token_url)?;
    let limits = Limits {
        body: BODY,
        ..Limits::default()
    };
    let client = Client::new(site, limits)?;
    // Both are encoded before they are put together, so that a colon in the id separates nothing (RFC 6749 §2.3.1).
    let pair = basic(
        &encoded(&oauth.client_id),
        &Secret::new(encoded(secret.expose())),
    );
    let request =
        Request::post(path, wish(oauth)).with_credential(Some(Credential::Authorization {
            scheme: "Basic",
            value: &pair,
        }));
    let answer = client.send(request).await?;
    read(&answer).map_err(|fault| fault.told(&answer, &[secret, &pair]))
}

/// The endpoint's own server, to which alone the secret goes, and the path there. An authorization server is never behind
/// the bot's address, so the bot's consent to plain HTTP is none for this one.
fn endpoint(address: &str) -> Result<(Site, String), CommandError> {
    let refuse = |what: &str| {
        CommandError::invalid(
            what,
            "Give an address like https://login.example.org/oauth/token, without user name or fragment.",
        )
    };
    let url = Url::parse(address.trim())
        .map_err(|_| refuse("the address of the token endpoint is none"))?;
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return Err(refuse(
            "the address of the token endpoint holds a user name, a password or a fragment",
        ));
    }
    let query = url
        .query()
        .map_or_else(String::new, |query| format!("?{query}"));
    let site = Site::parse(&url.origin().ascii_serialization(), false)?;
    Ok((site, format!("{}{query}", url.path())))
}

fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn wish(oauth: &Oauth) -> Body {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("grant_type", "client_credentials");
    for (name, value) in [("scope", &oauth.scope), ("audience", &oauth.audience)] {
        if let Some(value) = value.as_deref().filter(|value| !value.is_empty()) {
            form.append_pair(name, value);
        }
    }
    Body::Text {
        content_type: "application/x-www-form-urlencoded",
        text: form.finish(),
    }
}

/// Why there is no token.
enum Fault {
    /// The server says no, with the error's name (RFC 6749 §5.2).
    Refused(String),
    /// What answers is no token endpoint.
    Foreign,
    /// The token is of a kind that a gateway's `Bearer` does not take.
    OtherKind,
}

fn read(answer: &Response) -> Result<Secret, Fault> {
    let json = answer.json().ok_or(Fault::Foreign)?;
    if let Some(error) = json["error"].as_str() {
        return Err(Fault::Refused(error.to_owned()));
    }
    let token = json["access_token"]
        .as_str()
        .filter(|token| !token.is_empty());
    let token = token
        .filter(|_| answer.status == 200)
        .ok_or(Fault::Foreign)?;
    let bearer = |kind: &Value| {
        kind.as_str()
            .is_none_or(|kind| kind.eq_ignore_ascii_case("bearer"))
    };
    if !bearer(&json["token_type"]) {
        return Err(Fault::OtherKind);
    }
    Ok(Secret::new(token))
}

impl Fault {
    /// In words. The server's own may repeat what it was sent.
    fn told(self, answer: &Response, secrets: &[&Secret]) -> CommandError {
        let shown = |text: &str| -> String {
            let text = redact(text, secrets);
            text.chars().filter(|c| !c.is_control()).take(160).collect()
        };
        match self {
            Self::Refused(error) => {
                let detail = answer.json().and_then(|json| {
                    let text = json["error_description"].as_str()?;
                    Some(format!(": {}", shown(text)))
                });
                CommandError::new(
                    ErrorCode::Refused,
                    format!(
                        "the authorization server says {}{}",
                        shown(&error),
                        detail.unwrap_or_default()
                    ),
                    advice(&error),
                )
            }
            Self::Foreign => CommandError::new(
                ErrorCode::NotThisPlatform,
                format!(
                    "what answers at the token endpoint is none (HTTP {})",
                    answer.status
                ),
                "Take the address from the server's /.well-known/openid-configuration, where it is called token_endpoint.",
            ),
            Self::OtherKind => CommandError::new(
                ErrorCode::Refused,
                "the authorization server issues tokens of another kind than Bearer",
                "Have the client registered for Bearer tokens.",
            ),
        }
    }
}

/// What to do about an error of RFC 6749 §5.2, and about those that servers add.
fn advice(error: &str) -> &'static str {
    match error {
        "invalid_client" | "access_denied" => {
            "Check the client's id, and its secret in the vault (`oauth.client_secret`). The server has to accept them over HTTP Basic (client_secret_basic)."
        }
        "unauthorized_client" | "unsupported_grant_type" => {
            "Allow this client the grant `client_credentials`; in Keycloak that is called service accounts."
        }
        "invalid_scope" => "Ask for a scope that this client may have. Okta wants one of your own.",
        "invalid_target" | "invalid_request" => {
            "Name the audience exactly as the server knows it; Auth0 issues nothing without one."
        }
        "temporarily_unavailable" | "server_error" => "Try again in a moment.",
        _ => "Look for this error in the documentation of the authorization server.",
    }
}
