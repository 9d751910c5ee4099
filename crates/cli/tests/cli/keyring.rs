//! A session bus with a real gnome-keyring, in a home of its own, gone when dropped.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

use crate::desk::{Desk, Run};

/// Only a hang gets here.
const HANG: Duration = Duration::from_secs(60);
const PASSWORD: &str = "the keyring's own password";

struct Group(Child);

impl Group {
    fn start(command: &mut Command) -> Self {
        let program = command.get_program().to_owned();
        let child = command.process_group(0).spawn();
        Self(child.unwrap_or_else(|error| panic!("{} could not be started ({error}); `cargo xtask test` installs what these tests need", program.display())))
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let _gone = kill_process_group(Pid::from_child(&self.0), Signal::KILL);
        let _reaped = self.0.wait();
    }
}

/// A desk whose vault is the keychain.
pub(crate) struct Keyring {
    pub(crate) desk: Desk,
    daemon: Option<Group>,
    _bus: Group,
    address: String,
}

impl Keyring {
    /// A bus on which nobody keeps secrets yet.
    pub(crate) fn absent() -> Self {
        let mut desk = Desk::new();
        let home = desk.path("session");
        std::fs::create_dir(&home).unwrap();
        let mut bus = Group::start(
            isolated("dbus-daemon", &home)
                .args(["--nofork", "--print-address=1"])
                .arg(configuration(&home))
                .stdout(Stdio::piped())
                .stderr(Stdio::null()),
        );
        let mut address = String::new();
        BufReader::new(bus.0.stdout.take().unwrap())
            .read_line(&mut address)
            .unwrap();
        let address = address.trim().to_owned();
        desk.set("CHATELAINE_VAULT", "keychain");
        desk.set("DBUS_SESSION_BUS_ADDRESS", &address);
        desk.set("XDG_RUNTIME_DIR", &home.display().to_string());
        Self {
            desk,
            daemon: None,
            _bus: bus,
            address,
        }
    }

    pub(crate) fn available() -> Self {
        let mut keyring = Self::absent();
        keyring.start(true);
        keyring.wait_for("available");
        keyring
    }

    /// A keyring that was made and closed again, as after a login without a password.
    pub(crate) fn locked() -> Self {
        let mut keyring = Self::available();
        let stored =
            keyring
                .desk
                .run(&["set", &keyring.desk.folder(), "CCAT_API_KEY", "--generate"]);
        assert_eq!(stored.code, 0, "{stored:?}");
        keyring.daemon = None;
        keyring.wait_for("absent");
        keyring.start(false);
        keyring.wait_for("locked");
        keyring
    }

    /// A keyring that has stopped answering.
    pub(crate) fn mute() -> Self {
        let keyring = Self::available();
        let daemon = keyring.daemon.as_ref().unwrap();
        kill_process(Pid::from_child(&daemon.0), Signal::STOP).unwrap();
        keyring
    }

    pub(crate) fn status(&self) -> Run {
        self.desk.run(&["vault", "status", "--json"])
    }

    /// What another program finds.
    pub(crate) fn lookup(&self, handle: &str) -> String {
        let mut command = self.command("secret-tool");
        let found = command
            .args(["lookup", "service", "chatelaine", "username", handle])
            .output()
            .expect("secret-tool of libsecret-tools is installed");
        String::from_utf8(found.stdout).unwrap()
    }

    fn start(&mut self, unlock: bool) {
        let mut command = self.command("gnome-keyring-daemon");
        command
            .args(["--foreground", "--components=secrets"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
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
    }

    fn wait_for(&self, state: &str) {
        let start = Instant::now();
        loop {
            let status = self.status();
            if status.json()["state"] == state {
                return;
            }
            assert!(
                start.elapsed() < HANG,
                "waited in vain for {state}: {status:?}"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn command(&self, program: &str) -> Command {
        let mut command = isolated(program, &self.desk.path("session"));
        command.env("DBUS_SESSION_BUS_ADDRESS", &self.address);
        command
    }
}

/// A program that sees nothing of the user's own session or files.
fn isolated(program: impl AsRef<OsStr>, home: &Path) -> Command {
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

/// A bus that starts no services by itself: what is there was put there by the test.
fn configuration(home: &Path) -> String {
    let path = home.join("bus.conf");
    let text = format!(
        "<busconfig><type>session</type><listen>unix:dir={}</listen><auth>EXTERNAL</auth><policy context=\"default\">\
         <allow send_destination=\"*\" eavesdrop=\"true\"/><allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>",
        home.display()
    );
    std::fs::write(&path, text).unwrap();
    format!("--config-file={}", path.display())
}
