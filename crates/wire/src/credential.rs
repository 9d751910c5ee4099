//! What a request or a socket proves its right with.

use chatelaine_secrets::Secret;
use reqwest::header::HeaderValue;

use crate::WireError;

/// What a request proves its right with. It is sent to the client's own [`Site`] and nowhere else.
#[derive(Debug, Clone, Copy)]
pub enum Credential<'a> {
    /// `Authorization: Bearer …` (RFC 6750 §2.1).
    Bearer(&'a Secret),
    /// `Authorization: <scheme> …`; without a scheme the value stands alone, as Chatto 0.6 and later accept it.
    Authorization {
        /// The first word.
        scheme: &'static str,
        /// The rest.
        value: &'a Secret,
    },
    /// A parameter of the query. It ends up in access logs, but some bots read it nowhere else (Rasa's `token`,
    /// Program-Y's `apikey`).
    Query {
        /// The parameter's name.
        name: &'static str,
        /// Its value; percent-encoded when it is sent.
        value: &'a Secret,
    },
}

impl Credential<'_> {
    pub(crate) fn value(&self) -> &Secret {
        match self {
            Self::Bearer(value) | Self::Authorization { value, .. } | Self::Query { value, .. } => {
                value
            }
        }
    }

    /// The value of `Authorization`.
    pub(crate) fn header(&self) -> Result<HeaderValue, WireError> {
        match self {
            Self::Bearer(value) => authorization("Bearer", value),
            Self::Authorization { scheme, value } => authorization(scheme, value),
            Self::Query { .. } => Err(WireError::Unsendable {
                reason: "it belongs into the address",
            }),
        }
    }

    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Bearer(_) => "Authorization: Bearer ••••••••".into(),
            Self::Authorization { scheme: "", .. } => "Authorization: ••••••••".into(),
            Self::Authorization { scheme, .. } => format!("Authorization: {scheme} ••••••••"),
            Self::Query { name, .. } => format!("{name}=••••••••"),
        }
    }
}

/// What separates a further parameter from a path that may have a query already.
pub(crate) fn query_joint(path: &str) -> char {
    if path.contains('?') { '&' } else { '?' }
}

/// ASCII only: what stands for other letters in a header is not agreed upon (the Cheshire Cat reads Latin-1).
fn authorization(scheme: &str, value: &Secret) -> Result<HeaderValue, WireError> {
    let text = if scheme.is_empty() {
        value.expose().to_owned()
    } else {
        format!("{scheme} {}", value.expose())
    };
    let header = HeaderValue::from_str(&text)
        .ok()
        .filter(|_| text.is_ascii());
    let mut header = header.ok_or(WireError::Unsendable {
        reason: "it holds characters that a header cannot carry",
    })?;
    header.set_sensitive(true);
    Ok(header)
}
