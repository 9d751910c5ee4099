//! The flags of `rasa run` on the command lines that start the bot (`cli/arguments/run.py`, 3.6.21).

use chatelaine_secrets::Secret;

use super::variables::{Found, Variables, copy};
use crate::environment::CommandLine;

/// One `rasa run`.
#[derive(Debug)]
pub(super) struct Run {
    /// The file with the command line.
    pub(super) file: String,
    /// Its line, from 1, where it is known.
    pub(super) line: Option<usize>,
    flags: Vec<(&'static str, Vec<Argument>)>,
}

/// What stands behind a flag.
#[derive(Debug)]
pub(super) struct Argument {
    /// The value; nothing where the shell fills it in.
    pub(super) text: Option<Secret>,
    /// The variable of the `.env` that it is taken from as a whole.
    pub(super) in_env: Option<String>,
}

/// How many arguments a flag takes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Takes {
    Nothing,
    One,
    Many,
}

/// Long flags with their short spelling and the name of their setting.
const FLAGS: &[(&str, &str, &str, Takes)] = &[
    ("--enable-api", "", "enable_api", Takes::Nothing),
    ("--auth-token", "-t", "auth_token", Takes::One),
    ("--jwt-secret", "", "jwt_secret", Takes::One),
    ("--jwt-method", "", "jwt_method", Takes::One),
    ("--jwt-private-key", "", "jwt_private_key", Takes::One),
    ("--cors", "", "cors", Takes::Many),
    ("--interface", "-i", "interface", Takes::One),
    ("--port", "-p", "port", Takes::One),
    ("--ssl-certificate", "", "ssl_certificate", Takes::One),
    ("--ssl-keyfile", "", "ssl_keyfile", Takes::One),
    ("--ssl-ca-file", "", "ssl_ca_file", Takes::One),
    ("--ssl-password", "", "ssl_password", Takes::One),
    ("--credentials", "", "credentials", Takes::One),
    ("--endpoints", "", "endpoints", Takes::One),
    ("--connector", "", "connector", Takes::One),
    // Only known so that abbreviations are understood as argparse understands them.
    ("--model", "-m", "model", Takes::One),
    ("--log-file", "", "log_file", Takes::One),
    ("--use-syslog", "", "use_syslog", Takes::Nothing),
    ("--syslog-address", "", "syslog_address", Takes::One),
    ("--syslog-port", "", "syslog_port", Takes::One),
    ("--syslog-protocol", "", "syslog_protocol", Takes::One),
    ("--response-timeout", "", "response_timeout", Takes::One),
    ("--request-timeout", "", "request_timeout", Takes::One),
    ("--remote-storage", "", "remote_storage", Takes::One),
    (
        "--logging-config-file",
        "",
        "logging_config_file",
        Takes::One,
    ),
    ("--verbose", "-v", "verbose", Takes::Nothing),
    ("--debug", "", "debug", Takes::Nothing),
    ("--quiet", "", "quiet", Takes::Nothing),
];

impl Run {
    /// The `rasa run` among the command lines of the bot.
    pub(super) fn find(variables: &Variables<'_>) -> Option<Self> {
        variables
            .commands()
            .iter()
            .find_map(|command| Self::parse(command, variables))
    }

    fn parse(command: &CommandLine, variables: &Variables<'_>) -> Option<Self> {
        let words = without_shell(&command.words);
        let start = words.iter().enumerate().position(|(at, word)| {
            let before = at.checked_sub(1).map(|before| words[before].as_str());
            // In the official image `rasa` is the entry point, and the command begins with `run`.
            word == "run"
                && before.is_none_or(|before| before == "rasa" || before.ends_with("/rasa"))
        })?;
        let arguments = &words[start + 1..];
        // `rasa run actions` is the action server.
        if arguments.first().is_some_and(|word| word == "actions") {
            return None;
        }
        let mut run = Self {
            file: command.file.clone(),
            line: command.line,
            flags: Vec::new(),
        };
        let mut rest = arguments.iter().peekable();
        while let Some(word) = rest.next() {
            let Some((name, takes, inline)) = flag(word) else {
                continue;
            };
            let mut values: Vec<&str> = inline.into_iter().collect();
            let wanted = match takes {
                Takes::Nothing => 0,
                Takes::One => 1,
                Takes::Many => usize::MAX,
            };
            while inline.is_none() && values.len() < wanted {
                let Some(value) = rest.next_if(|word| !word.starts_with('-') || *word == "-")
                else {
                    break;
                };
                values.push(value);
            }
            let values = values
                .into_iter()
                .map(|value| argument(value, command, variables))
                .collect();
            run.flags.push((name, values));
        }
        Some(run)
    }

    /// Whether a flag is given.
    pub(super) fn has(&self, name: &str) -> bool {
        self.flags.iter().any(|(flag, _)| *flag == name)
    }

