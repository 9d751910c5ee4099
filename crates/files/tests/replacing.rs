//! What a replacement keeps, and when it is refused.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops at the first surprise"
)]

mod support;

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::path::Path;

use chatelaine_files::{FileError, Fingerprint, Snapshot, read, remove, replace, write_new};
use rustix::fs::{XattrFlags, getxattr, setxattr};
use support::{LIMIT, env_file, folder, given_folder, is_root, names, run_without_rights, skip};

fn snapshot(path: &Path) -> Snapshot {
    read(path, LIMIT).unwrap()
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().mode() & 0o7777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn the_new_content_is_there_and_no_other_file() {
    let (folder, path) = env_file(b"old");
    let after = replace(&snapshot(&path), b"new content").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"new content");
    assert_eq!(
        after,
        snapshot(&path),
        "the snapshot returned is the one to go on with"
    );
    assert_eq!(names(folder.path()), [".env"]);
    replace(&after, b"newer").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"newer");
}

#[test]
fn content_that_is_there_already_is_not_written_again() {
    let (_folder, path) = env_file(b"same");
    let inode = fs::metadata(&path).unwrap().ino();
    replace(&snapshot(&path), b"same").unwrap();
    assert_eq!(
        fs::metadata(&path).unwrap().ino(),
        inode,
        "it is still the same file"
    );
}

#[test]
fn a_file_that_did_not_exist_is_created_for_its_owner_only() {
    let folder = folder();
    let path = folder.path().join(".env");
    let after = replace(&snapshot(&path), b"new").unwrap();
    assert_eq!(
        (fs::read(&path).unwrap().as_slice(), mode(&path)),
        (b"new".as_slice(), 0o600)
    );
    assert_eq!(after.mode, Some(0o600));
    assert_eq!(names(folder.path()), [".env"]);
}

#[test]
fn the_mode_stays_whatever_it_is() {
    let (_folder, path) = env_file(b"old");
    for kept in [0o600, 0o640, 0o644, 0o660, 0o755, 0o2750] {
        set_mode(&path, kept);
        replace(&snapshot(&path), format!("{kept:o}").as_bytes()).unwrap();
        assert_eq!(mode(&path), kept, "mode {kept:o}");
    }
}

#[test]
fn the_owner_and_group_stay() {
    if !is_root() {
        return skip("only root can give a file to somebody else");
    }
    let (_folder, path) = env_file(b"old");
    chown(&path, Some(1234), Some(5678)).unwrap();
    set_mode(&path, 0o4750);
    replace(&snapshot(&path), b"new").unwrap();
    let metadata = fs::metadata(&path).unwrap();
    assert_eq!((metadata.uid(), metadata.gid()), (1234, 5678));
    assert_eq!(
        mode(&path),
        0o4750,
        "a change of owner clears bits; they are set afterwards"
    );
}

#[test]
fn extended_attributes_and_access_lists_stay() {
    let (_folder, path) = env_file(b"old");
    let comment = ("user.comment", b"kept".to_vec());
    // Version 2; owner rw, user 12345 r, group nothing, mask r, others nothing.
    let mut list = 2_u32.to_le_bytes().to_vec();
    for (tag, rights, id) in [
        (1_u16, 6_u16, u32::MAX),
        (2, 4, 12345),
        (4, 0, u32::MAX),
        (16, 4, u32::MAX),
        (32, 0, u32::MAX),
    ] {
        list.extend(tag.to_le_bytes());
        list.extend(rights.to_le_bytes());
        list.extend(id.to_le_bytes());
    }
    for (name, value) in [comment, ("system.posix_acl_access", list)] {
        if setxattr(&path, name, &value, XattrFlags::empty()).is_err() {
            skip(&format!("this file system has no {name}"));
            continue;
        }
        let before = mode(&path);
        replace(&snapshot(&path), format!("new {name}").as_bytes()).unwrap();
        let mut found = vec![0; 1024];
        let length =
            getxattr(&path, name, found.as_mut_slice()).expect("the attribute is still there");
        assert_eq!(found[..length], value, "{name}");
        assert_eq!(
            mode(&path),
            before,
            "an access list has its share in the mode"
        );
    }
}

