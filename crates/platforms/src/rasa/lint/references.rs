//! `${NAME}`: what is replaced, what is not, and what nothing sets. Measured with the real reader.

use chatelaine_documents::{KeyPath, Node, Scalar, compose};

use super::Look;
use crate::rasa::expansion::{Reading, dead_reference};
use crate::rasa::settings::id;
use crate::rasa::{CREDENTIALS, ENDPOINTS, ENV, rules};
use crate::setting::Kind;
use crate::{Effective, Finding, Fix, Rule};

pub(super) fn look(look: &mut Look<'_>) {
    let mut not_loaded = Vec::new();
    for (role, _) in [CREDENTIALS, ENDPOINTS] {
        let Some(document) = look.view.document(role) else {
            continue;
        };
        for (path, node) in document.scalars() {
            // Of keys that stand twice, the file as a whole is the problem.
            if document
                .get(&path)
                .is_none_or(|last| last.span != node.span)
            {
                continue;
            }
            let place = Place {
                role,
                setting: look.setting_at(role, &path),
                path,
                node,
            };
            if let Some((name, whole)) = dead_reference(&place.node) {
                dead(look, &place, name, whole);
                continue;
            }
            match look.view.read(&place.node) {
                Reading::Refused { names, no_name } => {
                    refused(look, &place, &names, no_name.as_deref())
                }
                Reading::Expanded(expanded) => {
                    if expanded.not_loaded {
                        not_loaded.push(place.path.to_string());
                    }
                    if !expanded.kept.is_empty() {
                        kept(look, &place, &expanded.kept);
                    }
                }
                Reading::Written(_) => {}
            }
        }
    }
    if !not_loaded.is_empty() {
        env_not_loaded(look, &not_loaded);
    }
}

/// A scalar of one of the two files.
struct Place<'a> {
    role: &'static str,
    path: KeyPath,
    node: Node,
    setting: Option<&'a Effective>,
}

impl Place<'_> {
    fn finding(&self, look: &Look<'_>, rule: &Rule, message: String) -> Finding {
        let finding = rule.finding(message).at(
            look.view.file(self.role),
            Some((self.node.line, self.node.column)),
        );
        match self.setting {
            Some(value) => finding.about(&value.id),
            None => finding,
        }
    }

    /// The reference as it should be written. An anchor or alias reaches further than this line, and within brackets a
    /// reference cannot stand without quotes.
    fn written(&self, look: &Look<'_>, name: &str) -> Option<Fix> {
        let value = Scalar::Reference(name.to_owned());
        let mut trial = look.view.document(self.role)?.boxed_clone();
        let mendable = !self.node.shared && trial.set(&self.path, &value).is_ok();
        mendable.then(|| Fix::Write {
            role: self.role,
            path: self.path.clone(),
            value,
        })
    }
}

/// `"${NAME}"`, `$NAME`: text.
fn dead(look: &mut Look<'_>, place: &Place<'_>, name: &str, whole: bool) {
    let kind = place.setting.map(|value| value.setting.kind);
    let matters = matches!(kind, Some(Kind::Secret(_) | Kind::Url));
    let braces = place.node.text.contains("${");
    // Texts for people may hold a `${…}` or a `$WORD` of their own.
    if !(matters || whole && braces) {
        return;
    }
    let lock = place.setting.is_some_and(|value| value.id == id::JWT_KEY);
    let rule = if lock {
        rules::LOCK_NOT_EXPANDED
    } else {
        rules::NOT_EXPANDED
    };
    let why = if braces {
        "stands in quotes"
    } else {
        "has no braces"
    };
    let consequence = if lock {
        "so that text itself is the key, and anyone can make tokens with it"
    } else {
        "so that text itself is the value"
    };
    let message = format!(
        "{} refers to the variable {name}, but the reference {why}, {consequence}.",
        place.path
    );
    let finding = place.finding(look, rule, message);
    let fix = whole.then(|| place.written(look, name)).flatten();
    look.push_with(finding, fix);
}

