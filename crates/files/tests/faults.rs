//! Full disks, mounts, and processes that are killed at the worst moment.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops at the first surprise"
)]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use chatelaine_files::{FileError, append_line, read, replace, write_new};
use tempfile::TempDir;

use support::{LIMIT, Mount, child, child_under, env_file, folder, given_folder, names, skip};

const A: &[u8] = &[b'a'; 200_000];
const B: &[u8] = &[b'b'; 150_000];

/// Whichever of them the C library or the kernel's interface uses.
const RENAMES: &str = "rename,renameat,renameat2";

#[test]
fn a_full_disk_costs_nothing() {
    let folder = folder();
    let Some(_mount) = Mount::new(&["-t", "tmpfs", "-o", "size=64k", "tmpfs"], folder.path())
    else {
        return;
    };
    let (path, log) = (folder.path().join(".env"), folder.path().join("log"));
    let old = vec![b'o'; 20_000];
    fs::write(&path, &old).unwrap();
    fs::write(&log, "first\n").unwrap();
    let before = read(&path, LIMIT).unwrap();

    let error = replace(&before, &vec![b'n'; 60_000]).unwrap_err();
    assert!(matches!(error, FileError::DiskFull { .. }), "{error}");
    let error = write_new(&folder.path().join("key"), &vec![b'k'; 60_000], 0o600).unwrap_err();
    assert!(matches!(error, FileError::DiskFull { .. }), "{error}");
    let error = append_line(&log, &"x".repeat(60_000)).unwrap_err();
    assert!(matches!(error, FileError::DiskFull { .. }), "{error}");

    assert_eq!(fs::read(&path).unwrap(), old, "the original is as it was");
    assert_eq!(
        fs::read(&log).unwrap(),
        b"first\n",
        "the log is cut back to what it was"
    );
    assert_eq!(
        names(folder.path()),
        [".env", "log"],
        "nothing is left behind"
    );
    replace(&before, &vec![b'n'; 30_000]).expect("what fits is written");
}

#[test]
fn a_file_that_is_mounted_by_itself_is_refused() {
    let (folder, source) = env_file(b"old");
    let mounted = folder.path().join("mounted");
    fs::write(&mounted, "").unwrap();
    let Some(_mount) = Mount::new(&["--bind", &source.to_string_lossy()], &mounted) else {
        return;
    };
    let error = replace(&read(&mounted, LIMIT).unwrap(), b"new").unwrap_err();
    assert!(matches!(error, FileError::MountPoint { .. }), "{error}");
    assert_eq!(fs::read(&source).unwrap(), b"old");
    assert_eq!(names(folder.path()), [".env", "mounted"]);
}

#[test]
fn a_file_system_that_is_read_only_is_named_as_the_reason() {
    let folder = folder();
    let Some(_mount) = Mount::new(&["-t", "tmpfs", "tmpfs"], folder.path()) else {
        return;
    };
    let path = folder.path().join(".env");
    fs::write(&path, "old").unwrap();
    let remounted = Command::new("mount")
        .args(["-o", "remount,ro"])
        .arg(folder.path())
        .status();
    assert!(
        remounted.is_ok_and(|status| status.success()),
        "what can be mounted can be remounted"
    );
    let absent = folder.path().join("absent");
    for path in [&path, &absent] {
        let error = replace(&read(path, LIMIT).unwrap(), b"new").unwrap_err();
        assert!(matches!(error, FileError::ReadOnly { .. }), "{error}");
    }
}

/// What a killed process may leave behind has a name that says so.
fn assert_old_or_new(folder: &Path, when: &str) -> Vec<u8> {
    let found = fs::read(folder.join(".env")).unwrap();
    assert!(
        found == A || found == B,
        "{when}: neither old nor new but {} bytes",
        found.len()
    );
    let strangers: Vec<String> = (names(folder).into_iter())
        .filter(|name| name != ".env" && !name.starts_with(".env.chatelaine-"))
        .collect();
    assert!(strangers.is_empty(), "{when}: {strangers:?}");
    found
}

