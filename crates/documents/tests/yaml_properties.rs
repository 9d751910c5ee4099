//! What holds for every YAML file and every edit.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops at the first surprise"
)]

mod yaml_support;

use chatelaine_documents::{Document, KeyPath, Node, Scalar, YamlDocument};
use proptest::prelude::*;
use yaml_support::generate::{CORPUS, Dice, Edit, attempt, edit, file};
use yaml_support::open;

/// Everything that is said about the values of a document, without where they stand.
fn values(document: &dyn Document) -> Vec<(KeyPath, String)> {
    let said = |node: &Node| {
        format!(
            "{:?} {:?} {:?} {:?}",
            node.shape, node.text, node.style, node.tag
        )
    };
    document
        .scalars()
        .iter()
        .map(|(path, node)| (path.clone(), said(node)))
        .collect()
}

fn touched(edit: &Edit) -> &KeyPath {
    match edit {
        Edit::Set(path, _)
        | Edit::Remove(path)
        | Edit::Rename(path, _)
        | Edit::RemoveEarlier(path) => path,
    }
}

/// The text that a value is read back as, before any type is read into it.
fn text_of(value: &Scalar) -> String {
    match value {
        Scalar::Text(text) => text.clone(),
        Scalar::Switch(value) => value.to_string(),
        Scalar::Integer(value) => value.to_string(),
        Scalar::Number(value) => {
            let text = value.to_string();
            if text.contains('.') {
                text
            } else {
                format!("{text}.0")
            }
        }
        Scalar::Reference(name) => format!("${{{name}}}"),
    }
}

/// Item numbers behind a removed item move up: such places are compared without their list.
fn list_above(path: &KeyPath) -> KeyPath {
    match path.last() {
        Some(chatelaine_documents::Step::Item(_)) => path.parent().unwrap(),
        _ => path.clone(),
    }
}

