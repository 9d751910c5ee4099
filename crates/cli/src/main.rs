//! `chatelaine`: the console without a window.

mod arguments;
mod commands;
mod input;
mod output;

use std::process::ExitCode;

use clap::Parser as _;

use arguments::Arguments;
use output::Output;

/// Exit codes are a contract: scripts branch on them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Done, or nothing found.
    Done,
    /// Findings at or above the threshold, or a check that was refused.
    Found,
    /// It could not be done.
    Failed,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => Self::SUCCESS,
            Outcome::Found => Self::from(1),
            // 2 is wrong usage, which the argument parser reports.
            Outcome::Failed => Self::from(3),
        }
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut output = Output::new(arguments.json);
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            output.say(&format!("The asynchronous runtime cannot start: {error}. Free some memory or threads and try again."));
            return Outcome::Failed.into();
        }
    };
    let outcome = runtime.block_on(commands::run(arguments.command, &mut output));
    // A keychain that does not answer must not keep the process alive.
    runtime.shutdown_background();
    match outcome {
        Ok(outcome) => outcome.into(),
        Err(error) => {
            output.error(&error);
            Outcome::Failed.into()
        }
    }
}
