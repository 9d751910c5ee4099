//! Extension servers, asked at their own address.

use chatelaine_practice::PracticeExtension;

use super::observe::{claims, rules, run, verdict};
use super::project::{BOT_TOKEN, EXT_TOKEN, Files, REST_TOKEN, bot};
use super::stub::{error, json, missing, serve};

const DOOR: &str = "extension.trivia";

/// A sound bot with one extension server at this address.
fn files(url: &str, token: &str) -> Files {
    let token = match token {
        "" => String::new(),
        token => format!(", token: \"{token}\""),
    };
    let lines = format!("extensions:\n  trivia: {{type: REST, url: \"{url}\"{token}}}\n");
    Files::sound(&[("bot.yml", &bot(&lines))])
}

#[tokio::test(flavor = "multi_thread")]
async fn every_agreement_and_disagreement_about_the_token() {
    let stories = [
        ("both have it", EXT_TOKEN, EXT_TOKEN, "locked", vec![]),
        ("nobody has one", "", "", "open", vec![]),
        ("only the bot has it", "", EXT_TOKEN, "open", vec!["CH-034"]),
        (
            "only the server has it",
            EXT_TOKEN,
            "",
            "locked",
            vec!["CH-038"],
        ),
        (
            "they differ",
            "another-token-than-the-bots",
            EXT_TOKEN,
            "locked",
            vec!["CH-038"],
        ),
    ];
    for (story, theirs, ours, expected, findings) in stories {
        let server = PracticeExtension::start(0, theirs).await.unwrap();
        let files = files(&server.url(), ours);
        let seen = run(&files, &[]).await.check(Some(&files)).await;
        assert_eq!(verdict(&seen, DOOR), expected, "{story}");
        assert_eq!(rules(&seen), findings, "{story}");
        assert!(
            !seen.restart_needed,
            "{story}: the bot itself runs with its files"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_down_or_unspeakable_says_nothing_about_its_lock() {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
        .await
        .unwrap();
    let nobody = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    for (url, said) in [
        (nobody.as_str(), "Start the bot"),
        ("http://me:hunter22@127.0.0.1:1", "user name or password"),
        ("ftp://127.0.0.1", "only http and https"),
    ] {
        let files = files(url, EXT_TOKEN);
        let seen = run(&files, &[]).await.check(Some(&files)).await;
        assert_eq!(verdict(&seen, DOOR), "unreachable", "{url}");
        let claims = claims(&seen, DOOR).join("\n");
        assert!(claims.contains(said), "{url}: {claims}");
        assert!(!claims.contains("hunter22"), "{claims}");
    }
    let rpc = "extensions:\n  trivia: {type: RPC, host: localhost, port: 9}\n";
    let files = Files::sound(&[("bot.yml", &bot(rpc))]);
    let seen = run(&files, &[]).await.check(Some(&files)).await;
    assert_eq!(verdict(&seen, DOOR), "unknown", "Go's RPC is not spoken");
}

#[tokio::test(flavor = "multi_thread")]
async fn older_servers_have_their_list_elsewhere() {
    let guarded = serve(|asked| match asked.line.as_str() {
        "GET /ext/commands"
            if asked.authorization.as_deref() == Some(&format!("Bearer {EXT_TOKEN}")) =>
        {
            json(200, "[\"any\"]")
        }
        "GET /ext/commands" => json(
            401,
            r#"{"code":401,"message":"missing or incorrect authorization token"}"#,
        ),
        _ => missing(),
    })
    .await;
    let files_0_6 = files(&guarded.origin(), EXT_TOKEN);
    let seen = run(&files_0_6, &[]).await.check(Some(&files_0_6)).await;
    assert_eq!(verdict(&seen, DOOR), "locked", "0.6 has tokens");
    assert!(claims(&seen, DOOR).join("\n").contains("Accepted the key"));

    let open = serve(|asked| match asked.line.as_str() {
        "GET /ext/get_all_funcs" => json(200, "[\"any\"]"),
        _ => missing(),
    })
    .await;
    let files_0_5 = files(&open.origin(), EXT_TOKEN);
    let seen = run(&files_0_5, &[]).await.check(Some(&files_0_5)).await;
    assert_eq!(verdict(&seen, DOOR), "open", "before 0.6 nothing guards it");
    assert_eq!(rules(&seen), ["CH-034"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_program_at_the_address_gets_no_token() {
    for (story, status, body) in [
        ("a page", 200, "<html>"),
        ("another refusal", 401, "{\"error\":\"unauthorized\"}"),
        ("an object", 200, "{\"extensions\":[]}"),
    ] {
        let site = serve(move |asked| {
            let header = asked.authorization.clone().unwrap_or_default();
            for secret in [BOT_TOKEN, REST_TOKEN] {
                assert!(
                    !header.contains(secret),
                    "{story}: a token of the bot's own"
                );
            }
            // The practice bot itself sends its token there when it starts, as the real one does.
            let own = header.contains(EXT_TOKEN) && asked.line != "GET /extensions";
            assert!(!own, "{story}: {}", asked.line);
            match status {
                401 => error(401, body),
                _ => json(200, body),
            }
        })
        .await;
        let files = files(&site.origin(), EXT_TOKEN);
        let seen = run(&files, &[]).await.check(Some(&files)).await;
        assert_eq!(verdict(&seen, DOOR), "unknown", "{story}");
        assert!(
            !claims(&seen, DOOR)
                .join("\n")
                .contains("key in the configuration"),
            "{story}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_with_many_servers_is_no_weapon() {
    let mut lines = "extensions:\n".to_owned();
    for at in 0..40 {
        lines.push_str(&format!(
            "  e{at}: {{type: RPC, host: localhost, port: {at}}}\n"
        ));
    }
    let files = Files::sound(&[("bot.yml", &bot(&lines))]);
    let seen = run(&files, &[]).await.check(Some(&files)).await;
    let asked = seen
        .points
        .iter()
        .filter(|point| point.id.starts_with("extension."));
    assert_eq!(asked.count(), 16, "no more are asked");
}