#[test]
fn a_process_killed_at_any_time_leaves_the_old_file_or_the_new_one() {
    let (folder, path) = env_file(A);
    let mut seen = BTreeSet::new();
    let mut leftovers = 0;
    for round in 0..150_u64 {
        let mut process = child("child_replaces_for_ever", folder.path())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        sleep(Duration::from_micros(4_000 + (round * 7_919) % 40_000));
        process.kill().unwrap();
        process.wait().unwrap();
        seen.insert(assert_old_or_new(folder.path(), "killed")[0]);
        leftovers += names(folder.path()).len() - 1;
    }
    assert_eq!(
        seen.len(),
        2,
        "both contents were seen, so the processes did replace the file"
    );
    assert!(leftovers > 0, "some were killed in the middle of it");

    // A leftover that nobody owns any more goes; the one of a living process stays.
    let living = folder.path().join(".env.chatelaine-living");
    fs::write(folder.path().join(".env.chatelaine-dead00"), "half").unwrap();
    let owner = fs::File::create(&living).unwrap();
    owner.lock().unwrap();
    let next = if fs::read(&path).unwrap() == A { B } else { A };
    replace(&read(&path, LIMIT).unwrap(), next).unwrap();
    assert_eq!(names(folder.path()), [".env", ".env.chatelaine-living"]);
}

#[test]
#[ignore = "the child process of the test above"]
fn child_replaces_for_ever() {
    let Some(folder) = given_folder() else { return };
    let mut snapshot = read(&folder.join(".env"), LIMIT).unwrap();
    loop {
        let next = if snapshot.bytes == A { B } else { A };
        snapshot = replace(&snapshot, next).unwrap();
    }
}

/// Writes of the child before its real one. System calls are counted per thread, and the harness writes a dozen times
/// in the main thread: from here on a count means the thread of the test alone.
const WARM_UP: usize = 20;

#[test]
#[ignore = "the child process of the tests below"]
fn child_replaces_once() {
    let Some(folder) = given_folder() else { return };
    let mut nowhere = fs::File::create("/dev/null").unwrap();
    for _ in 0..WARM_UP {
        nowhere.write_all(b"x").unwrap();
    }
    let snapshot = read(&folder.join(".env"), LIMIT).unwrap();
    if let Err(error) = replace(&snapshot, B) {
        if !matches!(error, FileError::Unconfirmed { .. }) {
            fs::create_dir(refusal(&folder)).unwrap();
        }
        panic!("{error}");
    }
}

/// What the child leaves beside its folder when it says that it has changed nothing.
fn refusal(folder: &Path) -> PathBuf {
    folder.with_file_name("refused")
}

/// [`child_replaces_once`] with `fault` injected into its system calls, at work in a folder of its own.
struct Faulty {
    _outer: TempDir,
    folder: PathBuf,
    command: Command,
}

impl Faulty {
    fn new(fault: &str) -> Self {
        let outer = folder();
        let folder = outer.path().join("work");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join(".env"), A).unwrap();
        let mut strace = Command::new("strace");
        strace.args([
            "-f",
            "-qq",
            "-o",
            "/dev/null",
            "-e",
            "trace=all",
            "-e",
            fault,
        ]);
        let mut command = child_under(strace, "child_replaces_once", &folder);
        command.stderr(Stdio::null());
        Self {
            _outer: outer,
            folder,
            command,
        }
    }

    /// Whether it ended well, and what the file holds then.
    fn run(&mut self, fault: &str) -> (bool, Vec<u8>) {
        let status = self.command.status().unwrap();
        (status.success(), assert_old_or_new(&self.folder, fault))
    }
}

fn strace_works() -> bool {
    let probe = Command::new("strace")
        .args(["-qq", "-o", "/dev/null", "true"])
        .status();
    let works = probe.is_ok_and(|status| status.success());
    if !works {
        skip("strace is not here or may not trace");
    }
    works
}

#[test]
fn a_kill_at_every_single_system_call_leaves_the_old_file_or_the_new_one() {
    if !strace_works() {
        return;
    }
    let mut seen = BTreeSet::new();
    for calls in [
        "openat", "write", "flock", "fchmod", "fsync", RENAMES, "statx", "read",
    ] {
        for count in 1..200 {
            let fault = format!("inject={calls}:signal=KILL:when={count}");
            let (ended_well, found) = Faulty::new(&fault).run(&fault);
            if ended_well {
                assert_eq!(found, B, "it was not killed, so it did its work");
                break;
            }
            seen.insert(found[0]);
        }
    }
    assert_eq!(
        seen.len(),
        2,
        "kills before and after the decisive moment both happened"
    );
}

