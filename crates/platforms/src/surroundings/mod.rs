//! The files around a bot's configuration, which all platforms have in common: who may read them, who keeps copies.

mod access;
mod address;
mod copies;
mod deployment;
mod encoding;
mod known_values;
mod manifests;
pub(crate) mod rules;
mod secret;

pub use known_values::{Fingerprints, KnownValue, strays};
pub(crate) use rules::RULES;

use chatelaine_documents::{Dialect, DocumentError, Unread, compose};
use secret::Secrets;

use crate::{Content, Effective, Finding, Platform, Project};

/// The rules of platforms about secrets in command lines.
const ABOUT_ARGUMENTS: &[&str] = &["CH-022", "RA-023"];

/// Rules of platforms that say the same as a shared rule and know more about it. Where one of them applies to a line, the
/// shared rule leaves it alone.
const KNOWN_BETTER: &[(&str, &str)] = &[
    (rules::SECRET_IN_ADDRESS.id, "RA-033"),
    (rules::BYTE_ORDER_MARK.id, "CC-019"),
];

/// What the shared rules look at.
struct Look<'a> {
    platform: Platform,
    project: &'a Project,
    values: &'a [Effective],
    secrets: Secrets<'a>,
    /// What the platform's own rules have found.
    already: &'a [Finding],
}

impl Look<'_> {
    /// Whether a file says how the bot is run, and is no configuration of its own.
    fn is_deployment(&self, file: &str) -> bool {
        let project = self.project;
        project
            .compose
            .iter()
            .chain(&project.units)
            .chain(&project.manifests)
            .any(|text| text.name == file)
    }
}

/// Every shared rule that applies. `already` is what the platform's own rules have found.
#[must_use]
pub(crate) fn lint(
    platform: Platform,
    project: &Project,
    values: &[Effective],
    already: &[Finding],
) -> Vec<Finding> {
    let mut findings = Vec::new();
    unreadable(project, &mut findings);
    stopping(platform, project, &mut findings);
    stopping_compose(project, &mut findings);
    let mut look = Look {
        platform,
        project,
        values,
        secrets: Secrets::of(platform, project, values),
        already,
    };
    // These add to what is known of the files, and so come first.
    deployment::lint(&mut look, &mut findings);
    manifests::lint(&mut look, &mut findings);
    address::lint(&mut look, &mut findings);
    encoding::lint(&look, &mut findings);
    access::lint(&look, &mut findings);
    copies::lint(&look, &mut findings);
    findings.retain(|finding| !is_known_better(finding, already));
    findings
}

fn is_known_better(finding: &Finding, already: &[Finding]) -> bool {
    KNOWN_BETTER.iter().any(|(shared, own)| {
        finding.rule == *shared
            && already.iter().any(|other| {
                other.rule == *own && (&other.file, other.line) == (&finding.file, finding.line)
            })
    })
}

/// A file that makes no sense to us makes none to the bot either.
fn unreadable(project: &Project, findings: &mut Vec<Finding>) {
    for file in &project.files {
        let Some(problem) = file.problem() else {
            continue;
        };
        findings.push(unreadable_file(&file.name, problem));
    }
    // What a compose file gives to the bot may open a door or lock one.
    for file in project.compose.iter().chain(&project.overrides) {
        if let Err(problem) = compose::look(&file.text) {
            findings.push(unreadable_file(&file.name, &problem));
        }
    }
}

/// A file that can be read here, and at which the bot's own reader stops.
fn stopping(platform: Platform, project: &Project, findings: &mut Vec<Finding>) {
    let reader = match platform {
        Platform::Chatto => Dialect::Go,
        Platform::Rasa => Dialect::Yaml12,
        // Program-Y does not stop, and has a rule of its own for what it does; the Cats read no YAML.
        Platform::ProgramY | Platform::CheshireCat | Platform::CheshireCat2 => return,
    };
    for file in &project.files {
        let Content::Document(document) = &file.content else {
            continue;
        };
        findings.extend(document.objection(reader).map(|objection| {
            let consequence = if objection.stops {
                "where the bot's reader stops"
            } else {
                "and the bot's reader takes those instead of the ones above"
            };
            let message = format!("{} holds {}, {consequence}.", file.name, objection.why);
            let at = Some((objection.line, objection.column));
            let mut finding = rules::UNREADABLE.finding(message).at(&file.name, at);
            if !objection.stops {
                finding.advice =
                    "Put the `<<` above the other keys of its mapping, where every reader takes it the same way."
                        .to_owned();
            }
            finding
        }));
    }
}

/// A line of the `.env` at which docker compose stops. It reads the file for its own variables in any case.
fn stopping_compose(project: &Project, findings: &mut Vec<Finding>) {
    let (Some(env), Some(_)) = (&project.env, &project.compose) else {
        return;
    };
    let Some(line) = env.document.unread().find(Unread::stops_compose) else {
        return;
    };
    // What stands there may be a secret, so it is not repeated.
    let message = format!(
        "Line {} of {} is no assignment, and docker compose stops there: it starts nothing.",
        line.line, env.name
    );
    findings.push(
        rules::UNREADABLE
            .finding(message)
            .at(&env.name, Some((line.line, 1))),
    );
}

/// The finding for a file that cannot be read.
#[must_use]
pub fn unreadable_file(name: &str, problem: &DocumentError) -> Finding {
    let message = format!("{name} cannot be read: {problem}.");
    let mut finding = rules::UNREADABLE.finding(message);
    finding.advice = problem.advice().to_owned();
    finding.at(name, problem.line().map(|line| (line, 1)))
}
