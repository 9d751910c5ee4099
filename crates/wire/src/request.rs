//! What is asked of a bot.

use std::borrow::Cow;

use chatelaine_secrets::Secret;
use reqwest::Method;

use crate::Credential;
use crate::credential::query_joint;

/// What a request carries.
#[derive(Debug, Default)]
pub enum Body {
    /// Nothing.
    #[default]
    Empty,
    /// A JSON document.
    Json(serde_json::Value),
    /// A JSON document that holds a secret; the caller has serialised it.
    SecretJson(Secret),
    /// Anything else that is not secret, such as a body that is wrong on purpose.
    Text {
        /// Its `Content-Type`.
        content_type: &'static str,
        /// The bytes.
        text: String,
    },
}

/// One request. Paths begin with a slash and are relative to the client's [`Site`].
#[derive(Debug)]
pub struct Request<'a> {
    /// `GET`, `POST`, …
    pub method: Method,
    /// Path with optional query.
    pub path: Cow<'a, str>,
    /// What the request proves its right with.
    pub credential: Option<Credential<'a>>,
    /// What it proves its right with as well, at a bot that asks twice (Program-Y's token and its API key).
    pub second: Option<Credential<'a>>,
    /// Further headers that are not secret.
    pub headers: &'a [(&'static str, &'a str)],
    /// The body.
    pub body: Body,
}

impl<'a> Request<'a> {
    /// A `GET` without credential.
    #[must_use]
    pub fn get(path: impl Into<Cow<'a, str>>) -> Self {
        Self {
            method: Method::GET,
            path: path.into(),
            credential: None,
            second: None,
            headers: &[],
            body: Body::Empty,
        }
    }

    /// A `POST` of a body.
    #[must_use]
    pub fn post(path: impl Into<Cow<'a, str>>, body: Body) -> Self {
        Self {
            method: Method::POST,
            path: path.into(),
            credential: None,
            second: None,
            headers: &[],
            body,
        }
    }

    /// A `PUT` of a body.
    #[must_use]
    pub fn put(path: impl Into<Cow<'a, str>>, body: Body) -> Self {
        Self {
            method: Method::PUT,
            path: path.into(),
            credential: None,
            second: None,
            headers: &[],
            body,
        }
    }

    /// What a browser asks before it lets a page of another site call (the preflight of the Fetch standard).
    #[must_use]
    pub fn options(path: impl Into<Cow<'a, str>>) -> Self {
        Self {
            method: Method::OPTIONS,
            ..Self::get(path)
        }
    }

    /// The same request with a bearer credential.
    #[must_use]
    pub fn with_bearer(self, bearer: Option<&'a Secret>) -> Self {
        self.with_credential(bearer.map(Credential::Bearer))
    }

    /// The same request with a credential.
    #[must_use]
    pub fn with_credential(mut self, credential: Option<Credential<'a>>) -> Self {
        self.credential = credential;
        self
    }

    /// The same request with a second credential.
    #[must_use]
    pub fn and_credential(mut self, second: Option<Credential<'a>>) -> Self {
        self.second = second;
        self
    }

    /// The request in one line, with every secret masked, as evidence.
    #[must_use]
    pub fn redacted(&self) -> String {
        let (mut query, mut header) = (String::new(), String::new());
        for credential in self.credentials() {
            let shown = credential.shown();
            if matches!(credential, Credential::Query { .. }) {
                let joint = if query.is_empty() {
                    query_joint(&self.path)
                } else {
                    '&'
                };
                query += &format!("{joint}{shown}");
            } else {
                header += &format!(" · {shown}");
            }
        }
        let body = match &self.body {
            Body::Empty => String::new(),
            body => format!(" · {}", body.shown()),
        };
        format!("{} {}{query}{header}{body}", self.method, self.path)
    }

    /// The headers that the caller and the credentials bring, with every secret masked.
    #[must_use]
    pub fn head(&self) -> Vec<(String, String)> {
        let mut head: Vec<(String, String)> = self
            .credentials()
            .filter(|credential| !matches!(credential, Credential::Query { .. }))
            .filter_map(|credential| {
                let (name, value) = credential.shown().split_once(": ").map(owned)?;
                Some((name, value))
            })
            .collect();
        head.extend(
            self.headers
                .iter()
                .map(|(name, value)| owned((name, value))),
        );
        if let Some(kind) = self.body.content_type() {
            head.push(owned(("Content-Type", kind)));
        }
        head
    }
}

fn owned((name, value): (&str, &str)) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

impl Body {
    /// The text that is sent, masked when it holds a secret.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Json(value) => value.to_string(),
            Self::SecretJson(_) => "{••••••••}".into(),
            Self::Text { text, .. } => text.clone(),
        }
    }

    pub(crate) fn content_type(&self) -> Option<&'static str> {
        match self {
            Self::Empty => None,
            Self::Json(_) | Self::SecretJson(_) => Some("application/json"),
            Self::Text { content_type, .. } => Some(content_type),
        }
    }
}

impl<'a> Request<'a> {
    pub(crate) fn credentials(&self) -> impl Iterator<Item = Credential<'a>> {
        [self.credential, self.second].into_iter().flatten()
    }

    pub(crate) fn secrets(&self) -> Vec<Secret> {
        self.credentials()
            .map(|credential| credential.value().clone())
            .collect()
    }
}
