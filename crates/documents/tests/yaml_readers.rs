//! The real readers of Program-Y's and Rasa's files, asked what they see before and after an edit.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops at the first surprise"
)]

mod yaml_support;

use chatelaine_documents::{Dialect, Document, KeyPath, Scalar, Step, Typed, YamlDocument, typed};
use yaml_support::dice::Dice;
use yaml_support::edits::{Edit, attempt, edit};
use yaml_support::generate::{CORPUS, file};
use yaml_support::open;
use yaml_support::python::{ask, hex};

/// Applies each edit to what the reader made of the file before, and compares with what it makes of the file after.
const COMPARE: &str = r#"
def same(value):
    if isinstance(value, dict): return ('dict', sorted((repr(k), same(v)) for k, v in value.items()))
    if isinstance(value, list): return ('list', [same(v) for v in value])
    return (type(value).__name__, repr(value))

class Skip(Exception): pass

def step(place, kind, name):
    if kind == 'i':
        if not isinstance(place, list) or int(name) >= len(place): raise Skip
        return int(name)
    key = bytes.fromhex(name).decode('utf-8', 'surrogatepass') if name != '-' else ''
    if not isinstance(place, dict) or any(not isinstance(k, str) for k in place): raise Skip
    return key

def apply(tree, what, steps, value):
    top = [tree]
    place, key = top, 0
    for kind, name in steps:
        if place[key] is None: place[key] = {}
        place = place[key]
        if kind == 'i' and isinstance(place, list) and int(name) == len(place): place.append(None)
        key = step(place, kind, name)
        if what == 'set' and isinstance(place, dict): place.setdefault(key, None)
        elif isinstance(place, dict) and key not in place: raise Skip
    if what == 'set': place[key] = value
    elif what == 'remove': del place[key]
    elif what == 'rename': place[value] = place.pop(key)
    return top[0]

def plain(kind, value):
    if kind == 'text': return value
    if kind == 'bool': return value == 'true'
    if kind == 'int': return int(value)
    if kind == 'float': return float(value)

for name, load in LOADERS.items():
    done, wrong = 0, []
    for number, line in enumerate(open('input')):
        what, before, after, path, kind, value = line.split()
        before, after = bytes.fromhex(before.strip('-')), bytes.fromhex(after.strip('-'))
        steps = [tuple(part.split(':')) for part in path.split('/')]
        value = plain(kind, bytes.fromhex(value.strip('-')).decode('utf-8'))
        try: expected = load(before)
        except Exception: continue
        try: expected = apply(copy.deepcopy(expected), what, steps, value)
        except Skip: continue
        try: found = load(after)
        except Exception as error: wrong.append(f'{number} {type(error).__name__}'); continue
        if expected is None and found == {}: expected = {}
        if same(expected) != same(found): wrong.append(str(number))
        done += 1
    print(name, done, ','.join(wrong[:5]) or 'fine')
"#;

fn steps(path: &KeyPath) -> String {
    let steps = path.steps().iter().map(|step| match step {
        Step::Key(key) => format!("k:{}", hex(key.as_bytes())),
        Step::Item(item) => format!("i:{item}"),
    });
    steps.collect::<Vec<_>>().join("/")
}

fn line(before: &str, after: &str, edit: &Edit) -> String {
    let (what, path, kind, value) = match edit {
        Edit::Set(path, Scalar::Text(text)) => ("set", path, "text", text.clone()),
        Edit::Set(path, Scalar::Switch(value)) => ("set", path, "bool", value.to_string()),
        Edit::Set(path, Scalar::Integer(value)) => ("set", path, "int", value.to_string()),
        Edit::Set(path, Scalar::Number(value)) => ("set", path, "float", value.to_string()),
        Edit::Set(path, Scalar::Reference(name)) => ("set", path, "text", format!("${{{name}}}")),
        Edit::Remove(path) => ("remove", path, "text", String::new()),
        Edit::Rename(path, name) => ("rename", path, "text", (*name).to_owned()),
        Edit::RemoveEarlier(path) => ("nothing", path, "text", String::new()),
    };
    let [before, after, value] = [before, after, &value].map(|text| hex(text.as_bytes()));
    format!("{what} {before} {after} {} {kind} {value}\n", steps(path))
}

