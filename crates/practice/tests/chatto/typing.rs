//! What unquoted tokens become.

use super::recording::scenario;
use super::stage::Scene;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_recorded_scalar_becomes_the_recorded_token() {
    let scenario = scenario("12. YAML scalars");
    let mut tried = 0;
    for note in scenario.notes() {
        let Some((written, outcome)) = note
            .trim()
            .strip_prefix("token: ")
            .and_then(|note| note.split_once(" -> open="))
        else {
            continue;
        };
        tried += 1;
        let stage = Scene {
            files: &[("bot.yml", &format!("auth:\n  token: {written}\n"))],
            ..Scene::default()
        };
        let stage = stage.set().await;
        let open = stage.knock(None).await.ends_with("=200");
        assert_eq!(open, outcome.starts_with("YES"), "{note}");
        let accepted = outcome
            .split_once("accepts '")
            .map(|(_, rest)| rest.trim_end_matches('\''));
        if let Some(accepted) = accepted {
            assert!(
                stage.knock(Some(accepted)).await.ends_with("=200"),
                "{note}"
            );
        }
    }
    assert_eq!(tried, 16, "all of them were recorded");
}
