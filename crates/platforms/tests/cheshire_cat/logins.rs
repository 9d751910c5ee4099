//! Passwords and the keys that sign tokens.

use chatelaine_platforms::Fix;
use chatelaine_platforms::cheshire_cat::Known;
use chatelaine_platforms::cheshire_cat::{LoginError, change_password, log_in, users};
use chatelaine_wire::WireError;

use super::observe::{Bot, bot, claims, declared, rules, secret, verdicts};
use super::project::env;

const PASSWORD: &str = "correct-horse-battery-staple-9";

pub(crate) async fn change_every_password(bot: &Bot) {
    let client = bot.client();
    let token = log_in(&client, "admin", &secret("admin"))
        .await
        .expect("the shipped password");
    for user in users(&client, &token).await.unwrap() {
        change_password(&client, &token, &user.id, &secret(PASSWORD))
            .await
            .expect("an administrator may");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn which_key_signs_the_tokens() {
    let stories = [
        (
            "the default",
            env(&["-CCAT_JWT_SECRET"]),
            "forgeable",
            "the well-known key `secret`",
        ),
        (
            "an empty line",
            env(&["CCAT_JWT_SECRET="]),
            "forgeable",
            "an empty key",
        ),
        (
            "a sample of the guide",
            env(&["CCAT_JWT_SECRET=meow_jwt"]),
            "forgeable",
            "the well-known key `meow_jwt`",
        ),
        (
            "our own",
            env(&[]),
            "locked",
            "with the key in the configuration",
        ),
        (
            "our own with HS512",
            env(&["CCAT_JWT_ALGORITHM=HS512"]),
            "locked",
            "with the key in the configuration",
        ),
        (
            "the default with HS384",
            env(&["-CCAT_JWT_SECRET", "CCAT_JWT_ALGORITHM=HS384"]),
            "forgeable",
            "the well-known key `secret`",
        ),
    ];
    for (story, text, verdict, claim) in stories {
        let seen = bot(&text).await.check(&declared(&text)).await;
        assert!(
            verdicts(&seen).contains(&format!("tokens {verdict}")),
            "{story}: {}",
            verdicts(&seen)
        );
        assert!(
            claims(&seen, "jwt")[0].contains(claim),
            "{story}: {:?}",
            claims(&seen, "jwt")
        );
        assert_eq!(
            rules(&seen).contains(&"CC-022"),
            verdict == "forgeable",
            "{story}"
        );
        assert!(
            !seen.restart_needed,
            "{story}: file and bot agree: {:?}",
            rules(&seen)
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_the_file_does_not_tell_is_locked_and_no_more() {
    let seen = bot(&env(&[])).await.check(&Known::default()).await;
    assert!(
        verdicts(&seen).contains("tokens locked"),
        "no well-known key fits: {}",
        verdicts(&seen)
    );
    assert!(!seen.restart_needed, "there is nothing to compare with");
}

#[tokio::test(flavor = "multi_thread")]
async fn shipped_passwords_are_found_behind_both_keys() {
    let seen = bot(&env(&[])).await.check(&Known::default()).await;
    assert!(
        verdicts(&seen).ends_with("login open"),
        "the keys do not guard the login"
    );
    let passwords: Vec<_> = seen
        .findings
        .iter()
        .filter(|finding| finding.rule == "CC-020")
        .collect();
    let fixes: Vec<_> = passwords
        .iter()
        .map(|finding| finding.fix.clone().unwrap())
        .collect();
    assert_eq!(
        fixes,
        [
            Fix::ChangePassword { username: "admin" },
            Fix::ChangePassword { username: "user" }
        ],
        "one for each user"
    );
    assert!(
        passwords.iter().all(|finding| finding.locks),
        "they belong to Lock everything"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn changed_passwords_are_proven_and_the_vault_is_the_control() {
    let text = env(&[]);
    let bot = bot(&text).await;
    change_every_password(&bot).await;

    let seen = bot
        .check(&Known {
            logins: vec![("admin".into(), secret(PASSWORD))],
            ..declared(&text)
        })
        .await;
    assert_eq!(
        verdicts(&seen),
        "http locked · socket locked · tokens locked · login locked",
        "everything is locked"
    );
    assert_eq!(
        rules(&seen),
        Vec::<&str>::new(),
        "and nothing is left to do"
    );
    assert!(seen.authenticated, "the password in the vault was accepted");
    insta::assert_snapshot!(claims(&seen, "admin-login").join("\n"), @r"
    admin / admin was refused
    user / user was refused
    The password in the vault was accepted
    ");

    let drifted = bot
        .check(&Known {
            logins: vec![("admin".into(), secret("not-it-any-more"))],
            ..declared(&text)
        })
        .await;
    assert!(
        verdicts(&drifted).ends_with("login locked"),
        "a wrong password of ours does not open it"
    );
    assert!(
        claims(&drifted, "admin-login")[2].contains("did not work"),
        "and the operator learns that the vault is behind"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_that_is_broken_is_neither_open_nor_locked() {
    for broken in ["CCAT_JWT_ALGORITHM=none", "CCAT_JWT_EXPIRE_MINUTES=abc"] {
        let text = env(&[broken]);
        let bot = bot(&text).await;
        let seen = bot.check(&declared(&text)).await;
        assert!(
            verdicts(&seen).ends_with("tokens unknown · login unknown"),
            "{broken}: {}",
            verdicts(&seen)
        );
        let error = log_in(&bot.client(), "admin", &secret("admin"))
            .await
            .unwrap_err();
        assert!(
            matches!(error, LoginError::Broken { status: 500 })
                && error.advice().contains("CCAT_JWT_ALGORITHM"),
            "{broken}: {error}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_failed_login_says_what_to_do() {
    let bot = bot(&env(&[])).await;
    let client = bot.client();
    let wrong = log_in(&client, "admin", &secret("canary-password-x"))
        .await
        .unwrap_err();
    assert_eq!(
        wrong,
        LoginError::Refused {
            username: "admin".into()
        },
        "the bot says 403 for a wrong password"
    );
    let long = log_in(&client, "admin", &secret(&"x".repeat(73)))
        .await
        .unwrap_err();
    assert_eq!(long, LoginError::TooLong, "bcrypt would ignore the rest");
    let token = log_in(&client, "user", &secret("user")).await.unwrap();
    let refused = users(&client, &token).await.unwrap_err();
    assert!(
        matches!(refused, LoginError::Refused { .. }),
        "a plain user may not list users: {refused}"
    );
    for error in [
        wrong,
        long,
        refused,
        LoginError::Absent,
        LoginError::Unexpected { status: 418 },
        LoginError::Wire(WireError::Unsendable { reason: "x" }),
    ] {
        let text = format!("{error} {error:?} {}", error.advice());
        assert!(
            error.advice().ends_with('.') && !text.contains("canary"),
            "{text}"
        );
    }
}
