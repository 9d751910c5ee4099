//! The channels of messengers. Some verify that the messenger is speaking, others believe everybody.
//!
//! Each gets a request that cannot become a message: a body that is no JSON, or a form without a sender. What the channel's
//! handler says to it tells whether it looked for a signature first (`core/channels/*.py`, 3.6.21).

use chatelaine_wire::{Body, Client, Request, Response};
use jiff::Timestamp;

use super::declared::Declared;
use super::webhooks::reached;
use crate::probe::{made_up_value, point, refuses};
use crate::{CheckError, Evidence, Observed, ObservedPoint};

/// How a channel's handler is asked, and how it refuses.
struct Manners {
    channel: &'static str,
    form: bool,
    /// Whether this is the handler's own word for "who are you?".
    refuses: fn(&Response) -> bool,
    /// Where the messenger's proof stands, with what stands before a made-up one.
    proof: Option<(&'static str, &'static str)>,
}

const fn believing(channel: &'static str, form: bool) -> Manners {
    Manners {
        channel,
        form,
        refuses: |_| false,
        proof: None,
    }
}

const fn verifying(
    channel: &'static str,
    refuses: fn(&Response) -> bool,
    proof: (&'static str, &'static str),
) -> Manners {
    Manners {
        channel,
        form: false,
        refuses,
        proof: Some(proof),
    }
}

const AUTHORIZATION: (&str, &str) = ("authorization", "Bearer ");

const MANNERS: [Manners; 10] = [
    believing("telegram", false),
    believing("mattermost", false),
    believing("rocketchat", false),
    believing("webexteams", false),
    believing("twilio", true),
    believing("twilio_voice", true),
    verifying(
        "slack",
        |response| response.status == 400 && says(response, "properly signed"),
        ("x-slack-signature", "v0="),
    ),
    verifying(
        "facebook",
        // With status 200: what the messenger is told is nobody else's business.
        |response| response.status == 200 && says(response, "not validated"),
        ("x-hub-signature", "sha1="),
    ),
    verifying("hangouts", |response| response.status == 401, AUTHORIZATION),
    verifying(
        "botframework",
        |response| response.status == 401,
        AUTHORIZATION,
    ),
];

fn says(response: &Response, words: &str) -> bool {
    String::from_utf8_lossy(&response.body).contains(words)
}

impl Manners {
    fn request<'a>(&self, path: &'a str) -> Request<'a> {
        let (content_type, text) = match self.form {
            true => ("application/x-www-form-urlencoded", ""),
            false => ("application/json", "{"),
        };
        let body = Body::Text {
            content_type,
            text: text.into(),
        };
        Request::post(path, body)
    }

    /// Whether the handler went on to look for a message.
    fn lets_in(&self, response: &Response) -> bool {
        match self.form {
            // Twilio gets nothing, and Twilio Voice a spoken reply in its own language.
            true => {
                response.status == 204 || (response.status == 200 && says(response, "<Response"))
            }
            false => reached(response),
        }
    }
}

/// Every messenger that the configuration switches on and whose manners are known.
pub(super) async fn ask(
    client: &Client,
    declared: &Declared,
    at: Timestamp,
) -> Result<Vec<ObservedPoint>, CheckError> {
    let mut points = Vec::new();
    for manners in MANNERS
        .iter()
        .filter(|manners| declared.has(manners.channel))
    {
        points.push(one(client, manners, at).await?);
    }
    Ok(points)
}

async fn one(
    client: &Client,
    manners: &Manners,
    at: Timestamp,
) -> Result<ObservedPoint, CheckError> {
    let path = format!("/webhooks/{}/webhook", manners.channel);
    let id = format!("channel.{}", manners.channel);
    let shown = manners.request(&path).redacted();
    let nothing = match client.send(manners.request(&path)).await {
        Ok(nothing) => nothing,
        Err(error) => {
            let claim = Evidence::claim(format!("{error}. {}", error.advice()));
            return Ok(point(&id, Some(Observed::Unreachable), vec![claim]));
        }
    };
    if manners.lets_in(&nothing) {
        let claim = "The channel looked for a message before it looked for a proof of who is speaking; there was none on purpose";
        let evidence = Evidence::exchange(claim, shown, nothing.summary());
        return Ok(point(&id, Some(Observed::Open), vec![evidence]));
    }
    let refused = |response: &Response| (manners.refuses)(response) || refuses(response.status);
    // A refusal is one in the channel's own words, whatever its status says.
    let told = |how: &str, request: &str, response: &Response| {
        let verb = if refused(response) {
            "Refused"
        } else {
            "Answered"
        };
        let claim = format!("{verb} {} {how}", response.status);
        Evidence::exchange(claim, request, response.summary())
    };
    let mut evidence = vec![told("without a proof of who is speaking", &shown, &nothing)];
    if !refused(&nothing) {
        return Ok(point(&id, None, evidence));
    }
    let (name, prefix) = manners.proof.unwrap_or(AUTHORIZATION);
    let proof = format!("{prefix}{}", made_up_value()?.expose());
    // Slack looks at the time first, and refuses what is older than five minutes without a look at the signature.
    let time = at.as_second().to_string();
    let headers = [
        (name, proof.as_str()),
        ("x-slack-request-timestamp", time.as_str()),
    ];
    let random = client
        .send(Request {
            headers: &headers,
            ..manners.request(&path)
        })
        .await?;
    let shown = format!("{shown} · {name}: {prefix}(made up)");
    evidence.push(told("with a made-up proof", &shown, &random));
    let observed = match () {
        () if manners.lets_in(&random) => Some(Observed::Weak),
        () if refused(&random) => Some(Observed::Locked),
        () => None,
    };
    Ok(point(&id, observed, evidence))
}
