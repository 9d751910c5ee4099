//! From wishes and findings to a plan.

use chatelaine_platforms::Platform;

use super::draft::Draft;
use crate::project::Loaded;
use crate::view::{Finding, Plan, PlanRequest};
use crate::{CommandError, Console};

/// A draft with the fixes of all findings, but for those that are refused: these are noted. An error where nothing is left.
fn mended<'a>(
    new: impl Fn() -> Draft<'a>,
    mut findings: Vec<Finding>,
) -> Result<Draft<'a>, CommandError> {
    if findings.is_empty() {
        return Err(CommandError::not_found(
            "there is nothing to fix",
            "Check the bot again; some findings only show on a running bot.",
        ));
    }
    let mut notes = Vec::new();
    loop {
        let mut draft = new();
        // A refused fix may be half done, so that the others begin anew.
        let Err(refused) = draft.fix(&findings) else {
            draft.refused = !notes.is_empty();
            draft.notes.append(&mut notes);
            return Ok(draft);
        };
        let Some((kept, note)) = refused.leave(&findings) else {
            return Err(refused.into_error());
        };
        findings = kept;
        notes.push(note);
    }
}

impl Console {
    /// Makes a plan and keeps it until it is applied or discarded. Nothing is written.
    ///
    /// # Errors
    /// [`ErrorCode::Invalid`] for a value that does not fit, [`ErrorCode::NotFound`] for an unknown setting, or when
    /// there is nothing to change.
    pub fn preview_plan(&self, target: &str, request: PlanRequest) -> Result<Plan, CommandError> {
        let (bot, loaded) = self.targets()?.loaded(target)?;
        let values = loaded.as_ref().map(Loaded::values).unwrap_or_default();
        let new = || Draft::new(self, &bot, loaded.as_ref(), &values);
        let mut draft = new();
        let title = match request {
            PlanRequest::Edits { edits } => {
                for edit in edits {
                    draft.edit(edit)?;
                }
                "Change settings".to_owned()
            }
            PlanRequest::Rules { rules } => {
                let wanted = self.fixable(target, |finding| rules.contains(&finding.rule))?;
                draft = mended(new, wanted)?;
                format!("Fix {}", rules.join(", "))
            }
            PlanRequest::AllFixes => {
                draft = mended(new, self.fixable(target, |_| true)?)?;
                "Fix everything".to_owned()
            }
            PlanRequest::LockEverything => {
                draft = mended(new, self.fixable(target, |finding| finding.locks)?)?;
                "Lock everything".to_owned()
            }
            PlanRequest::Text {
                role,
                text,
                fingerprint,
            } => {
                let text =
                    crate::text::restored(&bot, loaded.as_ref(), &role, &text, &fingerprint)?;
                draft.text(&role, text)?;
                "Edit as text".to_owned()
            }
        };
        let plan = draft.finish(title)?;
        let view = plan.view.clone();
        self.state().plans.insert(view.id.clone(), plan);
        Ok(view)
    }

    /// Whether there is a rule of this id, whatever it finds now.
    #[must_use]
    pub fn knows_rule(&self, id: &str) -> bool {
        Platform::ALL
            .iter()
            .any(|platform| platform.rules().any(|rule| rule.id == id))
    }

    /// Forgets a plan and the values in it.
    pub fn discard_plan(&self, id: &str) {
        self.state().plans.remove(id);
    }

    fn fixable(
        &self,
        target: &str,
        wanted: impl Fn(&Finding) -> bool,
    ) -> Result<Vec<Finding>, CommandError> {
        let findings = self.posture(target)?.findings;
        Ok(findings
            .into_iter()
            .filter(|finding| finding.fix.is_some() && wanted(finding))
            .collect())
    }
}
