//! The doctor: what an address shows to somebody who has nothing else, one step after the other.
//!
//! No credential is sent, whatever the address asks for, and no conversation begins. A certificate that is not trusted
//! ends nothing: since nothing secret is sent, the rest is asked all the same.

mod address;
mod answer;
mod line;
mod socket;

use std::time::{Duration, Instant};

use chatelaine_wire::{Limits, WireError};
use tokio::time::timeout_at;

use crate::CommandError;
use crate::view::{Doctor, DoctorOutcome, DoctorStage, DoctorStep, Evidence};
use address::Address;

/// How long the whole may take: a server that drips could use up every limit of every request.
const DEADLINE: Duration = Duration::from_secs(40);

/// Limits of one exchange: an answer is looked at, not kept.
const LIMITS: Limits = Limits {
    connect: Duration::from_secs(4),
    total: Duration::from_secs(8),
    body: 1 << 20,
    frame: 256 << 10,
    message: 256 << 10,
    stream: 256 << 10,
};

/// What one step found.
struct Found {
    outcome: DoctorOutcome,
    found: String,
    evidence: Vec<Evidence>,
    advice: Option<String>,
}

impl Found {
    fn new(outcome: DoctorOutcome, found: impl Into<String>) -> Self {
        Self {
            outcome,
            found: found.into(),
            evidence: Vec::new(),
            advice: None,
        }
    }

    fn ok(found: impl Into<String>) -> Self {
        Self::new(DoctorOutcome::Ok, found)
    }

    fn skipped(found: impl Into<String>) -> Self {
        Self::new(DoctorOutcome::Skipped, found)
    }

    fn warning(found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            advice: Some(advice.into()),
            ..Self::new(DoctorOutcome::Warning, found)
        }
    }

    fn failed(found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            advice: Some(advice.into()),
            ..Self::new(DoctorOutcome::Failed, found)
        }
    }

    fn error(error: &WireError) -> Self {
        // The same sentence as everywhere else.
        let error = CommandError::from(error.clone());
        Self::failed(error.what, error.advice)
    }

    fn with(self, evidence: Vec<Evidence>) -> Self {
        Self { evidence, ..self }
    }
}

/// Walks the whole way, and tells each step as soon as it is taken.
///
/// # Errors
/// [`crate::ErrorCode::Invalid`] when the text is no address. Everything else is a finding.
pub async fn doctor(
    url: &str,
    on_step: impl Fn(&DoctorStep) + Send,
) -> Result<Doctor, CommandError> {
    let address = Address::parse(url)?;
    let doctor = Doctor {
        url: format!("{}{}", address.origin.origin(), address.path),
        platform: None,
        version: None,
        asks_credential: None,
        reachable: false,
        steps: Vec::new(),
    };
    let mut walk = Walk {
        doctor,
        on_step,
        at: Instant::now(),
    };
    let deadline = walk.at + DEADLINE;
    if timeout_at(deadline.into(), walk.go(address)).await.is_err() {
        walk.end_with(&WireError::Timeout {
            origin: walk.doctor.url.clone(),
            seconds: DEADLINE.as_secs(),
        });
    }
    Ok(walk.doctor)
}

/// The way so far.
struct Walk<F> {
    doctor: Doctor,
    on_step: F,
    /// When the step that is being taken began.
    at: Instant,
}

impl<F: Fn(&DoctorStep) + Send> Walk<F> {
    async fn go(&mut self, address: Address) {
        let (name, addresses) = match line::name(&address.origin, LIMITS).await {
            Ok(named) => named,
            Err(error) => return self.end_with(&error),
        };
        self.step(name);
        let (connection, reached) = line::connection(&address.origin, &addresses, LIMITS).await;
        self.step(connection);
        if !reached {
            return self.skip_rest();
        }
        self.doctor.reachable = true;
        let (tls, transport) = line::tls(&address.origin).await;
        self.step(tls);
        if transport.error.is_some() {
            return self.skip_rest();
        }
        let address = address.heard_as(!transport.site.is_verified());
        let answer = match answer::ask(&address, LIMITS).await {
            Ok(answer) => answer,
            Err(error) => return self.end_with(&error),
        };
        if let Some(seen) = &answer.sighting {
            self.doctor.platform = Some(seen.platform);
            self.doctor.version.clone_from(&seen.version);
        }
        let mut found = answer.found();
        if address.had_query {
            found.evidence.push(Evidence::claim(
                "The query of the address was left out: it may hold a credential",
            ));
        }
        self.step(found);
        let (credential, asks) = answer.credential();
        self.doctor.asks_credential = asks;
        self.step(credential);
        let sockets = socket::knock(&address, &answer, LIMITS).await;
        self.doctor.asks_credential = asks.or(sockets.asks_credential);
        self.step(sockets.upgrade);
        self.step(sockets.first_frame);
    }

    /// The next step, taken since the last one.
    fn step(&mut self, found: Found) {
        let Some(stage) = DoctorStage::ALL.get(self.doctor.steps.len()) else {
            return;
        };
        let asked = found.outcome != DoctorOutcome::Skipped;
        let took = u32::try_from(self.at.elapsed().as_millis()).unwrap_or(u32::MAX);
        let step = DoctorStep {
            stage: *stage,
            title: stage.title().into(),
            outcome: found.outcome,
            ms: asked.then_some(took),
            found: found.found,
            evidence: found.evidence,
            advice: found.advice,
        };
        (self.on_step)(&step);
        self.doctor.steps.push(step);
        self.at = Instant::now();
    }

    fn end_with(&mut self, error: &WireError) {
        self.step(Found::error(error));
        self.skip_rest();
    }

    fn skip_rest(&mut self) {
        while self.doctor.steps.len() < DoctorStage::ALL.len() {
            self.step(Found::skipped("An earlier step failed"));
        }
    }
}
