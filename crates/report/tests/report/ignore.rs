use chatelaine_platforms::{Finding, Severity};
use chatelaine_report::{Applied, IgnoreError, Ignores, apply};
use jiff::civil::{Date, date};

use crate::sample;

const TODAY: Date = date(2026, 11, 27);

fn debug(file: &str, setting: &str) -> Finding {
    let mut finding = sample::finding("CC-011", Severity::Low);
    finding.file = Some(file.into());
    finding.setting = Some(setting.into());
    finding
}

fn applied(file: &str, findings: Vec<Finding>) -> Applied {
    apply(&file.parse().unwrap(), findings, TODAY)
}

fn refused(file: &str) -> IgnoreError {
    file.parse::<Ignores>().expect_err(file)
}

fn rules(findings: &[Finding]) -> Vec<&str> {
    findings
        .iter()
        .map(|finding| finding.rule.as_str())
        .collect()
}

#[test]
fn an_entry_covers_what_its_rule_file_and_setting_say_and_nothing_else() {
    let findings = || {
        vec![
            sample::finding("CC-001", Severity::Critical),
            debug(".env", "env.CCAT_DEBUG"),
            debug("other.env", "env.CCAT_DEBUG"),
            debug(".env", "env.OTHER"),
        ]
    };
    let all = applied("[[ignore]]\nrule='CC-011'\nreason='demo'\n", findings());
    assert_eq!(rules(&all.kept), ["CC-001"], "the rule alone is enough");
    assert_eq!(all.ignored.len(), 3);
    let one = applied(
        "[[ignore]]\nrule='CC-011'\nfile='.env'\nsetting='env.CCAT_DEBUG'\nreason='demo'\n",
        findings(),
    );
    assert_eq!(rules(&one.kept), ["CC-001", "CC-011", "CC-011"]);
    let (finding, why) = &one.ignored[0];
    assert_eq!(finding.setting.as_deref(), Some("env.CCAT_DEBUG"));
    assert_eq!((why.reason.as_str(), why.expires), ("demo", None));
}

#[test]
fn an_entry_counts_on_its_last_day_and_complains_from_the_next() {
    let file = |day: &str| {
        format!("# ours\n\n[[ignore]]\nrule = \"CC-011\"\nreason = \"demo\"\nexpires = {day}\n")
    };
    let found = || vec![debug(".env", "env.CCAT_DEBUG")];
    let last = applied(&file("2026-11-27"), found());
    assert_eq!(
        (last.kept.len(), last.ignored.len()),
        (0, 1),
        "the last day"
    );
    let after = applied(&file("2026-11-26"), found());
    assert_eq!(
        rules(&after.kept),
        ["CC-011", "GEN-900"],
        "the finding counts again, and somebody is told why"
    );
    assert!(after.ignored.is_empty());
    let told = &after.kept[1];
    assert_eq!(
        (told.file.as_deref(), told.line, told.severity),
        (Some(".chatelaine-ignore.toml"), Some(3), Severity::Low),
        "where to look"
    );
    assert!(told.message.contains("2026-11-26"), "{}", told.message);
    let gone = applied(&file("2026-11-26"), Vec::new());
    assert_eq!(rules(&gone.kept), ["GEN-900"], "one complaint, not two");
}

#[test]
fn an_expired_entry_does_not_stand_in_the_way_of_one_that_counts() {
    let file = "[[ignore]]\nrule='CC-011'\nreason='old'\nexpires=2026-01-01\n[[ignore]]\nrule='CC-011'\nreason='new'\n";
    let both = applied(file, vec![debug(".env", "x")]);
    assert_eq!(both.ignored[0].1.reason, "new");
    assert_eq!(rules(&both.kept), ["GEN-900"]);
}

#[test]
fn an_entry_about_nothing_is_reported_as_a_remark() {
    let unused = applied(
        "[[ignore]]\nrule='CC-001'\nfile='chn.yml'\nreason='typo'\n",
        vec![sample::finding("CC-001", Severity::Critical)],
    );
    assert_eq!(rules(&unused.kept), ["CC-001", "GEN-901"]);
    assert_eq!(
        unused.kept[1].severity,
        Severity::Info,
        "it makes no build fail"
    );
    assert!(
        unused.kept[1].message.contains("CC-001 in chn.yml"),
        "{}",
        unused.kept[1].message
    );
}

