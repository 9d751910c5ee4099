//! The only place that prints.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line tool talks to a person; everything it says goes through here"
)]

use std::time::Duration;

use crate::trouble::Trouble;

/// The beginning of a part.
pub(crate) fn heading(text: &str) {
    println!("\n== {text}");
}

/// A plain line.
pub(crate) fn line(text: &str) {
    println!("{text}");
}

/// A command that is about to run, in a form that can be pasted into a shell.
pub(crate) fn command(text: &str) {
    println!("$ {text}");
}

/// How a part ended.
pub(crate) fn ended(name: &str, held: bool, took: Duration) {
    let word = if held { "ok    " } else { "FAILED" };
    println!("{word} {:>6.1} s  {name}", took.as_secs_f64());
}

/// What happened and what to do.
pub(crate) fn trouble(trouble: &Trouble) {
    eprintln!(
        "\nerror: {}\n  what to do: {}",
        trouble.what, trouble.advice
    );
}
