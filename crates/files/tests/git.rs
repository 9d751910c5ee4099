//! What git does with files, asked of git itself and of our reading of its files.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops at the first surprise"
)]

mod support;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Output};

use chatelaine_files::Repository;
use support::{folder, skip};
use tempfile::TempDir;

fn git(folder: &Path, arguments: &[&str]) -> Output {
    Command::new("git")
        .args(["-c", "user.name=A", "-c", "user.email=a@example.org"])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env_remove("GIT_DIR")
        .env_remove("GIT_INDEX_FILE")
        .output()
        .expect("git runs")
}

fn done(folder: &Path, arguments: &[&str]) {
    let output = git(folder, arguments);
    assert!(
        output.status.success(),
        "git {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// A fresh repository; nothing, said aloud, where there is no git.
fn repository(arguments: &[&str]) -> Option<TempDir> {
    if Command::new("git").arg("--version").output().is_err() {
        skip("there is no git here");
        return None;
    }
    let folder = folder();
    done(folder.path(), &[&["init", "-q"], arguments].concat());
    Some(folder)
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

#[test]
fn without_a_repository_nothing_is_known() {
    let folder = folder();
    assert!(
        Repository::find(folder.path()).is_none(),
        "no .git anywhere"
    );
    fs::create_dir(folder.path().join(".git")).unwrap();
    assert!(
        Repository::find(folder.path()).is_none(),
        "an empty folder of that name is none: git passes it by as well"
    );
    assert!(Repository::find(&folder.path().join("gone")).is_none());
}

#[test]
fn tracked_is_what_the_index_holds_in_every_version_of_it() {
    for (arguments, version) in [
        (&[][..], "2"),
        (&[][..], "3"),
        (&[][..], "4"),
        (&["--object-format=sha256"][..], "2"),
        (&["--object-format=sha256"][..], "4"),
    ] {
        let Some(folder) = repository(arguments) else {
            return;
        };
        let top = folder.path();
        for name in [
            ".env",
            "bots/cat/.env",
            "bots/cat/.env.bak",
            "bots/dog/bot.yml",
            "bots/dog/chn.yml",
        ] {
            write(top, name, "x");
        }
        done(top, &["update-index", "--index-version", version]);
        done(top, &["add", ".env", "bots/cat/.env", "bots/dog"]);
        if version == "3" {
            // Only a flag of version 3 makes git write version 3.
            write(top, "later.yml", "x");
            done(top, &["add", "-N", "later.yml"]);
        }
        let repository = Repository::find(&top.join("bots/cat")).expect("a repository");
        let tracked = |name: &str| repository.tracked(&top.join(name));
        let what = format!("version {version} {arguments:?}");
        for name in [
            ".env",
            "bots/cat/.env",
            "bots/dog/bot.yml",
            "bots/dog/chn.yml",
        ] {
            assert!(tracked(name), "{what}: {name} was added");
        }
        for name in [
            "bots/cat/.env.bak",
            "bots/dog/.env",
            "bots/gone/.env",
            "bots/dog",
        ] {
            assert!(!tracked(name), "{what}: {name} was not");
        }
        assert_eq!(
            tracked("later.yml"),
            version == "3",
            "{what}: intended to be added"
        );

        done(top, &["rm", "-q", "--cached", ".env"]);
        assert!(tracked(".env"), "{what}: what was read when it was opened");
        let again = Repository::find(top).expect("a repository");
        assert!(
            !again.tracked(&top.join(".env")),
            "{what}: and now it is out"
        );
    }
}

#[test]
fn of_a_link_git_keeps_only_where_it_leads() {
    let Some(folder) = repository(&[]) else {
        return;
    };
    let top = folder.path();
    write(top, "shared/secrets", "x");
    symlink("shared/secrets", top.join(".env")).unwrap();
    done(top, &["add", ".env"]);
    let repository = Repository::find(top).unwrap();
    assert!(
        !repository.tracked(&top.join(".env")),
        "the secret is not in git"
    );
    assert!(
        !repository.tracked(&top.join("shared/secrets")),
        "nor is its file"
    );
    symlink(top, top.join("shared/up")).unwrap();
    write(top, "bot.yml", "x");
    done(top, &["add", "bot.yml"]);
    let repository = Repository::find(&top.join("shared/up/shared")).unwrap();
    assert!(
        repository.tracked(&top.join("shared/up/bot.yml")),
        "a path through a link finds the file that it means"
    );
}

#[test]
fn a_linked_worktree_has_an_index_of_its_own_and_shares_the_rest() {
    let Some(folder) = repository(&[]) else {
        return;
    };
    let main = folder.path().join("main");
    fs::create_dir(&main).unwrap();
    done(&main, &["init", "-q"]);
    write(&main, "bot.yml", "x");
    write(&main, ".git/info/exclude", "*.key\n");
    done(&main, &["add", "bot.yml"]);
    done(&main, &["commit", "-q", "-m", "x"]);
    let linked = folder.path().join("linked");
    done(&main, &["worktree", "add", "-q", linked.to_str().unwrap()]);
    write(&linked, ".env", "x");
    done(&linked, &["add", ".env"]);
    let (at_main, at_linked) = (
        Repository::find(&main).unwrap(),
        Repository::find(&linked).unwrap(),
    );
    assert!(!at_main.tracked(&main.join(".env")), "not added here");
    assert!(at_linked.tracked(&linked.join(".env")), "but there");
    assert!(
        at_linked.tracked(&linked.join("bot.yml")),
        "the commit is shared"
    );
    assert!(
        at_linked.ignored(&linked.join("tls.key")),
        "and so is info/exclude"
    );
    assert!(
        !at_linked.tracked(&main.join("bot.yml")),
        "outside of it nothing is known"
    );
}

#[test]
fn a_split_index_says_nothing_rather_than_half_of_it() {
    let Some(folder) = repository(&[]) else {
        return;
    };
    let top = folder.path();
    write(top, ".env", "x");
    done(top, &["add", ".env"]);
    done(top, &["update-index", "--split-index"]);
    assert!(
        Repository::find(top).is_none_or(|repository| repository.tracked(&top.join(".env"))),
        "unknown or true, never a false all-clear"
    );
}

#[test]
fn ignored_is_what_git_ignores() {
    let Some(folder) = repository(&[]) else {
        return;
    };
    let top = folder.path();
    write(
        top,
        ".gitignore",
        "\u{feff}# secrets\r\n.env\r\n*.key\n!public.key\n/only-here\nvault/\n/deep/**/x.yml\n\\#odd\ntrailing \n",
    );
    write(top, "a/.gitignore", "!.env\nb/*\n!b/kept.yml\n");
    write(top, "vault/.gitignore", "!*\n");
    write(top, ".git/info/exclude", "excluded.yml\n.env\n");
    for name in [
        ".env",
        "a/.env",
        "a/b/.env",
        "a/b/kept.yml",
        "a/b/c/kept.yml",
        "b/.env",
        "tls.key",
        "public.key",
        "only-here",
        "a/only-here",
        "vault/bot.yml",
        "a/vault/bot.yml",
        "deep/x.yml",
        "deep/e/f/x.yml",
        "excluded.yml",
        "a/excluded.yml",
        "#odd",
        "trailing",
        ".ENV",
        "bot.yml",
        "new-folder/.env",
    ] {
        write(top, name, "x");
    }
    let repository = Repository::find(top).unwrap();
    let mut pending = vec![top.to_owned()];
    let mut asked = 0;
    while let Some(folder) = pending.pop() {
        for found in fs::read_dir(&folder).unwrap() {
            let path = found.unwrap().path();
            if path.ends_with(".git") {
                continue;
            }
            if path.is_dir() {
                pending.push(path.clone());
            }
            let name = path.strip_prefix(top).unwrap().to_str().unwrap();
            let theirs = git(top, &["check-ignore", "-q", "--no-index", "--", name]);
            assert_eq!(
                repository.ignored(&path),
                theirs.status.success(),
                "git check-ignore {name}"
            );
            asked += 1;
        }
    }
    assert!(asked > 20, "all of them were asked about: {asked}");
}

#[test]
fn a_damaged_index_is_not_believed() {
    let Some(folder) = repository(&[]) else {
        return;
    };
    let top = folder.path();
    write(top, ".env", "x");
    done(top, &["add", ".env"]);
    let path = top.join(".git/index");
    let sound = fs::read(&path).unwrap();
    for length in 0..sound.len() - 20 {
        fs::write(&path, &sound[..length]).unwrap();
        let found = Repository::find(top);
        assert!(
            found.is_none_or(|repository| repository.tracked(&top.join(".env"))),
            "cut after {length} bytes: unknown, or all entries were still there"
        );
    }
    for (at, byte) in [(0, b'X'), (7, 9), (8, 0xff)] {
        let mut bytes = sound.clone();
        bytes[at] = byte;
        fs::write(&path, &bytes).unwrap();
        assert!(Repository::find(top).is_none(), "byte {at} makes no sense");
    }
    fs::remove_file(&path).unwrap();
    let fresh = Repository::find(top).expect("a repository without an index is a new one");
    assert!(!fresh.tracked(&top.join(".env")), "and keeps nothing yet");
}

#[test]
fn a_repository_that_ignores_case_finds_names_in_any_case() {
    let Some(folder) = repository(&[]) else {
        return;
    };
    let top = folder.path();
    write(top, "Bot.yml", "x");
    write(top, "other.yml", "x");
    write(top, ".gitignore", "SECRET.txt\n");
    done(top, &["add", "Bot.yml", "other.yml"]);
    done(top, &["config", "core.ignorecase", "true"]);
    let repository = Repository::find(top).unwrap();
    assert!(
        repository.tracked(&top.join("bot.YML")),
        "one file on such a disk"
    );
    assert!(repository.ignored(&top.join("secret.txt")));
}

#[test]
fn a_thousand_folders_are_asked_of_one_opening() {
    let Some(folder) = repository(&[]) else {
        return;
    };
    let top = folder.path();
    write(top, ".gitignore", ".env\n");
    for at in 0..1000 {
        write(top, &format!("bots/{at}/.env"), "x");
        write(top, &format!("bots/{at}/bot.yml"), "x");
        write(top, &format!("bots/{at}/.gitignore"), "*.bak\n");
    }
    done(top, &["add", "bots"]);
    let repository = Repository::find(top).unwrap();
    for at in 0..1000 {
        let bot = top.join(format!("bots/{at}"));
        assert!(repository.tracked(&bot.join("bot.yml")));
        assert!(repository.ignored(&bot.join(".env")) && !repository.tracked(&bot.join(".env")));
        assert!(repository.ignored(&bot.join("bot.yml.bak")));
    }
}
