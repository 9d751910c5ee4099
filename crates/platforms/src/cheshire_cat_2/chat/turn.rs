//! One turn. Whether an answer is streamed is for the bot to say: one that is not is taken as it comes.

use std::time::Duration;

use chatelaine_wire::{Client, Response, Stream, WireError};
use tokio::task::coop::consume_budget;
use tokio::time::timeout;

use super::agent::Agent;
use super::run::Run;
use crate::talk::Outlet;
use crate::talk::http::{HttpTalk as _, Unanswered, log_request, log_response};

/// After the end of a run, how long the end of the answer is waited for, so that the connection can be used again.
const END: Duration = Duration::from_millis(50);

/// Says something, tells what comes of it, and keeps both for the next turn.
pub(super) async fn turn(
    agent: &mut Agent,
    client: &Client,
    text: &str,
    outlet: &mut Outlet,
) -> Result<(), Unanswered> {
    let request = agent.say(text);
    log_request(&request, client.site(), outlet);
    let patience = outlet.reply_limit();
    let late = || WireError::Timeout {
        origin: client.site().origin(),
        seconds: patience.as_secs(),
    };
    let mut answer = client.open(request).await?;
    if !answer.has_events() {
        let answer = timeout(patience, answer.collect());
        let answer = answer.await.map_err(|_| late())??;
        log_response(&answer, outlet);
        agent.hear(&answer, outlet)?;
        if let Some(reply) = whole(&answer) {
            agent.history.keep(text, &reply);
        }
        return Ok(());
    }
    log_response(answer.head(), outlet);
    let mut run = Run::default();
    while !run.over {
        let event = timeout(patience, answer.next_event());
        let Some(event) = event.await.map_err(|_| late())?? else {
            break;
        };
        run.hear(&event, outlet);
        // In a flood there is always one more event, and the operator would never be heard.
        consume_budget().await;
    }
    run.ended(outlet);
    drain(&mut answer).await;
    if let Some(reply) = &run.said {
        agent.history.keep(text, reply);
    }
    Ok(())
}

/// Waits a moment for the end of an answer in which nothing more is expected.
async fn drain(answer: &mut Stream) {
    let _ = timeout(END, answer.next_event()).await;
}

/// The words of an answer in one piece.
fn whole(answer: &Response) -> Option<String> {
    let said = answer.json()?;
    let messages = said["messages"].as_array()?.iter();
    let texts: Vec<&str> = messages.filter_map(|one| one["text"].as_str()).collect();
    (!texts.is_empty()).then(|| texts.join("\n"))
}
