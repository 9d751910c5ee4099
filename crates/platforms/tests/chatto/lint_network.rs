//! What crosses the network, and what anybody on it can reach.

use super::project::{EXT_TOKEN, Files, bot, chn, compose};

const NONE: [&str; 0] = [];

fn extension(lines: &str) -> Files {
    let lines: String = lines.lines().map(|line| format!("    {line}\n")).collect();
    Files::sound(&[("bot.yml", &bot(&format!("extensions:\n  trivia:\n{lines}")))])
}

#[test]
fn messengers_call_in_without_a_check() {
    for channel in [
        "telegram:\n  bot_key: \"123:abcdefgh\"\n",
        "twilio:\n  account_sid: AC12345\n",
        "slack:\n  app_token: xapp-1\n",
        "slack:\n  delay: 1s\n",
    ] {
        let files = Files::sound(&[("chn.yml", &chn(channel))]);
        assert_eq!(files.rules(), ["CH-007"], "{channel}");
        let confined = Files::sound(&[("chn.yml", &chn(channel)), ("compose.yml", &compose(&[]))]);
        assert_eq!(
            confined.rules(),
            NONE,
            "{channel}: only this machine reaches the port"
        );
    }
    let empty =
        chn("telegram:\n  bot_key:\ntwilio:\n  account_sid:\nslack:\n  token: \"\"\n  delay: 0s\n");
    assert_eq!(
        Files::sound(&[("chn.yml", &empty)]).rules(),
        NONE,
        "as `chatto init` writes it: nothing is turned on"
    );
}

#[test]
fn extensions_without_a_token() {
    assert_eq!(
        extension("type: REST\nurl: http://localhost:8770").rules(),
        ["CH-034"]
    );
    assert_eq!(
        extension("type: REST\nurl: https://ext.example.org").rules(),
        ["CH-017"]
    );
    let token = format!("token: \"{EXT_TOKEN}\"");
    for url in [
        "http://localhost:8770",
        "http://127.0.0.1:1",
        "https://ext.example.org",
    ] {
        assert_eq!(
            extension(&format!("type: REST\nurl: {url}\n{token}")).rules(),
            NONE,
            "{url} with a token"
        );
    }
    assert_eq!(
        extension(&format!("type: REST\nurl: http://ext.example.org\n{token}")).rules(),
        ["CH-018"],
        "the token crosses the network in clear"
    );
}

#[test]
fn rpc_has_no_locks() {
    assert_eq!(
        extension("type: RPC\nhost: 10.0.0.9\nport: 8770").rules(),
        ["CH-019"]
    );
    assert_eq!(
        extension("type: RPC\nhost: localhost\nport: 8770").rules(),
        NONE
    );
}

#[test]
fn neighbours_in_the_compose_file_are_on_this_machine() {
    let with = |ports: &str| {
        let compose = compose(&[])
            + &format!(
                "  ext:\n    image: jaimeteb/chatto:0.9.2\n{ports}  redis:\n    image: redis\n"
            );
        let bot = bot(&format!(
            "extensions:\n  trivia:\n    type: REST\n    url: http://ext:8770\n    token: \"{EXT_TOKEN}\"\nstore:\n  type: redis\n  host: redis\n"
        ));
        Files::sound(&[("bot.yml", &bot), ("compose.yml", &compose)])
    };
    assert_eq!(with("").rules(), NONE);
    assert_eq!(
        with("    ports:\n      - \"8770:8770\"\n").rules(),
        ["CH-018"],
        "published, others reach it as well"
    );
}

#[test]
fn every_site_may_call_an_open_channel() {
    let files = Files::new(&[("bot.yml", &bot("enable_rest_cors: true\n"))]);
    assert_eq!(files.rules(), ["CH-001", "CH-020"]);
    let guarded = Files::sound(&[("bot.yml", &bot("enable_rest_cors: yes\n"))]);
    assert_eq!(guarded.rules(), NONE, "the token is asked for");
}

#[test]
fn databases_on_other_machines() {
    let store = |lines: &str| {
        let lines: String = lines.lines().map(|line| format!("  {line}\n")).collect();
        Files::sound(&[("bot.yml", &bot(&format!("store:\n{lines}")))])
    };
    for bad in [
        "type: SQL\nrdbms: postgres\nhost: db.example.org",
        "type: sql\nrdbms: MySQL\nhost: 10.0.0.9",
        "type: REDIS\nhost: 10.0.0.9",
        "type: REDIS\nhost: 10.0.0.9\ntls: false",
    ] {
        assert_eq!(store(bad).rules(), ["CH-021"], "{bad}");
    }
    for good in [
        "type: REDIS\nhost: 10.0.0.9\ntls: true",
        "type: REDIS\nhost: localhost",
        "type: SQL\nrdbms: sqlite\ndatabase: bot.db",
        "type: CACHE\nhost: 10.0.0.9",
    ] {
        assert_eq!(store(good).rules(), NONE, "{good}");
    }
}

#[test]
fn names_that_break_extensions() {
    for alias in ["MyServer", "my-server", "my server", "a.b"] {
        let files = Files::sound(&[(
            "bot.yml",
            &bot(&format!(
                "extensions:\n  {alias}:\n    type: REST\n    url: http://localhost:1\n    token: \"{EXT_TOKEN}\"\n"
            )),
        )]);
        assert_eq!(files.rules(), ["CH-023"], "{alias}");
    }
}

#[test]
fn tokens_in_command_lines() {
    let unit = |command: &str| {
        let unit = format!("[Service]\nExecStart=/opt/ext \\\n  {command}\n");
        Files::sound(&[("ext.service", &unit)])
    };
    for command in ["-token abcdef", "--token=abcdef", "-token 'abcdef'"] {
        let found = unit(command).finding("CH-022");
        assert_eq!(found.line, Some(3), "{command}: where it stands");
    }
    for command in [
        "-port 8770",
        "-token ${EXT_TOKEN}",
        "token abcdef",
        "-token",
    ] {
        assert_eq!(unit(command).rules(), NONE, "{command}");
    }
    let neighbour = compose(&[])
        + "  ext:\n    image: jaimeteb/chatto\n    command: go run ext.go -token abcdef\n";
    let found = Files::sound(&[("compose.yml", &neighbour)]).finding("CH-022");
    assert_eq!(
        (found.line, found.column),
        (Some(8), Some(35)),
        "of the extension's service"
    );
}

#[test]
fn a_container_on_the_machines_own_network_is_not_confined() {
    let host = compose(&[]).replace(
        "    ports:\n      - \"127.0.0.1:4770:4770\"\n",
        "    network_mode: host\n",
    );
    let files = Files::sound(&[
        ("chn.yml", &chn("slack:\n  token: xoxb-1-abcdef\n")),
        ("compose.yml", &host),
    ]);
    assert_eq!(
        files.rules(),
        ["CH-007"],
        "published ports tell nothing there"
    );
}
