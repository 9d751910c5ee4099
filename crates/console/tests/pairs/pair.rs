//! Pairs as they are written down: folders that differ by one fault, in the manner of a diff.
//!
//! ```text
//! ## CH-003 the guide's key
//! @ chn.yml
//!  rest:
//! -  token: "<2>"
//! +  callback_token: "<2>"
//! ```
//!
//! `##` names the rule and the shape of the fault. `@` starts a file, with its permissions (`0600` unless they stand
//! behind its name), `absent`, `crlf` or `bom`. Of the lines below, those with `-` stand only where the fault is, those with
//! `+` only where it was repaired, and all others in both; `>` marks one that the finding has to point at, where it is
//! not the one with the `-`. `<1>` to `<3>` are tokens as the console would generate them. The first pair is called
//! `SOUND` and tells what all others of the file have around them.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

/// Nobody has guessed these.
pub(crate) const TOKENS: [(&str, &str); 3] = [
    ("<1>", "q7Vt2mXo9bLrK4nWc1ZsE8uYp5HdGjA3fTiB6wRxN0k"),
    ("<2>", "Zk3nR8vYc5TqL1wJm7XbE2sHd9PfGaU4oKiV6yBtC0r"),
    ("<3>", "m4GdX9sLq2VbT7nRz1WkH5cYe8JpUfA3oKiE6tBxN0v"),
];

/// Files by name.
type Files = BTreeMap<String, File>;

/// A file as it is to be written.
#[derive(Clone, Default)]
struct File {
    lines: Vec<String>,
    options: Vec<String>,
}

/// Two folders with one difference that matters.
#[derive(Default)]
pub(crate) struct Pair {
    /// The rule that finds the fault.
    pub(crate) rule: String,
    /// How the fault looks.
    pub(crate) title: String,
    fault: Files,
    repair: Files,
    /// Files and lines from 1 on which the fault stands.
    faulty: Vec<(String, u32)>,
    /// Where the finding points, if not there.
    marked: Vec<(String, u32)>,
}

/// Which of the two folders.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Fault,
    Repair,
}

impl Pair {
    /// Every pair of a text, with what `SOUND` has where the pair has nothing.
    pub(crate) fn all(text: &str) -> Vec<Self> {
        let mut pairs: Vec<Self> = text
            .split("\n## ")
            .map(|section| Self::read(section.trim_start_matches("## ")))
            .collect();
        let sound = pairs.remove(0);
        assert_eq!(sound.rule, "SOUND", "the first pair is the sound folder");
        for pair in &mut pairs {
            for (name, file) in &sound.repair {
                pair.fault.entry(name.clone()).or_insert(file.clone());
                pair.repair.entry(name.clone()).or_insert(file.clone());
            }
        }
        pairs.push(sound);
        pairs
    }

    fn read(section: &str) -> Self {
        let (head, body) = section.split_once('\n').expect("a pair has files");
        let (rule, title) = head.split_once(' ').unwrap_or((head, ""));
        let mut pair = Self {
            rule: rule.into(),
            title: title.into(),
            ..Self::default()
        };
        let mut names = [String::new(), String::new()];
        for line in body.lines().filter(|line| !line.is_empty()) {
            let rest = line.strip_prefix(['-', '+']).unwrap_or(line);
            if let Some(header) = rest.strip_prefix("@ ") {
                pair.start(line, header, &mut names);
            } else {
                pair.line(line, &names);
            }
        }
        pair
    }

    /// The sides that a line belongs to.
    fn sides(line: &str) -> &'static [Side] {
        match line.as_bytes()[0] {
            b'-' => &[Side::Fault],
            b'+' => &[Side::Repair],
            _ => &[Side::Fault, Side::Repair],
        }
    }

    fn files(&mut self, side: Side) -> &mut Files {
        match side {
            Side::Fault => &mut self.fault,
            Side::Repair => &mut self.repair,
        }
    }

    fn start(&mut self, line: &str, header: &str, names: &mut [String; 2]) {
        let mut words = header.split_whitespace().map(str::to_owned);
        let name = words.next().expect("a file has a name");
        let options: Vec<String> = words.collect();
        for side in Self::sides(line) {
            let file = File {
                options: options.clone(),
                ..File::default()
            };
            self.files(*side).insert(name.clone(), file);
            names[*side as usize].clone_from(&name);
        }
    }

    fn line(&mut self, line: &str, names: &[String; 2]) {
        let (mark, text) = line.split_at(1);
        let text = TOKENS.iter().fold(text.to_owned(), |text, (name, token)| {
            text.replace(name, token)
        });
        for side in Self::sides(line) {
            let name = &names[*side as usize];
            let lines = &mut self.files(*side).get_mut(name).expect("a file").lines;
            lines.push(text.clone());
            let place = (name.clone(), u32::try_from(lines.len()).expect("short"));
            match (side, mark) {
                (Side::Fault, "-") => self.faulty.push(place),
                (Side::Fault, ">") => self.marked.push(place),
                _ => {}
            }
        }
    }

    /// Where the finding has to point; nothing where the fault is that something is missing.
    pub(crate) fn places(&self) -> &[(String, u32)] {
        if self.marked.is_empty() {
            &self.faulty
        } else {
            &self.marked
        }
    }

    /// Writes one of the two folders.
    pub(crate) fn write(&self, side: Side, dir: &Path) {
        fs::create_dir_all(dir).unwrap();
        let files = match side {
            Side::Fault => &self.fault,
            Side::Repair => &self.repair,
        };
        for (name, file) in files {
            let is = |wanted: &str| file.options.iter().any(|option| option == wanted);
            if is("absent") {
                continue;
            }
            let path = dir.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            let end = if is("crlf") { "\r\n" } else { "\n" };
            let mut text = String::from(if is("bom") { "\u{feff}" } else { "" });
            for line in &file.lines {
                text.push_str(line);
                text.push_str(end);
            }
            fs::write(&path, text).unwrap();
            let mode = file.options.iter().find(|option| option.starts_with('0'));
            let mode = mode.map_or(0o600, |mode| u32::from_str_radix(mode, 8).unwrap());
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        }
    }
}

impl std::fmt::Display for Pair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}, {}", self.rule, self.title)
    }
}
