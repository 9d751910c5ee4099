//! Who can get in, by what the files say and by what was seen.

use chatelaine_secrets::judge;

use super::configuration::{Configuration, State};
use super::effective::{Credential, aliases, credential};
use super::reach::{self, Channel, Extension, Protocol};
use super::settings::id;
use super::{BOT, rules};
use crate::platform::Seen;
use crate::posture::{Door, Lock};
use crate::{AccessPoint, ById, Declared, Effective, Observation, posture};

/// One entry per way in.
pub(super) fn access_points(seen: &Seen<'_>) -> Vec<AccessPoint> {
    let files = seen.project.filter(|project| !project.is_empty());
    let known = files.map(Configuration::of).zip(seen.values);
    let mut doors = vec![
        token_door(known.as_ref(), &REST),
        token_door(known.as_ref(), &API),
    ];
    if let Some((configuration, values)) = &known {
        let channels = reach::channels(values);
        doors.extend(
            channels
                .iter()
                .map(|channel| webhook(configuration, channel)),
        );
        let (aliases, by_id) = (aliases(configuration), ById::of(values));
        doors.extend(
            aliases
                .iter()
                .map(|alias| extension(&Extension::of(configuration, &by_id, alias))),
        );
    }
    doors.extend(unexpected(seen.observation, &doors));
    doors.push(transport(seen, known.as_ref().map(|(found, _)| found)));
    doors
        .into_iter()
        .map(|door| door.seen(seen.observation, seen.unreachable))
        .collect()
}

