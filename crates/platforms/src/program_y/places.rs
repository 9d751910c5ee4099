//! Paths in the configuration, seen from the bot's folder.

use super::start::Start;

/// The variable that Program-Y replaces in paths.
const ROOT: &str = "$BOT_ROOT";

/// Where a path of the configuration leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// To this file of the folder.
    Inside(String),
    /// To an absolute path that may or may not be this folder: within a container nobody knows from outside.
    Absolute(String),
    /// To the folder for temporary files, where every user of the machine can write.
    Temporary,
    /// Out of the folder.
    Outside,
}

/// Follows a path. Relative paths count from where the bot is started, which is taken to be the folder.
pub(super) fn locate(path: &str, start: Option<&Start>) -> Place {
    let root = start.map_or(".", Start::bot_root);
    if let Some(rest) = path.strip_prefix(ROOT) {
        return match inner_root(root) {
            Some(root) => within(&format!("{root}/{}", rest.trim_start_matches('/'))),
            None => Place::Outside,
        };
    }
    if path == "/tmp" || path.starts_with("/tmp/") || path.starts_with("/var/tmp/") {
        return Place::Temporary;
    }
    let below_root = (root.starts_with('/') && root.len() > 1)
        .then(|| path.strip_prefix(root.trim_end_matches('/')))
        .flatten()
        .and_then(|rest| rest.strip_prefix('/'));
    match below_root {
        Some(rest) => within(rest),
        None if path.starts_with('/') => Place::Absolute(path.to_owned()),
        None => within(path),
    }
}

/// The root as a folder within the bot's folder. An absolute root is taken to be the folder itself.
fn inner_root(root: &str) -> Option<String> {
    if root.starts_with('/') {
        return Some(String::new());
    }
    match within(root) {
        Place::Inside(folder) => Some(folder),
        _ => None,
    }
}

/// Takes `.` and `..` out of a relative path.
fn within(path: &str) -> Place {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                if parts.pop().is_none() {
                    return Place::Outside;
                }
            }
            part => parts.push(part),
        }
    }
    Place::Inside(parts.join("/"))
}

/// Whether an absolute path may be the file `name` of the folder.
pub(super) fn may_be(path: &str, name: &str) -> bool {
    path.strip_suffix(name)
        .is_some_and(|before| before.ends_with('/'))
}

/// Whether a path counts from where the bot happens to be started.
pub(super) fn is_relative(path: &str) -> bool {
    !path.starts_with('/') && !path.starts_with(ROOT)
}

/// The folder in which a file that does not exist yet is made.
pub(super) fn default_name(start: Option<&Start>, below_storage: &str) -> String {
    let root = inner_root(start.map_or(".", Start::bot_root)).unwrap_or_default();
    let storage = match root.rsplit('/').next() {
        Some("storage") => "",
        _ => "storage/",
    };
    let joined = format!("{root}/{storage}{below_storage}");
    joined.trim_start_matches('/').to_owned()
}

/// The path to write into the configuration for the file `name` of the folder.
pub(super) fn rooted(name: &str, start: Option<&Start>) -> String {
    let root = inner_root(start.map_or(".", Start::bot_root)).unwrap_or_default();
    let rest = name
        .strip_prefix(root.as_str())
        .map(|rest| rest.trim_start_matches('/'));
    format!("{ROOT}/{}", rest.unwrap_or(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(root: &str) -> Start {
        Start {
            root: Some(root.into()),
            ..Start::default()
        }
    }

    #[test]
    fn the_root_is_the_folder_unless_the_command_line_says_otherwise() {
        let inside = |name: &str| Place::Inside(name.into());
        let path = "$BOT_ROOT/licenses/license.keys";
        assert_eq!(locate(path, None), inside("licenses/license.keys"));
        for (root, place) in [
            (".", inside("licenses/license.keys")),
            ("./bots/y", inside("bots/y/licenses/license.keys")),
            ("/bot", inside("licenses/license.keys")),
            ("..", Place::Outside),
        ] {
            assert_eq!(locate(path, Some(&start(root))), place, "--bot_root {root}");
        }
    }

    #[test]
    fn paths_out_of_the_folder_are_told_from_those_within() {
        for (path, place) in [
            ("./keys/keys.txt", Place::Inside("keys/keys.txt".into())),
            ("a/../keys.txt", Place::Inside("keys.txt".into())),
            ("../../storage/keys/keys.txt", Place::Outside),
            ("/tmp/licenses/license.keys", Place::Temporary),
            ("/etc/keys.txt", Place::Absolute("/etc/keys.txt".into())),
        ] {
            assert_eq!(locate(path, None), place, "{path}");
        }
        assert_eq!(
            locate("/bot/keys/keys.txt", Some(&start("/bot"))),
            Place::Inside("keys/keys.txt".into()),
            "below an absolute root"
        );
        assert!(may_be("/bot/keys/keys.txt", "keys/keys.txt"));
        assert!(!may_be("/bot/monkeys.txt", "keys.txt"), "whole names only");
    }

    #[test]
    fn what_is_written_leads_to_where_the_file_is_made() {
        for root in [".", "bots/y", "storage", "/bot"] {
            let start = start(root);
            let name = default_name(Some(&start), "licenses/license.keys");
            assert_eq!(
                locate(&rooted(&name, Some(&start)), Some(&start)),
                Place::Inside(name),
                "--bot_root {root}"
            );
        }
        assert_eq!(
            default_name(None, "licenses/license.keys"),
            "storage/licenses/license.keys"
        );
    }
}
