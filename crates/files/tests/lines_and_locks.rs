//! Growing a log, and keeping two processes apart.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops at the first surprise"
)]

mod support;

use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};
use std::process::Stdio;
use std::thread::{scope, sleep};
use std::time::{Duration, Instant};

use chatelaine_files::{FileError, append_line, lock};
use support::{child, folder, given_folder};

#[test]
fn lines_are_appended_to_a_file_for_its_owner_only() {
    let folder = folder();
    let path = folder.path().join("log");
    append_line(&path, "one").unwrap();
    append_line(&path, "").unwrap();
    append_line(&path, "two é").unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "one\n\ntwo é\n");
    assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
}

#[test]
fn a_line_that_a_crash_cut_off_stays_a_line_of_its_own() {
    let folder = folder();
    let path = folder.path().join("log");
    fs::write(&path, "one\ntw").unwrap();
    append_line(&path, "three").unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "one\ntw\nthree\n");
}

#[test]
fn a_line_end_inside_is_refused_and_so_is_a_link_in_the_place_of_the_log() {
    let folder = folder();
    let path = folder.path().join("log");
    for line in ["a\nb", "a\r"] {
        let error = append_line(&path, line).unwrap_err();
        assert!(matches!(error, FileError::NotALine { .. }), "{error}");
    }
    assert!(!path.exists(), "nothing was created");
    symlink("/dev/null", &path).unwrap();
    append_line(&path, "x").expect_err("a link is not followed");
}

#[test]
fn lines_of_many_writers_never_mix() {
    let folder = folder();
    let path = folder.path().join("log");
    scope(|scope| {
        for writer in 0..8 {
            let path = &path;
            scope.spawn(move || {
                for _ in 0..20 {
                    append_line(path, &format!("{writer}").repeat(5000)).unwrap();
                }
            });
        }
    });
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text.lines().count(), 160);
    for line in text.lines() {
        let whole = line.len() == 5000 && line.bytes().all(|byte| byte == line.as_bytes()[0]);
        assert!(whole, "a mixed line: {line}");
    }
}

#[test]
fn a_lock_keeps_others_out_until_it_is_dropped() {
    let folder = folder();
    let path = folder.path().join("lock");
    let held = lock(&path, Duration::ZERO).unwrap();
    let start = Instant::now();
    let error = lock(&path, Duration::from_millis(100)).unwrap_err();
    assert!(matches!(error, FileError::Busy { .. }), "{error}");
    assert!(start.elapsed() >= Duration::from_millis(100), "it did wait");
    drop(held);
    let _held = lock(&path, Duration::ZERO).expect("it is free again");
    assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
}

#[test]
fn a_killed_process_holds_no_lock() {
    let folder = folder();
    let path = folder.path().join("lock");
    let mut process = child("child_holds_the_lock", folder.path())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let start = Instant::now();
    while !folder.path().join("held").exists() {
        assert!(
            start.elapsed() < Duration::from_secs(20),
            "the child never took the lock"
        );
        sleep(Duration::from_millis(5));
    }
    let error = lock(&path, Duration::ZERO).unwrap_err();
    assert!(matches!(error, FileError::Busy { .. }), "{error}");
    process.kill().unwrap();
    process.wait().unwrap();
    let _held = lock(&path, Duration::from_secs(2)).expect("the dead hold nothing");
}

#[test]
#[ignore = "the child process of the test above"]
fn child_holds_the_lock() {
    let Some(folder) = given_folder() else { return };
    let _held = lock(&folder.join("lock"), Duration::ZERO).unwrap();
    fs::write(folder.join("held"), "").unwrap();
    sleep(Duration::from_secs(60));
}
