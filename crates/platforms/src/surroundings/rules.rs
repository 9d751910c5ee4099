//! The rules that all platforms share. Ids are frozen once published; a rule that is given up leaves a gap.

use crate::{Rule, Severity};

/// A file that cannot be read.
pub(super) const UNREADABLE: &Rule = &RULES[0];

/// Every shared rule, in the order of its id.
pub(crate) const RULES: &[Rule] = &[Rule {
    id: "GEN-001",
    severity: Severity::High,
    locks: false,
    advice: "Repair the file: a bot that cannot read its configuration does not start, or starts without its locks.",
}];
