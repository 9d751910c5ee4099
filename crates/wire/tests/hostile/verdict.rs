//! What is expected of every error, whichever it is.

use chatelaine_wire::{Client, Limits, Request, Response, Site, Socket, WireError, connect};

use super::server::{CANARY, canary, limits};

/// Sends a request that carries the credential.
pub(crate) async fn get(site: Site) -> Result<Response, WireError> {
    get_within(site, limits()).await
}

pub(crate) async fn get_within(site: Site, limits: Limits) -> Result<Response, WireError> {
    let client = Client::new(site, limits).expect("a client needs no server");
    client
        .send(Request::get("/").with_bearer(Some(&canary())))
        .await
}

/// Opens a socket with the credential.
pub(crate) async fn dial(site: &Site) -> Result<Socket, WireError> {
    dial_within(site, limits()).await
}

pub(crate) async fn dial_within(site: &Site, limits: Limits) -> Result<Socket, WireError> {
    let (socket, handshake) = connect(site, "/ws/me", Some(&canary()), limits).await?;
    assert_silent("the handshake", &format!("{handshake:?}"));
    Ok(socket)
}

pub(crate) fn assert_silent(what: &str, text: &str) {
    assert!(
        !text.contains(CANARY),
        "{what} repeats the credential: {text}"
    );
}

/// The name of a variant, so that a table can speak of it.
pub(crate) fn variant(error: &WireError) -> &'static str {
    match error {
        WireError::Address { .. } => "Address",
        WireError::Resolve { .. } => "Resolve",
        WireError::Refused { .. } => "Refused",
        WireError::Timeout { .. } => "Timeout",
        WireError::Tls { .. } => "Tls",
        WireError::NotHttp { .. } => "NotHttp",
        WireError::TooLarge { .. } => "TooLarge",
        WireError::Closed { .. } => "Closed",
        WireError::Handshake { .. } => "Handshake",
        WireError::Consent { .. } => "Consent",
        WireError::Unsendable { .. } => "Unsendable",
        WireError::Untrusted { .. } => "Untrusted",
    }
}

/// The right name, a remedy that says the right thing, an origin to look at, and no credential.
pub(crate) fn assert_error<T>(
    story: &str,
    outcome: Result<T, WireError>,
    name: &str,
    advice: &str,
) -> WireError {
    let Err(error) = outcome else {
        panic!("{story}: this must not count as success")
    };
    assert_eq!(variant(&error), name, "{story}: {error}");
    assert!(
        error.advice().contains(advice),
        "{story}: the remedy `{}` should speak of `{advice}`",
        error.advice()
    );
    assert!(
        error.to_string().contains("://127.0.0.1:") || error.to_string().contains("://localhost:"),
        "{story}: {error} should name the server"
    );
    for text in [error.to_string(), format!("{error:?}"), error.advice()] {
        assert_silent(story, &text);
    }
    error
}
