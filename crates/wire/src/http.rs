//! Requests to one bot.

use std::time::{Duration, Instant};

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};

use crate::response::head;
use crate::{Body, Credential, Limits, Request, Response, Site, Stream, WireError, tls};

/// How long an answer may go on that comes piece by piece. Whoever listens has a limit for the silence in between.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

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
