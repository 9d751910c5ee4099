//! `chatelaine doctor`.

use crate::desk::Desk;

#[test]
fn an_address_is_enough_and_the_exit_code_tells_how_far_the_way_leads() {
    let mut desk = Desk::new();
    let url = desk.start_cat();
    let run = desk.run(&["doctor", &url, "--json"]);
    assert_eq!(run.code, 0, "every step can be taken: {run:?}");
    let doctor = run.json();
    assert_eq!(
        (
            doctor["platform"].as_str(),
            doctor["asks_credential"].as_bool()
        ),
        (Some("cheshire-cat"), Some(false)),
        "whose answers these are, and that anybody gets them: {doctor:#}"
    );
    assert_eq!(
        doctor["steps"].as_array().map(Vec::len),
        Some(7),
        "every step is named, asked or not: {doctor:#}"
    );
    let people = desk.run(&["doctor", &url]);
    assert!(
        people.out.contains("What to do:") && people.out.contains("WebSocket"),
        "for people, with advice: {people:?}"
    );
    assert!(
        people.out.contains(&format!(
            "bots add NAME --platform cheshire-cat --url {url}"
        )),
        "and with the command that begins to mend it: {people:?}"
    );
    desk.stop_cat();
    let gone = desk.run(&["doctor", &url, "--json"]);
    assert_eq!(gone.code, 3, "nothing could be connected to: {gone:?}");
    assert_eq!(gone.json()["reachable"], false, "{gone:?}");
    let nonsense = desk.run(&["doctor", "ftp://cat.example", "--json"]);
    assert_eq!(
        (nonsense.code, nonsense.error_code().as_str()),
        (3, "invalid"),
        "{nonsense:?}"
    );
}
