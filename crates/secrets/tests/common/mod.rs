//! A session bus, a keyring daemon and a probe, all in a home of their own, all gone when dropped.

#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a failing set-up is a failing test"
)]

pub(crate) mod probe;

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use tempfile::TempDir;
use zbus::blocking::Connection;
use zbus::blocking::connection::Builder;
use zbus::zvariant::{ObjectPath, OwnedObjectPath, OwnedValue, Value};

pub(crate) use probe::{Probe, digest};

/// A text that must never turn up where it does not belong.
pub(crate) const CANARY: &str = "canary-4d1f-secret";
/// Far beyond anything that should happen; only a hang gets here.
pub(crate) const HANG: Duration = Duration::from_secs(90);
const SECRETS: &str = "org.freedesktop.secrets";
const SERVICE: &str = "/org/freedesktop/secrets";
const PASSWORD: &str = "the keyring's own password";

/// How the private bus behaves.
pub(crate) enum Bus {
    /// The one of an ordinary login session, which starts services on demand.
    Ordinary,
    /// Nothing is started on demand.
    Bare,
    /// Nobody may talk to a Secret Service.
    Forbidding,
}

/// A child that is killed with its whole group.
pub(crate) struct Group(Child);

impl Group {
    pub(crate) fn start(command: &mut Command) -> Self {
        let program = command.get_program().to_owned();
        Self(
            command
                .process_group(0)
                .spawn()
                .unwrap_or_else(|error| missing(&program, &error)),
        )
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.0), signal).unwrap();
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let _gone = kill_process_group(Pid::from_child(&self.0), Signal::KILL);
        let _reaped = self.0.wait();
    }
}

fn missing(program: &OsStr, error: &std::io::Error) -> ! {
    panic!(
        "{} could not be started ({error}). These tests need dbus, gnome-keyring and libsecret-tools; \
         `cargo xtask test` installs them.",
        program.display()
    )
}

/// A login session: bus, home, and perhaps a keyring daemon.
pub(crate) struct Session {
    daemon: Option<Group>,
    others: Vec<Group>,
    _bus: Group,
    address: String,
    home: TempDir,
}

