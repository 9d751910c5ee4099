//! Declared and observed together: who can get in?

use chatelaine_secrets::judge;
use chatelaine_secrets::strength::Grade;
use url::Url;

use super::channels::{self, Inbound};
use super::settings::id;
use super::socket::{self, Key, is_pem};
use super::view::{Active, View};
use super::{CREDENTIALS, ENDPOINTS, rules};
use crate::platform::Seen;
use crate::posture::transport;
use crate::project::{Effective, Project};
use crate::{AccessPoint, Declared, Door, Lock, is_loopback};

/// The ways into a Rasa: the channels that are switched on, the HTTP API, the action server, and the network.
pub(super) fn access_points(seen: &Seen<'_>) -> Vec<AccessPoint> {
    let mut doors = match seen.project {
        Some(project) => configured(project, seen.values.unwrap_or_default()),
        None => {
            let why = "Not yet checked";
            vec![rest(why), socketio(why), api(why)]
        }
    };
    doors.extend(undeclared(seen, &doors));
    doors.push(transport(seen.site));
    doors
        .into_iter()
        .map(|door| door.seen(seen.observation, seen.unreachable))
        .collect()
}

/// Ways in that a check found although no file speaks of them, such as a channel that was switched off without a restart.
fn undeclared(seen: &Seen<'_>, doors: &[Door]) -> Vec<Door> {
    let why = match seen.project {
        Some(_) => "No file here switches it on",
        None => "Seen by the check; no file here speaks of it",
    };
    let points = seen.observation.map_or(&[][..], |seen| &seen.points);
    points
        .iter()
        .filter(|point| point.id != "transport" && doors.iter().all(|door| door.id != point.id))
        .map(|point| match point.id.as_str() {
            "rest-webhook" => rest(why),
            "socketio" => socketio(why),
            "http-api" => api(why),
            "callback-webhook" => unknown(
                &point.id,
                "Callback channel",
                "POST /webhooks/callback/webhook",
                why,
            ),
            id => unknown(id, id, "a path below /webhooks", why),
        })
        .collect()
}

fn configured(project: &Project, values: &[Effective]) -> Vec<Door> {
    let view = View::of(project);
    let mut doors = Vec::new();
    if project
        .file(CREDENTIALS.0)
        .is_some_and(|file| file.problem().is_some())
    {
        let why = format!("{} cannot be read", view.file(CREDENTIALS.0));
        doors.extend([rest(&why), socketio(&why)]);
    }
    for channel in view.channels() {
        doors.extend(door(&view, &channel));
    }
    doors.push(http_api(&view, values));
    doors.extend(action_server(&view, values));
    doors
}

fn unknown(id: &str, title: &str, reach: &str, why: &str) -> Door {
    Door {
        id: id.into(),
        title: title.into(),
        reach: reach.into(),
        guard: "nothing of its own".into(),
        guarded_by: Vec::new(),
        declared: Declared::Unknown,
        lock: Lock::Sound,
        why: why.into(),
        rules: Vec::new(),
    }
}

fn rest(why: &str) -> Door {
    Door {
        rules: vec![rules::REST_OPEN.id, rules::REST_BESIDE_OWN.id],
        ..unknown(
            "rest-webhook",
            "REST channel",
            "POST /webhooks/rest/webhook",
            why,
        )
    }
}

fn socketio(why: &str) -> Door {
    Door {
        guard: "jwt_key".into(),
        guarded_by: vec![id::JWT_KEY.into()],
        rules: vec![
            rules::SOCKET_OPEN.id,
            rules::LOCK_MISSPELT.id,
            rules::LOCK_NOT_EXPANDED.id,
            rules::TOO_OLD.id,
        ],
        ..unknown("socketio", "Socket.IO", "/socket.io", why)
    }
}

fn api(why: &str) -> Door {
    Door {
        guard: "--auth-token or --jwt-secret".into(),
        guarded_by: vec![id::AUTH_TOKEN.into(), id::JWT_SECRET.into()],
        rules: vec![rules::API_OPEN.id, rules::NO_PRIVATE_KEY.id],
        ..unknown(
            "http-api",
            "HTTP API",
            "/conversations, /model, /domain …",
            why,
        )
    }
}

