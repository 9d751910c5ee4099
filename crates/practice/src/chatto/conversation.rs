//! Conversations: who is in which state, and what is said next (0.9.2, `internal/bot/bot.go`).

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::Bot;
use super::domain::{Answer, INITIAL, Machine, Outcome};
use super::extension::Task;

/// Everybody's place, in memory only: a restart forgets it, and so does the time to live.
pub(crate) struct Store {
    machines: Mutex<HashMap<String, (Machine, Instant)>>,
    ttl: Option<Duration>,
}

impl Store {
    pub(crate) fn new(ttl: Option<Duration>) -> Self {
        Self {
            machines: Mutex::default(),
            ttl,
        }
    }

    pub(crate) fn get(&self, sender: &str) -> Option<Machine> {
        let machines = self.machines.lock().unwrap_or_else(PoisonError::into_inner);
        let (machine, since) = machines.get(sender)?;
        let alive = self.ttl.is_none_or(|ttl| since.elapsed() < ttl);
        alive.then(|| machine.clone())
    }

    fn set(&self, sender: &str, machine: Machine) {
        let mut machines = self.machines.lock().unwrap_or_else(PoisonError::into_inner);
        machines.insert(sender.to_owned(), (machine, Instant::now()));
    }
}

/// A message as every channel hands it on.
pub(crate) struct Question {
    pub(crate) sender: String,
    pub(crate) text: String,
    pub(crate) channel: &'static str,
}

/// Answers, or says in the real server's words why it cannot.
pub(crate) async fn answer(bot: &Bot, question: &Question) -> Result<Vec<Answer>, String> {
    let known = bot.store.get(&question.sender);
    let begun = known.is_some();
    let mut machine = known.unwrap_or_default();
    let command = bot.classifier.predict(&question.text).command;
    // Who is back at the beginning counts as new.
    let replies = match begun && machine.state != INITIAL {
        true => bot.configuration.existing,
        false => bot.configuration.new,
    };
    let defaults = &bot.domain.defaults;
    let say = |aloud: bool, text: &str| {
        let text = text.to_owned();
        let image = String::new();
        Ok(aloud
            .then_some(Answer { text, image })
            .into_iter()
            .collect())
    };
    let outcome = bot.domain.step(&mut machine, &command, &question.text);
    // The real server works on the machine in its memory, so that a step counts even when its answer fails.
    bot.store.set(&question.sender, machine.clone());
    let answers = match outcome {
        Outcome::Unsure => return say(replies.unsure, &defaults.unsure),
        Outcome::Unknown => return say(replies.unknown, &defaults.unknown),
        Outcome::Answers(answers) => answers,
        Outcome::Extension(alias, name) => {
            let Some(server) = bot.extensions.get(&alias) else {
                return Err(format!("cannot answer: extension {alias} is unknown"));
            };
            let task = Task::new(&name, question, &command, &bot.domain, &machine);
            let Some(done) = server.run(&task).await else {
                return say(true, &defaults.error);
            };
            bot.store.set(&question.sender, done.fsm);
            done.answers
        }
    };
    Ok(answers)
}
