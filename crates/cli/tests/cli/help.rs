//! Help, completions and the manual page.

use std::process::Stdio;

use crate::desk::Desk;

/// Every command below this one that does something, found by reading the help as a person would.
fn commands(desk: &Desk, above: &[String]) -> Vec<Vec<String>> {
    let help = help(desk, above);
    let Some((_, list)) = help.split_once("Commands:\n") else {
        return vec![above.to_vec()];
    };
    let names = list
        .lines()
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names = names
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help");
    names
        .flat_map(|name| commands(desk, &[above, &[name.to_owned()]].concat()))
        .collect()
}

fn help(desk: &Desk, command: &[String]) -> String {
    let arguments: Vec<&str> = command
        .iter()
        .map(String::as_str)
        .chain(["--help"])
        .collect();
    let run = desk.run(&arguments);
    assert_eq!(run.code, 0, "{run:?}");
    run.out
}

#[test]
fn every_command_has_an_example_that_begins_with_itself() {
    let desk = Desk::new();
    let commands = commands(&desk, &[]);
    assert!(
        commands.len() >= 20,
        "the whole tree was walked: {commands:?}"
    );
    for command in commands {
        let name = command.join(" ");
        let help = help(&desk, &command);
        let example = help
            .lines()
            .skip_while(|line| !line.starts_with("Example:"))
            .any(|line| line.contains(&format!("chatelaine {name}")));
        assert!(example, "`{name} --help` shows how it is used:\n{help}");
    }
}

#[test]
fn what_the_issue_asks_for_is_there() {
    let desk = Desk::new();
    let names: Vec<String> = commands(&desk, &[])
        .iter()
        .map(|command| command.join(" "))
        .collect();
    for wanted in [
        "bots add",
        "bots list",
        "bots remove",
        "bots detect",
        "settings",
        "get",
        "set",
        "unset",
        "fix",
        "undo",
        "audit",
        "vault status",
        "vault list",
        "vault import",
        "login",
        "session",
        "logout",
        "chat",
        "cert self-signed",
        "cert inspect",
        "practice",
    ] {
        assert!(
            names.iter().any(|name| name == wanted),
            "`{wanted}` is missing: {names:?}"
        );
    }
}

#[test]
fn completions_for_every_shell_and_a_manual_page() {
    let desk = Desk::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = desk.run(&["completions", shell]);
        assert!(
            run.code == 0 && run.out.contains("self-signed"),
            "{shell}: {}",
            run.err
        );
    }
    let page = desk.run(&["man"]);
    assert!(
        page.code == 0 && page.out.contains(".TH chatelaine 1"),
        "{page:?}"
    );
}

#[test]
fn a_reader_that_goes_away_early_is_no_disaster() {
    let desk = Desk::new();
    for arguments in [
        &["completions", "bash"][..],
        &["man"],
        &["settings", &desk.folder()],
    ] {
        let mut child = desk
            .command()
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let done = child.wait_with_output().unwrap();
        assert!(
            done.status.success() && done.stderr.is_empty(),
            "{arguments:?}: {}",
            String::from_utf8_lossy(&done.stderr)
        );
    }
}

#[test]
fn no_arguments_is_wrong_usage_and_the_version_is_told() {
    let desk = Desk::new();
    assert_eq!(desk.run(&[]).code, 2);
    assert!(
        desk.run(&["--version"]).out.starts_with("chatelaine "),
        "name and version"
    );
}