/// Rasa does not start.
fn refused(look: &mut Look<'_>, place: &Place<'_>, names: &[String], no_name: Option<&str>) {
    if let Some(inner) = no_name {
        // What follows the name is a default, which may be a secret.
        let name = inner
            .split([':', '-', '?', '+', '='])
            .next()
            .unwrap_or_default();
        let is_name = crate::referenced(&format!("${{{name}}}")).is_some();
        let message = if is_name {
            format!(
                "{} gives the variable {name} a default, which Rasa does not know: it does not start.",
                place.path
            )
        } else {
            format!(
                "{} has something between `${{` and `}}` that is no name: Rasa does not start.",
                place.path
            )
        };
        let alone = place.node.text.trim() == format!("${{{inner}}}");
        let fix = (is_name && alone)
            .then(|| place.written(look, name))
            .flatten();
        let finding = place.finding(look, rules::NO_DEFAULTS, message);
        look.push_with(finding, fix);
        return;
    }
    let Some(name) = names.first() else {
        let message = format!(
            "{} has a word that begins with `$` and is no variable: Rasa does not start.",
            place.path
        );
        let finding = place.finding(look, rules::NO_DEFAULTS, message);
        look.push(finding);
        return;
    };
    let (rule, message) = if look.view.variables.are_all_known() {
        (
            rules::VARIABLE_UNSET,
            format!(
                "{} takes its value from the variable {name}, which nothing sets: Rasa does not start.",
                place.path
            ),
        )
    } else {
        (
            rules::VARIABLE_MAYBE,
            format!(
                "{} takes its value from the variable {name}, which is not set in any file here.",
                place.path
            ),
        )
    };
    let finding = place.finding(look, rule, message);
    let fix = made(look, place, name);
    look.push_with(finding, fix);
}

/// A fresh value for a variable of ours, when there is a `.env` that reaches the bot.
fn made(look: &Look<'_>, place: &Place<'_>, name: &str) -> Option<Fix> {
    let ours = place
        .setting
        .is_some_and(|value| value.setting.can_generate());
    let whole = crate::referenced(place.node.text.trim()).is_some();
    let reaches = match look.view.variables.service() {
        Some(service) => look.view.project.loads_env(service, ENV.1),
        None => look.view.project.env.is_some(),
    };
    (ours && whole && reaches).then(|| Fix::Generate {
        setting: format!("{}.{name}", ENV.0),
    })
}

/// `pre${NAME}post`.
fn kept(look: &mut Look<'_>, place: &Place<'_>, names: &[String]) {
    let Some(name) = names.first() else { return };
    let condition = if look.view.variables.are_all_known() {
        "which nothing sets: the reference stays in the value as it is"
    } else {
        "which is not set in any file here; if nothing else sets it, the reference stays in the value as it is"
    };
    let message = format!(
        "{} has the variable {name} in the middle of a word, {condition}.",
        place.path
    );
    let finding = place.finding(look, rules::VARIABLE_KEPT, message);
    look.push(finding);
}

/// The variables are there, but the container does not get them.
fn env_not_loaded(look: &mut Look<'_>, places: &[String]) {
    let places = places.join(", ");
    let (Some(file), Some(service)) = (&look.view.project.compose, look.view.variables.service())
    else {
        let message = format!(
            "The unit does not load the .env file, from which {places} should take its value: Rasa does not start."
        );
        let finding = rules::ENV_NOT_LOADED.finding(message);
        let finding = match &look.view.run {
            Some(run) => finding.at(&run.file, look.in_file(&run.file, run.line)),
            None => finding,
        };
        look.push(finding);
        return;
    };
    let message = format!(
        "The service `{}` does not load the .env file, from which {places} should take its value: Rasa does not start.",
        service.name
    );
    let finding = rules::ENV_NOT_LOADED
        .finding(message)
        .at(&file.name, service.line.map(|line| (line, 1)));
    let mendable = compose::enable_env_file(&file.text, &service.name).is_ok();
    let fix = mendable.then(|| Fix::EnableEnvFile {
        service: service.name.clone(),
    });
    look.push_with(finding, fix);
}

/// Whether the setting's value comes from the environment and not from its own file.
pub(super) fn is_referenced(look: &Look<'_>, value: &Effective) -> bool {
    let document = look.view.document(value.setting.role());
    let node = document.and_then(|document| document.get(&value.path));
    node.is_some_and(|node| {
        dead_reference(&node).is_some() || !matches!(look.view.read(&node), Reading::Written(_))
    })
}
