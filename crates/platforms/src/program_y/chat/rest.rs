//! `GET …/ask`, one question per request.

use chatelaine_secrets::Secret;
use chatelaine_wire::{Credential, Request, Response};
use url::form_urlencoded::Serializer;

use super::super::checks::answer::{Lock, Said, Version};
use super::answer::{Heard, heard};
use super::media;
use crate::talk::http::HttpTalk;
use crate::talk::{Outlet, Refusal};

/// One version of the API, and who asks. There is no `Debug`: it holds the token and the key.
pub(super) struct Rest {
    pub(super) version: Version,
    pub(super) token: Option<Secret>,
    pub(super) key: Option<Secret>,
    pub(super) user: String,
}

impl HttpTalk for Rest {
    /// Without parameters: both locks are looked at first, and nobody is asked anything.
    fn knock(&self) -> Request<'_> {
        self.with_credentials(Request::get(self.version.path()))
    }

    fn admitted(&self, answer: &Response) -> Result<(), Refusal> {
        match self.version.read(answer) {
            Said::In => Ok(()),
            Said::Refused(lock) => Err(self.refused(lock)),
            Said::Other => Err(self.foreign(answer.status)),
        }
    }

    fn say(&self, text: &str) -> Request<'_> {
        let (question, user) = match self.version {
            Version::One => ("question", "userid"),
            Version::Two => ("query", "userId"),
        };
        let query = Serializer::new(String::new())
            .append_pair(question, text)
            .append_pair(user, &self.user)
            .finish();
        self.with_credentials(Request::get(format!("{}?{query}", self.version.path())))
    }

    fn hear(&mut self, answer: &Response, outlet: &mut Outlet) -> Result<(), Refusal> {
        match heard(self.version, answer) {
            Heard::Reply(text) => match media::read(&text) {
                Some(reply) => outlet.reply(reply),
                None => outlet.silent(),
            },
            Heard::Refused(lock) => return Err(self.refused(lock)),
            Heard::Failed(status, words) => {
                let hint = "These words stand for any trouble: look at the bot's log. Most often its brain stumbled over the question.";
                outlet.error(&format!("Status {status}"), &words, Some(hint));
            }
            Heard::Foreign(status) => outlet.error(
                &format!("HTTP {status}"),
                "this is no answer of Program-Y's REST API",
                Some("The bot's server, or a proxy in front of it, answered in its place."),
            ),
        }
        Ok(())
    }
}

impl Rest {
    fn with_credentials<'a>(&'a self, request: Request<'a>) -> Request<'a> {
        let basic = |value: &'a Secret| Credential::Authorization {
            scheme: "Basic",
            value,
        };
        let query = |value: &'a Secret| Credential::Query {
            name: "apikey",
            value,
        };
        request
            .with_credential(self.token.as_ref().map(basic))
            .and_credential(self.key.as_ref().map(query))
    }

    fn refused(&self, lock: Lock) -> Refusal {
        let (status, cause, advice) = match (lock, &self.token, &self.key) {
            (Lock::Token, None, _) => (
                403,
                "The REST API is locked: the bot asks for its token.",
                "This is what a lock looks like. Connect with the token of license.keys.",
            ),
            (Lock::Token, Some(_), _) => (
                403,
                "The bot refused the token.",
                "Keys are read once, at start: restart the bot. If that does not help, look for `=`, quotes or blanks in BASIC_AUTH_TOKEN: the bot drops every `=`, and 4.3 keeps quotes that 5.0 takes away.",
            ),
            (Lock::Key, _, None) => (
                401,
                "The REST API is locked: the bot asks for an API key.",
                "This is what a lock looks like. Connect with a key of the list that `api_key_file` names.",
            ),
            (Lock::Key, _, Some(_)) => (
                401,
                "The bot refused the API key.",
                "The list is read once, at start: restart the bot. If that does not help, `api_key_file` leads elsewhere; and the Sanic client, which never loads the list, refuses every key.",
            ),
        };
        Refusal {
            status,
            cause: cause.into(),
            advice: advice.into(),
        }
    }

    fn foreign(&self, status: u16) -> Refusal {
        let version = match self.version {
            Version::One => "v1.0",
            Version::Two => "v2.0",
        };
        Refusal {
            status,
            cause: format!("What answers there is not Program-Y's REST API {version}."),
            advice: "Correct the address. Before 4.0 there is only v1.0; the web chat client has its own path and answers refusals with an error page; a proxy may not forward /api/rest.".into(),
        }
    }
}
