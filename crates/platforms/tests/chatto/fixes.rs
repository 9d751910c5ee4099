//! Every fix does what it says, and all of them together end in a locked bot.

use super::coverage::projects;
use super::project::Files;
use super::whole::from_the_guide;

#[test]
fn a_fix_makes_its_finding_disappear() {
    for files in projects() {
        for finding in files.findings() {
            let Some(fix) = &finding.fix else { continue };
            let left = files.fixed(fix).findings();
            let same = left.iter().find(|other| {
                other.rule == finding.rule
                    && other.setting == finding.setting
                    && other.message == finding.message
            });
            assert!(
                same.is_none(),
                "{fix:?} leaves {}: {} in {files:?}",
                finding.rule,
                finding.message
            );
        }
    }
}

/// As the console does it: renames and removals first, then the rest, in the order of the findings.
fn lock(files: &Files) -> Files {
    use chatelaine_platforms::Fix;
    let fixes: Vec<Fix> = files
        .findings()
        .into_iter()
        .filter(|finding| finding.locks)
        .filter_map(|finding| finding.fix)
        .collect();
    let tidies = |fix: &&Fix| {
        matches!(
            fix,
            Fix::Remove { .. } | Fix::Rename { .. } | Fix::RemoveDuplicates { .. }
        )
    };
    let mut after = files.clone();
    for fix in fixes.iter().filter(tidies) {
        after = after.fixed(fix);
    }
    for fix in fixes.iter().filter(|fix| !tidies(fix)) {
        after = after.fixed(fix);
    }
    after
}

#[test]
fn locking_everything_takes_one_step() {
    for files in projects() {
        let after = lock(&files);
        let left: Vec<_> = after
            .findings()
            .into_iter()
            .filter(|finding| finding.locks && finding.fix.is_some())
            .map(|finding| format!("{}: {}", finding.rule, finding.message))
            .collect();
        assert!(
            left.is_empty(),
            "{left:?} is left of {files:?} in {after:?}"
        );
    }
    let guide = lock(&from_the_guide());
    for open in ["CH-001", "CH-002", "CH-003", "CH-004"] {
        assert!(
            !guide.rules().contains(&open.to_owned()),
            "{open} is left: {guide:?}"
        );
    }
}
