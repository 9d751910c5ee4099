use chatelaine_report::{Problem, Report};
use serde_json::{Value, json as value};

use crate::sample;

fn text(report: &Report) -> String {
    let bots: Vec<String> = report
        .bots
        .iter()
        .map(chatelaine_report::json_bot)
        .collect();
    chatelaine_report::json(report, &bots)
}

fn json(report: &Report) -> Value {
    serde_json::from_str(&text(report)).unwrap()
}

fn keys(value: &Value) -> Vec<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

#[test]
fn what_is_put_together_from_parts_looks_as_if_written_at_once() {
    let mut failed = sample::only(sample::alice());
    failed.bots[0].problem = Some(Problem {
        code: "unreachable".into(),
        what: "two\nlines".into(),
        advice: "none".into(),
    });
    let mut none = failed.clone();
    none.bots.clear();
    for report in [sample::only(sample::alice()), failed, none] {
        let at_once = serde_json::to_string_pretty(&json(&report)).unwrap();
        assert_eq!(
            text(&report),
            format!("{at_once}\n"),
            "people compare reports line by line"
        );
    }
}

#[test]
fn the_names_are_those_that_the_documentation_promises() {
    let document = json(&sample::only(sample::alice()));
    assert_eq!(keys(&document), ["bots"], "nothing beside the bots");
    let bot = &document["bots"][0];
    let mut names = keys(bot);
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "access_points",
            "dir",
            "findings",
            "ignored",
            "name",
            "platform",
            "url"
        ]
    );
    assert_eq!(bot["platform"], "cheshire-cat", "as on the command line");
    assert_eq!(
        bot["access_points"][1],
        value!({
            "id": "websocket",
            "declared": "open",
            "observed": "open",
            "guarded_by": ["env.CCAT_API_KEY"],
            "evidence": [{
                "claim": "Refused without a token",
                "request": "GET /ws",
                "response": "403 Forbidden",
            }],
        })
    );
    assert_eq!(
        bot["findings"][0],
        value!({
            "rule": "CC-001",
            "severity": "critical",
            "file": ".env",
            "line": 3,
            "column": 1,
            "setting": "env.CCAT_API_KEY",
            "message": "CCAT_API_KEY is not set: anyone is administrator.",
            "advice": "Mend it.",
            "fixable": true,
        })
    );
}

#[test]
fn what_is_ignored_stands_apart_with_its_reason_so_that_a_script_cannot_count_it_by_mistake() {
    let document = json(&sample::only(sample::alice()));
    let bot = &document["bots"][0];
    assert_eq!(bot["findings"].as_array().unwrap().len(), 3);
    assert_eq!(
        bot["ignored"],
        value!([{
            "rule": "CC-011",
            "severity": "low",
            "file": ".env",
            "line": 9,
            "column": null,
            "setting": "env.CCAT_DEBUG",
            "message": "Debug mode is on.",
            "advice": "Mend it.",
            "fixable": false,
            "reason": "A demo in our office",
            "expires": "2027-01-31",
        }])
    );
}

#[test]
fn a_bot_that_could_not_be_asked_is_an_error_beside_the_bots() {
    let document = json(&sample::report());
    assert_eq!(
        document["bots"].as_array().unwrap().len(),
        2,
        "both are there"
    );
    assert_eq!(
        document["error"],
        value!({
            "code": "unreachable",
            "what": "Nothing answers at http://far.example:1865.",
            "advice": "Start the bot.",
        })
    );
}
