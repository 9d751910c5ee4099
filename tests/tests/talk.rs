//! Talking to a locked bot of every platform in the real window: refused without a credential, let in with it, answered,
//! a button pressed, connected anew. And a bot that answers with script: it stays text.

use chatelaine_e2e::{Credential, Keychain, Operator, Places, SIZES, Seen, Session, Theme, Window};

/// How one platform's practice bot is talked to.
struct Case {
    platform: &'static str,
    bot: &'static str,
    transport: &'static str,
    credential: Credential,
    /// Where it has one: what is said to be shown a button.
    button: Option<&'static str>,
}

const CASES: [Case; 5] = [
    Case {
        platform: "chatto",
        bot: "Practice Chatto",
        transport: "rest",
        credential: Credential::Token,
        button: None,
    },
    Case {
        platform: "program-y",
        bot: "Practice Program-Y",
        transport: "rest-v2",
        credential: Credential::Basic,
        button: Some("show me buttons"),
    },
    Case {
        platform: "rasa",
        bot: "Practice Rasa",
        transport: "socketio",
        credential: Credential::Signed,
        button: Some("choose"),
    },
    Case {
        platform: "cheshire-cat-2",
        bot: "Practice Cat 2",
        transport: "sse",
        credential: Credential::Key,
        button: None,
    },
    Case {
        platform: "cheshire-cat",
        bot: "Practice Cat",
        transport: "http",
        credential: Credential::Key,
        button: None,
    },
];

/// What a bot could say to take over the window: elements, attributes, addresses, a closing tag, a direction override.
const SCRIPTS: [&str; 8] = [
    "<script>window.taken=1</script>",
    "<img src=x onerror=window.taken=1>",
    "<svg onload=window.taken=1>",
    "<iframe srcdoc='<script>parent.taken=1</script>'>",
    "[press](javascript:window.taken=1)",
    "<style>*{display:none}</style>",
    "</p></div><a href=javascript:window.taken=1>here</a>",
    "\u{202e}gnp exe",
];

#[test]
fn every_platform_is_talked_to_with_its_own_credential() -> Seen {
    let places = Places::find()?;
    let session = Session::open(Keychain::Real)?;
    let artifacts = places.fresh("journey/talk")?;
    let window = Window::open(&session, &places.application()?, &artifacts)?;
    let operator = Operator::at(&window);
    operator.try_practice_bot()?;
    for case in &CASES {
        let Case { bot, transport, .. } = case;
        window.click("all-bots")?;
        if case.platform != "cheshire-cat" {
            window.click(&format!("practice-start-{}", case.platform))?;
        }
        window.click(&format!("fleet-open-{bot}"))?;
        operator.review_lock_everything()?;
        operator.apply()?;
        operator.restart_bot()?;

        operator.talk_over(transport)?;
        let answer = operator.knock(Credential::Nothing)?;
        assert_eq!(answer, "refused", "{bot} is locked over {transport}");
        for _ in 0..2 {
            let answer = operator.knock(case.credential)?;
            assert_eq!(answer, "connected", "{bot} over {transport}");
            let reply = operator.say("hello")?;
            assert!(!reply.is_empty(), "{bot} replies over {transport}");
            if let Some(question) = case.button {
                operator.say(question)?;
                let reply = operator.press_button()?;
                assert!(!reply.is_empty(), "{bot} replies to its own button");
            }
            window.screenshot(&artifacts.join(format!("{}.png", case.platform)))?;
            operator.hang_up()?;
        }
    }
    Ok(())
}

#[test]
fn what_a_bot_says_is_never_more_than_text() -> Seen {
    let places = Places::find()?;
    let session = Session::open(Keychain::Real)?;
    let artifacts = places.fresh("journey/scripts")?;
    let window = Window::open(&session, &places.application()?, &artifacts)?;
    let operator = Operator::at(&window);
    operator.try_practice_bot()?;
    window.click("all-bots")?;
    window.click("practice-start-program-y")?;
    window.click("fleet-open-Practice Program-Y")?;
    operator.talk_over("rest-v2")?;
    operator.knock(Credential::Nothing)?;
    window.run(
        "window.loads = performance.getEntriesByType('resource').filter((load) => !load.name.includes('ipc')).length",
        &[],
    )?;
    for script in SCRIPTS {
        let reply = operator.say(script)?;
        assert!(
            reply.starts_with("You said"),
            "the bot repeats {script:?}: {reply:?}"
        );
    }
    let found = window.run(
        "return {
            taken: window.taken ?? null,
            elements: document.querySelectorAll('main script, main img, main iframe, main object, main style, main a[href]').length,
            loads: performance.getEntriesByType('resource').filter((load) => !load.name.includes('ipc')).length - window.loads,
            place: location.hash + location.pathname,
        }",
        &[],
    )?;
    assert!(found["taken"].is_null(), "a script of the bot ran: {found}");
    assert_eq!(found["elements"], 0, "its words became elements: {found}");
    assert_eq!(found["loads"], 0, "something was fetched for it: {found}");
    let mut faults = Vec::new();
    for size in SIZES {
        window.resize(size)?;
        for theme in Theme::ALL {
            operator.choose(theme)?;
            let name = format!("chat-{}-{}x{}", theme.name(), size.width, size.height);
            window.screenshot(&artifacts.join(format!("{name}.png")))?;
            let found = window.layout_faults()?.into_iter();
            faults.extend(found.map(|fault| format!("{name}: {fault}")));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(())
}
