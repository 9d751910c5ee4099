//! systemd unit files and drop-ins: what of a service decides which secrets reach a bot. Read only.
//!
//! Read as systemd 249 to 257 reads them (`systemd.syntax(7)`, `systemd.exec(5)`, `systemd.service(5)`). Specifiers (`%h`)
//! and variables (`${NAME}`) are not expanded.

mod lines;
mod words;

use std::fmt;

/// What a unit file says about the environment and the command of a service.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unit {
    /// `Environment=`, in file order: of one name the last one counts. What an empty `Environment=` takes back is left
    /// out.
    pub environment: Vec<Assignment>,
    /// `EnvironmentFile=`, in file order: their variables beat those of `Environment=`, and later files earlier ones.
    pub environment_files: Vec<EnvironmentFile>,
    /// `ExecStart=`, one entry for each command.
    pub exec_start: Vec<Command>,
}

impl Unit {
    /// The variable `key` as set in the unit itself.
    #[must_use]
    pub fn variable(&self, key: &str) -> Option<&Assignment> {
        self.environment.iter().rfind(|found| found.key == key)
    }
}

/// A variable set by `Environment=`. `Debug` leaves the value out: it may be a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Assignment {
    /// The name.
    pub key: String,
    /// The value with quotes and escapes undone.
    pub value: String,
    /// 1-based line on which it stands.
    pub line: usize,
}

impl fmt::Debug for Assignment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Assignment")
            .field("key", &self.key)
            .field("line", &self.line)
            .finish_non_exhaustive()
    }
}

/// A file named by `EnvironmentFile=`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvironmentFile {
    /// The path as written, without the `-` in front.
    pub path: String,
    /// Whether the service does not start without it: no `-` in front.
    pub required: bool,
    /// 1-based line.
    pub line: usize,
}

/// A command of `ExecStart=`. `Debug` leaves the words out: a token may be among them.
#[derive(Clone, PartialEq, Eq)]
pub struct Command {
    /// The program and its arguments with quotes and escapes undone, and without the signs in front of the program that
    /// tell systemd how to start it (`-`, `@`, `:`, `+`, `!`, `|`).
    pub words: Vec<String>,
    /// 1-based line on which it starts.
    pub line: usize,
}

impl fmt::Debug for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Command")
            .field("words", &self.words.len())
            .field("line", &self.line)
            .finish()
    }
}

/// Reads a unit file or a drop-in. What systemd would skip is skipped: lines that are no setting, assignments without
/// `=`, all sections but `[Service]`.
#[must_use]
pub fn look(text: &str) -> Unit {
    let mut unit = Unit::default();
    let mut in_service = false;
    for line in lines::logical(text) {
        let content = line.text.trim();
        if let Some(section) = content.strip_prefix('[') {
            in_service = section.strip_suffix(']') == Some("Service");
            continue;
        }
        let Some((key, _)) = line.text.split_once('=').filter(|_| in_service) else {
            continue;
        };
        let value = line.from(key.len() + 1);
        match key.trim() {
            "Environment" => environment(&mut unit, &value),
            "EnvironmentFile" => environment_file(&mut unit, &value),
            "ExecStart" => exec_start(&mut unit, &value),
            _ => {}
        }
    }
    unit
}

fn environment(unit: &mut Unit, value: &lines::Value<'_>) {
    let words = words::split(value.text);
    if words.is_empty() {
        unit.environment.clear();
    }
    unit.environment
        .extend(words.into_iter().filter_map(|word| {
            let (key, assigned) = word.text.split_once('=')?;
            let named = !key.is_empty()
                && !key.starts_with(|c: char| c.is_ascii_digit())
                && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            named.then(|| Assignment {
                key: key.to_owned(),
                value: assigned.to_owned(),
                line: value.line(word.at),
            })
        }));
}

fn environment_file(unit: &mut Unit, value: &lines::Value<'_>) {
    let path = value.text.trim();
    if path.is_empty() {
        unit.environment_files.clear();
        return;
    }
    let bare = path.strip_prefix('-');
    unit.environment_files.push(EnvironmentFile {
        path: bare.unwrap_or(path).to_owned(),
        required: bare.is_none(),
        line: value.line(value.text.len() - value.text.trim_start().len()),
    });
}

fn exec_start(unit: &mut Unit, value: &lines::Value<'_>) {
    let words = words::split(value.text);
    if words.is_empty() {
        unit.exec_start.clear();
    }
    // A `;` on its own starts a further command.
    for command in words.split(|word| word.separates) {
        let Some(first) = command.first() else {
            continue;
        };
        let mut texts: Vec<String> = command.iter().map(|word| word.text.clone()).collect();
        texts[0] = (first.text)
            .trim_start_matches(['-', '@', ':', '+', '!', '|'])
            .to_owned();
        unit.exec_start.push(Command {
            words: texts,
            line: value.line(first.at),
        });
    }
}
