//! One WebSocket to one bot, with every frame seen.

use std::time::{Duration, Instant};

use chatelaine_secrets::Secret;
use futures_util::{SinkExt as _, StreamExt as _};
use jiff::Timestamp;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::{AUTHORIZATION, HeaderMap};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::coop::consume_budget;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::error::{CapacityError, Error as WsError, ProtocolError};
use tokio_tungstenite::tungstenite::protocol::{
    CloseFrame, Message, WebSocketConfig, frame::coding::CloseCode,
};

use crate::credential::query_joint;
use crate::{Credential, Limits, Site, WireError, dial, error, tls};

/// Bytes that are gathered before they are written; frames of a chat are far smaller.
const WRITE_BUFFER: usize = 16 << 10;

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// Which way a frame went, seen from the console.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From the console to the bot.
    Sent,
    /// From the bot to the console.
    Received,
}

/// What kind of frame it was (RFC 6455 §5.2; fragments are put together first).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opcode {
    /// UTF-8 text.
    Text,
    /// Bytes.
    Binary,
    /// Keep-alive request.
    Ping,
    /// Keep-alive answer.
    Pong,
    /// The end, with an optional code.
    Close,
}

/// A message or control frame as it crossed the wire.
#[derive(Debug, Clone)]
pub struct RawFrame {
    /// When it was sent or fully received.
    pub at: Timestamp,
    /// Which way.
    pub direction: Direction,
    /// Which kind.
    pub opcode: Opcode,
    /// Its payload. For [`Opcode::Close`]: the reason.
    pub payload: Vec<u8>,
    /// The close code, if there is one.
    pub close_code: Option<u16>,
}

/// How the connection was made.
#[derive(Debug, Clone)]
pub struct Handshake {
    /// The request line with the token masked.
    pub request: String,
    /// The headers that were sent.
    pub request_head: Vec<(String, String)>,
    /// The headers that came back.
    pub response_head: Vec<(String, String)>,
    /// `101 Switching Protocols` or what else was answered.
    pub status: u16,
    /// From dialling until the answer.
    pub elapsed: Duration,
}

/// An open WebSocket.
pub struct Socket {
    stream: WebSocketStream<Box<dyn Stream>>,
    origin: String,
    limits: Limits,
}

/// Opens `path` on `site`, with `token` as the query parameter `token`, which is the only place where a Cheshire Cat looks.
///
/// # Errors
/// [`WireError::Handshake`] when the server answers with another status than 101; otherwise why it could not be reached.
pub async fn connect(
    site: &Site,
    path: &str,
    token: Option<&Secret>,
    limits: Limits,
) -> Result<(Socket, Handshake), WireError> {
    let credential = token.map(|value| Credential::Query {
        name: "token",
        value,
    });
    connect_with(site, path, credential, limits).await
}

/// Opens `path` on `site` with a credential: in the query, or in a header of the handshake.
///
/// # Errors
/// As [`connect`], and [`WireError::Unsendable`] when no header can carry it.
pub async fn connect_with(
    site: &Site,
    path: &str,
    credential: Option<Credential<'_>>,
    limits: Limits,
) -> Result<(Socket, Handshake), WireError> {
    if credential.is_some() {
        site.may_carry_secrets()?;
    }
    let joint = query_joint(path);
    let mut target = path.to_owned();
    let mut shown = format!("GET {path}");
    let mut authorization = None;
    match credential {
        Some(credential @ Credential::Query { name, value }) => {
            let value = utf8_percent_encode(value.expose(), NON_ALPHANUMERIC);
            target += &format!("{joint}{name}={value}");
            shown += &format!("{joint}{}", credential.shown());
        }
        Some(credential) => {
            authorization = Some(credential.header()?);
            shown += &format!(" · {}", credential.shown());
        }
        None => {}
    }
    let mut url = site.url(&target)?;
    let scheme = if site.is_tls() { "wss" } else { "ws" };
    url.set_scheme(scheme).map_err(|()| WireError::Address {
        address: site.origin(),
        reason: "it has no WebSocket form",
    })?;
    let mut request = url
        .as_str()
        .into_client_request()
        .map_err(|_| WireError::Address {
            address: site.origin(),
            reason: "it has no WebSocket form",
        })?;

    let mut request_head = head(request.headers());
    if let (Some(value), Some(credential)) = (authorization, credential) {
        request.headers_mut().insert(AUTHORIZATION, value);
        let shown = credential.shown();
        request_head.extend(
            shown
                .split_once(": ")
                .map(|(name, value)| (name.into(), value.into())),
        );
    }
    let config = WebSocketConfig::default()
        .max_frame_size(Some(limits.frame))
        .max_message_size(Some(limits.message))
        // Pongs pile up when the server sends pings and reads nothing: without a bound, in memory without end.
        .max_write_buffer_size(WRITE_BUFFER + limits.frame + WRITE_BUFFER)
        .write_buffer_size(WRITE_BUFFER);
    let started = Instant::now();
    let dial = async {
        let slow = |_| WireError::late(site.origin(), limits.connect);
        let stream = timeout(limits.connect, open(site, limits))
            .await
            .map_err(slow)??;
        tokio_tungstenite::client_async_with_config(request, stream, Some(config))
            .await
            .map_err(|error| failed(error, &site.origin(), limits))
    };
    let late = |_| WireError::late(site.origin(), limits.total);
    let (stream, response) = timeout(limits.total, dial).await.map_err(late)??;
    let handshake = Handshake {
        request: shown,
        request_head,
        response_head: head(response.headers()),
        status: response.status().as_u16(),
        elapsed: started.elapsed(),
    };
    Ok((
        Socket {
            stream,
            origin: site.origin(),
            limits,
        },
        handshake,
    ))
}

