//! A login session of its own: home folder, session bus, keychain, display.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;

use crate::{Display, Environment, Failure, Leash, Seen, Start};

/// How long a daemon may take to come up on a busy machine.
const UP: Duration = Duration::from_secs(15);

/// Which Secret Service the session has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Keychain {
    /// A real gnome-keyring with an unlocked login collection.
    Real,
    /// None, and none that the bus could start on demand.
    Absent,
}

/// A private session. Everything in it is gone when it is dropped.
pub struct Session {
    // Fields drop in this order: first the keychain, then the bus it is on, then the files.
    _keychain: Option<Leash>,
    _bus: Leash,
    display: Display,
    environment: Environment,
    root: TempDir,
}

impl Session {
    /// Opens a session.
    ///
    /// # Errors
    /// When Xvfb, dbus-daemon or gnome-keyring cannot be started.
    pub fn open(keychain: Keychain) -> Seen<Self> {
        // Directly below the system's temporary folder: a socket's path has at most 107 bytes.
        let root = tempfile::Builder::new()
            .prefix("chatelaine-")
            .tempdir()
            .map_err(|e| Failure::io("make a temporary folder", &e))?;
        let at = |name: &str| root.path().join(name);
        for name in ["home", "runtime", "data", "config", "cache", "logs"] {
            std::fs::create_dir(at(name)).map_err(|e| Failure::io("make a folder", &e))?;
        }
        std::fs::set_permissions(at("runtime"), std::fs::Permissions::from_mode(0o700))
            .map_err(|e| Failure::io("close the runtime folder to others", &e))?;

        let display = Display::start(&at("logs"))?;
        let socket = at("runtime").join("bus");
        let environment = Environment::bare()
            .with("DISPLAY", display.name())
            .with("HOME", at("home"))
            .with("XDG_RUNTIME_DIR", at("runtime"))
            .with("XDG_DATA_HOME", at("data"))
            .with("XDG_CONFIG_HOME", at("config"))
            .with("XDG_CACHE_HOME", at("cache"))
            .with("CHATELAINE_HOME", at("chatelaine"))
            .with(
                "DBUS_SESSION_BUS_ADDRESS",
                format!("unix:path={}", socket.display()),
            )
            // Without an accessibility bus, WebKit would otherwise wait for one at start.
            .with("NO_AT_BRIDGE", "1")
            // The most talkative the application can be: the canary search reads all of it.
            .with("RUST_LOG", "trace");

        let bus = start_bus(root.path(), &socket, &environment)?;
        let keychain = match keychain {
            Keychain::Real => Some(start_keychain(root.path(), &environment)?),
            Keychain::Absent => None,
        };
        Ok(Self {
            _keychain: keychain,
            _bus: bus,
            display,
            environment,
            root,
        })
    }

    /// What a program of this session sees.
    #[must_use]
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// The session's display.
    #[must_use]
    pub fn display(&self) -> &Display {
        &self.display
    }

    /// The folder that holds all of the session's files.
    #[must_use]
    pub fn root(&self) -> &Path {
        self.root.path()
    }

    /// Where Chatelaine keeps its data.
    #[must_use]
    pub fn data_folder(&self) -> PathBuf {
        self.root.path().join("chatelaine")
    }

    /// What the keychain holds for `user` under Chatelaine's service name, asked through libsecret's
    /// own tool and not through the code under test.
    ///
    /// # Errors
    /// When secret-tool is not installed or prints something that is not text.
    pub fn keychain_value(&self, user: &str) -> Seen<Option<String>> {
        let output = self
            .environment
            .command("secret-tool")
            .args(["lookup", "service", "chatelaine", "username", user])
            .output()
            .map_err(|e| Failure::io("run secret-tool", &e))?;
        let value = String::from_utf8(output.stdout)
            .map_err(|_| Failure::new("secret-tool printed something that is not text"))?;
        Ok((output.status.success() && !value.is_empty()).then_some(value))
    }
}

/// A bus without any service folder: it starts nothing on demand, so a keychain is only there if
/// this session has one. The usual `dbus-run-session` would hand out the desktop's services.
fn start_bus(root: &Path, socket: &Path, environment: &Environment) -> Seen<Leash> {
    let configuration = root.join("bus.conf");
    let text = format!(
        r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#,
        socket.display()
    );
    std::fs::write(&configuration, text)
        .map_err(|e| Failure::io("write the bus configuration", &e))?;
    let option = format!("--config-file={}", configuration.display());
    let bus = Leash::start(&Start {
        program: "dbus-daemon".as_ref(),
        args: &["--nofork".as_ref(), "--nopidfile".as_ref(), option.as_ref()],
        environment,
        input: None,
        log: &root.join("logs/bus.log"),
    })?;
    bus.wait("the session bus is up", UP, |_| {
        socket.exists().then_some(())
    })?;
    Ok(bus)
}

fn start_keychain(root: &Path, environment: &Environment) -> Seen<Leash> {
    // The keyring protects nothing but this session's throw-away values.
    let password = root.join("keychain-password");
    std::fs::write(&password, "practice")
        .map_err(|e| Failure::io("write the keychain's password", &e))?;
    let keychain = Leash::start(&Start {
        program: "gnome-keyring-daemon".as_ref(),
        args: &[
            "--foreground".as_ref(),
            "--unlock".as_ref(),
            "--components=secrets".as_ref(),
        ],
        environment,
        input: Some(&password),
        log: &root.join("logs/keychain.log"),
    })?;
    keychain.wait("the Secret Service is on the bus", UP, |_| {
        let answer = environment
            .command("dbus-send")
            .args([
                "--session",
                "--print-reply=literal",
                "--dest=org.freedesktop.DBus",
                "/org/freedesktop/DBus",
                "org.freedesktop.DBus.NameHasOwner",
                "string:org.freedesktop.secrets",
            ])
            .output()
            .ok()?;
        String::from_utf8_lossy(&answer.stdout)
            .contains("true")
            .then_some(())
    })?;
    Ok(keychain)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test ends at the first surprise")]
    use super::*;

    #[test]
    fn a_session_has_a_working_keychain_of_its_own() {
        let session = Session::open(Keychain::Real).unwrap();
        let store = session
            .environment()
            .command("sh")
            .args([
                "-c",
                "printf %s kept | secret-tool store --label=t service chatelaine username me",
            ])
            .status()
            .unwrap();
        assert!(store.success(), "the login collection is unlocked");
        assert_eq!(
            session.keychain_value("me").unwrap().as_deref(),
            Some("kept"),
            "what was stored comes back through another process"
        );
        assert_eq!(
            session.keychain_value("you").unwrap(),
            None,
            "an entry that does not exist is not mistaken for an empty one"
        );
    }

    #[test]
    fn a_session_without_a_keychain_does_not_borrow_one() {
        let session = Session::open(Keychain::Absent).unwrap();
        let store = session
            .environment()
            .command("sh")
            .args([
                "-c",
                "printf %s lost | secret-tool store --label=t service chatelaine username me",
            ])
            .output()
            .unwrap();
        assert!(
            !store.status.success(),
            "the bus starts no keychain on demand, even where one is installed"
        );
    }
}
