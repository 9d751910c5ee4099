//! A conversation with a bot that answers each message with one response.

use std::collections::VecDeque;
use std::time::Duration;

use chatelaine_wire::{Client, Limits, Request, Response, Site, WireError};
use jiff::Timestamp;

use super::event::{FrameDirection, HeaderLine};
use super::layout::laid_out;
use super::outlet::{Connected, Outlet, Refusal};
use super::{Conversing, Inbox, Introduction};

/// Time for the credential to be tried; the answer to a message may take as long as the bot thinks.
const KNOCK: Duration = Duration::from_secs(10);

/// How one kind of bot is asked.
pub trait HttpTalk: Send + Sync {
    /// Tries the credential without saying anything.
    fn knock(&self) -> Request<'_>;

    /// What the answer to that means.
    ///
    /// # Errors
    /// Why the bot does not let us in.
    fn admitted(&self, answer: &Response) -> Result<(), Refusal>;

    /// Says something.
    fn say(&self, text: &str) -> Request<'_>;

    /// Understands the answer to that: tells the replies, the error or the silence.
    ///
    /// # Errors
    /// The bot does not let us in any more, which is the end.
    fn hear(&mut self, answer: &Response, outlet: &mut Outlet) -> Result<(), Refusal>;

    /// A whole turn: says something, and tells what comes of it. A bot that does not answer with one response has its own.
    fn turn(
        &mut self,
        client: &Client,
        text: &str,
        outlet: &mut Outlet,
    ) -> impl Future<Output = Result<(), Unanswered>> + Send {
        async move {
            let request = self.say(text);
            log_request(&request, client.site(), outlet);
            let answer = client.send(request).await?;
            log_response(&answer, outlet);
            Ok(self.hear(&answer, outlet)?)
        }
    }
}

/// Why a message got no answer.
pub enum Unanswered {
    /// None came through. There is no line that could be broken: the next one may.
    Failed(WireError),
    /// The bot does not let us in any more, which is the end.
    Refused(Refusal),
}

impl From<WireError> for Unanswered {
    fn from(error: WireError) -> Self {
        Self::Failed(error)
    }
}

impl From<Refusal> for Unanswered {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// A client whose answers may take as long as the bot thinks.
///
/// # Errors
/// As [`Client::new`].
pub fn patient_client(site: &Site, outlet: &Outlet) -> Result<Client, WireError> {
    let limits = Limits {
        total: outlet.reply_limit(),
        ..Limits::default()
    };
    Client::new(site.clone(), limits)
}

/// Tries the credential and tells how that went. Returns whether the bot lets us in.
pub async fn knock(
    client: &Client,
    bot: &impl HttpTalk,
    who: &Introduction,
    outlet: &mut Outlet,
) -> bool {
    let request = bot.knock();
    let command = request.curl(client.site());
    let (shown, head) = (request.redacted(), lines(request.head()));
    outlet.connecting(client.site().origin());
    log_request(&request, client.site(), outlet);
    let answer = match tokio::time::timeout(KNOCK, client.send(request)).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(error)) => {
            outlet.broke(&error);
            return false;
        }
        Err(_) => {
            outlet.broke(&WireError::Timeout {
                origin: client.site().origin(),
                seconds: KNOCK.as_secs(),
            });
            return false;
        }
    };
    log_response(&answer, outlet);
    match bot.admitted(&answer) {
        Ok(()) => {
            outlet.connected(Connected {
                request: shown,
                status: answer.status.to_string(),
                elapsed: answer.elapsed,
                user_id: who.user.clone(),
                credential: who.credential.clone(),
                session: who.session.clone(),
                request_head: head,
                response_head: lines(
                    answer
                        .head()
                        .map(|(name, value)| (name.into(), value.into())),
                ),
                command,
            });
            true
        }
        Err(refusal) => {
            outlet.refused(refusal);
            false
        }
    }
}

/// [`converse`] with a client of its own, ready to run.
#[must_use]
pub fn begin(
    site: Site,
    bot: impl HttpTalk + 'static,
    who: Introduction,
    inbox: Inbox,
    mut outlet: Outlet,
) -> Conversing {
    Box::pin(async move {
        match patient_client(&site, &outlet) {
            Ok(client) => converse(client, bot, who, inbox, outlet).await,
            Err(error) => outlet.broke(&error),
        }
    })
}

/// The whole conversation.
pub async fn converse(
    client: Client,
    mut bot: impl HttpTalk,
    who: Introduction,
    inbox: Inbox,
    mut outlet: Outlet,
) {
    let mut said = Said::new(inbox);
    let admitted = tokio::select! {
        admitted = knock(&client, &bot, &who, &mut outlet) => admitted,
        () = said.end() => return outlet.closed(None, "Disconnected", true),
    };
    if !admitted {
        return;
    }
    while let Some(text) = said.next().await {
        outlet.asked();
        let turn = tokio::select! {
            turn = bot.turn(&client, &text, &mut outlet) => turn,
            () = said.end() => break,
        };
        match turn {
            Ok(()) => outlet.turn_over(),
            Err(Unanswered::Failed(error)) => failed(&error, &mut outlet),
            Err(Unanswered::Refused(refusal)) => return outlet.refused(refusal),
        }
    }
    outlet.closed(None, "Disconnected", true);
}

/// Tells of a message that got no answer.
pub fn failed(error: &WireError, outlet: &mut Outlet) {
    match error {
        WireError::Timeout { .. } => outlet.tick(),
        error => outlet.error("No answer", &error.to_string(), Some(&error.advice())),
    }
}

/// What the operator says, kept in order while an answer is awaited.
pub struct Said {
    inbox: Inbox,
    waiting: VecDeque<String>,
}

impl Said {
    /// From an inbox.
    #[must_use]
    pub fn new(inbox: Inbox) -> Self {
        Self {
            inbox,
            waiting: VecDeque::new(),
        }
    }

    /// The next message; `None` when the operator ended the conversation.
    pub async fn next(&mut self) -> Option<String> {
        match self.waiting.pop_front() {
            Some(text) => Some(text),
            None => self.inbox.recv().await,
        }
    }

    /// Waits until the operator ends the conversation. Cancelling loses nothing.
    pub async fn end(&mut self) {
        while let Some(text) = self.inbox.recv().await {
            self.waiting.push_back(text);
        }
    }
}

/// Tells of a request that leaves.
pub fn log_request(request: &Request<'_>, site: &Site, outlet: &mut Outlet) {
    let body = request.body.shown();
    outlet.wire(
        Timestamp::now(),
        FrameDirection::Sent,
        &format!("{} {}", request.method, request.path),
        body.len(),
        &laid_out(&body),
        lines(request.head()),
        Some(request.curl(site)),
    );
}

/// Tells of an answer that came.
pub fn log_response(answer: &Response, outlet: &mut Outlet) {
    let head = lines(
        answer
            .head()
            .map(|(name, value)| (name.into(), value.into())),
    );
    outlet.wire(
        Timestamp::now(),
        FrameDirection::Received,
        &answer.status.to_string(),
        answer.body.len(),
        &laid_out(&String::from_utf8_lossy(&answer.body)),
        head,
        None,
    );
}

/// Headers for showing.
pub fn lines(head: impl IntoIterator<Item = (String, String)>) -> Vec<HeaderLine> {
    let line = |(name, value)| HeaderLine { name, value };
    head.into_iter().map(line).collect()
}
