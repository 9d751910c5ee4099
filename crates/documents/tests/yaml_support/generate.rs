//! Files as people write them, or as nobody should, from a number.

use chatelaine_documents::{Document, KeyPath, Scalar, Shape, Step};

/// The files that are kept beside the tests.
pub(crate) const CORPUS: [(&str, &str); 13] = [
    ("chatto_bot", include_str!("../corpus/yaml/chatto_bot.yml")),
    (
        "rasa_credentials",
        include_str!("../corpus/yaml/rasa_credentials.yml"),
    ),
    (
        "programy_config",
        include_str!("../corpus/yaml/programy_config.yaml"),
    ),
    ("odd_layout", include_str!("../corpus/yaml/odd_layout.yml")),
    ("aliases", include_str!("../corpus/yaml/aliases.yml")),
    ("crlf", include_str!("../corpus/yaml/crlf.yml")),
    (
        "bom_unfinished",
        include_str!("../corpus/yaml/bom_unfinished.yml"),
    ),
    ("tabs", include_str!("../corpus/yaml/tabs.yml")),
    ("duplicates", include_str!("../corpus/yaml/duplicates.yml")),
    ("streams", include_str!("../corpus/yaml/streams.yml")),
    (
        "only_comments",
        include_str!("../corpus/yaml/only_comments.yml"),
    ),
    ("json_like", include_str!("../corpus/yaml/json_like.yml")),
    (
        "secrets_like",
        include_str!("../corpus/yaml/secrets_like.yml"),
    ),
];

/// Numbers without order, the same ones for the same start.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(start: u64) -> Self {
        Self(start ^ 0x9e37_79b9_7f4a_7c15)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Below `count`.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.next() % count.max(1) as u64).unwrap_or(0)
    }

    pub(crate) fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    /// Any text, from the harmless to the hostile.
    pub(crate) fn value(&mut self) -> String {
        const PIECES: [&str; 48] = [
            "a",
            "B7",
            " ",
            "  ",
            "\t",
            "\n",
            "\r",
            "\r\n",
            "\"",
            "'",
            "\\",
            "\\n",
            ": ",
            ":",
            " #",
            "#",
            "- ",
            "-",
            "? ",
            "&a",
            "*a",
            "!t",
            "|",
            ">",
            "%",
            "@",
            "`",
            "{",
            "}",
            "[",
            "]",
            ",",
            "${X}",
            "é",
            "日本",
            "😀",
            "\u{85}",
            "\u{a0}",
            "\u{2028}",
            "\u{2029}",
            "\u{feff}",
            "\u{7f}",
            "\0",
            "\u{1}",
            "\u{1b}",
            "\u{fffe}",
            "\u{10ffff}",
            "\u{e000}",
        ];
        const WHOLE: [&str; 24] = [
            "",
            "~",
            "null",
            "yes",
            "No",
            "on",
            "true",
            "0123",
            "0x1F",
            "1_000",
            "1e5",
            ".5",
            ".inf",
            "2024-01-01",
            "12:30:45",
            "=",
            "<<",
            "---",
            "...",
            "- a",
            "a: b",
            "!!str x",
            "y",
            "08",
        ];
        if self.one_in(3) {
            return self.pick(&WHOLE).to_owned();
        }
        let count = self.below(8);
        (0..count).map(|_| self.pick(&PIECES)).collect()
    }

    pub(crate) fn scalar(&mut self) -> Scalar {
        match self.below(12) {
            0 => Scalar::Switch(self.one_in(2)),
            1 => Scalar::Integer(self.next() as i64),
            2 => Scalar::Number(self.below(100_000) as f64 / 64.0),
            3 => Scalar::Reference("BOT_TOKEN".to_owned()),
            _ => Scalar::Text(self.value()),
        }
    }
}

/// A file, and how many comments were written into it: they are `#c1;`, `#c2;`, …
pub(crate) struct Written {
    pub(crate) text: String,
    pub(crate) comments: usize,
}

struct Pen<'a> {
    dice: &'a mut Dice,
    text: String,
    comments: usize,
    anchors: usize,
}

/// A file of nested mappings, lists and values in all styles.
pub(crate) fn file(dice: &mut Dice) -> Written {
    let mut pen = Pen {
        dice,
        text: String::new(),
        comments: 0,
        anchors: 0,
    };
    if pen.dice.one_in(8) {
        pen.text.push('\u{feff}');
    }
    pen.between(0);
    if pen.dice.one_in(6) {
        pen.text.push_str("---");
        pen.line_end();
    }
    if pen.dice.one_in(8) {
        pen.flow(0, 3);
        pen.line_end();
    } else if pen.dice.one_in(6) {
        pen.list(0, 0);
    } else if !pen.dice.one_in(12) {
        pen.mapping(0, 0, false);
    }
    pen.between(0);
    if pen.dice.one_in(10) {
        pen.text.push_str("---\na: other #c0;\n");
    }
    let Pen {
        mut text, comments, ..
    } = pen;
    if dice.one_in(6) {
        text = text.replace('\n', "\r\n");
    }
    if dice.one_in(6) {
        text.truncate(text.trim_end_matches(['\r', '\n']).len());
    }
    Written { text, comments }
}

