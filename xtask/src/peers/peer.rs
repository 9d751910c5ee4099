//! What there is to know about a real server, as data.

use std::ffi::OsString;
use std::path::Path;

use super::tools::Tool;
use crate::place::Place;
use crate::trouble::Done;

/// A real server with a small bot.
pub(super) struct Peer {
    /// The version that is installed.
    pub(super) version: &'static str,
    /// The toolchains without which it cannot be installed.
    pub(super) needs: &'static [Tool],
    /// It listens on every interface whatever it is told, so it gets a network of its own.
    pub(super) isolated: bool,
    /// The port that stands in its files. Outside a network of its own another one takes its place.
    pub(super) port: u16,
    /// What the bot's folder needs of what is installed.
    pub(super) brings: &'static [&'static str],
    /// Installs it into a folder, unless it is there.
    pub(super) install: fn(&Place, &Path) -> Done,
    /// What to start, in order; each has to listen before the next one is started.
    pub(super) serve: fn(&Serve<'_>) -> Vec<Program>,
    /// What the bot's files say about every way in before and after `chatelaine fix`.
    pub(super) story: Story,
    /// How to see without Chatelaine what is true of a way in.
    pub(super) witnesses: &'static [Witness],
    /// What is said to it once it is locked.
    pub(super) talks: &'static [Talk],
    /// Further configurations, each with what is true of it.
    pub(super) scenes: &'static [Scene],
}

/// Something to say to a locked bot.
pub(super) struct Talk {
    pub(super) over: &'static str,
    /// What opens it, as on the command line.
    pub(super) auth: &'static str,
    /// Whether it refuses whoever shows nothing; some channels of Rasa refuse nobody.
    pub(super) guarded: bool,
    pub(super) say: &'static str,
    /// What a reply holds.
    pub(super) hear: &'static str,
    /// Whether a reply has buttons.
    pub(super) buttons: bool,
}

impl Talk {
    /// Over a guarded way, to words alone.
    pub(super) const fn over(
        over: &'static str,
        auth: &'static str,
        say: &'static str,
        hear: &'static str,
    ) -> Self {
        Self {
            over,
            auth,
            guarded: true,
            say,
            hear,
            buttons: false,
        }
    }

    /// That refuses nobody.
    pub(super) const fn unguarded(self) -> Self {
        Self {
            guarded: false,
            ..self
        }
    }

    /// With buttons in the reply.
    pub(super) const fn with_buttons(self) -> Self {
        Self {
            buttons: true,
            ..self
        }
    }
}

/// The ways in before and after locking, as the running server shows them.
pub(super) struct Story {
    pub(super) open: Doors,
    pub(super) locked: Doors,
}

/// The id of every way in with the verdict that is right.
pub(super) type Doors = &'static [(&'static str, Verdict)];

/// What a live check may say it has seen (`observed` in the report).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Open,
    Locked,
    /// Anyone can make the credential.
    Forgeable,
    /// The checks cannot tell, and say so.
    Untold,
    /// It opens to something that anyone can guess, and whatever the checks call that, it is not locked.
    NotLocked,
}

impl Verdict {
    /// Whether `observed` of the JSON report is right.
    pub(super) fn agrees(self, observed: Option<&str>) -> bool {
        match self {
            Self::Open => observed == Some("open"),
            Self::Locked => observed == Some("locked"),
            Self::Forgeable => observed == Some("forgeable"),
            Self::Untold => observed.is_none(),
            Self::NotLocked => observed != Some("locked"),
        }
    }

    /// Whether a witness can tell.
    pub(super) fn is_plain(self) -> bool {
        matches!(self, Self::Open | Self::Locked)
    }

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Locked => "locked",
            Self::Forgeable => "forgeable",
            Self::Untold => "untold",
            Self::NotLocked => "not locked",
        }
    }
}

/// A request without a credential, or with one that everybody knows, and what tells an open door from a locked one.
pub(super) struct Witness {
    pub(super) door: &'static str,
    pub(super) question: Question,
    /// How the answer begins, as `STATUS BODY`, when the door is open.
    pub(super) open: &'static str,
    /// The same when it is locked: one of these.
    pub(super) locked: &'static [&'static str],
}

/// What a witness asks.
pub(super) enum Question {
    Get(&'static str),
    /// The same with `Authorization: Bearer …`.
    GetWith(&'static str, &'static str),
    /// A path and a JSON body.
    Post(&'static str, &'static str),
    /// A Socket.IO CONNECT without a token, by long polling (Engine.IO 4).
    SocketIo,
}

/// A configuration of its own.
pub(super) struct Scene {
    pub(super) name: &'static str,
    /// File, what stands there, and what shall stand there instead. The whole file when nothing is named.
    pub(super) edits: &'static [(&'static str, &'static str, &'static str)],
    /// Further arguments for the server, and variables for it.
    pub(super) arguments: &'static [&'static str],
    pub(super) environment: &'static [(&'static str, &'static str)],
    pub(super) doors: Doors,
}

impl Scene {
    /// A scene that differs from the bot as it ships in its files only.
    pub(super) const fn of(
        name: &'static str,
        edits: &'static [(&'static str, &'static str, &'static str)],
        doors: Doors,
    ) -> Self {
        Self {
            name,
            edits,
            arguments: &[],
            environment: &[],
            doors,
        }
    }
}

/// What a server is started with.
pub(super) struct Serve<'a> {
    /// Where it is installed.
    pub(super) installed: &'a Path,
    pub(super) port: u16,
    pub(super) arguments: &'a [&'a str],
    /// The value of a setting as Chatelaine reads it from the files.
    pub(super) setting: &'a dyn Fn(&str) -> String,
}

/// A program with the port on which it is ready.
pub(super) struct Program {
    pub(super) program: OsString,
    pub(super) arguments: Vec<OsString>,
    pub(super) port: u16,
    /// Variables that it needs, whatever the scene.
    pub(super) environment: &'static [(&'static str, &'static str)],
}
