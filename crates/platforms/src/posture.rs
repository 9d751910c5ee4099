//! Declared and observed together: who can get in?

use chatelaine_wire::Site;

use crate::{AccessPoint, Declared, Evidence, Observation, Observed, State, transport};

/// One way into a bot as its configuration declares it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Door {
    /// Stable id: `rest-channel`.
    pub id: String,
    /// What it is.
    pub title: String,
    /// What is reached through it.
    pub reach: String,
    /// What guards it, for people.
    pub guard: String,
    /// The settings that guard it.
    pub guarded_by: Vec<String>,
    /// What the configuration says.
    pub declared: Declared,
    /// How good the declared lock is.
    pub lock: Lock,
    /// What the verdict rests on, in one line.
    pub why: String,
    /// The rules whose fixes lock it.
    pub rules: Vec<&'static str>,
}

/// How good a declared lock is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lock {
    /// Nobody guesses it.
    Sound,
    /// It can be guessed.
    Weak,
    /// Anyone can make the credential.
    Forgeable,
    /// None is needed: only this machine can reach it.
    Loopback,
}

impl Door {
    /// The door with what was seen of it. `unreachable` says that the last check could not reach the bot.
    #[must_use]
    pub fn seen(self, observation: Option<&Observation>, unreachable: bool) -> AccessPoint {
        let point = observation.and_then(|observation| observation.point(&self.id));
        let (observed, mut evidence) = match point {
            _ if unreachable => (
                Some(Observed::Unreachable),
                vec![Evidence::claim("The bot could not be reached")],
            ),
            Some(point) => (point.observed, point.evidence.clone()),
            None => (None, Vec::new()),
        };
        let state = self.state(observed);
        if evidence.is_empty() || unreachable {
            evidence.push(Evidence::claim(self.why));
        }
        AccessPoint {
            id: self.id,
            title: self.title,
            reach: self.reach,
            declared: self.declared,
            observed,
            state,
            guarded_by: self.guarded_by,
            guard: self.guard,
            summary: evidence
                .first()
                .map(|evidence| evidence.claim.clone())
                .unwrap_or_default(),
            evidence,
            rules: self.rules.iter().map(|rule| (*rule).to_owned()).collect(),
        }
    }

    fn state(&self, observed: Option<Observed>) -> State {
        // Plain HTTP is never locked: what was seen then was another address.
        let stale = self.id == transport::ID && self.declared == Declared::Open;
        match observed.filter(|seen| !(stale && *seen == Observed::Locked)) {
            Some(Observed::Open) if self.lock == Lock::Loopback => State::LoopbackOnly,
            Some(Observed::Open) => State::Open,
            Some(Observed::Forgeable) => State::Forgeable,
            Some(Observed::Weak) => State::Weak,
            Some(Observed::Locked) if self.lock == Lock::Weak => State::Weak,
            Some(Observed::Locked) => State::ProvenLocked,
            Some(Observed::Unreachable) | None => match (self.declared, self.lock) {
                (Declared::Unknown, Lock::Loopback) => State::LoopbackOnly,
                (Declared::Unknown, _) => State::Unknown,
                (Declared::Open, Lock::Loopback) => State::LoopbackOnly,
                (_, Lock::Forgeable) => State::Forgeable,
                (Declared::Open, _) => State::Open,
                (Declared::Locked, Lock::Weak) => State::Weak,
                (Declared::Locked, _) => State::Locked,
            },
        }
    }
}

/// The way that every bot has: the network between it and its users.
#[must_use]
pub(crate) fn transport(site: Option<&Site>) -> Door {
    let (declared, lock, why) = match site {
        None => (Declared::Unknown, Lock::Sound, "No address is known"),
        Some(site) if site.is_tls() => (Declared::Locked, Lock::Sound, "TLS; not yet checked"),
        Some(site) if site.is_loopback() => (
            Declared::Open,
            Lock::Loopback,
            "Plain HTTP; fine on loopback, not beyond",
        ),
        Some(_) => (Declared::Open, Lock::Sound, "Plain HTTP across the network"),
    };
    Door {
        id: transport::ID.into(),
        title: "Transport".into(),
        reach: site.map_or_else(|| "no address".into(), Site::origin),
        guard: "TLS certificate".into(),
        guarded_by: Vec::new(),
        declared,
        lock,
        why: why.into(),
        rules: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn door(declared: Declared, lock: Lock) -> Door {
        Door {
            id: "rest".into(),
            title: "REST".into(),
            reach: "/rest".into(),
            guard: "token".into(),
            guarded_by: vec!["chn.rest.token".into()],
            declared,
            lock,
            why: "The configuration says so".into(),
            rules: vec!["CH-001"],
        }
    }

    #[test]
    fn what_nobody_has_seen_is_only_what_the_configuration_says() {
        let cases = [
            (Declared::Open, Lock::Sound, State::Open),
            (Declared::Locked, Lock::Sound, State::Locked),
            (Declared::Locked, Lock::Weak, State::Weak),
            (Declared::Locked, Lock::Forgeable, State::Forgeable),
            (Declared::Open, Lock::Loopback, State::LoopbackOnly),
            (Declared::Unknown, Lock::Sound, State::Unknown),
        ];
        for (declared, lock, state) in cases {
            let point = door(declared, lock).seen(None, false);
            assert_eq!(point.state, state, "{declared:?} with {lock:?}");
            assert_eq!(point.summary, "The configuration says so");
        }
    }

    #[test]
    fn a_bot_that_does_not_answer_proves_nothing() {
        let point = door(Declared::Locked, Lock::Sound).seen(None, true);
        assert_eq!(
            (point.state, point.observed),
            (State::Locked, Some(Observed::Unreachable)),
            "locked by declaration, never proven"
        );
    }
}
