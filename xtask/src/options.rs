//! What was asked for.

use crate::trouble::{Done, Trouble};

pub(crate) const HELP: &str = "\
cargo xtask run    build Chatelaine and open its window; without a display, walk through the main
                   job on a virtual one and leave pictures in target/tour
cargo xtask test   all tests: Rust, user interface, and the journeys through the real window
                   --only rust | peers | ui | window
cargo xtask peers  the same tests against real servers, installed from their registries into
                   target/peers; chatto | program-y | rasa | cheshire-cat-2 | all
cargo xtask lint   formatting, clippy, eslint, licences, and the seams between the parts
cargo xtask bench  figures next to their yardsticks, also in target/bench/report.json
                   --only window | env | yaml | audit | chat | pixels | flood | checks | guess
cargo xtask fuzz   random files against every kind of document
                   --seconds N for each kind; 60 when not given
                   --keep      let the fewest files that reach as far join the seeds

--no-install       never install Debian packages; say what is missing instead";

/// Behind the name of a server: it is installed, and this is the network to test it in.
pub(crate) const SUITE: &str = "--suite";

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Task {
    Run,
    Test(Option<TestPart>),
    Lint,
    Bench(Option<BenchPart>),
    Fuzz {
        seconds: u32,
        keep: bool,
    },
    /// One real server, or all of them.
    Peers(Option<PeerName>),
    /// What `Peers` runs once a server is installed, in a network of its own where that server needs one.
    PeerSuite(PeerName),
    Help,
}

/// One part of the tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TestPart {
    Rust,
    Peers,
    Ui,
    Window,
}

/// A real server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PeerName {
    ProgramY,
    Chatto,
    CheshireCat2,
    Rasa,
}

impl PeerName {
    pub(crate) const ALL: [Self; 4] =
        [Self::ProgramY, Self::Chatto, Self::CheshireCat2, Self::Rasa];

    /// As on the command line, both here and of Chatelaine.
    pub(crate) fn slug(self) -> &'static str {
        match self {
            Self::ProgramY => "program-y",
            Self::Chatto => "chatto",
            Self::CheshireCat2 => "cheshire-cat-2",
            Self::Rasa => "rasa",
        }
    }

    fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|name| name.slug() == text)
    }
}

/// One group of figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BenchPart {
    Window,
    Env,
    Yaml,
    Audit,
    Chat,
    Pixels,
    Flood,
    Checks,
    Guess,
}

/// The command line, read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) task: Task,
    pub(crate) install: bool,
}

impl Options {
    pub(crate) fn read(arguments: impl IntoIterator<Item = String>) -> Done<Self> {
        let mut arguments = arguments.into_iter();
        let mut task = match arguments.next().as_deref() {
            Some("run") => Task::Run,
            Some("test") => Task::Test(None),
            Some("lint") => Task::Lint,
            Some("bench") => Task::Bench(None),
            Some("peers") => Task::Peers(None),
            Some("fuzz") => Task::Fuzz {
                seconds: 60,
                keep: false,
            },
            None | Some("help" | "--help" | "-h") => Task::Help,
            Some(other) => return Err(unknown(other)),
        };
        let mut install = true;
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--no-install" => install = false,
                "--only" => task = narrowed(task, &arguments.next().unwrap_or_default())?,
                "--keep" => task = kept(task)?,
                "--seconds" => task = timed(task, &arguments.next().unwrap_or_default())?,
                "--help" | "-h" => task = Task::Help,
                other => task = named(task, other)?,
            }
        }
        Ok(Self { task, install })
    }
}

fn named(task: Task, word: &str) -> Done<Task> {
    match (task, word) {
        (Task::Peers(None), "all") => Ok(task),
        (Task::Peers(Some(name)), SUITE) => Ok(Task::PeerSuite(name)),
        (Task::Peers(None), word) => PeerName::read(word)
            .map(|name| Task::Peers(Some(name)))
            .ok_or_else(|| unknown(word)),
        _ => Err(unknown(word)),
    }
}

fn timed(task: Task, seconds: &str) -> Done<Task> {
    match (task, seconds.parse()) {
        (Task::Fuzz { keep, .. }, Ok(seconds)) if seconds > 0 => Ok(Task::Fuzz { seconds, keep }),
        _ => Err(unknown(&format!("--seconds {seconds}"))),
    }
}

fn kept(task: Task) -> Done<Task> {
    match task {
        Task::Fuzz { seconds, .. } => Ok(Task::Fuzz {
            seconds,
            keep: true,
        }),
        _ => Err(unknown("--keep")),
    }
}

fn narrowed(task: Task, part: &str) -> Done<Task> {
    let narrowed = match (task, part) {
        (Task::Test(_), "rust") => Task::Test(Some(TestPart::Rust)),
        (Task::Test(_), "peers") => Task::Test(Some(TestPart::Peers)),
        (Task::Test(_), "ui") => Task::Test(Some(TestPart::Ui)),
        (Task::Test(_), "window") => Task::Test(Some(TestPart::Window)),
        (Task::Bench(_), "window") => Task::Bench(Some(BenchPart::Window)),
        (Task::Bench(_), "env") => Task::Bench(Some(BenchPart::Env)),
        (Task::Bench(_), "yaml") => Task::Bench(Some(BenchPart::Yaml)),
        (Task::Bench(_), "audit") => Task::Bench(Some(BenchPart::Audit)),
        (Task::Bench(_), "chat") => Task::Bench(Some(BenchPart::Chat)),
        (Task::Bench(_), "pixels") => Task::Bench(Some(BenchPart::Pixels)),
        (Task::Bench(_), "flood") => Task::Bench(Some(BenchPart::Flood)),
        (Task::Bench(_), "checks") => Task::Bench(Some(BenchPart::Checks)),
        (Task::Bench(_), "guess") => Task::Bench(Some(BenchPart::Guess)),
        _ => return Err(unknown(&format!("--only {part}"))),
    };
    Ok(narrowed)
}

fn unknown(argument: &str) -> Trouble {
    Trouble::new(
        format!("`{argument}` means nothing here"),
        format!("these commands exist:\n\n{HELP}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Done<Options> {
        Options::read(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn a_part_can_be_chosen_where_there_are_parts() {
        let options = read("test --no-install --only ui").map(|o| (o.task, o.install));
        assert!(
            matches!(options, Ok((Task::Test(Some(TestPart::Ui)), false))),
            "both options were taken, in any order"
        );
        assert!(read("lint --only ui").is_err(), "lint has no parts");
        assert!(read("test --only").is_err(), "--only needs a part");
    }

    #[test]
    fn a_server_is_called_by_its_name_and_once() {
        let task = |line| read(line).map(|options| options.task);
        assert!(matches!(
            task("peers program-y"),
            Ok(Task::Peers(Some(PeerName::ProgramY)))
        ));
        assert!(
            matches!(task("peers"), Ok(Task::Peers(None)))
                && matches!(task("peers all"), Ok(Task::Peers(None))),
            "all of them when none is named"
        );
        assert!(task("peers rasa chatto").is_err(), "one, or all");
        assert!(task("lint rasa").is_err(), "only where servers are meant");
    }

    #[test]
    fn a_misspelt_command_is_not_guessed() {
        assert!(
            read("tset").is_err_and(|t| t.advice.contains("cargo xtask test")),
            "the answer lists what exists"
        );
    }
}