impl Pen<'_> {
    fn comment(&mut self) {
        self.comments += 1;
        self.text.push_str(&format!("#c{};", self.comments));
    }

    fn line_end(&mut self) {
        if self.dice.one_in(5) {
            let blanks = self.dice.pick(&[" ", "   ", "  "]);
            self.text.push_str(blanks);
            if !self.dice.one_in(6) {
                self.comment();
            }
        }
        self.text.push('\n');
    }

    /// Blank lines and comments.
    fn between(&mut self, indent: usize) {
        while self.dice.one_in(5) {
            if self.dice.one_in(2) {
                let indent = self.dice.pick(&[0, indent, indent, indent + 2]);
                self.indent(indent);
                self.comment();
            } else if self.dice.one_in(4) {
                self.text.push_str("  ");
            }
            self.text.push('\n');
        }
    }

    fn indent(&mut self, by: usize) {
        self.text.extend(std::iter::repeat_n(' ', by));
    }

    fn key(&mut self, flow: bool) {
        const KEYS: [&str; 12] = [
            "token",
            "auth",
            "rest",
            "url",
            "a",
            "b-c",
            "_x",
            "'it''s'",
            "\"q: k\"",
            "é",
            "x y",
            "\"\\x41\"",
        ];
        let key = self.dice.pick(&KEYS);
        self.text.push_str(key);
        if !self.dice.one_in(3) {
            // So that most keys stand once.
            self.text
                .truncate(self.text.trim_end_matches(['"', '\'']).len());
            let number = self.dice.below(40);
            self.text.push_str(&number.to_string());
            if key.starts_with(['"', '\'']) {
                self.text.push_str(&key[..1]);
            }
        }
        if !flow && self.dice.one_in(10) {
            self.text.push(' ');
        }
        self.text.push(':');
    }

    fn mapping(&mut self, indent: usize, depth: usize, first_is_indented: bool) {
        let count = 1 + self.dice.below(4);
        for at in 0..count {
            if at > 0 || !first_is_indented {
                if at > 0 {
                    self.between(indent);
                }
                self.indent(indent);
            }
            if self.anchors > 0 && self.dice.one_in(15) {
                let alias = 1 + self.dice.below(self.anchors);
                self.text.push_str(&format!("<<: *n{alias}"));
                self.line_end();
                continue;
            }
            self.key(false);
            self.value(indent, depth);
        }
    }

    fn list(&mut self, indent: usize, depth: usize) {
        let count = 1 + self.dice.below(3);
        for at in 0..count {
            if at > 0 {
                self.between(indent);
            }
            self.indent(indent);
            self.text.push('-');
            let gap = self.dice.pick(&[1, 1, 1, 3]);
            match self.dice.below(8) {
                0 | 1 if depth < 4 => {
                    self.indent(gap);
                    self.mapping(indent + 1 + gap, depth + 1, true);
                }
                2 if depth < 4 => {
                    self.indent(gap);
                    self.text.push_str("- a\n");
                    self.indent(indent + 1 + gap);
                    self.text.push_str("- b");
                    self.line_end();
                }
                _ => self.value(indent, depth + 1),
            }
        }
    }

    /// What stands behind a colon or a dash, to the end of its last line.
    fn value(&mut self, indent: usize, depth: usize) {
        if self.dice.one_in(12) {
            return self.line_end();
        }
        self.text.push(' ');
        if self.dice.one_in(15) {
            self.anchors += 1;
            self.text.push_str(&format!("&n{}", self.anchors));
            if self.dice.one_in(4) {
                return self.line_end();
            }
            self.text.push(' ');
        } else if self.anchors > 0 && self.dice.one_in(10) {
            let alias = 1 + self.dice.below(self.anchors);
            self.text.push_str(&format!("*n{alias}"));
            return self.line_end();
        } else if self.dice.one_in(25) {
            self.text.push_str("!!str ");
        }
        match self.dice.below(12) {
            0..=2 if depth < 4 => {
                self.text.truncate(self.text.trim_end_matches(' ').len());
                self.line_end();
                self.between(indent + 2);
                let step = self.dice.pick(&[2, 2, 4, 1]);
                self.mapping(indent + step, depth + 1, false);
            }
            3 if depth < 4 => {
                self.text.truncate(self.text.trim_end_matches(' ').len());
                self.line_end();
                let step = self.dice.pick(&[0, 2, 2, 4]);
                self.list(indent + step, depth + 1);
            }
            4 => {
                self.flow(indent + 1, depth);
                self.line_end();
            }
            5 => self.block(indent),
            6 => {
                let words = self.dice.pick(&[
                    "'one\n@ two'",
                    "\"one \\\n@\\ two\"",
                    "one\n@two # no",
                    "\"\n\n@x\"",
                ]);
                let words = words.strip_suffix(" # no").unwrap_or(words);
                let inner = " ".repeat(indent + 2);
                self.text.push_str(&words.replace('@', &inner));
                self.line_end();
            }
            _ => {
                const VALUES: [&str; 22] = [
                    "plain",
                    "two words",
                    "'single'",
                    "\"double\"",
                    "null",
                    "~",
                    "true",
                    "12",
                    "1.5",
                    "''",
                    "\"\"",
                    "${X}",
                    "http://h:1/p?q#f",
                    "'it''s'",
                    "\"a\\tb\\\"\"",
                    "a#b",
                    "a:b",
                    "-1",
                    "'# no'",
                    "\"é \\u263a\"",
                    "日本 x",
                    "'null'",
                ];
                let value = self.dice.pick(&VALUES);
                self.text.push_str(value);
                self.line_end();
            }
        }
    }

    fn block(&mut self, indent: usize) {
        let head = self
            .dice
            .pick(&["|", ">", "|-", ">-", "|+", ">+", "|2", "|2-"]);
        self.text.push_str(head);
        if self.dice.one_in(5) {
            self.text.push(' ');
            self.comment();
        }
        self.text.push('\n');
        for _ in 0..self.dice.below(4) {
            if self.dice.one_in(4) {
                self.text.push('\n');
                continue;
            }
            let line = self.dice.pick(&[
                "text",
                "key: value",
                "- item",
                "# no comment",
                "more  ",
                "| pipe",
            ]);
            self.indent(indent + 2);
            self.text.push_str(line);
            self.text.push('\n');
        }
    }

    fn flow(&mut self, indent: usize, depth: usize) {
        let mapping = self.dice.one_in(2);
        let lines = self.dice.one_in(4);
        self.text.push(if mapping { '{' } else { '[' });
        let count = self.dice.below(4);
        if self.dice.one_in(3) {
            self.text.push(' ');
        }
        for at in 0..count {
            if lines {
                self.text.push('\n');
                self.indent(indent + 1);
            }
            if mapping {
                self.key(true);
                self.text.push(' ');
            }
            match self.dice.below(6) {
                0 if depth < 4 => self.flow(indent + 1, depth + 1),
                1 if mapping => {}
                2 => self.text.push_str("\"q, }\""),
                3 => self.text.push_str("'s ]'"),
                _ => self.text.push_str("word"),
            }
            if at + 1 < count || self.dice.one_in(6) {
                self.text.push(',');
                if lines && self.dice.one_in(3) {
                    self.text.push(' ');
                    self.comment();
                } else if !lines {
                    self.text.push(' ');
                }
            } else if lines && self.dice.one_in(3) {
                self.text.push_str("  ");
                self.comment();
            }
        }
        if lines {
            self.text.push('\n');
            self.indent(indent);
        } else if self.dice.one_in(3) {
            self.text.push(' ');
        }
        self.text.push(if mapping { '}' } else { ']' });
    }
}

