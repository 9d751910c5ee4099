//! The REST and callback channels, which ask nobody for anything: whatever guards them stands in front of Rasa.
//!
//! They are asked with a body that is no JSON. Rasa's handler refuses it before it becomes a message, so no conversation
//! begins, and nobody but the handler refuses it in these words.

use chatelaine_wire::{Body, Client, Request, Response, WireError};

use super::declared::Declared;
use crate::probe::{answer, made_up_value, point, refuses};
use crate::{CheckError, Evidence, Observed, ObservedPoint};

/// Sanic's words for a body that is no JSON, in every version that Rasa ran on (19.12 to 21.12).
const NO_JSON: &str = "Failed when parsing body as json";

/// A way around a gateway that the guide's own configuration leaves open: `location /core/` forwards everything.
const AROUND: &str = "/core/webhooks/rest/webhook";

/// What a webhook answered to a request without a credential.
pub(super) struct Look {
    channel: &'static str,
    nothing: Result<Response, WireError>,
}

/// What the door showed.
pub(super) struct Door {
    /// Nothing when there is no such door.
    pub(super) point: Option<ObservedPoint>,
    /// The gateway can be gone around.
    pub(super) bypassed: bool,
}

impl Look {
    /// Rasa's own channel answered.
    pub(super) fn is_rasa(&self) -> bool {
        self.nothing.as_ref().is_ok_and(reached)
    }

    /// The status with which somebody asked for a credential first.
    pub(super) fn refusal(&self) -> Option<u16> {
        let status = self.nothing.as_ref().ok()?.status;
        refuses(status).then_some(status)
    }
}

fn request(path: &str) -> Request<'_> {
    let body = Body::Text {
        content_type: "application/json",
        text: "{".into(),
    };
    Request::post(path, body)
}

/// Whether the channel's own handler answered.
pub(super) fn reached(response: &Response) -> bool {
    response.status == 400 && String::from_utf8_lossy(&response.body).contains(NO_JSON)
}

fn path(channel: &str) -> String {
    format!("/webhooks/{channel}/webhook")
}

/// Without a credential.
pub(super) async fn look(client: &Client, channel: &'static str) -> Look {
    let path = path(channel);
    Look {
        channel,
        nothing: client.send(request(&path)).await,
    }
}

/// The verdict. What refuses is asked again with a made-up token: some gateways let in whoever brings anything.
pub(super) async fn prove(
    client: &Client,
    look: Look,
    declared: &Declared,
) -> Result<Door, CheckError> {
    let path = path(look.channel);
    let shown = request(&path).redacted();
    let id = format!("{}-webhook", look.channel);
    let mut door = Door {
        point: None,
        bypassed: false,
    };
    let nothing = match look.nothing {
        Ok(nothing) => nothing,
        Err(error) => {
            let claim = Evidence::claim(format!("{error}. {}", error.advice()));
            door.point = Some(point(&id, Some(Observed::Unreachable), vec![claim]));
            return Ok(door);
        }
    };
    if reached(&nothing) {
        let claim = "The channel itself answered, and nobody asked for a credential; the body was no message on purpose";
        let evidence = Evidence::exchange(claim, shown, nothing.summary());
        door.point = Some(point(&id, Some(Observed::Open), vec![evidence]));
        return Ok(door);
    }
    if !refuses(nothing.status) {
        // Nobody knows the path here. Only where it was expected is that worth a word.
        if declared.has(look.channel) {
            let how = "where the channel should be: it is not switched on, or not forwarded";
            door.point = Some(point(&id, None, vec![answer(how, &shown, &nothing)]));
        }
        return Ok(door);
    }
    let bearer = format!("Bearer {}", made_up_value()?.expose());
    let headers = [("authorization", bearer.as_str())];
    let random = client
        .send(Request {
            headers: &headers,
            ..request(&path)
        })
        .await?;
    let mut evidence = vec![
        answer(
            "without a credential, by what stands in front of the bot",
            &shown,
            &nothing,
        ),
        answer(
            "with a made-up token",
            &format!("{shown} · Authorization: Bearer (made up)"),
            &random,
        ),
    ];
    let mut observed = match () {
        () if reached(&random) => Some(Observed::Weak),
        () if refuses(random.status) => Some(Observed::Locked),
        () => None,
    };
    if observed == Some(Observed::Weak) {
        evidence.swap(0, 1);
    }
    if look.channel == "rest" {
        let around = client.send(request(AROUND)).await?;
        if reached(&around) {
            door.bypassed = true;
            observed = Some(Observed::Open);
            let how = "around the gateway, without a credential";
            evidence.insert(0, answer(how, &request(AROUND).redacted(), &around));
        }
    }
    if declared.port_is_public {
        let claim = "By its configuration Rasa's own port can be reached as well, which goes around the gateway; ask it by that address, too";
        evidence.push(Evidence::claim(claim));
    }
    door.point = Some(point(&id, observed, evidence));
    Ok(door)
}
