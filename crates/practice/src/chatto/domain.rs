//! The bot's states and the transitions between them, from `fsm.*` (0.9.2, `fsm/fsm.go`).

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::viper::{Map, Misfit, Value, Viper};
use crate::Error;

/// The state in which every conversation begins.
pub(crate) const INITIAL: i64 = 0;
/// Stands for every state.
const ANY: i64 = -1;

/// Where one conversation is.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct Machine {
    pub(crate) state: i64,
    /// What the user said, by the name under which it is kept.
    #[serde(default)]
    pub(crate) slots: BTreeMap<String, String>,
}

/// One thing that the bot says. Empty parts are left out.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct Answer {
    #[serde(default)]
    pub(crate) text: String,
    #[serde(default)]
    pub(crate) image: String,
}

/// What the bot says when it does not know what to do.
#[derive(Clone, Serialize)]
pub(crate) struct Defaults {
    pub(crate) unknown: String,
    pub(crate) unsure: String,
    pub(crate) error: String,
}

/// What a command leads to.
#[derive(Clone)]
pub(crate) struct Transition {
    into: i64,
    answers: Vec<Answer>,
    /// The alias of an extension server and the name of what it shall do.
    extension: Option<(String, String)>,
    slot: Option<Slot>,
}

#[derive(Clone)]
struct Slot {
    name: String,
    /// Only what matches is kept. Nothing for the whole text.
    pattern: Option<regex::Regex>,
}

/// Everything that the file says.
pub(crate) struct Domain {
    /// Numbers of states by their names.
    pub(crate) states: BTreeMap<String, i64>,
    pub(crate) defaults: Defaults,
    transitions: BTreeMap<(String, i64), Transition>,
}

/// What became of a command.
pub(crate) enum Outcome {
    Answers(Vec<Answer>),
    /// Server and name.
    Extension(String, String),
    /// No command was recognised.
    Unsure,
    /// The command leads nowhere from here.
    Unknown,
}

impl Domain {
    /// Reads the file of a folder.
    ///
    /// # Errors
    /// When there is none, or when it makes no sense.
    pub(crate) fn read(dir: &Path) -> Result<Self, Error> {
        let file = Viper::read(dir, "fsm")?.ok_or_else(|| Error::Configuration {
            what: "Config File \"fsm\" Not Found".to_owned(),
        })?;
        let say = |text: &str| Value::Text(text.to_owned());
        let settings = file
            .or(
                "defaults.unknown",
                say("Unknown command, try something different."),
            )
            .or(
                "defaults.unsure",
                say("Not sure I understood, try something different."),
            )
            .or(
                "defaults.error",
                say("There was an error, try again later."),
            )
            .settings();
        decode(&settings).map_err(|why| Error::Configuration {
            what: format!("fsm: {why}"),
        })
    }

    /// Takes a machine one step further.
    pub(crate) fn step(&self, machine: &mut Machine, command: &str, said: &str) -> Outcome {
        let at = |command: &str, state| self.transitions.get(&(command.to_owned(), state));
        let here = machine.state;
        let (found, by_any_command) = if let Some(found) = at(command, ANY) {
            (Some(found), false)
        } else if let Some(found) = at("any", here) {
            (Some(found), true)
        } else {
            (at(command, here), false)
        };
        if command.trim().is_empty() && !by_any_command {
            return match self.defaults.unsure.is_empty() {
                true => Outcome::Answers(Vec::new()),
                false => Outcome::Unsure,
            };
        }
        let Some(transition) = found else {
            return match self.defaults.unknown.is_empty() {
                true => Outcome::Answers(Vec::new()),
                false => Outcome::Unknown,
            };
        };
        if let Some(slot) = &transition.slot {
            slot.keep(machine, said);
        }
        machine.state = transition.into;
        match &transition.extension {
            Some((server, name)) => Outcome::Extension(server.clone(), name.clone()),
            None => Outcome::Answers(transition.answers.clone()),
        }
    }
}

impl Slot {
    fn keep(&self, machine: &mut Machine, said: &str) {
        let kept = match &self.pattern {
            None => Some(said),
            Some(pattern) => pattern.find(said).map(|found| found.as_str()),
        };
        if let Some(kept) = kept {
            machine.slots.insert(self.name.clone(), kept.to_owned());
        }
    }
}

fn decode(settings: &Map) -> Result<Domain, Misfit> {
    let get = |map: &Map, key: &str| map.get(key).cloned().unwrap_or(Value::Null);
    let text = |map: &Map, key: &str| get(map, key).text();
    let defaults = get(settings, "defaults").section()?;
    let listed = get(settings, "transitions").sections()?;
    let mut states = BTreeMap::from([("any".to_owned(), ANY), ("initial".to_owned(), INITIAL)]);
    let mut next = 1;
    let mut number = |state: &str| {
        *states.entry(state.trim().to_owned()).or_insert_with(|| {
            next += 1;
            next - 1
        })
    };
    let mut transitions = BTreeMap::new();
    for entry in &listed {
        let from: Vec<i64> = get(entry, "from")
            .texts()?
            .iter()
            .map(|state| number(state))
            .collect();
        let extension = get(entry, "extension").section()?;
        let (server, name) = (text(&extension, "server")?, text(&extension, "name")?);
        let slot = get(entry, "slot").section()?;
        let mut answers = Vec::new();
        for answer in get(entry, "answers").sections()? {
            let (text, image) = (text(&answer, "text")?, text(&answer, "image")?);
            answers.push(Answer { text, image });
        }
        let transition = Transition {
            into: number(&text(entry, "into")?),
            answers,
            extension: (!server.is_empty() || !name.is_empty()).then_some((server, name)),
            slot: kept(
                &text(&slot, "name")?,
                &text(&slot, "mode")?,
                &text(&slot, "regex")?,
            ),
        };
        let command = text(entry, "command")?;
        for state in from {
            transitions.insert((command.clone(), state), transition.clone());
        }
    }
    Ok(Domain {
        states,
        defaults: Defaults {
            unknown: text(&defaults, "unknown")?,
            unsure: text(&defaults, "unsure")?,
            error: text(&defaults, "error")?,
        },
        transitions,
    })
}

/// A pattern that makes no sense keeps nothing, without a word.
fn kept(name: &str, mode: &str, pattern: &str) -> Option<Slot> {
    let name = Some(name.trim().to_owned()).filter(|name| !name.is_empty())?;
    let pattern = match mode.trim() {
        "regex" => Some(regex::Regex::new(pattern.trim()).ok()?),
        _ => None,
    };
    Some(Slot { name, pattern })
}
