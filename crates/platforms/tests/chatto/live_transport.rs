//! The network between the console and the bot.

use chatelaine_platforms::State;
use chatelaine_wire::Site;

use super::observe::{check, claims, posture, rules, run, verdicts};
use super::project::Files;

/// On Linux 0.0.0.0 leads to this machine without being one of its loopback addresses.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn beyond_this_machine_plain_http_is_found_and_no_token_is_sent() {
    let files = Files::sound(&[]);
    let running = run(&files, &[]).await;
    let address = running.site.address().replace("127.0.0.1", "0.0.0.0");
    let site = Site::parse(&address, false).unwrap();
    let seen = check(&site, Some(&files)).await.unwrap();
    assert_eq!(
        verdicts(&seen),
        "rest locked · bot locked",
        "two refusals need no secret"
    );
    assert_eq!(rules(&seen), ["CH-037"]);
    assert!(!seen.authenticated && !seen.restart_needed);
    for id in ["rest-channel", "bot-api"] {
        let said = claims(&seen, id).join("\n");
        assert!(said.contains("was not tried"), "{id}: {said}");
    }
    let shown = posture(&seen, Some(&files), &site);
    let transport = shown.iter().find(|point| point.id == "transport").unwrap();
    assert_eq!(transport.state, State::Open);
    assert_eq!(transport.rules, ["CH-037"], "the finding explains it");

    let agreed = Site::parse(&address, true).unwrap();
    let seen = check(&agreed, Some(&files)).await.unwrap();
    assert!(
        seen.authenticated,
        "the operator agreed to send secrets in clear"
    );
    assert_eq!(rules(&seen), ["CH-037"], "which makes it no better");
}

#[tokio::test(flavor = "multi_thread")]
async fn on_this_machine_plain_http_is_fine() {
    let files = Files::sound(&[]);
    let running = run(&files, &[]).await;
    let seen = running.check(Some(&files)).await;
    let shown = posture(&seen, Some(&files), &running.site);
    let transport = shown.iter().find(|point| point.id == "transport").unwrap();
    assert_eq!(transport.state, State::LoopbackOnly);
}
