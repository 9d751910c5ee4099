//! An answer that comes piece by piece.

use crate::sse::{Decoder, ServerEvent};
use crate::{Limits, Response, WireError};

/// An answer whose body is still coming.
pub struct Stream {
    answer: reqwest::Response,
    head: Response,
    origin: String,
    limits: Limits,
    bytes: usize,
    decoder: Decoder,
}

impl Stream {
    pub(crate) fn new(
        answer: reqwest::Response,
        head: Response,
        origin: String,
        limits: Limits,
    ) -> Self {
        Self {
            answer,
            head,
            origin,
            limits,
            bytes: 0,
            decoder: Decoder::new(limits.frame, limits.message),
        }
    }

    /// Status and headers; the body is empty.
    #[must_use]
    pub fn head(&self) -> &Response {
        &self.head
    }

    /// Whether the body says of itself that it consists of server-sent events.
    #[must_use]
    pub fn has_events(&self) -> bool {
        let kind = self.head.content_type.as_deref().unwrap_or_default();
        let essence = kind.split(';').next().unwrap_or_default().trim();
        essence.eq_ignore_ascii_case("text/event-stream")
    }

    /// The next event; nothing at the end of the body. Cancelling loses nothing.
    ///
    /// # Errors
    /// [`WireError::TooLarge`] beyond [`Limits::frame`] for a line, [`Limits::message`] for an event and
    /// [`Limits::stream`] for the whole; otherwise what broke the line.
    pub async fn next_event(&mut self) -> Result<Option<ServerEvent>, WireError> {
        loop {
            let next = self.decoder.next_event();
            if let Some(event) = next.map_err(|limit| self.too_large(limit))? {
                return Ok(Some(event));
            }
            let Some(chunk) = self.chunk(self.limits.stream).await? else {
                return Ok(None);
            };
            self.decoder.feed(&chunk);
        }
    }

    /// The whole answer, for one that is no stream after all.
    ///
    /// # Errors
    /// As [`crate::Client::send`].
    pub async fn collect(mut self) -> Result<Response, WireError> {
        let mut body = Vec::new();
        while let Some(chunk) = self.chunk(self.limits.body).await? {
            body.extend_from_slice(&chunk);
        }
        self.head.body = body;
        Ok(self.head)
    }

    async fn chunk(&mut self, limit: usize) -> Result<Option<Vec<u8>>, WireError> {
        let chunk = self
            .answer
            .chunk()
            .await
            .map_err(|error| WireError::from_reqwest(&error, &self.origin, self.limits))?;
        let Some(chunk) = chunk else { return Ok(None) };
        self.bytes += chunk.len();
        if self.bytes > limit {
            return Err(self.too_large(limit));
        }
        Ok(Some(chunk.to_vec()))
    }

    fn too_large(&self, limit: usize) -> WireError {
        WireError::TooLarge {
            origin: self.origin.clone(),
            limit,
        }
    }
}