/// A door that asks for nothing.
fn open(view: &View<'_>, door: Door, why: &str) -> Door {
    let local = view.is_local();
    Door {
        declared: Declared::Open,
        lock: if local { Lock::Loopback } else { Lock::Sound },
        why: if local {
            format!("{why}; only this machine reaches it")
        } else {
            why.to_owned()
        },
        ..door
    }
}

fn locked(door: Door, why: impl Into<String>) -> Door {
    Door {
        declared: Declared::Locked,
        why: why.into(),
        ..door
    }
}

/// The door of a channel; nothing for those that nobody can speak to.
fn door(view: &View<'_>, channel: &Active) -> Option<Door> {
    let Some(known) = channel.known else {
        let own = channels::is_own(&channel.name);
        if !own && !channels::is_pro(&channel.name) {
            return None;
        }
        let why = if own {
            "Your own channel: only its code tells what it asks for"
        } else {
            "A channel of Rasa Pro, which is not looked into"
        };
        let id = format!("channel.{}", channel.name);
        return Some(unknown(&id, &channel.name, "a path below /webhooks", why));
    };
    let webhook = format!("POST /webhooks/{}/webhook", known.name);
    let id = format!("channel.{}", known.name);
    let base = |guard: &str, rules: Vec<&'static str>| Door {
        guard: guard.to_owned(),
        rules,
        ..unknown(&id, known.title, &webhook, "")
    };
    match known.inbound {
        Inbound::Terminal => None,
        Inbound::Keyed => Some(socket(view)),
        Inbound::Open if known.name == "rest" => {
            Some(open(view, rest(""), "The channel asks for no credential"))
        }
        Inbound::Open => {
            let door = Door {
                id: format!("{}-webhook", known.name),
                ..base("nothing of its own", vec![rules::REST_OPEN.id])
            };
            Some(open(view, door, "The channel asks for no credential"))
        }
        Inbound::Unverified => {
            let door = base("nothing of its own", vec![rules::UNVERIFIED.id]);
            let why = format!(
                "Rasa does not check that messages come from {}",
                known.title
            );
            Some(open(view, door, &why))
        }
        Inbound::Verified { by, key } => {
            Some(verified(view, channel, base(by, Vec::new()), by, key))
        }
    }
}

/// A channel whose requests carry a signature or a token of the service.
fn verified(view: &View<'_>, channel: &Active, door: Door, by: &str, key: &str) -> Door {
    if key.is_empty() {
        return locked(door, format!("Rasa checks {by}; not yet proven"));
    }
    let door = Door {
        guarded_by: vec![format!("{}.{}.{key}", CREDENTIALS.0, channel.name)],
        rules: match channel.name.as_str() {
            "hangouts" => vec![rules::HANGOUTS_OPEN.id, rules::LOCK_MISSPELT.id],
            "slack" => vec![rules::SLACK_UNSIGNED.id],
            _ => Vec::new(),
        },
        ..door
    };
    let node = view.node(CREDENTIALS.0, &[&channel.name, key]);
    if node.is_some_and(|node| !view.read(&node).is_nothing()) {
        return locked(door, format!("Rasa checks {by} with {key}; not yet proven"));
    }
    if channel.name == "hangouts" {
        return open(view, door, "Without project_id no token is checked");
    }
    // Slack: Rasa does not start. Facebook: no signature can be made without the secret.
    locked(door, format!("Without {key} no request is accepted"))
}

fn socket(view: &View<'_>) -> Door {
    let door = socketio("");
    if view
        .version()
        .is_some_and(|version| version.starts_with("1."))
    {
        return open(
            view,
            door,
            "This version of Rasa has no lock for the socket",
        );
    }
    let lock = socket::lock(view);
    let graded = |lock: Lock, why: &str| Door {
        lock,
        ..locked(socketio(""), why)
    };
    match &lock.key {
        Key::Missing { .. } => open(view, door, "The configuration sets no jwt_key"),
        Key::Unknown => Door {
            why: "jwt_key is taken from a variable whose value no file here tells".into(),
            ..door
        },
        Key::NotText => graded(Lock::Sound, "jwt_key is no text, so every token is refused"),
        Key::Literal => Door {
            rules: vec![rules::LOCK_NOT_EXPANDED.id],
            ..graded(
                Lock::Forgeable,
                "jwt_key is the text of a reference in quotes, which is easily guessed",
            )
        },
        Key::Text(_) => match socket::grade(&lock) {
            Some(Grade::Known(_)) => Door {
                rules: vec![rules::SAMPLE_SECRET.id],
                ..graded(
                    Lock::Forgeable,
                    "jwt_key is a sample that everybody knows, so anyone can make tokens",
                )
            },
            Some(Grade::Weak | Grade::Fair) => Door {
                rules: vec![rules::WEAK_SECRET.id],
                ..graded(
                    Lock::Weak,
                    "The configuration sets a key that can be guessed",
                )
            },
            Some(Grade::Strong) | None => {
                graded(Lock::Sound, "The configuration sets a key; not yet proven")
            }
        },
    }
}

