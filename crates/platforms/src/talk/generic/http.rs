//! One POST for each message.

use chatelaine_wire::{Body, Credential, Request, Response, Site};

use super::refusal;
use super::shape::{Found, Shape};
use crate::talk::http::{HttpTalk, begin as begin_http};
use crate::talk::socket::Pass;
use crate::talk::{Conversing, Inbox, Introduction, Outlet, Refusal, Reply};

pub(super) fn begin(
    site: Site,
    pass: Option<Pass>,
    shape: Shape,
    who: Introduction,
    inbox: Inbox,
    outlet: Outlet,
) -> Conversing {
    begin_http(site, AnyHttp { pass, shape }, who, inbox, outlet)
}

struct AnyHttp {
    pass: Option<Pass>,
    shape: Shape,
}

impl HttpTalk for AnyHttp {
    /// A `GET` of the path without its query: a method that is safe (RFC 9110 §9.2.1), so that nothing is said with it.
    fn knock(&self) -> Request<'_> {
        let path = self.shape.path.split('?').next().unwrap_or_default();
        Request::get(path).with_credential(self.credential())
    }

    /// A refusal is one. Anything else may be how this server answers to a `GET`; the first message will show.
    fn admitted(&self, answer: &Response) -> Result<(), Refusal> {
        self.let_in(answer.status)
    }

    fn say(&self, text: &str) -> Request<'_> {
        let content_type = if self.shape.is_json() {
            "application/json"
        } else {
            "text/plain; charset=utf-8"
        };
        let text = self.shape.said(text);
        let body = Body::Text { content_type, text };
        Request::post(self.shape.path.as_str(), body).with_credential(self.credential())
    }

    fn hear(&mut self, answer: &Response, outlet: &mut Outlet) -> Result<(), Refusal> {
        self.let_in(answer.status)?;
        let text = String::from_utf8_lossy(&answer.body);
        if !(200..300).contains(&answer.status) {
            let start = &text[..text.floor_char_boundary(500)];
            outlet.error(&format!("HTTP {}", answer.status), start, None);
            return Ok(());
        }
        match self.shape.found(&text) {
            Found::Reply(reply) => outlet.reply(Reply::text(reply)),
            Found::Empty => outlet.silent(),
            Found::Missing => outlet.error(
                "No reply in the answer",
                "the answer came, but nothing stands where its reply was said to be",
                Some("Compare the JSON pointer with the answer in the log."),
            ),
        }
        Ok(())
    }
}

impl AnyHttp {
    fn credential(&self) -> Option<Credential<'_>> {
        self.pass.as_ref().map(Pass::credential)
    }

    fn let_in(&self, status: u16) -> Result<(), Refusal> {
        match status {
            401 | 403 | 407 => Err(refusal(status, self.pass.is_some())),
            _ => Ok(()),
        }
    }
}
