//! The words that all reports share.

use chatelaine_platforms::{Finding, Severity, State};

/// Every severity, worst first.
pub(crate) const SEVERITIES: [Severity; 5] = [
    Severity::Critical,
    Severity::High,
    Severity::Medium,
    Severity::Low,
    Severity::Info,
];

/// `critical`.
pub(crate) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "critical",
        Severity::High => "high",
        Severity::Medium => "medium",
        Severity::Low => "low",
        Severity::Info => "info",
    }
}

/// `proven locked`.
pub(crate) fn state(state: State) -> &'static str {
    match state {
        State::Open => "open",
        State::Locked => "locked",
        State::ProvenLocked => "proven locked",
        State::Weak => "weak",
        State::Forgeable => "forgeable",
        State::DefaultPassword => "default password",
        State::LoopbackOnly => "loopback only",
        State::Unknown => "unknown",
    }
}

/// `.env:3`; nothing when the finding is about no file.
pub(crate) fn place(finding: &Finding) -> Option<String> {
    let file = finding.file.as_deref()?;
    Some(match finding.line {
        Some(line) => format!("{file}:{line}"),
        None => file.to_owned(),
    })
}

/// How many findings of each severity there are, worst first. Severities without any are included.
pub(crate) fn tally<'a>(
    findings: impl Iterator<Item = &'a Finding>,
) -> [(Severity, usize); SEVERITIES.len()] {
    let mut counts = SEVERITIES.map(|severity| (severity, 0));
    for finding in findings {
        for (severity, count) in &mut counts {
            if *severity == finding.severity {
                *count += 1;
            }
        }
    }
    counts
}

/// `3 findings: 1 critical, 2 high; 1 ignored`.
pub(crate) fn sum<'a>(findings: impl Iterator<Item = &'a Finding>, ignored: usize) -> String {
    let counts = tally(findings);
    let total: usize = counts.iter().map(|(_, count)| count).sum();
    let mut line = match total {
        0 => "No findings".to_owned(),
        1 => "1 finding: ".to_owned(),
        _ => format!("{total} findings: "),
    };
    let parts: Vec<String> = counts
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(level, count)| format!("{count} {}", severity(*level)))
        .collect();
    line.push_str(&parts.join(", "));
    if ignored > 0 {
        line.push_str(&format!("; {ignored} ignored"));
    }
    line
}

/// Text of a bot or a file on one line. It may hold line breaks that would forge lines of the report, control sequences
/// that would act on a terminal, or marks that turn the direction of writing (Unicode 2066 to 2069 and 202A to 202E)
/// and so show a text that is not there.
pub(crate) fn plain(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => ' ',
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
            c if c.is_control() => '\u{fffd}',
            c => c,
        })
        .collect()
}