#[test]
fn the_access_list_of_the_folder_lets_nobody_in_whom_the_file_did_not() {
    let (folder, path) = env_file(b"old");
    set_mode(&path, 0o640);
    let mut list = 2_u32.to_le_bytes().to_vec();
    for (tag, rights, id) in [
        (1_u16, 6_u16, u32::MAX),
        (2, 6, 12345),
        (4, 6, u32::MAX),
        (16, 6, u32::MAX),
        (32, 0, u32::MAX),
    ] {
        list.extend(tag.to_le_bytes());
        list.extend(rights.to_le_bytes());
        list.extend(id.to_le_bytes());
    }
    if setxattr(
        folder.path(),
        "system.posix_acl_default",
        &list,
        XattrFlags::empty(),
    )
    .is_err()
    {
        return skip("this file system has no access lists");
    }
    replace(&snapshot(&path), b"new").unwrap();
    let found = getxattr(&path, "system.posix_acl_access", [0_u8; 256].as_mut_slice());
    assert!(
        found.is_err(),
        "user 12345 must not be able to read the file"
    );
    assert_eq!(mode(&path), 0o640);
}

#[test]
fn a_link_stays_a_link_and_its_target_is_replaced() {
    let (folder, target) = env_file(b"old");
    fs::create_dir(folder.path().join("project")).unwrap();
    let link = folder.path().join("project/.env");
    symlink("../.env", &link).unwrap();
    replace(&snapshot(&link), b"new").unwrap();
    assert_eq!(fs::read_link(&link).unwrap(), Path::new("../.env"));
    assert_eq!(fs::read(&target).unwrap(), b"new");
    assert_eq!(names(&folder.path().join("project")), [".env"]);
    assert_eq!(names(folder.path()), [".env", "project"]);
}

#[test]
fn a_file_with_a_second_name_is_refused_so_that_both_names_keep_one_content() {
    let (folder, path) = env_file(b"old");
    fs::hard_link(&path, folder.path().join("other")).unwrap();
    let error = replace(&snapshot(&path), b"new").unwrap_err();
    assert!(
        matches!(error, FileError::HardLinked { links: 2, .. }),
        "{error}"
    );
    assert_eq!(fs::read(&path).unwrap(), b"old");
    assert_eq!(names(folder.path()), [".env", "other"]);
}

#[test]
fn a_file_that_changed_since_it_was_read_is_never_overwritten() {
    type Change = fn(&Path);
    let changes: [(&str, Change); 5] = [
        ("edited", |path| fs::write(path, "OLD").unwrap()),
        ("grown", |path| fs::write(path, "old and more").unwrap()),
        ("emptied", |path| fs::write(path, "").unwrap()),
        ("removed", |path| fs::remove_file(path).unwrap()),
        ("a link now", |path| {
            fs::write(path.with_file_name("elsewhere"), "old").unwrap();
            fs::remove_file(path).unwrap();
            symlink("elsewhere", path).unwrap();
        }),
    ];
    for (what, change) in changes {
        let (folder, path) = env_file(b"old");
        let before = snapshot(&path);
        change(&path);
        let (content, there) = (fs::read(&path).ok(), names(folder.path()));
        for result in [replace(&before, b"new").map(|_| ()), remove(&before)] {
            let error = result.expect_err(what);
            assert!(
                matches!(error, FileError::ChangedOnDisk { .. }),
                "{what}: {error}"
            );
        }
        assert_eq!(
            (fs::read(&path).ok(), names(folder.path())),
            (content, there),
            "{what}"
        );
    }
}

#[test]
fn a_file_that_appeared_since_it_was_absent_is_never_overwritten() {
    let folder = folder();
    let path = folder.path().join(".env");
    let before = snapshot(&path);
    fs::write(&path, "theirs").unwrap();
    let error = replace(&before, b"new").unwrap_err();
    assert!(matches!(error, FileError::ChangedOnDisk { .. }), "{error}");
    assert_eq!(fs::read(&path).unwrap(), b"theirs");
}

#[test]
fn a_link_that_was_turned_elsewhere_is_noticed() {
    let (folder, path) = env_file(b"same");
    fs::write(folder.path().join("other"), "same").unwrap();
    let link = folder.path().join("link");
    symlink(".env", &link).unwrap();
    let before = snapshot(&link);
    fs::remove_file(&link).unwrap();
    symlink("other", &link).unwrap();
    let error = replace(&before, b"new").unwrap_err();
    assert!(matches!(error, FileError::ChangedOnDisk { .. }), "{error}");
    assert_eq!(fs::read(&path).unwrap(), b"same");
}

