//! What else a bot may have open: the debugger on its own port, the ping service on another.

use chatelaine_wire::{Client, Limits, Request, Response, Site};
use url::Url;

use super::declared::Responder;
use crate::probe::point;
use crate::{Evidence, Observed, ObservedPoint};

/// A file of the debugger's own. The console itself is kept from foreign host names since Werkzeug 3.0.3; this is not.
const STYLE: &str = "/?__debugger__=yes&cmd=resource&f=style.css";

/// The Werkzeug debugger. Nothing where there is none and none is declared. Two requests, which log its page in the bot's
/// log; no code is run and no PIN tried.
pub(super) async fn debugger(client: &Client, declared: bool) -> Option<ObservedPoint> {
    let (console, style) = tokio::join!(
        client.send(Request::get("/console")),
        client.send(Request::get(STYLE))
    );
    let mut evidence = Vec::new();
    if console.is_ok_and(|console| is_console(&console)) {
        let claim = "The Werkzeug debugger answers at /console, behind nothing but a PIN";
        evidence.push(Evidence::exchange(
            claim,
            "GET /console",
            "200 Console // Werkzeug Debugger",
        ));
    }
    if style.is_ok_and(|style| is_style(&style)) {
        let claim = "The Werkzeug debugger hands out its own files";
        evidence.push(Evidence::exchange(
            claim,
            format!("GET {STYLE}"),
            "200 text/css",
        ));
    }
    if !evidence.is_empty() {
        return Some(point("debugger", Some(Observed::Open), evidence));
    }
    let claim = "The configuration turns the debugger on, but it was not found at this address";
    declared.then(|| point("debugger", None, vec![Evidence::claim(claim)]))
}

fn is_console(response: &Response) -> bool {
    let page = String::from_utf8_lossy(&response.body);
    response.status == 200 && page.contains("<title>Console // Werkzeug Debugger")
}

fn is_style(response: &Response) -> bool {
    let css = response
        .content_type
        .as_deref()
        .is_some_and(|kind| kind.starts_with("text/css"));
    response.status == 200 && css && String::from_utf8_lossy(&response.body).contains("debugger")
}

/// The ping service, at the address that the bot's own configuration names. It knows no credential, and none is sent.
/// Its kill switch is left alone.
pub(super) async fn responder(site: &Site, declared: &Responder) -> ObservedPoint {
    let point = |observed, evidence| point("responder", observed, vec![evidence]);
    let Some(place) = place(site, declared) else {
        let claim = "Not asked: the ping service listens at another address than the bot's";
        return point(None, Evidence::claim(claim));
    };
    let request = format!("GET {}{}", place.origin(), declared.path);
    let answer = match Client::new(place, Limits::default()) {
        Ok(client) => client.send(Request::get(&declared.path)).await,
        Err(error) => Err(error),
    };
    match answer {
        Ok(response) if is_ping(&response) => {
            let claim = "The ping service answered with its counters, without a credential";
            point(
                Some(Observed::Open),
                Evidence::exchange(claim, request, response.summary()),
            )
        }
        Ok(response) => {
            let claim = format!(
                "Answered {}, in no way that the ping service does",
                response.status
            );
            point(None, Evidence::exchange(claim, request, response.summary()))
        }
        Err(error) => {
            let evidence = Evidence::exchange(error.to_string(), request, error.advice());
            point(Some(Observed::Unreachable), evidence)
        }
    }
}

/// Where the ping service is from here. A bot that listens on every network does so at the address that is known.
fn place(site: &Site, declared: &Responder) -> Option<Site> {
    let known = Url::parse(&site.address()).ok()?;
    let known = known.host_str()?;
    let host = match declared.host.as_str() {
        "" => known.to_owned(),
        host if declared.is_loopback() && site.is_loopback() => bracketed(host),
        host if bracketed(host) == known => known.to_owned(),
        _ => return None,
    };
    let scheme = if declared.tls { "https" } else { "http" };
    let place = Site::parse(&format!("{scheme}://{host}:{}", declared.port), false).ok()?;
    // Nothing secret goes there, so what answers may be seen whatever its certificate is worth.
    Some(place.unverified())
}

fn bracketed(host: &str) -> String {
    match host.contains(':') && !host.starts_with('[') {
        true => format!("[{host}]"),
        false => host.to_owned(),
    }
}

fn is_ping(response: &Response) -> bool {
    let counters = response.json().is_some_and(|body| {
        ["client", "bots", "questions", "start_time"]
            .iter()
            .all(|key| body.get(key).is_some())
    });
    response.status == 200 && counters
}
