//! Linux: the Secret Service over D-Bus.

use std::collections::HashMap;
use std::error::Error as Cause;
use std::io::{self, ErrorKind};
use std::sync::Arc;

use keyring::Error;
use keyring::api::CredentialStoreApi;
use zbus::DBusError;
use zbus::blocking::Connection;
use zbus::zvariant::{ObjectPath, OwnedObjectPath, OwnedValue};
use zbus_secret_service_keyring_store::Store;

use super::{Door, Found, SERVICE, label};
use crate::{Handle, VaultError, VaultState};

pub(super) const STORE: &str = "Secret Service";

const BUS_NAME: &str = "org.freedesktop.secrets";
const SERVICE_PATH: &str = "/org/freedesktop/secrets";
/// The collection that lives in the service's memory only.
const SESSION_COLLECTION: &str = "/org/freedesktop/secrets/collection/session";

/// An open connection. `bus` asks what the store's interface cannot: whether the door is locked, without a dialog.
pub(super) struct Link {
    bus: Connection,
    store: Arc<Store>,
}

impl Link {
    pub(super) fn open() -> Result<Self, VaultError> {
        let bus = Connection::session().map_err(|error| from_bus(&error))?;
        let store = Store::new().map_err(|error| match error {
            Error::PlatformFailure(cause) | Error::NoStorageAccess(cause) => {
                classify(cause.as_ref())
            }
            _ => unexpected("opening it failed"),
        })?;
        Ok(Self { bus, store })
    }

    pub(super) fn entry(&self, handle: &Handle) -> Found {
        let label = label(handle);
        self.store.build(
            SERVICE,
            handle.as_str(),
            Some(&HashMap::from([("label", label.as_str())])),
        )
    }

