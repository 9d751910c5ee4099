//! From what a user says to a command: naive Bayes over words, from `clf.*` (0.9.2, `internal/clf`).

use std::collections::HashMap;
use std::path::Path;

use super::viper::{Map, Misfit, Value, Viper};
use crate::Error;

/// The probability of a word that a command was never taught (navossoc/bayesian of 2017-12-03).
const UNSEEN: f64 = 1e-11;

/// A trained classifier.
pub(crate) struct Classifier {
    commands: Vec<Command>,
    remove_symbols: bool,
    lower: bool,
    threshold: f64,
}

struct Command {
    name: String,
    words: HashMap<String, f64>,
    total: f64,
}

/// What was understood.
pub(crate) struct Prediction {
    /// Empty below the threshold.
    pub(crate) command: String,
    /// -1 below the threshold. Not a number where a long text is all unknown words: the product of their
    /// probabilities is nothing, divided by nothing.
    pub(crate) probability: f32,
}

impl Classifier {
    /// Reads the file of a folder and learns from it.
    ///
    /// # Errors
    /// When there is none, when it makes no sense, or when it asks for another kind of classifier.
    pub(crate) fn read(dir: &Path) -> Result<Self, Error> {
        let refused = |what: String| Error::Configuration { what };
        let file = Viper::read(dir, "clf")?
            .ok_or_else(|| refused("Config File \"clf\" Not Found".to_owned()))?;
        let settings = file
            .or("pipeline.remove_symbols", Value::Bool(true))
            .or("pipeline.lower", Value::Bool(true))
            .or("pipeline.threshold", Value::Float(0.1))
            .settings();
        learn(&settings).map_err(|why| refused(format!("clf: {why}")))
    }

    pub(crate) fn predict(&self, said: &str) -> Prediction {
        let words = words(said, self.remove_symbols, self.lower);
        let all: f64 = self.commands.iter().map(|command| command.total).sum();
        let score = |command: &Command| {
            let likely = words.iter().map(|word| {
                let count = command.words.get(word);
                count.map_or(UNSEEN, |count| count / command.total)
            });
            likely.fold(command.total / all, |score, likely| score * likely)
        };
        let scores: Vec<f64> = self.commands.iter().map(score).collect();
        let sum: f64 = scores.iter().sum();
        let mut best = 0;
        for at in 1..scores.len() {
            if scores[best] < scores[at] {
                best = at;
            }
        }
        let probability = scores.get(best).map_or(0.0, |score| score / sum);
        match self.commands.get(best) {
            Some(command) if probability.is_nan() || probability >= self.threshold => Prediction {
                command: command.name.clone(),
                probability: probability as f32,
            },
            _ => Prediction {
                command: String::new(),
                probability: -1.0,
            },
        }
    }
}

fn learn(settings: &Map) -> Result<Classifier, Misfit> {
    let get = |map: &Map, key: &str| map.get(key).cloned().unwrap_or(Value::Null);
    let model = get(settings, "model").section()?;
    if get(&model, "classifier").text()? == "knn" {
        return Err("the practice bot has only the naive_bayes classifier".to_owned());
    }
    let pipeline = get(settings, "pipeline").section()?;
    let mut classifier = Classifier {
        commands: Vec::new(),
        remove_symbols: get(&pipeline, "remove_symbols").switch()?,
        lower: get(&pipeline, "lower").switch()?,
        threshold: get(&pipeline, "threshold").number()?,
    };
    for entry in get(settings, "classification").sections()? {
        let mut command = Command {
            name: get(&entry, "command").text()?,
            words: HashMap::new(),
            total: 0.0,
        };
        for text in get(&entry, "texts").texts()? {
            for word in words(&text, classifier.remove_symbols, classifier.lower) {
                *command.words.entry(word).or_default() += 1.0;
                command.total += 1.0;
            }
        }
        let twice = classifier
            .commands
            .iter()
            .any(|known| known.name == command.name);
        if twice {
            return Err("classes must be unique".to_owned());
        }
        classifier.commands.push(command);
    }
    if classifier.commands.len() < 2 {
        return Err("provide at least two classes".to_owned());
    }
    Ok(classifier)
}

/// The words of a text. A symbol is whatever is no ASCII letter, digit or underscore, as in Go's `\W`.
fn words(text: &str, remove_symbols: bool, lower: bool) -> Vec<String> {
    let mut text = text.to_owned();
    if remove_symbols {
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let parts = text.split(|c: char| !is_word(c));
        let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
        text = parts.join(" ");
    }
    if lower {
        text = text.to_lowercase();
    }
    text.split(' ').map(str::to_owned).collect()
}