impl Session {
    pub(crate) fn new(kind: Bus) -> Self {
        let home = tempfile::Builder::new().prefix("keys-").tempdir().unwrap();
        let mut command = isolated("dbus-daemon", home.path());
        command
            .args(["--nofork", "--print-address=1"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        match kind {
            Bus::Ordinary => command.arg("--session"),
            Bus::Bare => command.arg(configuration(home.path(), "")),
            Bus::Forbidding => command.arg(configuration(
                home.path(),
                "<deny send_destination=\"org.freedesktop.secrets\"/>",
            )),
        };
        let mut bus = Group::start(&mut command);
        let address = first_line(&mut bus);
        Self {
            daemon: None,
            others: Vec::new(),
            _bus: bus,
            address,
            home,
        }
    }

    /// A session with an unlocked keyring.
    pub(crate) fn unlocked() -> Self {
        let mut session = Self::new(Bus::Bare);
        session.start_keyring(true);
        session
    }

    /// Starts gnome-keyring and waits until it serves. Without `unlock` an existing login keyring stays locked.
    pub(crate) fn start_keyring(&mut self, unlock: bool) {
        let mut command = self.command("gnome-keyring-daemon");
        command
            .args(["--foreground", "--components=secrets"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null());
        if unlock {
            command.arg("--unlock");
        }
        let mut daemon = Group::start(&mut command);
        daemon
            .0
            .stdin
            .take()
            .unwrap()
            .write_all(PASSWORD.as_bytes())
            .unwrap();
        self.daemon = Some(daemon);
        self.wait_for("the keyring", Self::is_served);
        if unlock {
            self.wait_for("the login keyring", |session| {
                session.default_collection() != "/"
            });
        }
    }

    /// Unlocks the default collection without any dialog, through gnome-keyring's private interface for such tools.
    pub(crate) fn unlock_keyring(&self) {
        let bus = self.bus();
        let interface = Some("org.freedesktop.Secret.Service");
        let plain = ("plain", Value::from(""));
        let opened = bus.call_method(Some(SECRETS), SERVICE, interface, "OpenSession", &plain);
        let (_, session): (OwnedValue, OwnedObjectPath) =
            opened.unwrap().body().deserialize().unwrap();
        let collection = ObjectPath::try_from(self.default_collection()).unwrap();
        let secret = (
            session,
            [0_u8; 0].as_slice(),
            PASSWORD.as_bytes(),
            "text/plain",
        );
        let interface = Some("org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface");
        let method = "UnlockWithMasterPassword";
        bus.call_method(
            Some(SECRETS),
            SERVICE,
            interface,
            method,
            &(collection, secret),
        )
        .unwrap();
    }

    pub(crate) fn kill_keyring(&mut self) {
        self.daemon = None;
        self.wait_for("the keyring's end", |session| !session.is_served());
    }

    pub(crate) fn signal_keyring(&self, signal: Signal) {
        self.daemon.as_ref().unwrap().signal(signal);
    }

    /// Takes a bus name away from everybody and answers nobody.
    pub(crate) fn silence(&mut self, name: &str) {
        let mut command = self.command(example("mute_name"));
        let mut mute = Group::start(command.arg(name).stdout(Stdio::piped()));
        assert_eq!(first_line(&mut mute), "ready", "the name is owned");
        self.others.push(mute);
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = isolated(program, self.home.path());
        command.env("DBUS_SESSION_BUS_ADDRESS", &self.address);
        command
    }

    pub(crate) fn secret_tool(&self, arguments: &[&str], input: &str) -> Output {
        let mut command = self.command("secret-tool");
        command
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command
            .spawn()
            .unwrap_or_else(|error| missing(OsStr::new("secret-tool"), &error));
        child
            .stdin
            .take()
            .unwrap()
            .write_all(input.as_bytes())
            .unwrap();
        child.wait_with_output().unwrap()
    }

    /// Whether somebody owns the name; unlike a call to it, asking does not start a service.
    fn is_served(&self) -> bool {
        let reply = self.bus().call_method(
            Some("org.freedesktop.DBus"),
            "/org/freedesktop/DBus",
            Some("org.freedesktop.DBus"),
            "NameHasOwner",
            &SECRETS,
        );
        reply.unwrap().body().deserialize().unwrap()
    }

    fn default_collection(&self) -> String {
        let reply = self.bus().call_method(
            Some(SECRETS),
            SERVICE,
            Some("org.freedesktop.Secret.Service"),
            "ReadAlias",
            &"default",
        );
        let path: OwnedObjectPath = reply.unwrap().body().deserialize().unwrap();
        path.to_string()
    }

    fn bus(&self) -> Connection {
        Builder::address(self.address.as_str())
            .unwrap()
            .build()
            .unwrap()
    }

    fn wait_for(&self, what: &str, ready: impl Fn(&Self) -> bool) {
        let start = Instant::now();
        while !ready(self) {
            assert!(start.elapsed() < HANG, "waited in vain for {what}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// A program that sees nothing of the user's own session or files.
pub(crate) fn isolated(program: impl AsRef<OsStr>, home: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default());
    for variable in [
        "HOME",
        "XDG_DATA_HOME",
        "XDG_CONFIG_HOME",
        "XDG_CACHE_HOME",
        "XDG_RUNTIME_DIR",
    ] {
        command.env(variable, home);
    }
    command
}

/// An example of this crate, which `cargo test` builds next to its tests.
pub(crate) fn example(name: &str) -> PathBuf {
    let folder = std::env::current_exe()
        .unwrap()
        .ancestors()
        .nth(2)
        .unwrap()
        .join("examples");
    let path = folder.join(name);
    assert!(
        path.exists(),
        "the example {name} is not built; run `cargo xtask test`, or `cargo build --examples` first"
    );
    path
}

fn first_line(group: &mut Group) -> String {
    let mut line = String::new();
    BufReader::new(group.0.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    line.trim_end().to_owned()
}

fn configuration(home: &Path, rule: &str) -> String {
    let path = home.join("bus.conf");
    let text = format!(
        "<busconfig><type>session</type><listen>unix:dir={}</listen><auth>EXTERNAL</auth>\
         <policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/><allow eavesdrop=\"true\"/>\
         <allow own=\"*\"/>{rule}</policy></busconfig>",
        home.display()
    );
    std::fs::write(&path, text).unwrap();
    format!("--config-file={}", path.display())
}