/// A door with a token.
struct Token {
    id: &'static str,
    title: &'static str,
    reach: &'static str,
    setting: &'static str,
    name: &'static str,
    rules: [&'static str; 8],
}

const REST: Token = Token {
    id: "rest-channel",
    title: "REST channel",
    reach: "POST /channels/rest",
    setting: id::CALLBACK_TOKEN,
    name: "rest.callback_token",
    rules: [
        rules::REST_OPEN.id,
        rules::DEAD_NAME.id,
        rules::KEY_MISSING.id,
        rules::ENV_NOT_LOADED.id,
        rules::LITERAL.id,
        rules::SAMPLE.id,
        rules::WEAK.id,
        rules::REUSED.id,
    ],
};
const API: Token = Token {
    id: "bot-api",
    title: "Bot API",
    reach: "POST /bot/predict, GET /bot/senders/*",
    setting: id::AUTH_TOKEN,
    name: "auth.token",
    rules: [
        rules::BOT_OPEN.id,
        rules::TOO_OLD.id,
        rules::KEY_MISSING.id,
        rules::ENV_NOT_LOADED.id,
        rules::LITERAL.id,
        rules::SAMPLE.id,
        rules::WEAK.id,
        rules::REUSED.id,
    ],
};

fn token_door(known: Option<&(Configuration<'_>, &[Effective])>, token: &Token) -> Door {
    let judged = known.and_then(|(configuration, values)| {
        let value = values.iter().find(|value| value.id == token.setting)?;
        Some((configuration, value))
    });
    let name = token.name;
    let (declared, lock, why) = match judged {
        None => (
            Declared::Unknown,
            Lock::Sound,
            "No configuration is known".to_owned(),
        ),
        Some((configuration, value)) => match credential(configuration, value) {
            _ if configuration.is_without_locks() => (
                Declared::Open,
                Lock::Sound,
                "This version of Chatto asks for no token".to_owned(),
            ),
            Credential::Missing => (
                Declared::Open,
                Lock::Sound,
                format!("{name} is not set, or does not reach the bot"),
            ),
            Credential::Given => (
                Declared::Locked,
                strength(value),
                format!("{name} is set; not yet checked"),
            ),
            Credential::Unknown => (
                Declared::Unknown,
                Lock::Sound,
                unknown(configuration, value.setting.role(), name),
            ),
        },
    };
    Door {
        id: token.id.into(),
        title: token.title.into(),
        reach: token.reach.into(),
        guard: name.into(),
        guarded_by: vec![token.setting.into()],
        declared,
        lock,
        why,
        rules: token.rules.to_vec(),
    }
}

fn strength(value: &Effective) -> Lock {
    match value.value.as_ref().map(judge) {
        Some(strength) if strength.is_strong() => Lock::Sound,
        _ => Lock::Weak,
    }
}

fn unknown(configuration: &Configuration<'_>, role: &str, name: &str) -> String {
    match configuration.state(role) {
        State::Broken => {
            let file = configuration.file_name(role);
            format!("{file} makes no sense, and the bot does not start with it")
        }
        State::Misread => {
            let file = configuration.file_name(role);
            format!("Chatto reads other values in {file} than stand there")
        }
        State::Elsewhere => {
            let file = configuration.elsewhere(role).unwrap_or_default();
            format!("Chatto reads {file}, which cannot be read here")
        }
        State::Absent | State::Read => {
            format!("The value of {name} may come from where only the bot can look")
        }
    }
}

fn webhook(configuration: &Configuration<'_>, channel: &Channel<'_>) -> Door {
    let confined = reach::is_confined(configuration);
    Door {
        id: format!("{}-webhook", channel.name),
        title: format!("{} webhook", channel.title),
        reach: format!("POST /channels/{}", channel.name),
        guard: "nothing".into(),
        guarded_by: Vec::new(),
        declared: Declared::Open,
        lock: if confined {
            Lock::Loopback
        } else {
            Lock::Sound
        },
        why: if confined {
            "Chatto checks no caller; the compose file keeps the port on this machine"
        } else {
            "Chatto checks neither signature nor token of whoever calls"
        }
        .into(),
        rules: vec![rules::WEBHOOK_OPEN.id],
    }
}

/// The webhooks that a check found although no file that is read here turns them on.
fn unexpected(observation: Option<&Observation>, doors: &[Door]) -> Vec<Door> {
    let found = |id: &str| observation.is_some_and(|seen| seen.point(id).is_some());
    let declared = |id: &str| doors.iter().any(|door| door.id == id);
    reach::MESSENGERS
        .into_iter()
        .map(|(name, title)| (format!("{name}-webhook"), name, title))
        .filter(|(id, ..)| found(id) && !declared(id))
        .map(|(id, name, title)| Door {
            id,
            title: format!("{title} webhook"),
            reach: format!("POST /channels/{name}"),
            guard: "nothing".into(),
            guarded_by: Vec::new(),
            declared: Declared::Unknown,
            lock: Lock::Sound,
            why: "No file that is read here turns it on".into(),
            rules: vec![rules::WEBHOOK_OPEN.id],
        })
        .collect()
}

fn extension(extension: &Extension<'_>) -> Door {
    let (declared, lock, why) = match (extension.protocol, extension.credential) {
        (Protocol::Unknown, _) | (Protocol::Rest { .. }, Credential::Unknown) => (
            Declared::Unknown,
            Lock::Sound,
            "The files do not tell how it is called",
        ),
        (Protocol::Rpc, _) if extension.near => (
            Declared::Open,
            Lock::Loopback,
            "RPC has no token; what the bot calls stays on this machine",
        ),
        (Protocol::Rpc, _) => (
            Declared::Open,
            Lock::Sound,
            "RPC has neither a token nor encryption",
        ),
        (Protocol::Rest { .. }, Credential::Missing) if extension.near => (
            Declared::Open,
            Lock::Loopback,
            "No token; what the bot calls stays on this machine",
        ),
        (Protocol::Rest { .. }, Credential::Missing) => {
            (Declared::Open, Lock::Sound, "The bot sends it no token")
        }
        (Protocol::Rest { tls: false }, Credential::Given) if !extension.near => (
            Declared::Locked,
            Lock::Weak,
            "The token crosses the network in clear",
        ),
        (Protocol::Rest { .. }, Credential::Given) => (
            Declared::Locked,
            extension.token.map_or(Lock::Weak, strength),
            "The bot sends it a token; not yet checked",
        ),
    };
    let rest = extension.protocol != Protocol::Rpc;
    Door {
        id: format!("extension.{}", extension.alias),
        title: format!("Extension {}", extension.alias),
        reach: extension.reach.clone(),
        guard: if rest { "token and TLS" } else { "nothing" }.into(),
        guarded_by: rest
            .then(|| format!("{BOT}.extensions.{}.token", extension.alias))
            .into_iter()
            .collect(),
        declared,
        lock,
        why: why.into(),
        rules: vec![
            rules::EXTENSION_OPEN.id,
            rules::EXTENSION_PLAIN.id,
            rules::RPC_REMOTE.id,
            rules::EXTENSION_LOCAL.id,
        ],
    }
}

/// Chatto has neither TLS nor a way to listen on one interface only, so that an address on this machine says little about
/// who else reaches the port.
fn transport(seen: &Seen<'_>, configuration: Option<&Configuration<'_>>) -> Door {
    let mut door = posture::transport(seen.site);
    door.rules = vec![rules::PLAIN_HTTP.id];
    let Some(site) = seen.site else { return door };
    "a proxy with TLS".clone_into(&mut door.guard);
    if site.is_tls() {
        "TLS by a proxy; not yet checked. Chatto's own port is plain HTTP on every interface"
            .clone_into(&mut door.why);
    } else if site.is_loopback() {
        let service = configuration.and_then(|found| found.environment.service.as_ref());
        let confined = configuration.is_some_and(reach::is_confined);
        if service.is_some() && !confined {
            door.lock = Lock::Sound;
            "Plain HTTP, and the compose file publishes the port on every network"
                .clone_into(&mut door.why);
        } else if !confined {
            "Plain HTTP; Chatto listens on every interface, so that only a firewall keeps others out"
                .clone_into(&mut door.why);
        }
    }
    door
}
