//! Which versions have locks.

use chatelaine_documents::compose::Service;

use super::files::IMAGE;

/// The first version with a lock on its WebSocket, with logins, and with `Authorization: Bearer`.
const FIRST_WITH_LOCKS: (u32, u32) = (1, 7);

/// Whether a version is from before the locks; nothing where its text names no version: `latest`.
pub(super) fn is_without_locks(version: &str) -> Option<bool> {
    let mut numbers = version.split('.').map(str::parse::<u32>);
    let (major, minor) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
    Some((major, minor) < FIRST_WITH_LOCKS)
}

/// The version that the tag of the service's image names.
pub(super) fn of_image(service: &Service) -> Option<&str> {
    let (_, tag) = service.image.as_deref()?.split_once(IMAGE)?;
    tag.split('@').next()
}

/// Whether a service runs a version from before the locks.
pub(super) fn runs_without_locks(service: &Service) -> bool {
    of_image(service).and_then(is_without_locks) == Some(true)
}
