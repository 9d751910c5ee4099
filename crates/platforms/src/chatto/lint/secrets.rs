//! Locks that can be picked, and keys that do not fit.

use std::collections::HashMap;

use chatelaine_documents::{Node, Style};
use chatelaine_secrets::strength::Grade;
use chatelaine_secrets::{Secret, judge};

use super::{Context, generate, rewrite};
use crate::chatto::CHN;
use crate::chatto::rules;
use crate::chatto::settings::id;
use crate::setting::Kind;
use crate::{Effective, Finding, Fix, Rule, Source, referenced};

/// Samples that no list of secrets has, because they are none.
const SAMPLE_TEXTS: [&str; 2] = ["MY_ACCOUNT_SID", "MY_NUMBER"];

impl Context<'_> {
    pub(super) fn secrets(&self, findings: &mut Vec<Finding>) {
        let mut first_use: HashMap<String, String> = HashMap::new();
        for value in self.values {
            let text = matches!(value.setting.kind, Kind::Text);
            if !value.setting.is_secret() && !text {
                continue;
            }
            findings.extend(self.typed(value));
            if text {
                findings.extend(self.sample_text(value));
            } else if value.is_set() {
                self.spelling(value, findings);
                let place = |rule: &Rule, message| self.at(rule, value, message);
                self.strength(value, value.name(), value.text(), &place, findings);
                self.reuse(
                    value,
                    value.name(),
                    value.text(),
                    &place,
                    &mut first_use,
                    findings,
                );
            }
        }
        self.dead_secret(&mut first_use, findings);
    }

    /// The token under the guide's name is going to be the real one.
    fn dead_secret(&self, first_use: &mut HashMap<String, String>, findings: &mut Vec<Finding>) {
        let value = self.value(id::CALLBACK_TOKEN);
        let Some((value, dead)) = value
            .filter(|value| value.source == Source::Default)
            .zip(self.dead_token())
        else {
            return;
        };
        let place = |rule: &Rule, message: String| {
            rule.finding(message).about(&value.id).at(
                &self.configuration.file_name(CHN),
                Some((dead.node.line, dead.node.column)),
            )
        };
        self.strength(value, "rest.token", &dead.text, &place, findings);
        self.reuse(value, "rest.token", &dead.text, &place, first_use, findings);
    }

    /// What the reader makes of a value without quotes.
    fn typed(&self, value: &Effective) -> Option<Finding> {
        let Source::File { .. } = value.source else {
            return None;
        };
        let node = self.node(value).filter(|node| node.style == Style::Plain)?;
        let name = value.name();
        if node.text != value.text() {
            let message = format!(
                "{name} stands without quotes and is read as a number or a switch: the bot uses another text than the one that stands there."
            );
            let finding = self.at(rules::TYPED, value, message);
            return Some(self.mended(finding, value, rewrite(value, &node.text)));
        }
        if value.setting.is_secret() && self.is_cut(value, &node) {
            let message = format!(
                "{name} stands without quotes and ends at the ` #`: what follows is read as a comment."
            );
            return Some(self.at(rules::TYPED, value, message));
        }
        None
    }

    /// Whether something that looks like more of the value follows: one word right behind the sign.
    fn is_cut(&self, value: &Effective, node: &Node) -> bool {
        let document = self.project.document(value.setting.role());
        let rest = document.and_then(|document| document.text().get(node.span.end..));
        let line = rest
            .and_then(|rest| rest.lines().next())
            .unwrap_or_default();
        line.trim_start()
            .strip_prefix('#')
            .is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace))
    }

    /// Values that nothing sent over HTTP can match, and references that are none.
    fn spelling(&self, value: &Effective, findings: &mut Vec<Finding>) {
        let (name, text) = (value.name(), value.text());
        let from_file = matches!(value.source, Source::File { .. });
        if from_file && (referenced(text).is_some() || is_variable(text)) {
            let message = format!(
                "{name} is a reference to a variable, which Chatto does not replace: the reference itself is the secret, for everybody who reads the file."
            );
            let finding = self.at(rules::LITERAL, value, message);
            findings.push(if value.setting.can_generate() {
                self.fixed(finding, value, generate(value))
            } else {
                finding
            });
            return;
        }
        // A shared rule tells how such a line end comes into a manifest.
        let encoded = matches!(&value.source, Source::Environment { file, .. }
            if self.project.manifests.iter().any(|manifest| manifest.name == *file));
        if encoded && text.ends_with(['\n', '\r']) {
            return;
        }
        let lock = [id::AUTH_TOKEN, id::CALLBACK_TOKEN].contains(&value.setting.id);
        let own = value.setting.can_generate();
        let (what, fix) = if text.trim() != text {
            (
                "begins or ends with white space",
                Some(rewrite(value, text.trim())),
            )
        } else if let Some(bare) = text.strip_prefix("Bearer ").filter(|_| lock) {
            (
                "begins with `Bearer `",
                Some(rewrite(value, bare.trim_start())),
            )
        } else if own && text.contains(|c: char| c.is_control() || !c.is_ascii()) {
            (
                "holds a character that a header cannot carry",
                Some(generate(value)),
            )
        } else {
            return;
        };
        let message = format!("{name} {what}, so that what clients send never matches it.");
        let finding = self.at(rules::UNSENDABLE, value, message);
        findings.push(match fix {
            Some(fix) => self.fixed(finding, value, fix),
            None => finding,
        });
    }

    fn strength(
        &self,
        value: &Effective,
        name: &str,
        text: &str,
        place: &dyn Fn(&Rule, String) -> Finding,
        findings: &mut Vec<Finding>,
    ) {
        if referenced(text).is_some() || is_variable(text) {
            return;
        }
        let strength = judge(&Secret::new(text));
        // What others issue is as strong as they made it.
        let judged = value.setting.can_generate() || value.id == id::STORE_PASSWORD;
        let finding = match strength.grade {
            Grade::Known(which) => place(rules::SAMPLE, format!("{name} is {which}.")),
            Grade::Weak | Grade::Fair if judged => place(
                rules::WEAK,
                format!(
                    "{name} can be guessed: about {} bit.",
                    strength.bits.round()
                ),
            ),
            _ => return,
        };
        findings.push(self.anew(finding, value));
    }

    fn reuse(
        &self,
        value: &Effective,
        name: &str,
        text: &str,
        place: &dyn Fn(&Rule, String) -> Finding,
        first_use: &mut HashMap<String, String>,
        findings: &mut Vec<Finding>,
    ) {
        if !value.setting.can_generate() && value.id != id::STORE_PASSWORD {
            return;
        }
        let Some(other) = first_use.get(text) else {
            first_use.insert(text.to_owned(), name.to_owned());
            return;
        };
        let message = format!("{name} has the same value as {other}.");
        findings.push(self.anew(place(rules::REUSED, message), value));
    }

    fn sample_text(&self, value: &Effective) -> Option<Finding> {
        if !value.is_set() || !SAMPLE_TEXTS.contains(&value.text()) {
            return None;
        }
        let message = format!("{} is a sample from Chatto's documentation.", value.name());
        Some(self.at(rules::SAMPLE, value, message))
    }

    /// Offers a new value where one can be made up.
    fn anew(&self, finding: Finding, value: &Effective) -> Finding {
        if value.setting.can_generate() {
            self.fixed(finding, value, generate(value))
        } else {
            let mut finding = finding;
            finding.advice =
                "Get a new one from the service that it belongs to, and write it here in quotes."
                    .into();
            finding
        }
    }

    /// A new token for an extension server is for the operator to decide: the server has to be started with it as well.
    fn fixed(&self, finding: Finding, value: &Effective, fix: Fix) -> Finding {
        let mut finding = self.mended(finding, value, fix);
        if value.setting.id == id::EXTENSION_TOKEN {
            finding.locks = false;
            finding.advice.push_str(
                " Start the extension server with the same `-token` first, then the bot.",
            );
        }
        finding
    }
}

/// `$NAME`, which no Chatto replaces either.
fn is_variable(text: &str) -> bool {
    text.strip_prefix('$')
        .is_some_and(|name| referenced(&format!("${{{name}}}")).is_some())
}
