//! What an answer of the REST API means. Its status line does not tell: version 1 refuses with 200, and an error 500 is
//! how it lets somebody in who forgot to ask something (4.3, 5.0.1; the same code since 3.9).

use chatelaine_wire::Response;
use serde_json::Value;

/// The lock that refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::program_y) enum Lock {
    /// No token, or a wrong one.
    Token,
    /// No API key, or a wrong one.
    Key,
}

/// What the bot made of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::program_y) enum Said {
    /// It was let in, and its parameters were looked at.
    In,
    /// It was refused, in the bot's own words.
    Refused(Lock),
    /// Somebody else answered, or nobody.
    Other,
}

/// A version of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::program_y) enum Version {
    /// With the status in the body.
    One,
    /// With the status where it belongs.
    Two,
}

impl Version {
    /// The access point's id.
    pub(in crate::program_y) fn id(self) -> &'static str {
        match self {
            Self::One => "rest-v1",
            Self::Two => "rest-v2",
        }
    }

    /// Both are fixed, whatever `api` says.
    pub(in crate::program_y) fn path(self) -> &'static str {
        match self {
            Self::One => "/api/rest/v1.0/ask",
            Self::Two => "/api/rest/v2.0/ask",
        }
    }

    /// What an answer to a request without parameters means.
    pub(in crate::program_y) fn read(self, response: &Response) -> Said {
        let Some(body) = response.json() else {
            return Said::Other;
        };
        match (self, body.as_array().map(Vec::as_slice)) {
            (Self::One, Some([inner, status])) if response.status == 200 => {
                let status = status
                    .as_u64()
                    .and_then(|status| u16::try_from(status).ok());
                status.map_or(Said::Other, |status| said(status, inner))
            }
            (_, None) => said(response.status, &body),
            _ => Said::Other,
        }
    }

    /// Whether the answer has the form that the Sanic client gives it. In version 2 both clients have the same.
    pub(in crate::program_y) fn is_sanic(self, response: &Response) -> bool {
        let plain = response.json().is_some_and(|body| !body.is_array());
        self == Self::One && plain && self.read(response) != Said::Other
    }
}

fn said(status: u16, body: &Value) -> Said {
    // Up to 3.8 some answers stand without the wrapping, and refusals within one.
    let inner = body.get("response").unwrap_or(body);
    let words = |words: &str| inner.get("error").unwrap_or(inner).as_str() == Some(words);
    let has = |name: &str| inner.get(name).is_some();
    match status {
        403 if words("Access denied") => Said::Refused(Lock::Token),
        401 if words("Unauthorized access") => Said::Refused(Lock::Key),
        // 400 is what a version would say that reports a missing parameter as one.
        200 | 400 | 500 if has("question") && has("userid") || has("query") && has("userId") => {
            Said::In
        }
        _ => Said::Other,
    }
}