/// Every reader has to see what the edits were to come to.
fn all_readers_follow(edits: &[(String, String, Edit)], at_least: usize) {
    let input: String = edits
        .iter()
        .map(|(before, after, edit)| line(before, after, edit))
        .collect();
    for said in ask(COMPARE, &input) {
        let words: Vec<&str> = said.split(' ').collect();
        let [reader, done, wrong @ ..] = words.as_slice() else {
            panic!("{said}")
        };
        let first = wrong
            .first()
            .and_then(|word| word.split(' ').next()?.parse::<usize>().ok());
        let shown = first.map(|number| (&edits[number].0, &edits[number].1));
        assert_eq!(wrong.join(" "), "fine", "{reader}: {shown:?}");
        let done: usize = done.parse().unwrap();
        assert!(
            done >= at_least,
            "{reader} could follow {done} of {} edits",
            edits.len()
        );
    }
}

#[test]
fn the_readers_of_the_platforms_see_every_edit_and_nothing_else() {
    let mut edits = Vec::new();
    let count = std::env::var("CHATELAINE_YAML_EDITS").map_or(600, |count| count.parse().unwrap());
    for start in 0..count {
        let mut dice = Dice::new(start);
        let text = if start % 3 == 0 {
            dice.pick(&CORPUS).1.to_owned()
        } else {
            file(&mut dice).text
        };
        let Ok(mut document) = YamlDocument::parse(text.as_bytes()) else {
            continue;
        };
        for _ in 0..2 {
            let edit = edit(&mut dice, &document);
            let before = document.text().to_owned();
            if attempt(&mut document, &edit) {
                edits.push((before, document.text().to_owned(), edit));
            }
        }
    }
    assert!(edits.len() > 400, "enough edits are left: {}", edits.len());
    all_readers_follow(&edits, edits.len() / 2);
}

#[test]
fn secrets_of_any_characters_are_seen_as_they_were_set() {
    let mut edits = Vec::new();
    let mut add = |text: &str, place: &str, value: String| {
        let mut document = open(text);
        let edit = Edit::Set(yaml_support::path(place), Scalar::Text(value));
        assert!(attempt(&mut document, &edit), "no text is refused");
        edits.push((text.to_owned(), document.text().to_owned(), edit));
    };
    let places = [
        ("a: old # c\n", "a"),
        ("e: {a: 'x', b: 1}\n", "e.a"),
        ("rest:\n", "rest.token"),
        ("l: [a]\n", "l[1]"),
    ];
    let characters = (0_u32..0x3000)
        .chain(0xd000..0x1_0100)
        .chain(0x10_ff00..=0x10_ffff);
    for (at, c) in characters.filter_map(char::from_u32).enumerate() {
        let (text, place) = places[at % places.len()];
        if at % 31 == 0 || at < 0x400 || (0x2000..0x2100).contains(&at) {
            add(text, place, format!("{c}x{c}"));
        }
    }
    let mut dice = Dice::new(7);
    for at in 0..1000 {
        let (text, place) = places[at % places.len()];
        add(text, place, dice.value());
    }
    let count = edits.len();
    all_readers_follow(&edits, count);
}

/// Prints for every spelling what the reader makes of it.
const TYPES: &str = r#"
import math
def said(value):
    if value is None: return 'null'
    if isinstance(value, bool): return f'bool {str(value).lower()}'
    if isinstance(value, int): return f'int {value}'
    if isinstance(value, float): return 'float nan' if math.isnan(value) else f'float {value.hex()}'
    if isinstance(value, (datetime.date, datetime.datetime)): return 'time'
    if isinstance(value, str): return 'text'
    return 'collection'

for name, load in LOADERS.items():
    answers = []
    for line in open('input'):
        data = bytes.fromhex(line.strip())
        try: answers.append(said(load(data, strict=True)['a']))
        except Exception: answers.append('refused')
    print(name, ';'.join(answers))
"#;

/// As Python writes it, so that no digit is lost on the way.
fn said(found: &Typed) -> String {
    match found {
        Typed::Null => "null".to_owned(),
        Typed::Bool(value) => format!("bool {value}"),
        Typed::Integer(digits) => format!("int {digits}"),
        Typed::Float(value) if value.is_nan() => "float nan".to_owned(),
        Typed::Float(value) => format!("float {}", value.to_bits()),
        Typed::Timestamp => "time".to_owned(),
        Typed::Text(_) => "text".to_owned(),
        Typed::Collection => "collection".to_owned(),
        Typed::Refused => "refused".to_owned(),
    }
}

