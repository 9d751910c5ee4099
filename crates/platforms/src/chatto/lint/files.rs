//! Which files count, and whether they are where the bot looks for them.

use super::Context;
use crate::Finding;
use crate::chatto::configuration::State;
use crate::chatto::{BOT, CHN, files, rules};

impl Context<'_> {
    pub(super) fn files(&self, findings: &mut Vec<Finding>) {
        let names = &self.project.names;
        for role in [BOT, CHN] {
            let there = files::there(names, role);
            let Some((counts, others)) = there.split_first() else {
                continue;
            };
            if self.configuration.state(role) == State::Elsewhere {
                let message = format!(
                    "Chatto reads {counts}, which cannot be read here: whether it has locks is not known."
                );
                findings.push(rules::ELSEWHERE.finding(message).at(counts, None));
            }
            // Files such as bot.env are more often meant for something else.
            let editable = |name: &&String| files::kind(name).is_some() || name.ends_with(".toml");
            for other in others.iter().filter(editable) {
                let message = format!("Chatto reads {counts} and ignores {other} without a word.");
                findings.push(rules::SHADOWED.finding(message).at(other, None));
            }
        }
        self.version(findings);
        let lacks = |stem: &str| files::there(names, stem).is_empty();
        if !names.is_empty() && (lacks("fsm") || lacks("clf")) {
            let message = "Chatto does not start from this folder: it needs an fsm.yml and a clf.yml beside its bot.yml.";
            findings.push(rules::WRONG_FOLDER.finding(message));
        }
    }

    fn version(&self, findings: &mut Vec<Finding>) {
        let old = self.configuration.is_without_locks();
        let service = self.configuration.environment.service.as_ref();
        let (Some(file), Some(service)) = (&self.project.compose, service.filter(|_| old)) else {
            return;
        };
        let message = "This version of Chatto asks nobody for a token, whatever the files say: tokens came with 0.6.0.";
        let line = service.image_line.or(service.line).map(|line| (line, 1));
        findings.push(rules::TOO_OLD.finding(message).at(&file.name, line));
    }
}