    pub(super) fn names(&self) -> Result<Vec<String>, Error> {
        let entries = self.store.search(&HashMap::from([("service", SERVICE)]))?;
        let mut names = Vec::with_capacity(entries.len());
        for entry in entries {
            match entry.get_attributes() {
                Ok(mut attributes) => names.extend(attributes.remove("username")),
                Err(Error::NoEntry) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(names)
    }

    pub(super) fn door(&self) -> Result<Door, VaultError> {
        let path = self
            .default_collection()
            .map_err(|error| from_bus(&error))?;
        if path.as_str() == "/" {
            return Ok(Door::Missing);
        }
        let locked = self.is_locked(&path).map_err(|error| from_bus(&error))?;
        Ok(if locked {
            Door::Locked
        } else {
            Door::Open {
                lasting: path.as_str() != SESSION_COLLECTION,
            }
        })
    }

    fn default_collection(&self) -> zbus::Result<OwnedObjectPath> {
        let interface = Some("org.freedesktop.Secret.Service");
        let reply = self.bus.call_method(
            Some(BUS_NAME),
            SERVICE_PATH,
            interface,
            "ReadAlias",
            &"default",
        )?;
        reply.body().deserialize()
    }

    fn is_locked(&self, collection: &ObjectPath<'_>) -> zbus::Result<bool> {
        let property = &("org.freedesktop.Secret.Collection", "Locked");
        let interface = Some("org.freedesktop.DBus.Properties");
        let reply = self
            .bus
            .call_method(Some(BUS_NAME), collection, interface, "Get", property)?;
        let value: OwnedValue = reply.body().deserialize()?;
        Ok(value.try_into()?)
    }
}

/// The store says "no access" when a dialog was dismissed or an object is locked.
pub(super) fn no_access(_cause: &(dyn Cause + Send + Sync + 'static)) -> VaultError {
    VaultError::state(
        VaultState::Locked,
        STORE,
        "Its dialog was dismissed, or there is no display to show one.",
    )
}

/// What the cause of a library's error means: the bus's own error is its source.
pub(super) fn classify(cause: &(dyn Cause + Send + Sync + 'static)) -> VaultError {
    let mut next: Option<&(dyn Cause + 'static)> = Some(cause);
    while let Some(error) = next {
        if let Some(error) = error.downcast_ref::<zbus::Error>() {
            return from_bus(error);
        }
        if let Some(error) = error.downcast_ref::<zbus::fdo::Error>() {
            return from_name(error.name().as_str());
        }
        next = error.source();
    }
    unexpected("its answer made no sense")
}

fn from_bus(error: &zbus::Error) -> VaultError {
    match error {
        zbus::Error::MethodError(name, _, _) => from_name(name.as_str()),
        zbus::Error::FDO(error) => match error.as_ref() {
            zbus::fdo::Error::ZBus(inner) => from_bus(inner),
            error => from_name(error.name().as_str()),
        },
        zbus::Error::Connection(error, _) | zbus::Error::InputOutput(error) => from_io(error),
        zbus::Error::Address(_) => {
            VaultError::state(VaultState::Absent, STORE, "There is no session bus.")
        }
        zbus::Error::InterfaceNotFound => {
            VaultError::state(VaultState::Absent, STORE, "No service keeps secrets.")
        }
        zbus::Error::Handshake(_) => VaultError::state(
            VaultState::Denied,
            STORE,
            "The session bus refused the connection.",
        ),
        _ => unexpected("its answer made no sense"),
    }
}

fn from_io(error: &io::Error) -> VaultError {
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::ConnectionRefused => {
            VaultError::state(VaultState::Absent, STORE, "There is no session bus.")
        }
        ErrorKind::PermissionDenied => VaultError::state(
            VaultState::Denied,
            STORE,
            "The session bus belongs to somebody else.",
        ),
        _ => VaultError::state(
            VaultState::Mute,
            STORE,
            "The connection to the session bus broke.",
        ),
    }
}

/// By the name of a D-Bus error: names are fixed words, while the text beside them could be anything.
fn from_name(name: &str) -> VaultError {
    let (state, detail) = match name
        .strip_prefix("org.freedesktop.DBus.Error.")
        .unwrap_or(name)
    {
        "ServiceUnknown" | "NameHasNoOwner" | "FileNotFound" => {
            (VaultState::Absent, "No service keeps secrets.")
        }
        spawn if spawn.starts_with("Spawn.") => {
            (VaultState::Absent, "Its service could not be started.")
        }
        "AccessDenied" | "AuthFailed" | "InteractiveAuthorizationRequired" => {
            (VaultState::Denied, "The session bus forbids the call.")
        }
        "NoReply" | "Timeout" | "TimedOut" | "Disconnected" => {
            (VaultState::Mute, "It went away without an answer.")
        }
        "org.freedesktop.Secret.Error.IsLocked" => (VaultState::Locked, ""),
        _ => return unexpected(&format!("it answered with the error {}", printable(name))),
    };
    VaultError::state(state, STORE, detail)
}

/// A well-formed name has at most 255 characters of this alphabet; anything else does not reach a message.
fn printable(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_'))
        .take(255)
        .collect()
}

fn unexpected(why: &str) -> VaultError {
    VaultError::other(
        format!("The keychain could not do what was asked: {why}."),
        "Try again; if it persists, restart the keychain's service or choose the sealed file as vault.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state_of(name: &str) -> Option<VaultState> {
        from_name(name).vault_state()
    }

    #[test]
    fn each_error_of_the_bus_has_its_state() {
        let dbus = |name: &str| state_of(&format!("org.freedesktop.DBus.Error.{name}"));
        assert_eq!(
            dbus("ServiceUnknown"),
            Some(VaultState::Absent),
            "nobody owns the name"
        );
        assert_eq!(
            dbus("Spawn.ChildExited"),
            Some(VaultState::Absent),
            "activation failed"
        );
        assert_eq!(
            dbus("AccessDenied"),
            Some(VaultState::Denied),
            "a policy forbids it"
        );
        assert_eq!(
            dbus("NoReply"),
            Some(VaultState::Mute),
            "it died while we waited"
        );
        assert_eq!(
            state_of("org.freedesktop.Secret.Error.IsLocked"),
            Some(VaultState::Locked),
            "closed"
        );
        assert_eq!(
            dbus("InvalidArgs"),
            None,
            "an unknown error is not forced into a state"
        );
    }

    #[test]
    fn a_hostile_error_name_cannot_smuggle_text_into_messages() {
        let shown = from_name("x.\n\u{1b}[31mCANARY value=\"1\"").to_string();
        assert!(
            !shown.contains('\n') && !shown.contains('\u{1b}') && !shown.contains('"'),
            "{shown}"
        );
    }

    #[test]
    fn a_broken_socket_is_not_an_absent_keychain() {
        let state = |kind: ErrorKind| from_io(&io::Error::from(kind)).vault_state();
        assert_eq!(
            state(ErrorKind::NotFound),
            Some(VaultState::Absent),
            "no socket, no bus"
        );
        assert_eq!(
            state(ErrorKind::PermissionDenied),
            Some(VaultState::Denied),
            "somebody else's bus"
        );
        assert_eq!(
            state(ErrorKind::BrokenPipe),
            Some(VaultState::Mute),
            "it was there a moment ago"
        );
    }
}
