use chatelaine_platforms::Severity;
use chatelaine_report::{Report, sarif};
use serde_json::{Value, json};

use crate::sample::{self, ROOT};

/// The schema of the standard itself; `tests/schema/README.md` says where it is from.
const SCHEMA: &str = include_str!("../schema/sarif-schema-2.1.0.json");

fn checked(report: &Report, root: Option<&str>) -> Value {
    let document = sarif(report, root);
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(
        errors.is_empty(),
        "the standard's own schema says: {errors:#?}"
    );
    document
}

fn run(report: &Report) -> Value {
    checked(report, Some(ROOT))["runs"][0].clone()
}

#[test]
fn every_kind_of_report_is_valid() {
    checked(&sample::report(), Some(ROOT));
    checked(&sample::report(), None);
    checked(&sample::only(sample::hostile()), Some(ROOT));
    let mut windows = sample::alice();
    windows.dir = Some(r"C:\bots\my alice".into());
    checked(&sample::only(windows), Some(r"C:\bots"));
    let nothing = Report {
        bots: Vec::new(),
        ..sample::report()
    };
    assert_eq!(
        run(&nothing)["results"],
        json!([]),
        "an empty list means that nothing was found; none at all would mean that nobody looked"
    );
}

#[test]
fn a_result_says_what_where_and_how_bad() {
    let run = run(&sample::report());
    let result = &run["results"][0];
    assert_eq!(result["ruleId"], "CC-001");
    assert_eq!(result["level"], "error");
    assert_eq!(result["properties"]["severity"], "critical", "exactly");
    assert_eq!(
        result["message"]["text"],
        "CCAT_API_KEY is not set: anyone is administrator. Mend it."
    );
    assert_eq!(
        result["locations"],
        json!([{
            "physicalLocation": {
                "artifactLocation": { "uri": "bots/alice/.env", "uriBaseId": "%SRCROOT%" },
                "region": { "startLine": 3, "startColumn": 1 },
            },
            "logicalLocations": [{
                "name": "env.CCAT_API_KEY",
                "fullyQualifiedName": "alice/env.CCAT_API_KEY",
                "kind": "property",
            }],
        }])
    );
    assert_eq!(
        run["originalUriBaseIds"],
        json!({ "%SRCROOT%": { "uri": "file:///home/op/house/" } })
    );
    assert_eq!(run["columnKind"], "unicodeCodePoints");
}

