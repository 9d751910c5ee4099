//! From wishes and findings to a plan.

use chatelaine_platforms::Platform;

use super::draft::Draft;
use crate::project::Loaded;
use crate::view::{Finding, Plan, PlanRequest};
use crate::{CommandError, Console};

impl Console {
    /// Makes a plan and keeps it until it is applied or discarded. Nothing is written.
    ///
    /// # Errors
    /// [`ErrorCode::Invalid`] for a value that does not fit, [`ErrorCode::NotFound`] for an unknown setting, or when
    /// there is nothing to change.
    pub fn preview_plan(&self, target: &str, request: PlanRequest) -> Result<Plan, CommandError> {
        let (bot, loaded) = self.targets()?.loaded(target)?;
        let values = loaded.as_ref().map(Loaded::values).unwrap_or_default();
        let mut draft = Draft::new(self, &bot, loaded.as_ref(), &values);
        let title = match request {
            PlanRequest::Edits { edits } => {
                for edit in edits {
                    draft.edit(edit)?;
                }
                "Change settings".to_owned()
            }
            PlanRequest::Rules { rules } => {
                draft.fix(&self.fixable(target, |finding| rules.contains(&finding.rule))?)?;
                format!("Fix {}", rules.join(", "))
            }
            PlanRequest::AllFixes => {
                draft.fix(&self.fixable(target, |_| true)?)?;
                "Fix everything".to_owned()
            }
            PlanRequest::LockEverything => {
                draft.fix(&self.fixable(target, |finding| finding.locks)?)?;
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
