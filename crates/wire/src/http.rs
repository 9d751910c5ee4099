//! Requests to one bot.

use std::borrow::Cow;
use std::fmt;
use std::time::{Duration, Instant};

use chatelaine_secrets::{Secret, redact};
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION};

use crate::{Limits, Site, Stream, WireError, tls};

/// Of a body, what a summary is made from: far more than it shows, so that no credential is cut before it is masked.
const SUMMARY_BYTES: usize = 64 << 10;

/// How long an answer may go on that comes piece by piece. Whoever listens has a limit for the silence in between.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

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
    fn credentials(&self) -> impl Iterator<Item = Credential<'a>> {
        [self.credential, self.second].into_iter().flatten()
    }

    fn secrets(&self) -> Vec<Secret> {
        self.credentials()
            .map(|credential| credential.value().clone())
            .collect()
    }
}

impl Credential<'_> {
    fn value(&self) -> &Secret {
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

/// A complete answer. `Debug` leaves the body out: it may hold a token.
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// `Content-Type`, as sent.
    pub content_type: Option<String>,
    /// `Location` of a redirect, which is reported and never followed.
    pub location: Option<String>,
    headers: HeaderMap,
    /// The credentials of the request: a server may repeat them.
    sent: Vec<Secret>,
    /// The body, at most [`Limits::body`] bytes.
    pub body: Vec<u8>,
    /// From sending until the last byte.
    pub elapsed: Duration,
}

impl Response {
    /// The body as JSON, if it is.
    #[must_use]
    pub fn json(&self) -> Option<serde_json::Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// A header's first value, if it is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Every value of a header that may stand several times, as `Set-Cookie` may.
    pub fn headers(&self, name: &str) -> impl Iterator<Item = &str> {
        self.headers
            .get_all(name)
            .iter()
            .filter_map(|value| value.to_str().ok())
    }

    /// Every header whose value is text, as it came.
    pub fn head(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers
            .iter()
            .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
    }

    /// Status and the beginning of the body in one line, as evidence. What the request proved its right with is masked, in
    /// case the server repeats it; the caller masks what else may be secret.
    #[must_use]
    pub fn summary(&self) -> String {
        let start = &self.body[..self.body.len().min(SUMMARY_BYTES)];
        let sent: Vec<&Secret> = self.sent.iter().collect();
        let text: String = redact(&String::from_utf8_lossy(start), &sent)
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .take(160)
            .collect();
        format!("{} {text}", self.status).trim_end().to_owned()
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Response")
            .field("status", &self.status)
            .field("content_type", &self.content_type)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// An HTTP client for one [`Site`].
#[derive(Debug, Clone)]
pub struct Client {
    inner: reqwest::Client,
    site: Site,
    limits: Limits,
}

impl Client {
    /// A client for one bot. Connections are kept and reused.
    ///
    /// # Errors
    /// [`WireError::Tls`] when the system's trust store cannot be read.
    pub fn new(site: Site, limits: Limits) -> Result<Self, WireError> {
        let failed = |reason: String| WireError::Tls {
            origin: site.origin(),
            reason,
        };
        let config = tls::of(&site).map_err(failed)?;
        let inner = reqwest::Client::builder()
            .tls_backend_preconfigured((*config).clone())
            // A redirect could lead the credential to another origin.
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .connect_timeout(limits.connect)
            .timeout(limits.total)
            .user_agent(concat!("chatelaine/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| failed(error.to_string()))?;
        Ok(Self {
            inner,
            site,
            limits,
        })
    }

    /// The site that this client speaks to.
    #[must_use]
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// Sends one request and reads the whole answer, whatever its status.
    ///
    /// # Errors
    /// Any [`WireError`]; [`WireError::Consent`] before anything is sent when a secret may not travel.
    pub async fn send(&self, request: Request<'_>) -> Result<Response, WireError> {
        let started = Instant::now();
        let sent = request.secrets();
        let answer = self.dispatch(request, self.limits.total).await?;
        let answer = self.collect(answer, started).await?;
        Ok(Response { sent, ..answer })
    }

    /// Sends one request and returns as soon as the head of its answer is there. Only [`Limits::connect`] and, until then,
    /// [`Limits::total`] count: how long the body may take is for the caller to say.
    ///
    /// # Errors
    /// As [`Client::send`].
    pub async fn open(&self, request: Request<'_>) -> Result<Stream, WireError> {
        let started = Instant::now();
        let sent = request.secrets();
        let late = |_| WireError::late(self.site.origin(), self.limits.total);
        let answer = tokio::time::timeout(self.limits.total, self.dispatch(request, LONGEST))
            .await
            .map_err(late)??;
        let head = Response {
            sent,
            ..head(&answer, started)
        };
        Ok(Stream::new(answer, head, self.site.origin(), self.limits))
    }

    async fn dispatch(
        &self,
        request: Request<'_>,
        limit: Duration,
    ) -> Result<reqwest::Response, WireError> {
        let carries_one = request.credentials().next().is_some();
        if carries_one || matches!(request.body, Body::SecretJson(_)) {
            self.site.may_carry_secrets()?;
        }
        let mut url = self.site.url(&request.path)?;
        let mut authorizations = Vec::new();
        for credential in request.credentials() {
            match credential {
                Credential::Query { name, value } => {
                    url.query_pairs_mut().append_pair(name, value.expose());
                }
                credential => authorizations.push(credential.header()?),
            }
        }
        let mut builder = self
            .inner
            .request(request.method.clone(), url)
            .timeout(limit);
        for value in authorizations {
            builder = builder.header(AUTHORIZATION, value);
        }
        for (name, value) in request.headers {
            let value = HeaderValue::from_str(value).map_err(|_| WireError::Unsendable {
                reason: "a header holds control characters",
            })?;
            builder = builder.header(*name, value);
        }
        builder = match request.body {
            Body::Empty => builder,
            Body::Json(value) => builder.json(&value),
            Body::SecretJson(text) => builder
                .header(CONTENT_TYPE, "application/json")
                .body(text.expose().to_owned()),
            Body::Text { content_type, text } => {
                builder.header(CONTENT_TYPE, content_type).body(text)
            }
        };
        builder.send().await.map_err(|error| self.failed(&error))
    }

    async fn collect(
        &self,
        mut answer: reqwest::Response,
        started: Instant,
    ) -> Result<Response, WireError> {
        let head = head(&answer, started);
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| self.failed(&error))? {
            if body.len() + chunk.len() > self.limits.body {
                return Err(WireError::TooLarge {
                    origin: self.site.origin(),
                    limit: self.limits.body,
                });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Response {
            body,
            elapsed: started.elapsed(),
            ..head
        })
    }

    fn failed(&self, error: &reqwest::Error) -> WireError {
        WireError::from_reqwest(error, &self.site.origin(), self.limits)
    }
}

/// Everything of an answer but its body.
fn head(answer: &reqwest::Response, started: Instant) -> Response {
    let headers = answer.headers().clone();
    let header = |name| {
        headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
            .map(str::to_owned)
    };
    Response {
        status: answer.status().as_u16(),
        content_type: header(CONTENT_TYPE),
        location: header(LOCATION),
        sent: Vec::new(),
        body: Vec::new(),
        elapsed: started.elapsed(),
        headers,
    }
}

/// What separates a further parameter from a path that may have a query already.
fn query_joint(path: &str) -> char {
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
