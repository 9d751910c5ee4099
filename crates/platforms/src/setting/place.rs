//! From the id of a setting to its place in a document.

use chatelaine_documents::{KeyPath, Step};

/// Matches `id` against `pattern`. A `*` may stand for several parts of the id: keys with dots in them are one key.
pub(super) fn place(pattern: &str, id: &str) -> Option<KeyPath> {
    let pattern: Vec<&str> = pattern.split('.').collect();
    let id: Vec<&str> = id.split('.').collect();
    let (role, pattern) = pattern.split_first()?;
    let (own, id) = id.split_first()?;
    if role != own {
        return None;
    }
    let mut steps = Vec::new();
    matched(pattern, id, &mut steps).then(|| KeyPath::from(steps))
}

fn matched(pattern: &[&str], id: &[&str], steps: &mut Vec<Step>) -> bool {
    let (Some((part, pattern)), Some((first, rest))) = (pattern.split_first(), id.split_first())
    else {
        return pattern.is_empty() && id.is_empty();
    };
    let before = steps.len();
    match *part {
        "*" => {
            // The longest first: of `credentials.*.*` the first star is the Python path, the second a single key.
            for taken in (1..=id.len()).rev() {
                steps.push(Step::Key(id[..taken].join(".")));
                if matched(pattern, &id[taken..], steps) {
                    return true;
                }
                steps.truncate(before);
            }
            false
        }
        "#" => {
            let Some(item) = first.parse::<usize>().ok().and_then(|n| n.checked_sub(1)) else {
                return false;
            };
            steps.push(Step::Item(item));
            matched(pattern, rest, steps)
        }
        part if part == *first => {
            steps.push(Step::Key(part.to_owned()));
            matched(pattern, rest, steps)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_finds_the_place_and_keys_with_dots_stay_whole() {
        let found = |pattern, id| place(pattern, id).map(|path| path.steps().to_vec());
        let key = |text: &str| Step::Key(text.to_owned());
        assert_eq!(
            found("bot.extensions.*.token", "bot.extensions.my_server.token"),
            Some(vec![key("extensions"), key("my_server"), key("token")]),
            "an alias stands for the star"
        );
        assert_eq!(
            found(
                "credentials.*.token",
                "credentials.connectors.own.Rest.token"
            ),
            Some(vec![key("connectors.own.Rest"), key("token")]),
            "a Python path is one key"
        );
        assert_eq!(
            found("keys.#", "keys.1"),
            Some(vec![Step::Item(0)]),
            "people count from one"
        );
        assert_eq!(
            found("bot.auth.token", "chn.auth.token"),
            None,
            "another file"
        );
        assert_eq!(
            found("bot.auth.token", "bot.auth"),
            None,
            "not the whole path"
        );
    }
}
