use chatelaine_report::text;

use crate::sample;

#[test]
fn a_terminal_shows_ways_in_then_findings_then_the_sum() {
    assert_eq!(
        text(&sample::report()),
        "\
alice · Cheshire Cat 1.9.2
One of two ways in is locked. Anyone who can reach port 1865 can administer this bot.
  HTTP API   open           Answered 200 without a credential
  WebSocket  proven locked  Refused 403 without a token
CC-001 critical .env:3 CCAT_API_KEY is not set: anyone is administrator.
       Mend it. (fixable)
CC-020 critical The user admin still has the password that ships with the bot.
       Mend it.
CC-015 medium compose.yml:7 Port 1865 is published to every network.
       Mend it.
CC-011 low .env:9 Debug mode is on. (ignored)
       Until 2027-01-31: A demo in our office

far · Cheshire Cat
None of one ways in is known to be locked. Check the bot to learn about the rest.
  Transport  unknown  Answered 200 without a credential
CC-024 high Keys cross the network in clear.
       Mend it.

4 findings: 2 critical, 1 high, 1 medium; 1 ignored
"
    );
}

#[test]
fn nothing_found_is_said_and_not_left_to_be_guessed() {
    let mut bot = sample::alice();
    bot.findings.clear();
    let ignored = text(&sample::only(bot.clone()));
    assert_eq!(ignored.lines().last(), Some("No findings; 1 ignored"));
    bot.ignored.clear();
    assert_eq!(text(&sample::only(bot)).lines().last(), Some("No findings"));
}

#[test]
fn no_text_of_a_bot_can_forge_a_line_or_act_on_the_terminal() {
    let text = text(&sample::only(sample::hostile()));
    assert!(
        !text.chars().any(|c| c.is_control() && c != '\n'),
        "no control sequence is left"
    );
    assert!(
        !text.contains('\u{202e}'),
        "nothing turns the writing round"
    );
    assert!(
        !text.lines().any(|line| line.starts_with("CC-999")),
        "a line break inside a message is none in the report: {text}"
    );
}
