//! What is expected of every platform, whatever stands in its place.

use std::time::Duration;

use chatelaine_platforms::{Ask, CheckError, Observation, Observed, Platform};
use chatelaine_wire::Site;
use jiff::Timestamp;

use super::bots::locked;
use super::server::CANARY;

/// More than the deadline of a check, and no measure of speed: it only keeps a hanging test from hanging for ever.
const PATIENCE: Duration = Duration::from_secs(240);

/// As much as an operator's machine may lose to a hostile server.
const MEMORY_KIB: u64 = 256 << 10;

/// Checks a site as a bot of every platform, side by side, and returns what came of each.
///
/// Whatever it was, it does not repeat a credential, and the memory of this process stayed in its bounds.
pub(crate) async fn check_as_each(
    story: &str,
    site: &Site,
) -> Vec<(Platform, Result<Observation, CheckError>)> {
    let checks = Platform::ALL.iter().map(|platform| {
        let project = locked(*platform);
        let values = platform.effective(&project);
        let checking = platform.check(&Ask {
            site,
            project: Some(&project),
            values: &values,
            logins: &[],
            token: None,
            may_forge: true,
            at: Timestamp::now(),
        });
        tokio::spawn(tokio::time::timeout(PATIENCE, checking))
    });
    let checks: Vec<_> = checks.collect();
    let mut outcomes = Vec::new();
    for (platform, check) in Platform::ALL.iter().zip(checks) {
        let outcome = check
            .await
            .unwrap_or_else(|error| panic!("{story}: the check of {platform} broke: {error}"))
            .unwrap_or_else(|_| panic!("{story}: the check of {platform} has no end"));
        assert!(
            !format!("{outcome:?}").contains(CANARY),
            "{story}: {platform} repeats a credential: {outcome:?}"
        );
        outcomes.push((*platform, outcome));
    }
    assert_bounded(story);
    outcomes
}

/// Nothing that a bot could be: every platform gives a cause, and says what to do.
pub(crate) async fn refused_by_each(story: &str, site: &Site) -> Vec<(Platform, CheckError)> {
    let mut errors = Vec::new();
    for (platform, outcome) in check_as_each(story, site).await {
        let error = outcome.err().unwrap_or_else(|| {
            panic!("{story}: {platform} must not find a bot where there is none")
        });
        for sentence in [error.to_string(), error.advice()] {
            assert!(
                sentence.len() > 10,
                "{story}: {platform} has to say what happened and what to do: {error:?}"
            );
        }
        errors.push((platform, error));
    }
    errors
}

/// The bot may be there, as far as the checks can see, but no lock is proven by such answers.
pub(crate) async fn proves_nothing(story: &str, site: &Site) {
    for (platform, outcome) in check_as_each(story, site).await {
        let Ok(observation) = outcome else { continue };
        for point in &observation.points {
            let proven = point.observed == Some(Observed::Locked) && point.id != "transport";
            assert!(
                !proven,
                "{story}: {platform} calls {} locked: {:?}",
                point.id, point.evidence
            );
        }
    }
}

/// The most that this process, servers included, has held at any time.
fn assert_bounded(story: &str) {
    #[cfg(target_os = "linux")]
    {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let peak: u64 = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))
            .and_then(|rest| rest.trim().strip_suffix("kB")?.trim().parse().ok())
            .expect("Linux tells the peak of the memory");
        assert!(
            peak <= MEMORY_KIB,
            "{story}: {peak} KiB, when {MEMORY_KIB} KiB are the limit"
        );
    }
}
