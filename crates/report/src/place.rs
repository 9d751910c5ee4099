//! Where a file lies, as SARIF wants it: below the root of the sources as a relative URI, elsewhere as an absolute one.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What RFC 3986 calls reserved, and everything else that is not unreserved, becomes `%XX`. A colon in the first part of
/// a relative URI would otherwise be taken for the end of a scheme.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The root of the sources: the folder that relative URIs count from.
#[derive(Debug, Default)]
pub(crate) struct Root {
    folder: Option<Folder>,
}

/// A file, seen from the root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// The URI: relative to the root, or absolute.
    pub(crate) uri: String,
    /// Whether it counts from the root.
    pub(crate) below: bool,
}

impl Root {
    /// The root at an absolute path. Without one, relative paths stay as they are.
    pub(crate) fn new(path: Option<&str>) -> Self {
        Self {
            folder: path.and_then(Folder::parse),
        }
    }

    /// The URI of the root itself, which ends in a slash as SARIF demands of a base.
    pub(crate) fn uri(&self) -> Option<String> {
        let folder = self.folder.as_ref()?;
        let uri = folder.uri();
        Some(if uri.ends_with('/') {
            uri
        } else {
            format!("{uri}/")
        })
    }

    /// The file of that name in a bot's folder.
    pub(crate) fn place(&self, dir: &str, file: &str) -> Place {
        let nowhere = Folder::default();
        let absolute = Folder::parse(dir);
        let root = match &self.folder {
            Some(root) => Some(root),
            None if absolute.is_none() => Some(&nowhere),
            None => None,
        };
        let dir = absolute.unwrap_or_else(|| root.unwrap_or(&nowhere).join(dir));
        let file = dir.join(file);
        match root.and_then(|root| file.below(root)) {
            Some(uri) => Place { uri, below: true },
            None => Place {
                uri: file.uri(),
                below: false,
            },
        }
    }
}

/// An absolute path of any system, whichever system this is: reports are made on one and read on another.
#[derive(Debug, Default, Clone)]
struct Folder {
    /// The server of `\\server\share`.
    host: String,
    /// Whether names are compared as Windows does, and a backslash divides them.
    windows: bool,
    /// The names on the way; the drive `C:` is the first.
    names: Vec<String>,
}

impl Folder {
    /// An absolute path; nothing when it is a relative one.
    fn parse(path: &str) -> Option<Self> {
        // The prefix of long paths on Windows, which its own calls put in front of what they resolve.
        let (path, long_share) = match path.strip_prefix(r"\\?\") {
            Some(rest) => match rest.strip_prefix(r"UNC\") {
                Some(share) => (share, true),
                None => (rest, false),
            },
            None => (path, false),
        };
        let share = if long_share {
            Some(path)
        } else {
            path.strip_prefix(r"\\")
        };
        if let Some(share) = share {
            let (host, rest) = share.split_once(['\\', '/']).unwrap_or((share, ""));
            let folder = Self {
                host: host.to_owned(),
                windows: true,
                names: Vec::new(),
            };
            return Some(folder.join(rest));
        }
        let has_drive = matches!(path.as_bytes(), [letter, b':', rest @ ..]
            if letter.is_ascii_alphabetic() && matches!(rest.first(), None | Some(b'\\' | b'/')));
        if has_drive {
            let folder = Self {
                windows: true,
                ..Self::default()
            };
            return Some(folder.join(path));
        }
        path.starts_with('/').then(|| Self::default().join(path))
    }

    /// The path with another one walked from it. Nothing is looked up on a disk.
    fn join(&self, path: &str) -> Self {
        let mut joined = self.clone();
        let divides = |c: char| c == '/' || (self.windows && c == '\\');
        for name in path.split(divides) {
            match name {
                "" | "." => {}
                ".." => {
                    joined.names.pop();
                }
                name => joined.names.push(name.to_owned()),
            }
        }
        joined
    }

