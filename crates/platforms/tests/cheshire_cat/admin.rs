//! What an administrator sees, from bodies that the real 1.9.2 sent.

use chatelaine_platforms::cheshire_cat::{overview, provider_keys, users};
use chatelaine_wire::{Client, Limits, Site};
use serde_json::{Value, json};

use super::observe::secret;
use super::stub::{Answer, serve};

const TOKEN: &str = "session-token-of-the-admin";

fn recorded() -> Value {
    serde_json::from_str(include_str!("../../fixtures/cheshire-cat-1.9.2/admin.json")).unwrap()
}

/// Answers as the real bot did, to who brings the token; the sections in `refused` are refused.
async fn bot(bodies: Value, refused: &'static [&'static str]) -> Site {
    serve(move |asked| {
        let allowed =
            asked.bearer.as_deref() == Some(TOKEN) && !refused.contains(&asked.path.as_str());
        match bodies.get(&asked.path).filter(|_| allowed) {
            Some(body) => Answer::Json(200, body.clone()),
            None => Answer::Json(403, bodies["refusal"].clone()),
        }
    })
    .await
}

fn client(site: Site) -> Client {
    Client::new(site, Limits::default()).unwrap()
}

#[tokio::test]
async fn a_recorded_bot_at_a_glance() {
    let client = client(bot(recorded(), &[]).await);
    let seen = overview(&client, &secret(TOKEN)).await.unwrap();
    assert_eq!(seen.version, "1.9.2", "from GET /");
    assert_eq!(
        (seen.llm.name.as_deref(), seen.llm.detail.as_str()),
        (Some("LLMOpenAICompatibleConfig"), "stub"),
        "the model says more than the class"
    );
    assert_eq!(
        (seen.embedder.name.as_deref(), seen.embedder.detail.as_str()),
        (Some("EmbedderDumbConfig"), "Dumb Embedder"),
        "without a model, its name for people"
    );
    assert_eq!(
        seen.plugins
            .iter()
            .map(|plugin| (plugin.id.as_str(), plugin.active))
            .collect::<Vec<_>>(),
        [("core_plugin", true)],
        "installed plugins"
    );
    assert_eq!(
        seen.memory
            .iter()
            .map(|memory| (memory.name.as_str(), memory.vectors))
            .collect::<Vec<_>>(),
        [("episodic", 3), ("declarative", 0), ("procedural", 3)],
        "memories"
    );
    let names: Vec<_> = seen
        .users
        .iter()
        .map(|user| {
            (
                user.username.as_str(),
                user.permissions.len(),
                user.id.len(),
            )
        })
        .collect();
    assert_eq!(
        names,
        [("admin", 11, 36), ("user", 4, 36)],
        "users with their permissions"
    );
    assert_eq!(
        seen.refused,
        Vec::<String>::new(),
        "an administrator may read everything"
    );
}

#[tokio::test]
async fn provider_keys_are_found_and_masked() {
    let mut bodies = recorded();
    bodies["/llm/settings"]["settings"][1]["value"] =
        json!({ "url": "http://localhost", "auth_key": "canary-custom", "options": {} });
    bodies["/embedder/settings"]["settings"][0]["value"] =
        json!({ "cohere_api_key": "canary-cohere", "model": "m" });
    let client = client(bot(bodies, &[]).await);

    let seen = overview(&client, &secret(TOKEN)).await.unwrap();
    let text = serde_json::to_string(&seen).unwrap();
    assert!(
        !text.contains("sk-stub-SECRET") && !text.contains("canary"),
        "no key crosses to the window: {text}"
    );
    let ids: Vec<_> = seen
        .provider_keys
        .iter()
        .map(|key| key.id.as_str())
        .collect();
    assert_eq!(
        ids,
        [
            "llm.LLMOpenAICompatibleConfig.api_key",
            "llm.LLMCustomConfig.auth_key",
            "embedder.EmbedderCohereConfig.cohere_api_key"
        ],
        "each lies open in the bot's settings"
    );
    let masks: Vec<_> = seen
        .provider_keys
        .iter()
        .map(|key| key.masked.as_str())
        .collect();
    assert!(
        masks.windows(2).all(|pair| pair[0] == pair[1]),
        "a mask must not tell the length: {masks:?}"
    );

    let kept = provider_keys(&client, &secret(TOKEN)).await.unwrap();
    let values: Vec<_> = kept.iter().map(|(_, value)| value.expose()).collect();
    assert_eq!(
        values,
        ["sk-stub-SECRET", "canary-custom", "canary-cohere"],
        "the vault gets the values themselves"
    );
}

#[tokio::test]
async fn limits_of_a_model_are_no_keys() {
    let mut bodies = recorded();
    bodies["/llm/settings"]["settings"][0]["value"] = json!({ "max_tokens": "512", "max_output_tokens": "9", "max_new_tokens": "7", "api_key": "" });
    let seen = overview(&client(bot(bodies, &[]).await), &secret(TOKEN))
        .await
        .unwrap();
    assert_eq!(
        seen.provider_keys,
        [],
        "numbers of tokens and empty keys are not secrets"
    );
}

#[tokio::test]
async fn what_the_session_may_not_read_is_named() {
    let client = client(bot(recorded(), &["/users/", "/plugins/"]).await);
    let seen = overview(&client, &secret(TOKEN)).await.unwrap();
    assert_eq!(
        seen.refused,
        ["plugins (403)", "users (403)"],
        "an empty list would look like a bot without users"
    );
    assert!(
        users(&client, &secret(TOKEN)).await.is_err(),
        "asked for alone, it is an error"
    );
}

#[tokio::test]
async fn bodies_that_make_no_sense_are_empty_and_no_panic() {
    for nonsense in [
        json!(null),
        json!([]),
        json!({ "settings": 5, "installed": {}, "collections": "x", "selected_configuration": "Gone" }),
        json!("text"),
    ] {
        let body = nonsense.clone();
        let site = serve(move |_| Answer::Json(200, body.clone())).await;
        let seen = overview(&client(site), &secret(TOKEN)).await.unwrap();
        assert!(
            seen.users.is_empty() && seen.provider_keys.is_empty() && seen.memory.is_empty(),
            "{nonsense}: {seen:?}"
        );
    }
}
