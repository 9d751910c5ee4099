//! One text frame for each message, and one for each reply.

use std::time::Duration;

use chatelaine_wire::{RawFrame, Site};

use super::refusal;
use super::shape::{Found, Shape};
use crate::talk::socket::{Door, Pass, SocketTalk, converse};
use crate::talk::{Conversing, Inbox, Introduction, Outlet, Refusal, Reply, laid_out};

/// Nobody says when such a bot's turn is over, so a silence of this length after a reply has to do.
const PAUSE: Duration = Duration::from_secs(1);

/// Why nothing may come.
const SILENCE: &[&str] = &[
    "The bot answers in frames in which nothing stands where the reply was said to be. Compare the JSON pointer with the frames in the log.",
    "The bot expects messages of another shape, and says nothing to those that it does not know.",
];

pub(super) fn begin(
    site: Site,
    pass: Option<Pass>,
    shape: Shape,
    who: Introduction,
    inbox: Inbox,
    mut outlet: Outlet,
) -> Conversing {
    outlet.silence_means(SILENCE.iter().copied());
    outlet.turns_end_after(PAUSE);
    let bot = AnySocket {
        has_pass: pass.is_some(),
        shape,
    };
    let door = Door {
        path: bot.shape.path.clone(),
        pass,
    };
    Box::pin(converse(site, door, bot, who, inbox, outlet))
}

struct AnySocket {
    has_pass: bool,
    shape: Shape,
}

impl SocketTalk for AnySocket {
    fn say(&self, text: &str) -> String {
        self.shape.said(text)
    }

    fn sent(&self) -> &'static str {
        "text"
    }

    fn hear(&mut self, frame: &RawFrame, outlet: &mut Outlet) {
        let text = String::from_utf8_lossy(&frame.payload);
        outlet.frame(frame, "text", Some(&laid_out(&text)));
        match self.shape.found(&text) {
            Found::Reply(reply) => outlet.reply(Reply::text(reply)),
            // A sign of life, such as a frame that says that somebody types.
            Found::Empty | Found::Missing => outlet.alive(),
        }
    }

    fn refused(&self, status: u16) -> Refusal {
        match status {
            401 | 403 | 407 => refusal(status, self.has_pass),
            404 => Refusal {
                status,
                cause: "There is no WebSocket at this path.".into(),
                advice: "Correct the path. A proxy in front of the bot may not forward it.".into(),
            },
            _ => Refusal {
                status,
                cause: format!("The server did not agree to a WebSocket ({status})."),
                advice: "A proxy in front of the bot may not forward WebSocket upgrades.".into(),
            },
        }
    }
}