    /// The arguments of a flag: those of the last time that it is given count.
    pub(super) fn arguments(&self, name: &str) -> &[Argument] {
        self.flags
            .iter()
            .rfind(|(flag, _)| *flag == name)
            .map_or(&[], |(_, values)| values)
    }

    /// The value of a flag as text. Nothing when it is not given or filled in by a shell; `true` for a bare flag.
    pub(super) fn text(&self, name: &str) -> Option<Secret> {
        if !self.has(name) {
            return None;
        }
        let arguments = self.arguments(name);
        match arguments {
            [] => Some(Secret::new("true")),
            [one] => one.text.as_ref().map(copy),
            many => many
                .iter()
                .map(|argument| argument.text.as_ref().map(Secret::expose))
                .collect::<Option<Vec<_>>>()
                .map(|items| Secret::new(items.join(","))),
        }
    }

    /// Whether a flag is given something, even if only a shell knows what.
    pub(super) fn gives(&self, name: &str) -> bool {
        self.arguments(name).iter().any(|argument| {
            argument
                .text
                .as_ref()
                .is_none_or(|text| !text.expose().is_empty())
        })
    }
}

/// The flag that a word is, as argparse reads it: `--auth-token=x`, `-tx`, and every beginning that only one flag has.
fn flag(word: &str) -> Option<(&'static str, Takes, Option<&str>)> {
    if let Some(bare) = word.strip_prefix("--") {
        let (name, inline) = match bare.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (bare, None),
        };
        let exact = FLAGS.iter().find(|(long, ..)| &long[2..] == name);
        let found = exact.or_else(|| {
            let mut begun = FLAGS
                .iter()
                .filter(|(long, ..)| long[2..].starts_with(name));
            let first = begun.next()?;
            begun.next().is_none().then_some(first)
        });
        return found
            .filter(|_| !name.is_empty())
            .map(|(_, _, name, takes)| (*name, *takes, inline));
    }
    FLAGS
        .iter()
        .filter(|(_, short, ..)| !short.is_empty())
        .find_map(|(_, short, name, takes)| {
            let inline = word.strip_prefix(short)?;
            Some((
                *name,
                *takes,
                Some(inline).filter(|value| !value.is_empty()),
            ))
        })
}

/// `sh -c "rasa run …"` is looked into.
fn without_shell(words: &[String]) -> Vec<String> {
    let mut out = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let script = at > 0 && matches!(words[at - 1].as_str(), "-c" | "-lc" | "-ec");
        if script {
            out.extend(split(word));
        } else {
            out.push(word.clone());
        }
    }
    out
}

/// Words of a shell's command line: quotes hold together and go.
fn split(script: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in script.chars() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => word.get_or_insert_default().push(c),
            None if matches!(c, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            None if c.is_whitespace() || matches!(c, ';' | '&') => words.extend(word.take()),
            None => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// A word with its variables filled in, by compose from the `.env`, or by systemd from the unit's environment.
fn argument(word: &str, command: &CommandLine, variables: &Variables<'_>) -> Argument {
    if !word.contains('$') {
        return Argument {
            text: Some(Secret::new(word)),
            in_env: None,
        };
    }
    let plain = |word| crate::referenced(word).or_else(|| word.strip_prefix('$'));
    // What compose leaves alone as `$$NAME` is filled in by a shell in the container, from what the container is given.
    let inner = word.strip_prefix('$').filter(|rest| rest.starts_with('$'));
    let from_process = command.file.ends_with(".service") || inner.is_some();
    let name = plain(inner.unwrap_or(word));
    let value = name.and_then(|name| match from_process {
        true => match variables.look(name) {
            Found::Set(value) => Some(value),
            _ => None,
        },
        false => variables.in_env(name),
    });
    match value {
        Some(value) => Argument {
            text: Some(value.text),
            in_env: value.in_env,
        },
        None => Argument {
            text: (!from_process)
                .then(|| variables.interpolated(word))
                .flatten(),
            in_env: None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_read_as_argparse_reads_them() {
        let names = |word| flag(word).map(|(name, _, inline)| (name, inline));
        assert_eq!(names("--auth-token=x"), Some(("auth_token", Some("x"))));
        assert_eq!(names("--auth"), Some(("auth_token", None)), "a beginning");
        assert_eq!(
            names("-tx"),
            Some(("auth_token", Some("x"))),
            "side by side"
        );
        assert_eq!(names("--jwt"), None, "three flags begin like this");
        assert_eq!(names("--nothing"), None, "of some other version");
    }

    #[test]
    fn a_shell_script_falls_into_words() {
        assert_eq!(
            split("exec rasa run --cors \"*\" -t 'a b' && true"),
            ["exec", "rasa", "run", "--cors", "*", "-t", "a b", "true"],
            "quotes hold together"
        );
    }
}