fn http_api(view: &View<'_>, values: &[Effective]) -> Door {
    let door = api("");
    let Some(run) = &view.run else {
        return Door {
            why: "No file here tells with which flags Rasa is started".into(),
            ..door
        };
    };
    if !run.has("enable_api") {
        return locked(door, "The HTTP API is not enabled, so it answers 404");
    }
    let guards: Vec<&str> = [
        ("auth_token", id::AUTH_TOKEN),
        ("jwt_secret", id::JWT_SECRET),
    ]
    .into_iter()
    .filter(|(flag, _)| run.gives(flag))
    .map(|(_, setting)| setting)
    .collect();
    if guards.is_empty() && view.has_pro_credential() {
        return locked(
            door,
            "The environment of Rasa Pro sets a credential; not yet proven",
        );
    }
    if guards.is_empty() {
        return open(view, door, "The HTTP API is enabled without a credential");
    }
    // Each of the two opens the door alone, so the weaker one counts.
    let grades: Vec<Grade> = guards
        .iter()
        .filter_map(|guard| {
            let value = values.iter().find(|value| value.id == *guard)?;
            let secret = value.value.as_ref().filter(|_| !is_pem(value.text()))?;
            Some(judge(secret).grade)
        })
        .collect();
    let known = grades.iter().any(|grade| matches!(grade, Grade::Known(_)));
    let weak = grades
        .iter()
        .any(|grade| matches!(grade, Grade::Weak | Grade::Fair));
    let (lock, why, rules) = if known {
        (
            Lock::Forgeable,
            "The command line sets a credential that everybody knows",
            vec![rules::SAMPLE_SECRET.id],
        )
    } else if weak {
        (
            Lock::Weak,
            "The command line sets a credential that can be guessed",
            vec![rules::WEAK_SECRET.id],
        )
    } else {
        (
            Lock::Sound,
            "The command line sets a credential; not yet proven",
            door.rules.clone(),
        )
    };
    Door {
        lock,
        rules,
        guarded_by: guards.into_iter().map(str::to_owned).collect(),
        ..locked(door, why)
    }
}

/// The action server, which asks nobody for a credential.
fn action_server(view: &View<'_>, values: &[Effective]) -> Option<Door> {
    let address = values
        .iter()
        .find(|value| value.id == id::ACTION_URL && value.is_set())?;
    let url = Url::parse(address.text()).ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
    let base = Door {
        guarded_by: vec![address.id.clone()],
        rules: vec![rules::ACTION_CREDENTIAL.id],
        ..unknown(
            "action-server",
            "Action server",
            "POST /webhook of the action server",
            "",
        )
    };
    let local = if is_loopback(host) {
        Some("It is called on the loopback interface")
    } else {
        in_container_network(view, host)
            .then_some("Its container publishes no port beyond this machine")
    };
    Some(match local {
        Some(why) => Door {
            declared: Declared::Open,
            lock: Lock::Loopback,
            why: why.into(),
            ..base
        },
        None => Door {
            declared: Declared::Open,
            why: format!(
                "The action server that {} names asks nobody for a credential",
                view.file(ENDPOINTS.0)
            ),
            ..base
        },
    })
}

/// Whether a host is another service of the compose file that only this machine can reach.
fn in_container_network(view: &View<'_>, host: &str) -> bool {
    let compose = view.project.composed().and_then(Result::ok);
    compose.is_some_and(|compose| {
        compose
            .service(host)
            .is_some_and(|service| service.ports.iter().all(|port| port.loopback_only()))
    })
}
