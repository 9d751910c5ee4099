//! What is read, and what is refused.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops at the first surprise"
)]

mod support;

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use chatelaine_files::{FileError, Fingerprint, read};
use support::{LIMIT, env_file, folder, given_folder, run_without_rights};

#[test]
fn a_file_is_read_with_its_fingerprint_and_mode() {
    let (_folder, path) = env_file(b"abc");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let snapshot = read(&path, LIMIT).unwrap();
    assert_eq!(snapshot.bytes, b"abc");
    assert_eq!(snapshot.mode, Some(0o640));
    // The test vector of FIPS 180-2.
    let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(snapshot.fingerprint.to_string(), expected);
}

#[test]
fn no_file_is_a_snapshot_too_but_no_folder_is_an_error() {
    let folder = folder();
    let snapshot = read(&folder.path().join(".env"), LIMIT).unwrap();
    assert!(!snapshot.exists());
    assert_eq!(
        (snapshot.fingerprint, snapshot.mode),
        (Fingerprint::Absent, None)
    );
    let error = read(&folder.path().join("no/.env"), LIMIT).unwrap_err();
    assert!(matches!(error, FileError::FolderMissing { .. }), "{error}");
    let error = read(&folder.path().join(".env/below"), LIMIT).unwrap_err();
    assert!(matches!(error, FileError::FolderMissing { .. }), "{error}");
}

#[test]
fn an_empty_file_is_not_an_absent_one() {
    let (_folder, path) = env_file(b"");
    let snapshot = read(&path, LIMIT).unwrap();
    assert!(snapshot.exists());
    assert_eq!(snapshot.fingerprint, Fingerprint::of(b""));
}

#[test]
fn links_are_followed_also_relative_ones_and_chains() {
    let (folder, path) = env_file(b"abc");
    fs::create_dir(folder.path().join("sub")).unwrap();
    let (first, second) = (
        folder.path().join("sub/first"),
        folder.path().join("second"),
    );
    symlink("../.env", &first).unwrap();
    symlink("sub/first", &second).unwrap();
    let snapshot = read(&second, LIMIT).unwrap();
    assert_eq!(snapshot.bytes, b"abc");
    assert_eq!(snapshot.path, second, "the path as asked");
    assert_eq!(
        snapshot.target,
        fs::canonicalize(&path).unwrap(),
        "the path behind the links"
    );
}

#[test]
fn a_link_that_leads_nowhere_is_an_error_and_not_an_absent_file() {
    let folder = folder();
    let path = folder.path().join(".env");
    symlink("elsewhere", &path).unwrap();
    let error = read(&path, LIMIT).unwrap_err();
    assert!(matches!(error, FileError::DanglingLink { .. }), "{error}");
    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    symlink(&one, &two).unwrap();
    symlink(&two, &one).unwrap();
    read(&one, LIMIT).expect_err("a circle leads nowhere either");
}

/// Reading must not wait for somebody at the other end.
fn read_at_once(path: &Path) -> FileError {
    let (sender, receiver) = mpsc::channel();
    let path = path.to_owned();
    thread::spawn(move || sender.send(read(&path, LIMIT)));
    let result = receiver
        .recv_timeout(Duration::from_secs(10))
        .expect("reading hangs");
    result.expect_err("this is not a regular file")
}

#[test]
fn what_is_not_a_file_is_refused_by_name_and_at_once() {
    let folder = folder();
    let pipe = folder.path().join("pipe");
    rustix::fs::mknodat(
        rustix::fs::CWD,
        &pipe,
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RUSR,
        0,
    )
    .unwrap();
    let socket = folder.path().join("socket");
    let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    let cases = [
        (folder.path(), "is a folder, not a file"),
        (pipe.as_path(), "is a named pipe, not a file"),
        (socket.as_path(), "is a socket, not a file"),
        (Path::new("/dev/zero"), "is a device, not a file"),
        (Path::new("/"), "is a folder, not a file"),
    ];
    for (path, part) in cases {
        let error = read_at_once(path);
        assert!(error.to_string().ends_with(part), "{error}");
        assert!(!error.advice().is_empty(), "every error says what to do");
    }
}

#[test]
fn the_limit_is_exact() {
    let (_folder, path) = env_file(&[b'x'; 100]);
    assert_eq!(read(&path, 100).unwrap().bytes.len(), 100);
    let error = read(&path, 99).unwrap_err();
    assert!(
        matches!(
            error,
            FileError::TooLarge {
                bytes: 100,
                limit: 99,
                ..
            }
        ),
        "{error}"
    );
    // A file that claims to have no bytes and has some all the same.
    let error = read(Path::new("/proc/self/maps"), 10).unwrap_err();
    assert!(
        matches!(error, FileError::TooLarge { limit: 10, .. }),
        "{error}"
    );
}

#[test]
fn without_permission_the_reason_is_given() {
    let (folder, path) = env_file(b"abc");
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    run_without_rights("child_may_not_read", folder.path());
}

#[test]
#[ignore = "the child process of the test above"]
fn child_may_not_read() {
    let Some(folder) = given_folder() else { return };
    let error = read(&folder.join(".env"), LIMIT).unwrap_err();
    assert!(
        matches!(error, FileError::Denied { action: "read", .. }),
        "{error}"
    );
}

#[test]
fn debug_output_holds_no_content() {
    let (_folder, path) = env_file(b"hunter2");
    let shown = format!("{:?}", read(&path, LIMIT).unwrap());
    assert!(
        !shown.contains("hunter2") && !shown.contains("104, 117"),
        "{shown}"
    );
}