#[test]
fn what_was_created_can_be_removed_again() {
    let folder = folder();
    let path = folder.path().join(".env");
    let absent = snapshot(&path);
    let created = replace(&absent, b"new").unwrap();
    remove(&created).unwrap();
    assert!(names(folder.path()).is_empty());
    remove(&absent).expect("there is nothing to remove");
    fs::write(folder.path().join("target"), "kept").unwrap();
    symlink("target", &path).unwrap();
    let error = remove(&snapshot(&path)).expect_err("it would leave a link that leads nowhere");
    assert!(matches!(error, FileError::NotAFile { .. }), "{error}");
    fs::remove_file(&path).unwrap();
    assert_eq!(snapshot(&path).fingerprint, Fingerprint::Absent);
}

#[test]
fn a_key_is_written_once_with_its_mode_and_never_over_anything() {
    let folder = folder();
    let path = folder.path().join("server.key");
    write_new(&path, b"key", 0o400).unwrap();
    assert_eq!(
        (fs::read(&path).unwrap().as_slice(), mode(&path)),
        (b"key".as_slice(), 0o400)
    );
    let dangling = folder.path().join("dangling");
    symlink("nowhere", &dangling).unwrap();
    for taken in [path.as_path(), &dangling, folder.path()] {
        let error = write_new(taken, b"other", 0o600).unwrap_err();
        assert!(matches!(error, FileError::Exists { .. }), "{error}");
    }
    assert_eq!(fs::read(&path).unwrap(), b"key");
    assert_eq!(names(folder.path()), ["dangling", "server.key"]);
    let error = write_new(&folder.path().join("no/x"), b"", 0o600).unwrap_err();
    assert!(matches!(error, FileError::FolderMissing { .. }), "{error}");
}

#[test]
fn names_of_any_length_and_kind_work() {
    let folder = folder();
    for name in ["x".repeat(255), "ä".repeat(127), "a b\n*".to_owned()] {
        let path = folder.path().join(&name);
        replace(&snapshot(&path), b"new").unwrap();
        replace(&snapshot(&path), b"newer").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"newer");
    }
    assert_eq!(names(folder.path()).len(), 3);
}

#[test]
fn what_may_not_be_written_is_refused_and_left_as_it_is() {
    let folder = folder();
    set_mode(folder.path(), 0o755);
    for (name, folder_mode, file_mode) in [
        ("closed", 0o555, 0o666),
        ("open", 0o777, 0o444),
        ("foreign", 0o777, 0o666),
    ] {
        let sub = folder.path().join(name);
        fs::create_dir(&sub).unwrap();
        fs::write(sub.join(".env"), "old").unwrap();
        set_mode(&sub.join(".env"), file_mode);
        set_mode(&sub, folder_mode);
    }
    run_without_rights("child_may_not_write", folder.path());
    for name in ["closed", "open"] {
        let sub = folder.path().join(name);
        assert_eq!(fs::read(sub.join(".env")).unwrap(), b"old", "{name}");
        assert_eq!(names(&sub), [".env"], "{name}: nothing is left behind");
        set_mode(&sub, 0o755);
    }
}

#[test]
#[ignore = "the child process of the test above"]
fn child_may_not_write() {
    let Some(folder) = given_folder() else { return };
    let attempt = |name: &str| replace(&snapshot(&folder.join(name).join(".env")), b"new");
    let error = attempt("closed").unwrap_err();
    assert!(
        matches!(
            error,
            FileError::Denied {
                action: "create a file beside",
                ..
            }
        ),
        "{error}"
    );
    let error = attempt("open").unwrap_err();
    assert!(
        matches!(
            error,
            FileError::Denied {
                action: "write",
                ..
            }
        ),
        "{error}"
    );
    // Somebody else's file that everybody may write: it could not be given back to its owner.
    if fs::metadata(&folder).unwrap().uid() != rustix::process::geteuid().as_raw() {
        let error = attempt("foreign").unwrap_err();
        assert!(matches!(error, FileError::AttributeLost { .. }), "{error}");
        assert_eq!(fs::read(folder.join("foreign/.env")).unwrap(), b"old");
        assert_eq!(names(&folder.join("foreign")), [".env"]);
    }
}
