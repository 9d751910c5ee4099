//! The other side of `examples/vault_probe.rs`.

use std::io::{BufRead, BufReader, Write};
use std::process::{ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Instant;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{CANARY, Group, HANG, Session, example, isolated};

/// The time limit of the product, for tests in which the keychain is mute.
const PRODUCT_LIMIT: &str = "3000";
/// For tests in which it answers, so that a slow machine cannot make it look mute.
const PATIENT_LIMIT: &str = "60000";

/// A process that uses the keychain; dropped, it is killed.
pub(crate) struct Probe {
    group: Group,
    input: Option<ChildStdin>,
    answers: Receiver<String>,
}

impl Probe {
    pub(crate) fn patient(session: &Session) -> Self {
        Self::start(session.command(example("vault_probe")).arg(PATIENT_LIMIT))
    }

    pub(crate) fn inside_tokio(session: &Session) -> Self {
        Self::start(
            session
                .command(example("vault_probe"))
                .args([PATIENT_LIMIT, "tokio"]),
        )
    }

    pub(crate) fn with_product_limit(session: &Session) -> Self {
        Self::start(session.command(example("vault_probe")).arg(PRODUCT_LIMIT))
    }

    /// With the given address of a bus, or none at all.
    pub(crate) fn at_address(address: Option<&str>, home: &std::path::Path) -> Self {
        let mut command = isolated(example("vault_probe"), home);
        if let Some(address) = address {
            command.env("DBUS_SESSION_BUS_ADDRESS", address);
        }
        Self::start(command.arg(PRODUCT_LIMIT))
    }

    fn start(command: &mut Command) -> Self {
        let mut group = Group::start(command.stdin(Stdio::piped()).stdout(Stdio::piped()));
        let output = BufReader::new(group.0.stdout.take().unwrap());
        let input = group.0.stdin.take();
        let (sender, answers) = channel();
        std::thread::spawn(move || {
            output
                .lines()
                .map_while(Result::ok)
                .try_for_each(|line| sender.send(line))
        });
        Self {
            group,
            input,
            answers,
        }
    }

    pub(crate) fn send(&mut self, command: &Value) {
        writeln!(self.input.as_mut().unwrap(), "{command}").unwrap();
    }

    pub(crate) fn receive(&mut self) -> Value {
        let line = self
            .answers
            .recv_timeout(HANG)
            .expect("the probe must answer and not hang or die");
        assert!(
            !line.contains(CANARY),
            "no answer, least of all an error's Debug, may hold a secret: {line}"
        );
        serde_json::from_str(&line).unwrap()
    }

    pub(crate) fn ask(&mut self, command: &Value) -> Value {
        self.send(command);
        self.receive()
    }

    pub(crate) fn set(&mut self, handle: &str, value: &str) -> Value {
        self.ask(&json!({ "do": "set", "handle": handle, "value": value }))
    }

    pub(crate) fn get(&mut self, handle: &str) -> Value {
        self.ask(&json!({ "do": "get", "handle": handle }))
    }

    /// The state and the rest of the status.
    pub(crate) fn status(&mut self) -> (String, Value) {
        let status = self.ask(&json!({ "do": "status" }))["status"].take();
        (status["state"].as_str().unwrap().to_owned(), status)
    }

    /// The state that every one of the four calls reports.
    pub(crate) fn state_of_all_calls(&mut self) -> String {
        let commands = [
            json!({ "do": "get", "handle": "cat/key" }),
            json!({ "do": "set", "handle": "cat/key", "value": CANARY }),
            json!({ "do": "delete", "handle": "cat/key" }),
            json!({ "do": "list", "prefix": "" }),
        ];
        let states: Vec<String> = commands
            .iter()
            .map(|command| state(&self.ask(command)))
            .collect();
        assert!(
            states.iter().all(|state| *state == states[0]),
            "all calls must agree: {states:?}"
        );
        states[0].clone()
    }

    /// Tells the probe to end, and whether it ended well; a process that waits for a stuck call never does.
    pub(crate) fn ends_by_itself(mut self) -> bool {
        self.input = None;
        let start = Instant::now();
        while start.elapsed() < HANG {
            if let Some(status) = self.group.0.try_wait().unwrap() {
                return status.success();
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        false
    }
}

/// The state an error names; a readable complaint if the answer is none.
pub(crate) fn state(answer: &Value) -> String {
    answer["error"]["state"]
        .as_str()
        .map_or_else(|| format!("no state in {answer}"), str::to_owned)
}

pub(crate) fn digest(value: &str) -> Value {
    let hex: String = Sha256::digest(value)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    json!({ "digest": hex })
}
