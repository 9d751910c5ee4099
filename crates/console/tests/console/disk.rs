//! A disk that is full or may not be written. Root only: it takes a small file system of its own.

use std::path::{Path, PathBuf};
use std::process::Command;

use chatelaine_console::ErrorCode;

use crate::stage::{BOT, Stage, generate};

/// A file system of 64 KiB, unmounted when dropped.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// Nothing, with the reason on standard error, where mounting is not allowed.
    #[allow(clippy::print_stderr, reason = "a test that was skipped must say so")]
    fn over(folder: &Path) -> Option<Self> {
        let kept: Vec<(PathBuf, Vec<u8>)> = std::fs::read_dir(folder)
            .unwrap()
            .flatten()
            .filter_map(|entry| Some((entry.path(), std::fs::read(entry.path()).ok()?)))
            .collect();
        if !mount(
            &["-t", "tmpfs", "-o", "size=64k,mode=0755", "tmpfs"],
            folder,
        ) {
            eprintln!(
                "SKIPPED: a file system of 64 KiB could not be mounted; this test needs root"
            );
            return None;
        }
        for (path, bytes) in kept {
            std::fs::write(path, bytes).unwrap();
        }
        Some(Self(folder.to_owned()))
    }

    fn fill(&self) {
        let mut size = 1 << 16;
        let mut number = 0;
        while size > 0 {
            if std::fs::write(self.0.join(format!("filler-{number}")), vec![b'x'; size]).is_err() {
                size /= 2;
            }
            number += 1;
        }
    }

    fn make_read_only(&self) {
        assert!(
            mount(&["-o", "remount,ro"], &self.0),
            "a file system that was mounted can be mounted again"
        );
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _done = Command::new("umount").arg(&self.0).status();
    }
}

fn mount(arguments: &[&str], folder: &Path) -> bool {
    let done = Command::new("mount")
        .args(arguments)
        .arg(folder)
        .stderr(std::process::Stdio::null())
        .status();
    done.is_ok_and(|status| status.success())
}

#[tokio::test]
async fn setting_a_value_on_a_full_disk_loses_nothing() {
    let stage = Stage::new();
    let Some(disk) = SmallDisk::over(&stage.folder()) else {
        return;
    };
    let plan = stage.preview_key();
    disk.fill();
    let before = stage.everything();
    let full = stage.console.apply_plan(&plan.id).await.unwrap_err();
    assert_eq!(full.code, ErrorCode::Unwritable, "{full:?}");
    assert!(full.what.contains("full"), "says what is wrong: {full:?}");
    assert_eq!(
        stage.everything(),
        before,
        "file, vault and history are as they were, and no half file is left"
    );
}

#[tokio::test]
async fn a_data_folder_on_a_full_disk_stops_the_change_before_it_begins() {
    let stage = Stage::new();
    let Some(disk) = SmallDisk::over(&stage.home()) else {
        return;
    };
    std::fs::create_dir(stage.home().join("backups")).unwrap();
    let plan = stage.preview(generate("env.CCAT_JWT_SECRET"));
    disk.fill();
    let before = stage.everything();
    let full = stage.console.apply_plan(&plan.id).await.unwrap_err();
    assert_eq!(
        full.code,
        ErrorCode::Unwritable,
        "without a backup nothing is changed: {full:?}"
    );
    assert_eq!(stage.everything(), before, "nothing changed");
}

#[tokio::test]
async fn a_read_only_folder_is_refused_and_can_still_be_looked_at() {
    let stage = Stage::new();
    let Some(disk) = SmallDisk::over(&stage.folder()) else {
        return;
    };
    disk.make_read_only();
    assert!(
        !stage.console.posture(BOT).unwrap().findings.is_empty(),
        "looking needs no right to write"
    );
    let plan = stage.preview_key();
    let before = stage.everything();
    let refused = stage.console.apply_plan(&plan.id).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Unwritable, "{refused:?}");
    assert!(
        refused.what.contains("read-only"),
        "says what is wrong: {refused:?}"
    );
    assert_eq!(stage.everything(), before, "nothing changed");
}
