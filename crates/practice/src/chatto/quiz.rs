//! The extensions of the practice extension server: a quiz of three questions, the first of which the bot asks itself.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

/// Their names.
pub(crate) const EXTENSIONS: [&str; 3] = ["val_ans_1", "val_ans_2", "score"];

/// The right answers, by the slot in which they are kept.
const RIGHT: [(&str, &str); 3] = [("answer_1", "2"), ("answer_2", "1"), ("answer_3", "3")];

/// What the bot asks for. What is not there is empty.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(crate) struct Task {
    pub(crate) extension: String,
    fsm: Machine,
    domain: Domain,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Machine {
    state: i64,
    slots: BTreeMap<String, String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Domain {
    state_table: BTreeMap<String, i64>,
}

/// The machine and the answers after a task; nothing when there is no such extension.
pub(crate) fn run(task: &Task) -> Option<Value> {
    let (slot, question) = match task.extension.as_str() {
        "val_ans_1" => ("answer_1", "question_1"),
        "val_ans_2" => ("answer_2", "question_2"),
        "score" => ("answer_3", "question_3"),
        _ => return None,
    };
    let given = task.fsm.slots.get(slot).map_or("", String::as_str);
    if !matches!(given, "1" | "2" | "3") {
        // Back to where the question was asked.
        let state = task.domain.state_table.get(question).copied();
        return Some(done(
            state.unwrap_or_default(),
            task,
            "Select one of the options",
        ));
    }
    let text = match task.extension.as_str() {
        "val_ans_1" => {
            "Question 2:\nWhat is the capital of the state of Utah?\n1. Salt Lake City\n2. Jefferson City\n3. Cheyenne".to_owned()
        }
        "val_ans_2" => {
            "Question 3:\nHow many legs has a spider?\n1. Four\n2. Six\n3. Eight".to_owned()
        }
        _ => {
            let right = RIGHT.iter().filter(|(slot, right)| {
                task.fsm.slots.get(*slot).is_some_and(|given| given == right)
            });
            format!("{} of 3 answers were right.", right.count())
        }
    };
    Some(done(task.fsm.state, task, &text))
}

fn done(state: i64, task: &Task, text: &str) -> Value {
    json!({
        "fsm": { "state": state, "slots": task.fsm.slots },
        "answers": [{ "text": text, "image": "" }],
    })
}
