//! Memory of a process and everything that it started.

use std::collections::HashMap;

use crate::trouble::{Done, Trouble};

/// Proportional set size of the tree of processes below and including `root`, in MiB: what the
/// machine would get back if it ended. Shared pages count once, spread over those who share them.
pub(super) fn pss_of_tree(root: u32) -> Done<f64> {
    let mut kib = 0;
    for pid in tree(root)? {
        // A process may end between being listed and being read; then it uses nothing.
        let rollup = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup"));
        kib += rollup.ok().as_deref().and_then(pss).unwrap_or(0);
    }
    if kib == 0 {
        return Err(Trouble::new(
            format!("the memory of process {root} cannot be read"),
            "it has ended, or /proc/PID/smaps_rollup is not available here",
        ));
    }
    Ok(f64::from(kib) / 1024.0)
}

fn pss(rollup: &str) -> Option<u32> {
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

fn tree(root: u32) -> Done<Vec<u32>> {
    let entries = std::fs::read_dir("/proc").map_err(|e| Trouble::io("look into /proc", &e))?;
    let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
    for entry in entries.flatten() {
        let Some(pid) = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse().ok())
        else {
            continue;
        };
        let stat = std::fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        if let Some(parent) = parent(&stat) {
            children.entry(parent).or_default().push(pid);
        }
    }
    let mut tree = vec![root];
    let mut next = 0;
    while let Some(pid) = tree.get(next) {
        tree.extend(children.get(pid).into_iter().flatten());
        next += 1;
    }
    Ok(tree)
}

/// The parent in `/proc/PID/stat`. The second field is the program's name in parentheses, which may
/// hold spaces and parentheses itself.
fn parent(stat: &str) -> Option<u32> {
    let (_, rest) = stat.rsplit_once(')')?;
    rest.split_whitespace().nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernel_s_lines_are_read() {
        assert_eq!(
            pss("Rss:  10 kB\nPss:       1234 kB\nPss_Dirty: 5 kB\n"),
            Some(1234)
        );
        assert_eq!(
            parent("12 (a (b) c) S 7 12 12 0"),
            Some(7),
            "a name with parentheses"
        );
    }

    #[test]
    fn this_process_uses_memory() {
        assert!(
            pss_of_tree(std::process::id()).is_ok_and(|mib| mib > 0.5),
            "a running test holds more than half a MiB"
        );
    }
}