    /// The rest of the way from `root`; nothing when this lies elsewhere.
    fn below(&self, root: &Self) -> Option<String> {
        let same = |a: &str, b: &str| {
            if self.windows {
                a.eq_ignore_ascii_case(b)
            } else {
                a == b
            }
        };
        if self.windows != root.windows || !same(&self.host, &root.host) {
            return None;
        }
        let (start, rest) = self.names.split_at_checked(root.names.len())?;
        let inside = start.iter().zip(&root.names).all(|(a, b)| same(a, b));
        inside.then(|| encoded(rest))
    }

    fn uri(&self) -> String {
        let path = match self.names.split_first() {
            // The colon of a drive is part of the URI's form (RFC 8089, appendix E.2).
            Some((drive, rest)) if self.windows && self.host.is_empty() => {
                format!("{drive}/{}", encoded(rest))
            }
            _ => encoded(&self.names),
        };
        format!("file://{}/{path}", self.host)
    }
}

fn encoded(names: &[String]) -> String {
    names
        .iter()
        .map(|name| utf8_percent_encode(name, RESERVED).to_string())
        .collect::<Vec<_>>()
        .join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(root: &str, dir: &str, file: &str) -> (String, bool) {
        let place = Root::new(Some(root)).place(dir, file);
        (place.uri, place.below)
    }

    #[test]
    fn a_file_below_the_root_is_relative_and_any_other_absolute() {
        let below = |uri: &str| (uri.to_owned(), true);
        let elsewhere = |uri: &str| (uri.to_owned(), false);
        assert_eq!(place("/src", "/src/bots/a", ".env"), below("bots/a/.env"));
        assert_eq!(place("/src/", "/src", "bot.yml"), below("bot.yml"));
        assert_eq!(
            place("/src", "./bots/../cat", ".env"),
            below("cat/.env"),
            "a relative folder counts from the root"
        );
        assert_eq!(
            place("/src", "/srcs/a", ".env"),
            elsewhere("file:///srcs/a/.env"),
            "a name that only begins alike is another folder"
        );
        assert_eq!(
            place("/src", "..", ".env"),
            elsewhere("file:///.env"),
            "dots do not lead out of the root unseen"
        );
    }

    #[test]
    fn every_character_that_means_something_in_a_uri_is_encoded() {
        assert_eq!(
            place("/r", "/r/my bot/50%#?", "a:b\\c.yml").0,
            "my%20bot/50%25%23%3F/a%3Ab%5Cc.yml",
            "elsewhere than on Windows a backslash is a letter like any other"
        );
        assert_eq!(place("/r", "/r/é", "x").0, "%C3%A9/x", "UTF-8 by bytes");
    }

    #[test]
    fn paths_of_windows_have_drives_shares_and_backslashes() {
        assert_eq!(
            place(r"C:\Src", r"c:\src\bots\alice", r"storage\.env"),
            ("bots/alice/storage/.env".to_owned(), true),
            "drives and folders are compared as Windows does"
        );
        assert_eq!(
            place(r"\\?\C:\src", r"C:\src\a", ".env").0,
            "a/.env",
            "the long form names the same folder"
        );
        assert_eq!(
            place(r"C:\src", r"D:\a b", ".env").0,
            "file:///D:/a%20b/.env"
        );
        assert_eq!(
            place(r"C:\src", r"\\?\UNC\nas\bots\a", ".env").0,
            "file://nas/bots/a/.env"
        );
        assert_eq!(
            Root::new(Some(r"C:\src")).uri().as_deref(),
            Some("file:///C:/src/")
        );
    }

    #[test]
    fn the_base_ends_in_a_slash_and_is_left_out_when_nobody_knows_it() {
        assert_eq!(
            Root::new(Some("/a/b")).uri().as_deref(),
            Some("file:///a/b/")
        );
        assert_eq!(Root::new(Some("/")).uri().as_deref(), Some("file:///"));
        assert_eq!(Root::new(None).uri(), None);
        assert_eq!(
            Root::new(None).place("bots/a", ".env").uri,
            "bots/a/.env",
            "a relative path stays one"
        );
        assert!(
            Root::new(None)
                .place("/bots/a", ".env")
                .uri
                .starts_with("file:///"),
            "an absolute path stays one"
        );
    }
}
