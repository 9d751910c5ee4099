//! The constants of a `config.py`: as much of Python as there is in `NAME = literal`.

use std::collections::BTreeMap;

/// A literal.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    None,
    Bool(bool),
    Number(f64),
    Text(String),
}

impl Value {
    /// What `if value:` asks.
    pub(crate) fn is_true(&self) -> bool {
        match self {
            Self::None => false,
            Self::Bool(value) => *value,
            Self::Number(value) => *value != 0.0,
            Self::Text(value) => !value.is_empty(),
        }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// The capital constants at the top level, the last assignment of each; `None` for what only Python could work out, with
/// the number of its line. Everything else in the file is left alone.
pub(crate) fn constants(text: &str) -> BTreeMap<String, (usize, Option<Value>)> {
    let mut found = BTreeMap::new();
    let mut inside: Option<&str> = None;
    for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        if let Some(quotes) = inside {
            if line.contains(quotes) {
                inside = None;
            }
            continue;
        }
        // A text over several lines, most often a description of the file.
        inside = ["\"\"\"", "'''"]
            .into_iter()
            .find(|quotes| line.matches(quotes).count() % 2 == 1);
        let Some((name, value)) = line.split_once('=') else {
            continue;
        };
        let name = name.split(':').next().unwrap_or_default().trim_end();
        let capital = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
        if name.is_empty() || !name.chars().all(capital) || value.starts_with('=') {
            continue;
        }
        let value = if inside.is_some() {
            None
        } else {
            Expression { rest: value }.value()
        };
        found.insert(name.to_owned(), (number + 1, value));
    }
    found
}

/// What is left of an expression.
struct Expression<'a> {
    rest: &'a str,
}

impl Expression<'_> {
    /// A literal, or a product such as `60 * 24` and `"s" * 32`; a comment may follow.
    fn value(mut self) -> Option<Value> {
        let mut value = self.term()?;
        loop {
            self.rest = self.rest.trim_start();
            if self.rest.is_empty() || self.rest.starts_with('#') {
                return Some(value);
            }
            self.rest = self.rest.strip_prefix('*')?;
            value = match (value, self.term()?) {
                (Value::Number(one), Value::Number(other)) => Value::Number(one * other),
                (Value::Text(text), Value::Number(times))
                | (Value::Number(times), Value::Text(text))
                    if (0.0..=4096.0).contains(&times) =>
                {
                    Value::Text(text.repeat(times as usize))
                }
                _ => return None,
            };
        }
    }

    fn term(&mut self) -> Option<Value> {
        self.rest = self.rest.trim_start();
        if self.rest.starts_with(['"', '\'']) {
            let mut text = self.quoted()?;
            // Texts that follow each other are one.
            while self.rest.trim_start().starts_with(['"', '\'']) {
                self.rest = self.rest.trim_start();
                text.push_str(&self.quoted()?);
            }
            return Some(Value::Text(text));
        }
        let end = self
            .rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-')))
            .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        match word {
            "None" => Some(Value::None),
            "True" => Some(Value::Bool(true)),
            "False" => Some(Value::Bool(false)),
            number if number.starts_with(|c: char| c.is_ascii_digit() || c == '-') => {
                number.replace('_', "").parse().ok().map(Value::Number)
            }
            _ => None,
        }
    }

    fn quoted(&mut self) -> Option<String> {
        let quote = self.rest.chars().next()?;
        let mut text = String::new();
        let mut letters = self.rest.char_indices().skip(1);
        while let Some((at, letter)) = letters.next() {
            match letter {
                letter if letter == quote => {
                    self.rest = &self.rest[at + 1..];
                    return Some(text);
                }
                '\\' => match letters.next()?.1 {
                    'n' => text.push('\n'),
                    't' => text.push('\t'),
                    'r' => text.push('\r'),
                    same @ ('\\' | '"' | '\'') => text.push(same),
                    // Rarer escapes are for Python to work out.
                    _ => return None,
                },
                letter => text.push(letter),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(line: &str) -> Option<Value> {
        let (_, (_, value)) = constants(line).pop_first()?;
        value
    }

    #[test]
    fn literals_are_read_as_python_reads_them() {
        let text = |text: &str| Some(Value::Text(text.to_owned()));
        assert_eq!(one("API_KEY = \"a # b\"  # why"), text("a # b"));
        assert_eq!(one("API_KEY: str = 'it\\'s'"), text("it's"));
        assert_eq!(one("JWT_SECRET = \"s\"*4"), text("ssss"));
        assert_eq!(one("JWT_SECRET = \"a\" 'b'"), text("ab"));
        assert_eq!(
            one("JWT_EXPIRE_MINUTES = 60 * 24"),
            Some(Value::Number(1440.0))
        );
        assert_eq!(one("API_KEY = None"), Some(Value::None));
        assert_eq!(one("DEBUG=False"), Some(Value::Bool(false)));
    }

    #[test]
    fn what_only_python_works_out_is_not_guessed() {
        assert_eq!(
            constants("API_KEY = os.environ['KEY']")["API_KEY"],
            (1, None)
        );
        assert_eq!(
            constants("CORS_ALLOWED_ORIGINS = ['a']")["CORS_ALLOWED_ORIGINS"],
            (1, None)
        );
        assert_eq!(
            constants("if API_KEY == 1:\n    DEBUG = 1\nlower = 2").len(),
            0
        );
        assert_eq!(
            constants("\"\"\"\nAPI_KEY = 'in a description'\n\"\"\"\n").len(),
            0,
            "a text is no assignment"
        );
    }
}