#[test]
fn every_result_points_at_its_rule_and_the_rule_keeps_five_severities_apart() {
    let mut bot = sample::alice();
    bot.findings = [
        ("X-1", Severity::Critical, "error", "9.5"),
        ("X-2", Severity::High, "error", "8.0"),
        ("X-3", Severity::Medium, "warning", "5.5"),
        ("X-4", Severity::Low, "note", "3.0"),
        ("X-5", Severity::Info, "note", "0.0"),
    ]
    .map(|(rule, severity, _, _)| sample::finding(rule, severity))
    .to_vec();
    let run = run(&sample::only(bot));
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let seen: Vec<_> = rules
        .iter()
        .map(|rule| {
            [
                &rule["id"],
                &rule["defaultConfiguration"]["level"],
                &rule["properties"]["security-severity"],
                &rule["properties"]["severity"],
            ]
            .map(|value| value.as_str().unwrap())
        })
        .collect();
    assert_eq!(
        seen,
        [
            ["CC-011", "note", "3.0", "low"],
            ["X-1", "error", "9.5", "critical"],
            ["X-2", "error", "8.0", "high"],
            ["X-3", "warning", "5.5", "medium"],
            ["X-4", "note", "3.0", "low"],
            ["X-5", "note", "0.0", "info"],
        ],
        "three levels would make critical and high the same"
    );
    for result in run["results"].as_array().unwrap() {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
}

#[test]
fn a_rule_is_described_by_its_table_and_only_when_it_is_reported() {
    let run = run(&sample::report());
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let ids: Vec<_> = rules
        .iter()
        .map(|rule| rule["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["CC-001", "CC-011", "CC-015", "CC-020", "CC-024"]);
    assert_eq!(
        rules[0]["shortDescription"]["text"],
        "Set CCAT_API_KEY to a generated value."
    );
    assert!(
        rules[0]["fullDescription"]["text"]
            .as_str()
            .unwrap()
            .ends_with("one alone leaves the other protocol open."),
        "{}",
        rules[0]
    );
    assert_eq!(rules[0]["properties"]["tags"], json!(["security"]));
}

#[test]
fn what_only_a_live_check_found_is_shown_in_the_configuration_or_nowhere() {
    let run = run(&sample::report());
    let results = run["results"].as_array().unwrap();
    let of = |rule: &str| {
        results
            .iter()
            .find(|result| result["ruleId"] == rule)
            .unwrap()
    };
    assert_eq!(
        of("CC-020")["locations"],
        json!([{ "physicalLocation": {
            "artifactLocation": { "uri": "bots/alice/.env", "uriBaseId": "%SRCROOT%" },
        }}]),
        "without a line: there is none that says it"
    );
    assert_eq!(
        of("CC-024").get("locations"),
        None,
        "code scanning refuses a whole report over one location without a file"
    );
    assert_eq!(of("CC-024")["properties"]["bot"], "far");
}

#[test]
fn what_is_ignored_is_there_as_suppressed_with_its_reason() {
    let run = run(&sample::report());
    let results = run["results"].as_array().unwrap();
    let suppressed: Vec<_> = results
        .iter()
        .filter(|result| result.get("suppressions").is_some())
        .collect();
    assert_eq!(suppressed.len(), 1);
    assert_eq!(suppressed[0]["ruleId"], "CC-011");
    assert_eq!(
        suppressed[0]["suppressions"],
        json!([{
            "kind": "external",
            "status": "accepted",
            "justification": "A demo in our office (until 2027-01-31)",
        }])
    );
}

#[test]
fn a_bot_that_could_not_be_asked_makes_the_run_unsuccessful() {
    let both = run(&sample::report());
    assert_eq!(
        both["invocations"],
        json!([{
            "executionSuccessful": false,
            "endTimeUtc": "2026-11-27T10:20:30Z",
            "toolExecutionNotifications": [{
                "descriptor": { "id": "unreachable" },
                "level": "error",
                "message": { "text": "far: Nothing answers at http://far.example:1865. Start the bot." },
            }],
        }])
    );
    let one = run(&sample::only(sample::alice()));
    assert_eq!(one["invocations"][0]["executionSuccessful"], true);
    assert_eq!(
        one["invocations"][0]["toolExecutionNotifications"],
        json!([])
    );
}

fn fingerprints(report: &Report, root: &str) -> Vec<String> {
    let document = checked(report, Some(root));
    document["runs"][0]["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|result| {
            result["partialFingerprints"]["chatelaine/v1"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect()
}

#[test]
fn a_fingerprint_survives_moved_lines_new_words_and_another_checkout() {
    let before = fingerprints(&sample::report(), ROOT);
    let mut moved = sample::report();
    for bot in &mut moved.bots {
        bot.dir = bot.dir.as_ref().map(|dir| dir.replace(ROOT, "/ci/build 7"));
        bot.url = Some("http://127.0.0.1:40123".into());
        for finding in &mut bot.findings {
            finding.line = finding.line.map(|line| line + 40);
            finding.message = "Put otherwise.".into();
        }
    }
    assert_eq!(
        fingerprints(&moved, "/ci/build 7"),
        before,
        "it is the same finding on every machine and in every commit"
    );
    assert_eq!(
        before[0], "27523a9ba6cc5280d240c473c2243a42a726ce90acad23ba7e763d6881546551:1",
        "published fingerprints are a contract: another way of making them needs another name"
    );
}

#[test]
fn fingerprints_tell_findings_apart() {
    let mut bot = sample::alice();
    let key = bot.findings[0].clone();
    let mut rule = key.clone();
    rule.rule = "CC-004".into();
    let mut file = key.clone();
    file.file = Some("other.env".into());
    let mut setting = key.clone();
    setting.setting = Some("env.CCAT_API_KEY_WS".into());
    bot.findings = vec![key.clone(), rule, file, setting, key];
    let mut twin = bot.clone();
    twin.dir = Some(format!("{ROOT}/bots/bob"));
    let mut report = sample::only(bot);
    report.bots.push(twin);
    let mut all = fingerprints(&report, ROOT);
    let count = all.len();
    all.sort();
    all.dedup();
    assert_eq!(
        all.len(),
        count,
        "rule, file, setting, folder and order all count"
    );
}

#[test]
fn names_out_of_files_make_no_links() {
    let mut bot = sample::alice();
    bot.findings[0].message = "Alias [click](http://evil.example) is open.".into();
    let run = run(&sample::only(bot));
    assert_eq!(
        run["results"][0]["message"]["text"],
        "Alias [click] (http://evil.example) is open. Mend it."
    );
}
