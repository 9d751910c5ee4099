//! What an answer means, by Chatto's own words. Whatever else is said, by a proxy or by another program, is no proof of
//! anything (words as recorded on 0.9.2; in the sources they are the same since 0.6.0).

use chatelaine_wire::Response;

/// What an answer means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::chatto) enum Said {
    /// Chatto did what it was asked, or tried to.
    Yes,
    /// Chatto's own refusal.
    No,
    /// Something else.
    Other,
}

/// Of `POST /channels/rest` with a body that is no JSON.
pub(in crate::chatto) fn rest(response: &Response) -> Said {
    match response.status {
        401 if words(response) == "the callback token is invalid" => Said::No,
        _ if complains(response) => Said::Yes,
        _ => Said::Other,
    }
}

/// Of `POST /bot/predict`, which before 0.6.0 is `/predict`.
pub(in crate::chatto) fn predict(response: &Response) -> Said {
    let has = |json: &serde_json::Value| {
        json.get("original").is_some() && json.get("predicted").is_some()
    };
    match response.status {
        401 if words(response) == "unauthorized" => Said::No,
        200 if response.json().as_ref().is_some_and(has) => Said::Yes,
        _ => Said::Other,
    }
}

/// Of `GET /bot/senders/…` for somebody who does not exist, which before 0.6.0 is `/senders/…`. The oldest versions make
/// up a state for anybody.
pub(in crate::chatto) fn senders(response: &Response) -> Said {
    let has = |json: &serde_json::Value| json.get("state").is_some_and(|state| state.is_i64());
    match response.status {
        401 if words(response) == "unauthorized" => Said::No,
        404 if words(response) == "sender does not exist" => Said::Yes,
        200 if response.json().as_ref().is_some_and(has) => Said::Yes,
        _ => Said::Other,
    }
}

/// Of `GET /extensions`.
pub(in crate::chatto) fn extensions(response: &Response) -> Said {
    let json = response.json().unwrap_or_default();
    let refused = json.get("message").and_then(serde_json::Value::as_str);
    let listed = json
        .as_array()
        .is_some_and(|list| list.iter().all(serde_json::Value::is_string));
    match response.status {
        401 if refused == Some("missing or incorrect authorization token") => Said::No,
        200 if listed => Said::Yes,
        _ => Said::Other,
    }
}

/// Whether a handler of Chatto's complains about a body that is no JSON: 500, and 400 in the oldest versions.
pub(in crate::chatto) fn complains(response: &Response) -> bool {
    matches!(response.status, 400 | 500) && words(response).starts_with("invalid character '")
}

/// Whether this is how Chatto's router, as any in Go, says that there is no such path.
pub(in crate::chatto) fn is_missing(response: &Response) -> bool {
    response.status == 404 && words(response) == "404 page not found"
}

/// The answer's text, when it is no longer than any sentence of Chatto's.
pub(in crate::chatto) fn words(response: &Response) -> String {
    let body = &response.body[..response.body.len().min(200)];
    String::from_utf8_lossy(body).trim_end().to_owned()
}