#[test]
fn what_counts_stays_in_order_with_the_worst_first() {
    let mixed = applied(
        "[[ignore]]\nrule='CC-011'\nreason='r'\nexpires=2000-01-01\n",
        vec![
            sample::finding("CC-001", Severity::Critical),
            sample::finding("CC-901", Severity::Info),
        ],
    );
    assert_eq!(rules(&mixed.kept), ["CC-001", "GEN-900", "CC-901"]);
}

#[test]
fn no_file_ignores_nothing() {
    let all = apply(
        &Ignores::default(),
        vec![sample::finding("CC-001", Severity::Critical)],
        TODAY,
    );
    assert_eq!((all.kept.len(), all.ignored.len()), (1, 0));
    assert_eq!("# nothing yet\n".parse(), Ok(Ignores::default()));
}

#[test]
fn an_entry_without_a_reason_is_refused_with_its_line() {
    let error =
        refused("# ours\n[[ignore]]\nrule='A-1'\nreason='r'\n\n[[ignore]]\nrule = 'CC-011'\n");
    assert_eq!(error.line, 6, "where the entry begins");
    assert_eq!(
        error.to_string(),
        ".chatelaine-ignore.toml:6: The entry that begins here has no reason."
    );
    for empty in ["''", "'  '", "\"\\t\""] {
        let error = refused(&format!("[[ignore]]\nrule='CC-011'\nreason={empty}\n"));
        assert_eq!(
            (error.line, error.what.as_str()),
            (3, "reason is empty."),
            "a reason that says nothing is none"
        );
    }
}

#[test]
fn whatever_is_not_understood_is_an_error_with_its_line() {
    let cases = [
        (
            "[[ignore]]\nrule='A'\nreason='r'\nexpire=2027-01-01\n",
            4,
            "`expire` is not a key",
        ),
        ("version=1\n", 1, "`version` means nothing"),
        ("[[ignores]]\nrule='A'\n", 1, "`ignores` means nothing"),
        ("[ignore]\nrule='A'\nreason='r'\n", 1, "not a list"),
        ("ignore=['CC-011']\n", 1, "not a list"),
        ("\n[[ignore]]\nreason='r'\n", 2, "has no rule"),
        ("[[ignore]]\nrule=11\nreason='r'\n", 2, "rule is not a text"),
        (
            "[[ignore]]\nrule='A'\nfile=''\nreason='r'\n",
            3,
            "file is empty",
        ),
        (
            "[[ignore]]\nrule='A'\nreason='r'\nexpires='2027-01-01'\n",
            4,
            "not a day",
        ),
        (
            "[[ignore]]\nrule='A'\nreason='r'\nexpires=2027-01-01T10:00:00Z\n",
            4,
            "not a day",
        ),
        (
            "[[ignore]]\nrule='A'\nreason='r'\nexpires=10:00:00\n",
            4,
            "not a day",
        ),
        (
            "[[ignore]]\nrule='A'\nrule='B'\nreason='r'\n",
            3,
            "not TOML",
        ),
        (
            "[[ignore]]\nrule='A'\nreason='r'\nexpires=2027-02-30\n",
            4,
            "",
        ),
        ("[[ignore]\n", 1, "not TOML"),
    ];
    for (file, line, what) in cases {
        let error = refused(file);
        assert_eq!(error.line, line, "{file}: {error}");
        assert!(error.what.contains(what), "{file}: {error}");
        assert!(!error.advice.is_empty(), "what to do: {error}");
    }
}

#[test]
fn errors_do_not_repeat_what_stands_in_the_file() {
    for file in [
        "[[ignore]]\nrule='A'\nreason=\"hunter2\n",
        "[[ignore]]\nrule='A'\nreason=hunter2\n",
        "[[ignore]]\nrule='A'\nreason='r'\nexpires='hunter2'\n",
    ] {
        let error = refused(file);
        assert!(
            !format!("{error} {}", error.advice).contains("hunter2"),
            "a value may have been put there by mistake: {error}"
        );
    }
}

#[test]
fn deep_nesting_is_refused_and_not_followed() {
    let file = format!("ignore={}{}", "[".repeat(20_000), "]".repeat(20_000));
    assert!(file.parse::<Ignores>().is_err());
}
