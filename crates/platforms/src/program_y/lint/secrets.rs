//! Locks that can be picked.

use std::collections::HashMap;

use chatelaine_secrets::judge;
use chatelaine_secrets::strength::Grade;

use super::{Context, generate};
use crate::Finding;
use crate::program_y::{KEYS, TOKEN_ID, rules};
use crate::project::Effective;
use crate::setting::{Kind, Origin};

pub(super) fn lint(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let in_use = context.uses_key_list();
    let mut first_use: HashMap<&str, &str> = HashMap::new();
    for value in context.values.iter().filter(|value| value.is_set()) {
        let key = value.setting.role() == KEYS;
        // Nobody asks for the keys of a list that is not used.
        if !value.setting.is_secret() || (key && (!in_use || is_comment(value))) {
            continue;
        }
        let Some(strength) = value.value.as_ref().map(judge) else {
            continue;
        };
        let own = !matches!(value.setting.kind, Kind::Secret(Origin::Issued));
        let fixed = |finding: Finding| {
            if own {
                finding.with(generate(value.id.clone()))
            } else {
                finding
            }
        };
        let name = if key { value.id.as_str() } else { value.name() };
        match strength.grade {
            Grade::Known(which) => {
                let message = format!("{name} is {which}.");
                findings.push(fixed(context.at(rules::SAMPLE, value, message)));
            }
            Grade::Weak | Grade::Fair if own => {
                let bits = strength.bits.round();
                let message = format!("{name} can be guessed: about {bits} bit.");
                findings.push(fixed(context.at(rules::WEAK, value, message)));
            }
            _ => {}
        }
        if !own {
            continue;
        }
        match first_use.get(value.text()) {
            Some(other) => {
                let message = format!("{name} has the same value as {other}.");
                findings.push(fixed(context.at(rules::REUSED, value, message)));
            }
            None => {
                first_use.insert(value.text(), name);
            }
        }
    }
}

/// A comment in the key list is a finding of its own, whatever it says.
fn is_comment(value: &Effective) -> bool {
    value.text().trim_start_matches('\u{feff}').starts_with('#')
}

/// Whether a finding already gives the token a new value, so that mending the old one is in vain.
pub(super) fn is_replaced(findings: &[Finding]) -> bool {
    findings
        .iter()
        .any(|finding| finding.fix == Some(generate(TOKEN_ID)))
}