/// One edit to try.
pub(crate) enum Edit {
    Set(KeyPath, Scalar),
    Remove(KeyPath),
    Rename(KeyPath, &'static str),
    RemoveEarlier(KeyPath),
}

/// Every place of a document, collections included.
pub(crate) fn places(document: &dyn Document) -> Vec<(KeyPath, Shape)> {
    let mut places = Vec::new();
    let mut waiting = vec![KeyPath::root()];
    while let Some(path) = waiting.pop() {
        let Some(node) = document.get(&path) else {
            continue;
        };
        if path.steps().len() < 8 {
            waiting.extend(document.children(&path).into_iter().map(|child| child.path));
        }
        places.push((path, node.shape));
    }
    places
}

/// An edit somewhere in the document.
pub(crate) fn edit(dice: &mut Dice, document: &dyn Document) -> Edit {
    let places = places(document);
    let (place, shape) = match places.len() {
        0 => (KeyPath::root(), Shape::Null),
        count => places[dice.below(count)].clone(),
    };
    match dice.below(10) {
        0 | 1 => Edit::Remove(place),
        2 => Edit::Rename(place, dice.pick(&["new_name", "yes", "x y", "token", "é"])),
        3 => match document.duplicates().first() {
            Some(twice) => Edit::RemoveEarlier(twice.path.clone()),
            None => Edit::Remove(place),
        },
        _ => {
            let mut place = place;
            match shape {
                Shape::Null if dice.one_in(2) => {}
                Shape::Mapping | Shape::Null => {
                    for _ in 0..=dice.below(2) {
                        place = place.key(dice.pick(&["added", "token", "x: y", "on", "url"]));
                    }
                }
                Shape::List => {
                    let count = document.children(&place).len();
                    place = place.then(Step::Item(count));
                    if dice.one_in(3) {
                        place = place.key("added");
                    }
                }
                _ => {}
            }
            Edit::Set(place, dice.scalar())
        }
    }
}

/// Tries the edit. Whether something was done.
pub(crate) fn attempt(document: &mut dyn Document, edit: &Edit) -> bool {
    match edit {
        Edit::Set(path, value) => document.set(path, value).is_ok(),
        Edit::Remove(path) => document.remove(path) == Ok(true),
        Edit::Rename(path, name) => document.rename(path, name) == Ok(true),
        Edit::RemoveEarlier(path) => document
            .remove_earlier_duplicates(path)
            .is_ok_and(|count| count > 0),
    }
}
