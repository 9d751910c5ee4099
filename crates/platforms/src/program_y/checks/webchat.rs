//! The web chat. A refusal and a request without a question end in the same error 500 there, so what is asked for is the
//! greeting: an answer that is no conversation (clients/restful/flask/webchat/client.py, 4.3 and 5.0.1).

use chatelaine_wire::{Client, Request, Response, WireError};

use super::declared::Declared;
use crate::probe::{control, made_up_value, point};
use crate::{CheckError, Evidence, Observed, ObservedPoint};

/// What the page asks for when it is opened.
pub(super) const GREETING: &str = "question=YINITIALQUESTION";

/// What the chat showed.
pub(super) struct Chat {
    pub(super) point: ObservedPoint,
    /// Whether it answered to nothing at all.
    pub(super) open: bool,
    /// Whether it answered to an empty credential.
    pub(super) empty: bool,
    /// What became of the declared credentials.
    pub(super) right: Option<bool>,
}

/// Whether the page of the web chat came back; it is public whatever guards the chat.
pub(super) fn is_page(page: &Response) -> bool {
    let named = page
        .header("content-disposition")
        .is_some_and(|name| name.contains("webchat.html"));
    let titled = String::from_utf8_lossy(&page.body).contains("<title>Y-Bot Chat Window</title>");
    page.status == 200 && (named || titled)
}

/// Whether the chat itself answered.
pub(super) fn answers(response: &Response) -> bool {
    let answer = response
        .json()
        .is_some_and(|body| body.pointer("/response/answer").is_some());
    response.status == 200 && answer
}

/// The chat's own ways to refuse. Since 4.1 what catches the refusal stumbles itself, and in debug mode the debugger tells
/// of it; before, the text of an error came with status 200.
fn refuses(response: &Response) -> bool {
    let page = String::from_utf8_lossy(&response.body);
    let stumbled = page.contains("<title>500 Internal Server Error</title>")
        || page.contains("// Werkzeug Debugger</title>");
    response.status == 500 && stumbled || response.status == 200 && page.trim() == "500"
}

/// Asks for the greeting.
pub(super) async fn greeting(client: &Client, api: &str) -> Result<Response, WireError> {
    client.send(Request::get(format!("{api}?{GREETING}"))).await
}

pub(super) async fn observe(
    client: &Client,
    nothing: Result<Response, WireError>,
    declared: &Declared,
) -> Result<Chat, CheckError> {
    let made_up = made_up_value()?;
    let (empty, random, right) = tokio::join!(
        with(client, &declared.api, ""),
        with(client, &declared.api, made_up.expose()),
        with_declared(client, declared)
    );
    let request = format!("GET {}?{GREETING}", declared.api);
    let shown = |value: &str| format!("{request}&apikey={value} · Authorization: Basic {value}");
    let opened = |answer: &Result<Response, WireError>| answer.as_ref().is_ok_and(answers);
    let refused = |answer: &Result<Response, WireError>| answer.as_ref().is_ok_and(refuses);
    let (right, control) = right;
    // An error 500 is a refusal only where the right credential does not meet it.
    let proven = right == Some(true) && [&nothing, &empty, &random].into_iter().all(refused);
    let observed = if opened(&nothing) || opened(&empty) {
        Some(Observed::Open)
    } else if refused(&nothing) && opened(&random) {
        Some(Observed::Weak)
    } else {
        proven.then_some(Observed::Locked)
    };
    let (open, empties) = (opened(&nothing), opened(&empty));
    let mut evidence = vec![
        tried("without a credential", request.clone(), nothing),
        tried("with an empty token and key", shown(""), empty),
        tried("with a made-up token and key", shown("(made up)"), random),
    ];
    if !open && empties {
        evidence.swap(0, 1);
    } else if observed == Some(Observed::Weak) {
        evidence.swap(0, 2);
    }
    evidence.extend(control);
    if observed.is_none() && right.is_none() {
        evidence.push(Evidence::claim(
            "This client answers a refusal and any other trouble with the same error 500; only a credential that works tells them apart",
        ));
    }
    Ok(Chat {
        point: point("webchat", observed, evidence),
        open,
        empty: empties,
        right,
    })
}

async fn with(client: &Client, api: &str, value: &str) -> Result<Response, WireError> {
    let path = format!("{api}?{GREETING}&apikey={value}");
    let token = format!("Basic {value}");
    let headers = [("authorization", token.as_str())];
    let request = Request {
        headers: &headers,
        ..Request::get(&path)
    };
    client.send(request).await
}

fn tried(how: &str, request: String, answer: Result<Response, WireError>) -> Evidence {
    match answer {
        Ok(response) if answers(&response) => {
            Evidence::exchange(format!("Let in {how}"), request, response.summary())
        }
        Ok(response) => {
            let claim = format!("Answered {} {how}", response.status);
            Evidence::exchange(claim, request, response.status.to_string())
        }
        Err(error) => {
            Evidence::exchange(format!("No answer {how}: {error}"), request, error.advice())
        }
    }
}

/// The declared credentials, until one is let in.
async fn with_declared(client: &Client, declared: &Declared) -> (Option<bool>, Option<Evidence>) {
    let path = format!("{}?{GREETING}", declared.api);
    let (mut works, mut evidence) = (None, None);
    for pair in declared.pairs(declared.asks_token, declared.asks_key) {
        let request = pair.on(Request::get(&path));
        let shown = request.redacted();
        let why = match client.send(request).await {
            Ok(response) if answers(&response) || refuses(&response) => {
                works = Some(answers(&response));
                evidence = Some(control(
                    answers(&response),
                    &shown,
                    response.status.to_string(),
                ));
                if works == Some(true) {
                    break;
                }
                continue;
            }
            Ok(response) => format!("an answer {} is not the chat's", response.status),
            Err(error) => error.to_string(),
        };
        let claim = format!("The credentials in the configuration were not tried: {why}");
        evidence.get_or_insert(Evidence::claim(claim));
        break;
    }
    (works, evidence)
}
