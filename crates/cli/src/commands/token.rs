//! `chatelaine token`.

use std::fs::File;
use std::io::{BufRead, BufReader};

use chatelaine_console::view::{GuessedBy, KeyGuess};
use chatelaine_console::{CommandError, Console, ErrorCode, Words};
use chatelaine_secrets::Secret;

use super::Done;
use crate::arguments::Token;
use crate::output::Output;
use crate::{Outcome, input};

/// Bytes of a list that are read at once.
const BUFFER: usize = 1 << 20;

pub(crate) fn run(console: &Console, command: Token, output: &mut Output) -> Done {
    let Token::Guess {
        bot,
        words,
        vary,
        reveal,
    } = command;
    let list = words
        .map(|path| {
            File::open(&path)
                .map(|file| BufReader::with_capacity(BUFFER, file))
                .map_err(|error| {
                    CommandError::new(
                        ErrorCode::Unreadable,
                        format!("{} cannot be opened: {error}", path.display()),
                        "Name a text file with one key on each line.",
                    )
                })
        })
        .transpose()?;
    let token = input::all()?;
    let words = Words {
        target: bot.as_deref(),
        list: list.map(|list| Box::new(list) as Box<dyn BufRead + Send>),
        vary,
    };
    let (guess, key) = console.guess_key(&token, words)?;
    let key = key.filter(|_| reveal);
    if output.json {
        let mut document = serde_json::json!(guess);
        document["found"] = guess.by.is_some().into();
        if let Some(key) = &key {
            document["key"] = key.expose().into();
        }
        output.document(&document);
    } else {
        output.line(&told(&guess));
        if let Some(key) = &key {
            output.line(&shown(key));
        }
        if guess.skipped_lines > 0 {
            let skipped = guess.skipped_lines;
            output.say(&format!(
                "{skipped} lines of the list are longer than any key and were left out."
            ));
        }
    }
    Ok(match guess.by {
        Some(_) => Outcome::Found,
        None => Outcome::Done,
    })
}

fn told(guess: &KeyGuess) -> String {
    let tried = guess.tried;
    match guess.by {
        None => format!("Not guessed: none of {tried} keys signed this token."),
        Some(GuessedBy::Known) => match guess.known_key.as_deref() {
            None | Some("") => "Signed with an empty key: anyone can make such tokens.".to_owned(),
            Some(key) => {
                format!("Signed with the well-known key `{key}`: anyone can make such tokens.")
            }
        },
        Some(GuessedBy::OwnSecret) => format!(
            "Signed with the value of {}: one key behind two locks.",
            guess.setting.as_deref().unwrap_or("another setting")
        ),
        Some(GuessedBy::Variation) => format!(
            "Guessed after {tried} keys: a small change to a well-known key or to the bot's name."
        ),
        Some(GuessedBy::List) => format!(
            "Guessed after {tried} keys: line {} of the list.",
            guess.line.unwrap_or_default()
        ),
    }
}

fn shown(key: &Secret) -> String {
    format!("Key: {}", key.expose())
}
