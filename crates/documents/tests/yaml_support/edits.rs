//! Edits to try on files.

use chatelaine_documents::{Document, KeyPath, Scalar, Shape, Step};

use super::dice::Dice;

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
