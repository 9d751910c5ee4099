//! An audit of two bots: one with everything that a report can hold, one that could not be reached.

use chatelaine_platforms::{
    AccessPoint, Declared, Evidence, Finding, Observed, Platform, Severity, State,
};
use chatelaine_report::{BotReport, Ignored, Problem, Report};
use jiff::civil::date;

/// Where the sources lie.
pub(crate) const ROOT: &str = "/home/op/house";

pub(crate) fn report() -> Report {
    Report {
        bots: vec![alice(), far()],
        tool_version: "0.1.0".into(),
        at: "2026-11-27T10:20:30.5Z".parse().unwrap(),
    }
}

/// A report of only this bot.
pub(crate) fn only(bot: BotReport) -> Report {
    Report {
        bots: vec![bot],
        ..report()
    }
}

pub(crate) fn alice() -> BotReport {
    let mut key = finding("CC-001", Severity::Critical);
    key.message = "CCAT_API_KEY is not set: anyone is administrator.".into();
    key.file = Some(".env".into());
    key.line = Some(3);
    key.column = Some(1);
    key.setting = Some("env.CCAT_API_KEY".into());
    key.fixable = true;
    let mut port = finding("CC-015", Severity::Medium);
    port.message = "Port 1865 is published to every network.".into();
    port.file = Some("compose.yml".into());
    port.line = Some(7);
    let mut password = finding("CC-020", Severity::Critical);
    password.message = "The user admin still has the password that ships with the bot.".into();
    let mut debug = finding("CC-011", Severity::Low);
    debug.message = "Debug mode is on.".into();
    debug.file = Some(".env".into());
    debug.line = Some(9);
    debug.setting = Some("env.CCAT_DEBUG".into());
    let demo = Ignored {
        reason: "A demo in our office".into(),
        expires: Some(date(2027, 1, 31)),
    };
    let mut socket = point("websocket", "WebSocket", State::ProvenLocked);
    socket.summary = "Refused 403 without a token".into();
    socket.evidence = vec![Evidence::exchange(
        "Refused without a token",
        "GET /ws",
        "403 Forbidden",
    )];
    BotReport {
        name: "alice".into(),
        platform: Platform::CheshireCat,
        dir: Some(format!("{ROOT}/bots/alice")),
        config_file: Some(".env".into()),
        url: Some("http://localhost:1865".into()),
        version: Some("1.9.2".into()),
        headline: "One of two ways in is locked".into(),
        detail: "Anyone who can reach port 1865 can administer this bot.".into(),
        access_points: vec![point("http-api", "HTTP API", State::Open), socket],
        findings: vec![key, password, port],
        ignored: vec![(debug, demo)],
        problem: None,
    }
}

/// Known by its address alone, which does not answer.
pub(crate) fn far() -> BotReport {
    let mut plain = finding("CC-024", Severity::High);
    plain.message = "Keys cross the network in clear.".into();
    BotReport {
        name: "far".into(),
        platform: Platform::CheshireCat,
        dir: None,
        config_file: None,
        url: Some("http://far.example:1865".into()),
        version: None,
        headline: "None of one ways in is known to be locked".into(),
        detail: "Check the bot to learn about the rest.".into(),
        access_points: vec![point("transport", "Transport", State::Unknown)],
        findings: vec![plain],
        ignored: Vec::new(),
        problem: Some(Problem {
            code: "unreachable".into(),
            what: "Nothing answers at http://far.example:1865.".into(),
            advice: "Start the bot.".into(),
        }),
    }
}

pub(crate) fn finding(rule: &str, severity: Severity) -> Finding {
    Finding {
        rule: rule.into(),
        severity,
        file: None,
        line: None,
        column: None,
        setting: None,
        message: "Something is wrong.".into(),
        advice: "Mend it.".into(),
        fixable: false,
        fix: None,
        locks: false,
    }
}

pub(crate) fn point(id: &str, title: &str, state: State) -> AccessPoint {
    AccessPoint {
        id: id.into(),
        title: title.into(),
        reach: "/message".into(),
        declared: Declared::Open,
        observed: Some(Observed::Open),
        state,
        guarded_by: vec!["env.CCAT_API_KEY".into()],
        guard: "CCAT_API_KEY".into(),
        summary: "Answered 200 without a credential".into(),
        evidence: Vec::new(),
        rules: Vec::new(),
    }
}

/// Text that wants to be more than text.
pub(crate) const HOSTILE: &str = "<img src=x onerror=alert(1)>\"'&</style><script>alert(2)</script>\u{1b}[2J\r\nCC-999 critical forged\u{202e}gnp.exe";

/// A bot whose every text is hostile.
pub(crate) fn hostile() -> BotReport {
    let mut bot = alice();
    let text = || HOSTILE.to_owned();
    bot.name = text();
    bot.dir = Some(format!("{ROOT}/{HOSTILE}"));
    bot.config_file = Some(text());
    bot.url = Some(text());
    bot.version = Some(text());
    bot.headline = text();
    bot.detail = text();
    for point in &mut bot.access_points {
        point.title = text();
        point.reach = text();
        point.guard = text();
        point.guarded_by = vec![text()];
        point.summary = text();
        point.evidence = vec![Evidence::exchange(text(), text(), text())];
    }
    let ignored = bot.ignored.iter_mut().map(|(finding, ignored)| {
        ignored.reason = text();
        finding
    });
    for finding in bot.findings.iter_mut().chain(ignored) {
        finding.rule = text();
        finding.file = Some(text());
        finding.setting = Some(text());
        finding.message = text();
        finding.advice = text();
    }
    bot.problem = Some(Problem {
        code: text(),
        what: text(),
        advice: text(),
    });
    bot
}