fn head(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .filter_map(|(name, value)| {
            Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
        })
        .collect()
}

async fn open(site: &Site, limits: Limits) -> Result<Box<dyn Stream>, WireError> {
    let tcp = dial::tcp(site, limits).await?;
    if !site.is_tls() {
        return Ok(Box::new(tcp));
    }
    let tls_error = |reason| WireError::Tls {
        origin: site.origin(),
        reason,
    };
    let connector = TlsConnector::from(tls::of(site).map_err(tls_error)?);
    let stream = connector
        .connect(site.server_name()?, tcp)
        .await
        .map_err(|error| {
            error::tls_reason(&error).map_or_else(
                || WireError::from_io(error.kind(), site.origin(), None),
                tls_error,
            )
        })?;
    Ok(Box::new(stream))
}

impl Socket {
    /// Sends one text message and returns it as it was logged.
    ///
    /// # Errors
    /// [`WireError::Closed`] when the line is gone; [`WireError::TooLarge`] when the text exceeds the frame limit;
    /// [`WireError::Timeout`] when the other side reads nothing for [`Limits::total`].
    pub async fn send(&mut self, text: String) -> Result<RawFrame, WireError> {
        if text.len() > self.limits.frame {
            return Err(WireError::TooLarge {
                origin: self.origin.clone(),
                limit: self.limits.frame,
            });
        }
        let frame = raw(Direction::Sent, Opcode::Text, text.as_bytes());
        timeout(self.limits.total, self.stream.send(Message::text(text)))
            .await
            .map_err(|_| WireError::late(self.origin.clone(), self.limits.total))?
            .map_err(|error| failed(error, &self.origin, self.limits))?;
        Ok(frame)
    }

    /// Asks whether somebody is there, without saying anything: a pong is due (RFC 6455 §5.5.2), and comes as a frame.
    ///
    /// # Errors
    /// As [`Socket::send`].
    pub async fn ping(&mut self) -> Result<(), WireError> {
        let ping = self.stream.send(Message::Ping(Vec::new().into()));
        timeout(self.limits.total, ping)
            .await
            .map_err(|_| WireError::late(self.origin.clone(), self.limits.total))?
            .map_err(|error| failed(error, &self.origin, self.limits))
    }

    /// Waits for the next message or control frame; `None` when the line has ended without another word.
    /// Pings are answered by the protocol layer. Cancelling loses nothing.
    ///
    /// # Errors
    /// [`WireError::Closed`] when the line broke, [`WireError::TooLarge`] beyond the limits.
    pub async fn next(&mut self) -> Option<Result<RawFrame, WireError>> {
        // One read brings thousands of small frames. Without this, nothing else of the task would have its turn in a flood.
        consume_budget().await;
        match self.stream.next().await? {
            Ok(message) => Some(Ok(logged(message))),
            Err(WsError::ConnectionClosed | WsError::AlreadyClosed) => None,
            Err(error) => Some(Err(failed(error, &self.origin, self.limits))),
        }
    }

    /// Says goodbye and does not wait long for the answer.
    pub async fn close(mut self) {
        let goodbye = CloseFrame {
            code: CloseCode::Normal,
            reason: "".into(),
        };
        let _ = timeout(Duration::from_millis(500), self.stream.close(Some(goodbye))).await;
    }
}

fn raw(direction: Direction, opcode: Opcode, payload: &[u8]) -> RawFrame {
    RawFrame {
        at: Timestamp::now(),
        direction,
        opcode,
        payload: payload.to_vec(),
        close_code: None,
    }
}

fn logged(message: Message) -> RawFrame {
    match message {
        Message::Text(text) => raw(Direction::Received, Opcode::Text, text.as_bytes()),
        Message::Binary(bytes) => raw(Direction::Received, Opcode::Binary, &bytes),
        Message::Ping(bytes) => raw(Direction::Received, Opcode::Ping, &bytes),
        Message::Pong(bytes) => raw(Direction::Received, Opcode::Pong, &bytes),
        Message::Close(frame) => {
            let reason = frame
                .as_ref()
                .map(|frame| frame.reason.as_bytes().to_vec())
                .unwrap_or_default();
            RawFrame {
                close_code: frame.map(|frame| frame.code.into()),
                ..raw(Direction::Received, Opcode::Close, &reason)
            }
        }
        Message::Frame(frame) => raw(Direction::Received, Opcode::Binary, frame.payload()),
    }
}

fn failed(error: WsError, origin: &str, limits: Limits) -> WireError {
    let origin = origin.to_owned();
    let closed = |origin, reason: &str| WireError::Closed {
        origin,
        reason: reason.into(),
    };
    match error {
        WsError::Http(response) => WireError::Handshake {
            origin,
            status: response.status().as_u16(),
        },
        WsError::Capacity(CapacityError::MessageTooLong { max_size, .. }) => WireError::TooLarge {
            origin,
            limit: max_size,
        },
        WsError::Io(error) => match error::tls_reason(&error) {
            Some(reason) => WireError::Tls { origin, reason },
            None => WireError::from_io(error.kind(), origin, None),
        },
        WsError::ConnectionClosed | WsError::AlreadyClosed => closed(origin, "the line is closed"),
        WsError::WriteBufferFull(_) => WireError::late(origin, limits.total),
        WsError::Protocol(ProtocolError::ResetWithoutClosingHandshake) => {
            closed(origin, "without a closing handshake (1006)")
        }
        WsError::Protocol(ProtocolError::HandshakeIncomplete) => {
            closed(origin, "during the WebSocket handshake")
        }
        WsError::Protocol(error) => WireError::NotHttp {
            origin,
            reason: error.to_string(),
        },
        other => WireError::NotHttp {
            origin,
            reason: other.to_string(),
        },
    }
}
