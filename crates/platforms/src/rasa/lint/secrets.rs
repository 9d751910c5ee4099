//! Secrets: those that can be guessed, those in two places, those that lie in the files.

use chatelaine_secrets::judge;
use chatelaine_secrets::strength::Grade;

use super::Look;
use super::references::is_referenced;
use crate::project::Source;
use crate::rasa::settings::id;
use crate::rasa::socket::{self, Key, is_pem, is_symmetric};
use crate::rasa::{CREDENTIALS, ENV, channels, rules};
use crate::{Effective, Finding};

pub(super) fn look(look: &mut Look<'_>) {
    let mut seen: Vec<&Effective> = Vec::new();
    let values = look.values.iter();
    for value in values.filter(|value| value.setting.is_secret() && value.is_set()) {
        if value.setting.role() == ENV.0 || !is_active(look, value) || is_key_of_pairs(look, value)
        {
            continue;
        }
        if is_dead(look, value) {
            continue;
        }
        let key = (value.id == id::JWT_KEY).then(|| socket::lock(&look.view).key);
        match key {
            // `jwt_key: false` is no key that anybody could guess.
            Some(Key::Missing { .. }) => continue,
            Some(Key::NotText) => {}
            _ => strength(look, value),
        }
        if let Some(first) = seen.iter().copied().find(|first| same(first, value)) {
            reused(look, first, value);
        } else if !is_loose(value) {
            seen.push(value);
        }
        literal(look, value);
    }
}

/// What belongs to a channel that `--connector` leaves out reaches nobody.
fn is_active(look: &Look<'_>, value: &Effective) -> bool {
    use chatelaine_documents::Step;
    if value.setting.role() != CREDENTIALS.0 {
        return true;
    }
    match value.path.steps().first() {
        Some(Step::Key(name)) => look.view.channel(name).is_some(),
        _ => false,
    }
}

/// Public keys are no secrets, and private ones are not guessed.
fn is_key_of_pairs(look: &Look<'_>, value: &Effective) -> bool {
    let method = |id: &str| look.value(id).map_or("HS256", Effective::text);
    match value.id.as_str() {
        id::JWT_KEY => is_pem(value.text()),
        id::JWT_SECRET => is_pem(value.text()) || !is_symmetric(method(id::RUN_JWT_METHOD)),
        "run.jwt_private_key" => true,
        _ => false,
    }
}

/// A reference in quotes is reported as that.
fn is_dead(look: &Look<'_>, value: &Effective) -> bool {
    let document = look.view.document(value.setting.role());
    let node = document.and_then(|document| document.get(&value.path));
    node.is_some_and(|node| crate::rasa::expansion::dead_reference(&node).is_some())
}

/// Headers and parameters hold all kinds of things; addresses hold mostly no secret.
fn is_loose(value: &Effective) -> bool {
    let row = value.setting.id;
    row.ends_with(".headers.*") || row.ends_with(".params.*") || is_address(value)
}

fn is_address(value: &Effective) -> bool {
    value.setting.id.ends_with(".url") || value.setting.id.ends_with(".proxy")
}

/// Whether people choose this value. What messengers issue is random, or a placeholder.
fn is_chosen(value: &Effective) -> bool {
    let row = value.setting.id;
    value.setting.can_generate() && row != "credentials.facebook.verify"
        || row.ends_with("password") && !row.starts_with("credentials.botframework")
        || row.starts_with("endpoints.") && row.ends_with(".token")
        || matches!(
            row,
            "credentials.callback.token" | "credentials.mattermost.pw"
        )
}

fn strength(look: &mut Look<'_>, value: &Effective) {
    let Some(secret) = value.value.as_ref().filter(|_| !is_loose(value)) else {
        return;
    };
    let strength = judge(secret);
    let (rule, message) = match strength.grade {
        Grade::Known(which) => (
            rules::SAMPLE_SECRET,
            format!("{} is {which}.", value.name()),
        ),
        Grade::Weak | Grade::Fair if is_chosen(value) => (
            rules::WEAK_SECRET,
            format!(
                "{} can be guessed: about {} bit.",
                value.name(),
                strength.bits.round()
            ),
        ),
        _ => return,
    };
    let finding = look.about(rule, value, message);
    let fix = look.renewed(value);
    look.push_with(finding, fix);
}

/// Two rows with one value. What another service issued may well stand in two places that speak to that service.
fn same(first: &Effective, second: &Effective) -> bool {
    first.text() == second.text() && (first.setting.can_generate() || second.setting.can_generate())
}

fn reused(look: &mut Look<'_>, first: &Effective, second: &Effective) {
    let (ours, other) = if second.setting.can_generate() {
        (second, first)
    } else {
        (first, second)
    };
    let message = format!("{} has the same value as {}.", ours.name(), other.name());
    let finding = look.about(rules::REUSED_SECRET, ours, message);
    // A variable that both take their value from would stay the same for both.
    let (fix, others) = (look.renewed(ours), look.renewed(other));
    let fix = fix.filter(|fix| others.as_ref() != Some(fix));
    look.push_with(finding, fix);
}

fn literal(look: &mut Look<'_>, value: &Effective) {
    if !matches!(value.source, Source::File { .. }) || is_referenced(look, value) {
        return;
    }
    let name = value.path.last().map(|step| match step {
        chatelaine_documents::Step::Key(name) => name.clone(),
        chatelaine_documents::Step::Item(_) => String::new(),
    });
    let telling = name.is_some_and(|name| {
        channels::names_a_secret(&name) || name.eq_ignore_ascii_case("authorization")
    });
    let row = value.setting.id;
    let matters = match row {
        _ if is_address(value) => has_password(value.text()),
        _ if is_loose(value) => telling,
        _ => true,
    };
    if !matters {
        return;
    }
    let finding: Finding = look.about(
        rules::LITERAL_SECRET,
        value,
        format!(
            "{} stands in {} in clear.",
            value.name(),
            look.view.file(value.setting.role())
        ),
    );
    look.push(finding);
}

/// `scheme://name:password@host`.
pub(super) fn has_password(address: &str) -> bool {
    let Some((_, rest)) = address.split_once("://") else {
        return false;
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    authority
        .rsplit_once('@')
        .is_some_and(|(user, _)| user.contains(':'))
}