#[test]
fn a_system_call_that_fails_or_lies_leaves_the_old_file_and_nothing_else() {
    if !strace_works() {
        return;
    }
    let real_write = WARM_UP + 1;
    let faults = [
        format!("inject=write:error=ENOSPC:when={real_write}"),
        format!("inject=write:error=EIO:when={real_write}"),
        format!("inject=write:retval=100:when={real_write}"),
        "inject=fsync:error=EIO:when=1".to_owned(),
        "inject=fchmod:error=EPERM:when=1".to_owned(),
        format!("inject={RENAMES}:error=EIO:when=1"),
    ];
    for fault in &faults {
        let mut child = Faulty::new(fault);
        let (ended_well, found) = child.run(fault);
        assert!(
            !ended_well && found == A,
            "{fault}: noticed before the original was touched"
        );
        assert!(
            refusal(&child.folder).exists(),
            "{fault}: the error says that nothing changed"
        );
        assert_eq!(
            names(&child.folder),
            [".env"],
            "{fault}: nothing is left behind"
        );
    }
    // The folder's fsync comes after the rename: the one case of which nobody can say how it ended.
    let fault = "inject=fsync:error=EIO:when=2";
    let mut child = Faulty::new(fault);
    let (ended_well, found) = child.run(fault);
    assert!(
        !ended_well && found == B,
        "the new file is in place, and no success is claimed"
    );
    assert!(!refusal(&child.folder).exists(), "nor that nothing changed");
}

#[test]
fn an_edit_that_comes_while_the_replacement_is_being_written_is_kept() {
    if !strace_works() {
        return;
    }
    let mut slow = Faulty::new("inject=fsync:delay_enter=1500000:when=1");
    let mut process = slow.command.spawn().unwrap();
    let start = Instant::now();
    while names(&slow.folder).len() < 2 {
        assert!(
            start.elapsed() < Duration::from_secs(20),
            "the child never began to write"
        );
        sleep(Duration::from_millis(2));
    }
    fs::write(slow.folder.join(".env"), "theirs").unwrap();
    assert!(!process.wait().unwrap().success(), "the child noticed");
    assert!(refusal(&slow.folder).exists(), "and changed nothing");
    assert_eq!(fs::read(slow.folder.join(".env")).unwrap(), b"theirs");
    assert_eq!(names(&slow.folder), [".env"]);
}

#[test]
fn nobody_else_can_look_into_a_file_at_any_moment_even_without_a_umask() {
    let (folder, path) = env_file(A);
    for_the_owner_only(&path);
    let mut process = child("child_replaces_and_creates_without_umask", folder.path())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let start = Instant::now();
    let mut temporary = 0;
    while start.elapsed() < Duration::from_millis(1500) {
        for found in fs::read_dir(folder.path()).unwrap().flatten() {
            let Ok(metadata) = found.metadata() else {
                continue;
            };
            assert_eq!(
                metadata.mode() & 0o077,
                0,
                "{} is open to others",
                found.path().display()
            );
            temporary += usize::from(found.file_name().to_string_lossy().contains(".chatelaine-"));
        }
    }
    assert!(
        process.try_wait().unwrap().is_none(),
        "the child was at work all the time"
    );
    process.kill().unwrap();
    process.wait().unwrap();
    assert!(
        temporary > 0,
        "temporary files were seen, so they would have been caught"
    );
}

fn for_the_owner_only(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

#[test]
#[ignore = "the child process of the test above"]
fn child_replaces_and_creates_without_umask() {
    let Some(folder) = given_folder() else { return };
    rustix::process::umask(rustix::fs::Mode::empty());
    let mut snapshot = read(&folder.join(".env"), LIMIT).unwrap();
    for round in 0_u64.. {
        let next = if snapshot.bytes == A { B } else { A };
        snapshot = replace(&snapshot, next).unwrap();
        let absent = read(&folder.join(format!("new{round}")), LIMIT).unwrap();
        replace(&absent, b"new").unwrap();
        write_new(&folder.join(format!("key{round}")), b"key", 0o600).unwrap();
        append_line(&folder.join("log"), "line").unwrap();
    }
}
