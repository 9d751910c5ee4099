//! Outcomes as JUnit XML, in the form that CI servers have agreed upon (Jenkins' `junit-10.xsd`).

use std::fmt::Write as _;

use crate::view::{CheckOutcome, CheckVerdict};

/// One suite: the checks of one bot.
#[must_use]
pub fn report(bot: &str, outcomes: &[CheckOutcome]) -> String {
    let count = |verdict| {
        let of = outcomes.iter().filter(|outcome| outcome.verdict == verdict);
        of.count()
    };
    let totals = format!(
        r#"tests="{}" failures="{}" errors="{}" time="{}""#,
        outcomes.len(),
        count(CheckVerdict::Failed),
        count(CheckVerdict::NotRun),
        seconds(outcomes.iter().map(|outcome| u64::from(outcome.ms)).sum()),
    );
    let cases: String = outcomes.iter().map(|outcome| case(bot, outcome)).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"chatelaine\" {totals}>\n  <testsuite name=\"{}\" {totals}>\n{cases}  </testsuite>\n</testsuites>\n",
        escaped(bot)
    )
}

fn case(bot: &str, outcome: &CheckOutcome) -> String {
    let mut xml = format!(
        "    <testcase classname=\"{}\" name=\"{}\" time=\"{}\">\n",
        escaped(bot),
        escaped(&outcome.name),
        seconds(outcome.ms.into())
    );
    let problems = problems(outcome);
    let element = match outcome.verdict {
        CheckVerdict::Passed => None,
        CheckVerdict::Failed => Some(("failure", "expectation")),
        CheckVerdict::NotRun => Some(("error", "not run")),
    };
    if let Some((element, kind)) = element {
        let first = problems.first().map_or("", String::as_str);
        // Writing to a string cannot fail.
        let _ = writeln!(
            xml,
            "      <{element} message=\"{}\" type=\"{kind}\">{}</{element}>",
            escaped(first),
            escaped(&problems.join("\n"))
        );
    }
    let _ = writeln!(
        xml,
        "      <system-out>{}</system-out>",
        escaped(&conversation(outcome))
    );
    xml.push_str("    </testcase>\n");
    xml
}

fn problems(outcome: &CheckOutcome) -> Vec<String> {
    let steps = outcome.steps.iter().flat_map(|step| {
        let about = move |problem: &String| format!("After “{}”: {problem}", step.say);
        step.problems.iter().map(about)
    });
    let own = outcome.problem.iter().chain(&outcome.advice).cloned();
    own.chain(steps).collect()
}

fn conversation(outcome: &CheckOutcome) -> String {
    let mut text = String::new();
    for step in &outcome.steps {
        let _ = writeln!(text, "> {}", step.say);
        for reply in &step.replies {
            let _ = writeln!(text, "< {reply}");
        }
    }
    text
}

fn seconds(ms: u64) -> String {
    format!("{}.{:03}", ms / 1000, ms % 1000)
}

/// Text for an element or an attribute. A bot may say what XML 1.0 cannot hold (§2.2): that becomes U+FFFD.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&apos;"),
            // As a reference, or an attribute would make spaces of them (§3.3.3).
            '\n' | '\t' => {
                let _ = write!(safe, "&#{};", u32::from(c));
            }
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => safe.push('\u{fffd}'),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::StepOutcome;

    #[test]
    fn whatever_a_bot_says_the_report_stays_well_formed() {
        let outcome = CheckOutcome {
            name: "\"<greets>\" & more".into(),
            verdict: CheckVerdict::Failed,
            ms: 1234,
            problem: None,
            advice: None,
            steps: vec![StepOutcome {
                say: "hello".into(),
                replies: vec!["]]></failure><script>\u{0}\u{1b}[31m".into()],
                ms: Some(3),
                passed: false,
                problems: vec!["Expected\nmore".into()],
            }],
        };
        let xml = report("alice & bob", &[outcome]);
        assert!(
            xml.contains(r#"name="&quot;&lt;greets&gt;&quot; &amp; more" time="1.234""#)
                && xml.contains("failures=\"1\" errors=\"0\""),
            "{xml}"
        );
        assert_eq!(xml.matches("<failure").count(), 1, "{xml}");
        assert!(
            !xml.contains("<script>") && !xml.chars().any(|c| c.is_control() && c != '\n'),
            "nothing that a bot says is markup, and nothing is outside XML: {xml}"
        );
    }
}