fn holds(before: &YamlDocument, after: &YamlDocument, edit: &Edit, comments: usize) {
    let (old, new) = (before.text(), after.text());
    let told = format!("{old:?}\nbecame {new:?}\nby an edit of {}", touched(edit));
    let again =
        YamlDocument::parse(new.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{told}"));
    assert_eq!(values(&again), values(after), "{told}");
    assert_eq!(again.duplicates(), after.duplicates(), "{told}");

    let place = match edit {
        Edit::Remove(path) => list_above(path),
        _ => touched(edit).clone(),
    };
    // A removed key with its mapping gone empty, or a null that became a mapping, shows at the parent.
    let apart = |path: &KeyPath| !path.is_within(&place) && !place.is_within(path);
    let rest = |document: &YamlDocument| -> Vec<_> {
        let mut values = values(document);
        values.retain(|(path, _)| apart(path));
        if let Edit::Rename(path, name) = edit {
            let renamed = path.parent().unwrap().key(name);
            values.retain(|(path, _)| !path.is_within(&renamed));
        }
        values
    };
    assert_eq!(rest(before), rest(after), "nothing else changed: {told}");
    match edit {
        Edit::Set(path, value) => {
            let node = after
                .get(path)
                .unwrap_or_else(|| panic!("it is there: {told}"));
            let wanted = text_of(value);
            // `True` is left as it is where `true` is asked for.
            let switch =
                matches!(value, Scalar::Switch(_)) && node.text.eq_ignore_ascii_case(&wanted);
            assert!(node.text == wanted || switch, "{told}");
            for number in 1..=comments {
                let comment = format!("#c{number};");
                // Within a block of text it is no comment.
                if before
                    .get(path)
                    .is_some_and(|node| node.text.contains(&comment))
                {
                    continue;
                }
                assert_eq!(
                    old.matches(&comment).count(),
                    new.matches(&comment).count(),
                    "{comment} stays: {told}"
                );
            }
        }
        Edit::Remove(path) if !matches!(path.last(), Some(chatelaine_documents::Step::Item(_))) => {
            assert!(after.get(path).is_none(), "{told}");
        }
        Edit::Remove(_) => {}
        Edit::Rename(path, name) if *path == path.parent().unwrap().key(name) => {
            assert_eq!(old, new)
        }
        Edit::Rename(path, name) => {
            assert!(after.get(path).is_none(), "{told}");
            assert!(
                after.get(&path.parent().unwrap().key(name)).is_some(),
                "{told}"
            );
        }
        Edit::RemoveEarlier(path) => {
            assert!(
                !after.duplicates().iter().any(|twice| twice.path == *path),
                "{told}"
            );
        }
    }
    if !new.starts_with('\u{feff}') {
        assert!(
            !old.starts_with('\u{feff}'),
            "the byte order mark stays: {told}"
        );
    }
    if !old.contains('\r') && !old.is_empty() {
        assert!(!new.contains('\r'), "line ends stay: {told}");
    }
    if old.matches('\n').count() == old.matches("\r\n").count() && old.contains("\r\n") {
        assert_eq!(
            new.matches('\n').count(),
            new.matches("\r\n").count(),
            "line ends stay: {told}"
        );
    }
}

/// Edits one after the other. How many were made and how many refused.
fn edit_on(text: &str, comments: usize, dice: &mut Dice, times: usize) -> (usize, usize) {
    let Ok(mut document) = YamlDocument::parse(text.as_bytes()) else {
        return (0, 0);
    };
    let mut counts = (0, 0);
    for _ in 0..times {
        let edit = edit(dice, &document);
        let before = document.clone();
        if attempt(&mut document, &edit) {
            holds(&before, &document, &edit, comments);
            counts.0 += 1;
        } else {
            assert_eq!(
                before.text(),
                document.text(),
                "what is refused changes nothing"
            );
            counts.1 += 1;
        }
    }
    counts
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: std::env::var("PROPTEST_CASES").map_or(1500, |cases| cases.parse().unwrap()),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn an_edit_changes_what_it_names_and_nothing_else(start in any::<u64>()) {
        let mut dice = Dice::new(start);
        let written = file(&mut dice);
        edit_on(&written.text, written.comments, &mut dice, 4);
    }

    #[test]
    fn files_that_were_damaged_are_edited_rightly_or_not_at_all(start in any::<u64>()) {
        let mut dice = Dice::new(start);
        let (_, text) = dice.pick(&CORPUS);
        let mut text: Vec<char> = text.chars().collect();
        for _ in 0..=dice.below(3) {
            let at = dice.below(text.len());
            match dice.below(3) {
                0 => drop(text.remove(at)),
                1 => text.insert(at, dice.pick(&[' ', '\n', ':', '-', '#', '"', '\'', '{', '}', '&', '*', '\t', 'x', '|', ','])),
                _ => {
                    let to = (at + dice.below(12)).min(text.len());
                    let copy = text[at..to].to_vec();
                    let place = dice.below(text.len());
                    text.splice(place..place, copy);
                }
            }
        }
        let text: String = text.into_iter().collect();
        edit_on(&text, 0, &mut dice, 3);
    }

    #[test]
    fn any_text_is_read_back_as_it_was_set(value in ".{0,24}|[\\x00-\\xff]{0,12}") {
        for (place, file) in [("a", "a: old # c\n"), ("a", "{a: 1, b: 2}"), ("b.c", "b:\n"), ("l[1]", "l:\n- x\n")] {
            let mut document = open(file);
            let path = yaml_support::path(place);
            document.set(&path, &Scalar::Text(value.clone())).unwrap();
            prop_assert_eq!(document.get(&path).unwrap().text, value.clone());
        }
    }

    #[test]
    fn any_text_can_be_a_key(name in ".{0,24}") {
        let mut document = open("a: 1\n");
        let path = KeyPath::keys(&[name.as_str()]);
        document.set(&path, &Scalar::Text("v".to_owned())).unwrap();
        prop_assert_eq!(document.get(&path).unwrap().text, "v");
    }
}

#[test]
fn most_edits_of_ordinary_files_are_made() {
    let mut counts = (0, 0);
    for start in 0..300 {
        let mut dice = Dice::new(start);
        let (made, refused) = CORPUS.iter().fold((0, 0), |sum, (_, text)| {
            let (made, refused) = edit_on(text, 0, &mut dice, 1);
            (sum.0 + made, sum.1 + refused)
        });
        counts = (counts.0 + made, counts.1 + refused);
    }
    assert!(counts.0 > 2 * counts.1, "made and refused: {counts:?}");
}
