//! The clients of Program-Y: how people and machines reach the bot. Each reads one section of the configuration.

use chatelaine_documents::Shape;

/// What a client does with its guards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// REST over Flask: guards as configured.
    Flask,
    /// REST over Sanic: never asks for a token, and refuses everybody once keys are on (5.0.1 with sanic 19.12.2).
    Sanic,
    /// A page with a chat, over Flask: guards as configured, but the page sends no credential.
    WebChat,
    /// JSON over plain TCP, without any guard (events/tcpsocket, read in 5.0.1).
    Socket,
    /// Messages that a messenger delivers over HTTP.
    Webhook(Signature),
    /// A messenger that the bot itself calls, or a terminal: nothing listens.
    Outbound,
}

/// Whether a client checks that a message comes from its messenger (read in 5.0.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signature {
    /// It does.
    Checked,
    /// It takes messages from anyone.
    Unchecked,
    /// Nobody has looked.
    Unknown,
}

/// A client by its section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Known {
    /// The section that it reads.
    pub(super) section: &'static str,
    /// The part of its module path that tells it from others.
    module: &'static str,
    pub(super) kind: Kind,
}

const fn known(section: &'static str, module: &'static str, kind: Kind) -> Known {
    Known {
        section,
        module,
        kind,
    }
}

/// The section that a client falls back to where its own is absent.
pub(super) const FALLBACK: &str = "client";

/// The keys that a section is read for first, in this order; all others come later (clients/restful/config.py, 5.0.1). An
/// error in between ends the reading, and nobody is told.
const ORDER: [&str; 10] = [
    "cookie_id",
    "cookie_expires",
    "host",
    "port",
    "debug",
    "api",
    "use_api_keys",
    "api_key_file",
    "ssl_cert_file",
    "ssl_key_file",
];

/// Paths in which `$BOT_ROOT` is replaced: the reading ends at one that is no text.
pub(super) const PATHS: [&str; 3] = ["api_key_file", "ssl_cert_file", "ssl_key_file"];

/// Every client of 5.0.1 with a section of its own. The REST client comes first: it is what a new bot gets.
pub(super) const CLIENTS: &[Known] = &[
    known("flask", "restful.flask.client", Kind::Flask),
    known("sanic", "restful.sanic.client", Kind::Sanic),
    known("webchat", "flask.webchat", Kind::WebChat),
    known("socket", "events.tcpsocket", Kind::Socket),
    known(
        "twilio",
        "flask.twilio",
        Kind::Webhook(Signature::Unchecked),
    ),
    known(
        "facebook",
        "flask.facebook",
        Kind::Webhook(Signature::Unchecked),
    ),
    known("viber", "flask.viber", Kind::Webhook(Signature::Checked)),
    known("kik", "flask.kik", Kind::Webhook(Signature::Checked)),
    known("line", "flask.line", Kind::Webhook(Signature::Checked)),
    known("google", "flask.google", Kind::Webhook(Signature::Unknown)),
    known("alexa", "flask.alexa", Kind::Webhook(Signature::Unknown)),
    known(
        "microsoft",
        "asyncio.microsoft",
        Kind::Webhook(Signature::Unknown),
    ),
    known("telegram", "polling.telegram", Kind::Outbound),
    known("slack", "polling.slack", Kind::Outbound),
    known("twitter", "polling.twitter", Kind::Outbound),
    known("xmpp", "polling.xmpp", Kind::Outbound),
    known("discord", "events.discord", Kind::Outbound),
    known("console", "events.console", Kind::Outbound),
];

/// A client that runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Client {
    pub(super) known: Known,
    /// The section that it reads: its own, or the fallback.
    pub(super) section: &'static str,
    /// Whether the configuration has that section.
    pub(super) present: bool,
}

impl Client {
    /// A client and the section that it finds; `shape` tells what stands under a name. Only where its own section is absent
    /// or null does a client look for the fallback: one that is `false` or a list hides it, and gives nothing itself.
    pub(super) fn of(known: Known, shape: impl Fn(&str) -> Option<Shape>) -> Self {
        let absent = |section| shape(section).is_none_or(|shape| shape == Shape::Null);
        let section = if absent(known.section) && !absent(FALLBACK) {
            FALLBACK
        } else {
            known.section
        };
        Self {
            known,
            section,
            present: shape(section) == Some(Shape::Mapping),
        }
    }

    pub(super) fn kind(&self) -> Kind {
        self.known.kind
    }

    /// The id of one of its settings.
    pub(super) fn id(&self, key: &str) -> String {
        format!("{}.{}.{key}", super::CONFIG, self.section)
    }

    /// Whether it reads `key` before `other`, or reads them in one go; only of keys that are read in a known order.
    pub(super) fn reads_first(key: &str, other: &str) -> bool {
        let place = |key: &str| ORDER.iter().position(|known| *known == key);
        place(key).is_some_and(|at| place(other).is_none_or(|other| at <= other))
    }

    /// Whether it serves HTTP and has the settings for it.
    pub(super) fn is_http(&self) -> bool {
        !matches!(self.kind(), Kind::Socket | Kind::Outbound)
    }

    /// Whether `authorization` and `use_api_keys` guard it.
    pub(super) fn can_lock(&self) -> bool {
        matches!(self.kind(), Kind::Flask | Kind::WebChat)
    }
}

/// The client that a command line names.
pub(super) fn by_module(module: &str) -> Option<Known> {
    CLIENTS
        .iter()
        .copied()
        .find(|known| module.contains(known.module))
}

/// Whether a client reads a section of that name.
pub(super) fn is_section(name: &str) -> bool {
    name == FALLBACK || CLIENTS.iter().any(|known| known.section == name)
}
