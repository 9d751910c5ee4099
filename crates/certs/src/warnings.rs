//! What is wrong with a certificate, as sentences for its operator.

use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;

use crate::details::{DAY_SECONDS, lifetime_days};
use crate::key_kind::KeyKind;
use crate::shown::misleads;
use crate::usages::Usages;
use crate::{MAX_DAYS, MAX_NAMES_SHOWN};

/// With fewer days left it is time to renew: authorities' own reminders start here too.
pub const RENEW_BELOW_DAYS: i64 = 30;

/// What the warnings depend on.
pub(crate) struct Facts<'a> {
    pub(crate) certificate: &'a X509Certificate<'a>,
    /// `None` if the names cannot be read.
    pub(crate) names: Option<&'a [String]>,
    pub(crate) key: &'a KeyKind,
    pub(crate) usages: &'a Usages,
    /// First, last and present second.
    pub(crate) begin: i64,
    pub(crate) end: i64,
    pub(crate) now: i64,
}

/// All that applies, worst first.
pub(crate) fn of(facts: &Facts<'_>) -> Vec<String> {
    let mut warnings = dates(facts);
    warnings.extend(facts.key.warning.clone());
    warnings.extend(signature(facts.certificate));
    if ambiguous_names(facts.certificate) {
        warnings.push(
            "A name contains NUL or another invisible character: it may be made to look like another name.".into(),
        );
    }
    // An authority on purpose lives long and has no host names; that is no fault of it.
    if !(facts.certificate.is_ca() && facts.usages.signs_certificates) {
        warnings.extend(as_server(facts));
    }
    warnings
}

fn dates(facts: &Facts<'_>) -> Vec<String> {
    if facts.end < facts.begin {
        return vec!["It ends before it begins, so it is never valid.".into()];
    }
    let days = facts.end.saturating_sub(facts.now) / DAY_SECONDS;
    if facts.now > facts.end {
        vec![format!("Expired {} ago.", count(-days))]
    } else if facts.now < facts.begin {
        vec!["Not yet valid: check the clock of this machine and the start date.".into()]
    } else if days < RENEW_BELOW_DAYS {
        vec![format!("Expires soon: {} left.", count(days))]
    } else {
        vec![]
    }
}

fn count(days: i64) -> String {
    match days {
        0 => "less than a day".into(),
        1 => "1 day".into(),
        days => format!("{days} days"),
    }
}

fn signature(certificate: &X509Certificate<'_>) -> Option<String> {
    let hash = match certificate
        .signature_algorithm
        .algorithm
        .to_id_string()
        .as_str()
    {
        "1.2.840.113549.1.1.4" => "MD5",
        "1.2.840.113549.1.1.5" | "1.2.840.10045.4.1" | "1.2.840.10040.4.3" => "SHA-1",
        _ => return None,
    };
    Some(format!(
        "Signed with {hash}, which can be forged; current clients refuse it."
    ))
}

fn ambiguous_names(certificate: &X509Certificate<'_>) -> bool {
    let in_subject = certificate.subject().iter_attributes().any(|attribute| {
        String::from_utf8_lossy(attribute.as_slice())
            .chars()
            .any(misleads)
    });
    let names = certificate.subject_alternative_name().ok().flatten();
    in_subject
        || names.is_some_and(|names| {
            names.value.general_names.iter().any(|name| match name {
                GeneralName::DNSName(text)
                | GeneralName::RFC822Name(text)
                | GeneralName::URI(text) => text.chars().any(misleads),
                _ => false,
            })
        })
}

fn as_server(facts: &Facts<'_>) -> Vec<String> {
    let mut warnings = Vec::new();
    match facts.names {
        None => warnings.push("Its names cannot be read: clients will refuse it.".into()),
        Some([]) => warnings.push(
            "No subject alternative names: clients ignore the common name and will refuse it."
                .into(),
        ),
        Some(names) if names.len() > MAX_NAMES_SHOWN => warnings.push(format!(
            "It has {} names; the first {MAX_NAMES_SHOWN} are listed.",
            names.len()
        )),
        Some(_) => {}
    }
    let days = lifetime_days(facts.begin, facts.end);
    if days > i64::from(MAX_DAYS) {
        warnings.push(format!(
            "Its lifetime of {days} days is too long: Apple's clients refuse more than {MAX_DAYS}."
        ));
    }
    if facts.usages.not_for_servers {
        warnings.push("Its extended key usage does not allow servers.".into());
    }
    if facts.certificate.is_ca() {
        warnings.push(
            "It is marked as an authority (CA:true): some clients refuse to see it as a server's certificate, and \
             whoever trusts it trusts everything that its key signs."
                .into(),
        );
    }
    warnings
}
