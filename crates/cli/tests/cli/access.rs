//! `chatelaine login`, `session` and `logout`.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use crate::desk::{Desk, keys};

#[test]
fn a_login_to_a_folder_is_a_session_for_the_next_process() {
    let mut desk = Desk::with_file_vault();
    let url = desk.start_cat();
    let folder = desk.folder();
    let login = desk.run_with(&["login", &folder, "--url", &url, "--json"], "admin\n");
    assert_eq!(
        (login.code, login.json()["username"].as_str()),
        (0, Some("admin")),
        "{login:?}"
    );

    let session = desk.run(&["session", &folder, "--json"]);
    assert_eq!(
        (session.code, session.json()["username"].as_str()),
        (0, Some("admin")),
        "another process knows it: {session:?}"
    );
    assert!(
        session.json()["seconds_left"]
            .as_i64()
            .is_some_and(|left| left > 80_000),
        "a day by default: {session:?}"
    );
    let shown = desk.run(&["session", &folder]);
    assert!(
        shown.out.contains("well-known key `secret`") && shown.out.contains("MEMORY"),
        "signature and permissions: {shown:?}"
    );
    let overview = desk.run(&["session", &folder, "--url", &url, "--overview", "--json"]);
    assert_eq!(
        keys(&overview.json()),
        ["overview", "session"],
        "{overview:?}"
    );
    assert_eq!(overview.json()["overview"]["version"], "1.9.2");
    assert!(
        !overview.out.contains("practice-not-a-real-key"),
        "provider keys are masked: {overview:?}"
    );
    assert_eq!(
        desk.run(&[
            "chat",
            &folder,
            "--url",
            &url,
            "--auth",
            "jwt",
            "--message",
            "hello"
        ])
        .code,
        0,
        "good for a chat as well"
    );

    assert_eq!(desk.run(&["logout", &folder]).code, 0);
    let gone = desk.run(&["session", &folder, "--json"]);
    assert_eq!(
        (gone.code, gone.error_code().as_str()),
        (3, "not_found"),
        "{gone:?}"
    );
}

#[test]
fn a_remembered_password_logs_in_without_being_typed() {
    let mut desk = Desk::with_file_vault();
    let url = desk.start_cat();
    desk.register(Some(&url));
    let unknown = desk.run(&["login", "alice", "--json"]);
    assert_eq!(
        (unknown.code, unknown.error_code().as_str()),
        (3, "not_found"),
        "no password anywhere: {unknown:?}"
    );
    let wrong = desk.run_with(
        &["login", "alice", "--remember", "--json"],
        "wrong-Canary\n",
    );
    assert_eq!(
        (wrong.code, wrong.error_code().as_str()),
        (3, "refused"),
        "{wrong:?}"
    );
    assert!(
        !wrong.out.contains("wrong-Canary") && !wrong.err.contains("wrong-Canary"),
        "{wrong:?}"
    );
    assert_eq!(
        desk.run(&["login", "alice"]).code,
        3,
        "a wrong password is not remembered"
    );
    assert_eq!(
        desk.run_with(&["login", "alice", "--remember"], "admin")
            .code,
        0
    );
    assert_eq!(
        desk.run(&["login", "alice"]).code,
        0,
        "the vault's password"
    );
    let list = desk.run(&["vault", "list"]);
    assert!(
        list.out.contains("alice/password.admin\n") && list.out.contains("alice/session\n"),
        "names, never values: {list:?}"
    );
}

#[test]
fn each_way_of_not_getting_through_has_its_own_code() {
    let mut desk = Desk::new();
    let url = desk.start_cat();
    let folder = desk.folder();
    let login = |url: &str| {
        let run = desk.run_with(&["login", &folder, "--url", url, "--json"], "admin");
        assert_eq!(run.code, 3, "{run:?}");
        (run.error_code(), run.out)
    };
    let tls = login(&url.replace("http:", "https:"));
    assert_eq!(tls.0, "unreachable", "{tls:?}");
    assert!(
        tls.1.contains("TLS") && tls.1.contains("use http://"),
        "a plain server on a TLS address: {tls:?}"
    );
    let ssh = login(&someone_else("SSH-2.0-OpenSSH_9.6\r\n"));
    assert_eq!(
        ssh.0, "not_this_platform",
        "another kind of server: {ssh:?}"
    );
    let web = login(&someone_else(
        "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    ));
    assert_eq!(web.0, "not_this_platform", "another web server: {web:?}");
    let far = login("http://203.0.113.7:1865");
    assert_eq!(
        far.0, "consent_needed",
        "a password does not cross the network in clear: {far:?}"
    );
    let odd = login("ftp://127.0.0.1");
    assert_eq!(odd.0, "invalid", "{odd:?}");
    desk.stop_cat();
    let run = desk.run_with(&["login", &desk.folder(), "--url", &url, "--json"], "admin");
    assert_eq!(
        (run.code, run.error_code().as_str()),
        (3, "unreachable"),
        "nothing listens: {run:?}"
    );
}

/// A server that answers everything with the same words. Returns its address.
fn someone_else(words: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut request = [0; 8192];
            let _read = stream.read(&mut request);
            let _sent = stream.write_all(words.as_bytes());
        }
    });
    format!("http://{address}")
}
