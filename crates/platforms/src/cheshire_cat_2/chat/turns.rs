//! The conversation, turn by turn. Whether an answer is streamed is for the bot to say: one that is not is taken as it
//! comes.

use std::time::Duration;

use chatelaine_wire::{Client, Request, Response, Site, Stream, WireError};
use tokio::task::coop::consume_budget;
use tokio::time::timeout;

use super::agent::Agent;
use super::run::Run;
use crate::talk::http::{
    HttpTalk as _, Said, failed, knock, log_request, log_response, patient_client,
};
use crate::talk::{Conversing, Inbox, Introduction, Outlet};

/// After the end of a run, how long the end of the answer is waited for, so that the connection can be used again.
const END: Duration = Duration::from_millis(50);

/// What a message brought.
enum Turn {
    Streamed(Run),
    Whole(Response),
}

pub(super) fn begin(
    site: Site,
    agent: Agent,
    who: Introduction,
    inbox: Inbox,
    mut outlet: Outlet,
) -> Conversing {
    Box::pin(async move {
        match patient_client(&site, &outlet) {
            Ok(client) => converse(client, agent, who, inbox, outlet).await,
            Err(error) => outlet.broke(&error),
        }
    })
}

async fn converse(
    client: Client,
    mut agent: Agent,
    who: Introduction,
    inbox: Inbox,
    mut outlet: Outlet,
) {
    let mut said = Said::new(inbox);
    let admitted = tokio::select! {
        admitted = knock(&client, &agent, &who, &mut outlet) => admitted,
        () = said.end() => return outlet.closed(None, "Disconnected", true),
    };
    if !admitted {
        return;
    }
    while let Some(text) = said.next().await {
        outlet.asked();
        let request = agent.say(&text);
        log_request(&request, client.site(), &mut outlet);
        let turn = tokio::select! {
            turn = turn(&client, request, &mut outlet) => turn,
            () = said.end() => break,
        };
        match turn {
            Ok(Turn::Streamed(run)) => {
                if let Some(reply) = &run.said {
                    agent.history.keep(&text, reply);
                }
            }
            Ok(Turn::Whole(answer)) => {
                if let Err(refusal) = agent.hear(&answer, &mut outlet) {
                    return outlet.refused(refusal);
                }
                if let Some(reply) = whole(&answer) {
                    agent.history.keep(&text, &reply);
                }
            }
            Err(error) => failed(&error, &mut outlet),
        }
        outlet.turn_over();
    }
    outlet.closed(None, "Disconnected", true);
}

async fn turn(
    client: &Client,
    request: Request<'_>,
    outlet: &mut Outlet,
) -> Result<Turn, WireError> {
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
        return Ok(Turn::Whole(answer));
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
    Ok(Turn::Streamed(run))
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