#[test]
fn types_are_read_into_values_as_the_readers_do() {
    let mut dice = Dice::new(3);
    let mut spellings: Vec<String> = [
        "00123",
        "0x1F",
        "1e5",
        "1_000",
        "yes",
        "true",
        "~",
        "null",
        "Null",
        "=",
        "<<",
        "012",
        "0o17",
        "0b11",
        "08",
        "1.",
        ".5",
        "-.5",
        "+1",
        "1.5e3",
        "1.5e+3",
        "12:30:45",
        "1:2",
        "1:60",
        "12:30.5",
        "190:20:30.15",
        ".inf",
        "-.INF",
        "+.inf",
        ".nan",
        "-.nan",
        "._",
        "._1",
        "0_",
        "0b_",
        "0x_",
        "-0",
        "+0x10",
        "2024-01-01",
        "2024-13-45",
        "2024-1-1",
        "2001-12-14t21:59:43.10-05:00",
        "2001-12-14 21:59:43.10 -5",
        "2001-12-15 2:59:43.10",
        "2001-12-14T21:59:60Z",
        "y",
        "n",
        "on",
        "Off",
        "TRUE",
        "tRue",
        "!!str 5",
        "!!int 5",
        "!!float 5",
        "!!int x",
        "!!null x",
        "! 5",
        "!x y",
        "!!bool yes",
        "'5'",
        "\"yes\"",
        "0000-01-01",
        "1e400",
        "123456789012345678901234567890",
        "0xFFFFFFFFFFFFFFFFFF",
        "2024-02-30",
        "2024-02-29",
        "1__0",
        "0.",
        "1e5.",
        "e5",
        "0e0",
        "1_e1",
        "1.5_0e3",
        "07:30",
        "0:0",
        "-1:30",
    ]
    .map(str::to_owned)
    .to_vec();
    for _ in 0..4000 {
        const PIECES: [&str; 26] = [
            "0", "1", "7", "8", "9", "12", "59", "60", "2024", "_", ".", ":", "-", "+", "e", "E",
            "x", "b", "o", "a", "F", "T", "Z", " ", ".inf", "-01",
        ];
        let count = 1 + dice.below(6);
        spellings.push((0..count).map(|_| dice.pick(&PIECES)).collect());
    }
    // What is no single value without quotes is another test's matter.
    spellings.retain(|spelling| {
        YamlDocument::parse(format!("a: {spelling}\n").as_bytes()).is_ok_and(|document| {
            document.scalars().len() == 1 && spelling.trim() == spelling && !spelling.is_empty()
        })
    });
    assert!(
        spellings.len() > 2000,
        "enough spellings are left: {}",
        spellings.len()
    );
    let input: String = spellings
        .iter()
        .map(|spelling| hex(format!("a: {spelling}\n").as_bytes()) + "\n")
        .collect();
    for line in ask(TYPES, &input) {
        let (reader, answers) = line.split_once(' ').unwrap();
        let dialect = if reader == "pyyaml" {
            Dialect::Yaml11
        } else {
            Dialect::Yaml12
        };
        for (spelling, answer) in spellings.iter().zip(answers.split(';')) {
            let document = open(&format!("a: {spelling}\n"));
            let node = document.get(&yaml_support::path("a")).unwrap();
            let ours = said(&typed(dialect, &node));
            let theirs = match answer
                .strip_prefix("float 0x")
                .or(answer.strip_prefix("float -0x"))
            {
                Some(_) => format!("float {}", from_hex_float(&answer[6..]).to_bits()),
                None if answer.ends_with("inf") => {
                    format!("float {}", answer[6..].parse::<f64>().unwrap().to_bits())
                }
                None => answer.to_owned(),
            };
            assert_eq!(ours, theirs, "{reader} reads {spelling:?} otherwise");
        }
    }
}

/// Python's `float.hex`: `-0x1.8p+1`.
fn from_hex_float(text: &str) -> f64 {
    let (text, sign) = match text.strip_prefix('-') {
        Some(rest) => (rest, -1.0),
        None => (text, 1.0),
    };
    let (digits, power) = text.trim_start_matches("0x").split_once('p').unwrap();
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let mut value = f64::from(whole.parse::<u32>().unwrap());
    for (at, digit) in part.chars().enumerate() {
        value +=
            f64::from(digit.to_digit(16).unwrap()) / 16_f64.powi(i32::try_from(at).unwrap() + 1);
    }
    sign * value * 2_f64.powi(power.parse().unwrap())
}
