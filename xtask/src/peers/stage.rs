//! A scratch copy of a bot, the real server over it, and a Chatelaine that knows no other bot.

use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use chatelaine_e2e::{Environment, Leash, Start};
use serde_json::Value;
use tempfile::TempDir;

use super::install::{copy, folder, kept};
use super::peer::{Peer, Scene, Serve};
use crate::options::PeerName;
use crate::place::{self, Place};
use crate::trouble::{Done, Trouble};

/// Rasa loads TensorFlow first, which takes a slow machine a while.
const START: Duration = Duration::from_secs(180);

/// The bot's name in the registry.
pub(super) const BOT: &str = "peer";

pub(super) struct Stage<'a> {
    peer: &'static Peer,
    root: TempDir,
    installed: PathBuf,
    chatelaine: PathBuf,
    scene: Option<&'a Scene>,
    port: u16,
    running: Vec<Leash>,
}

/// What came of a command.
pub(super) struct Run {
    pub(super) code: Option<i32>,
    pub(super) out: Value,
    /// Everything that it printed.
    pub(super) said: String,
}

impl<'a> Stage<'a> {
    /// The bot as the project keeps it, or as a scene changes it.
    pub(super) fn set(
        place: &Place,
        name: PeerName,
        peer: &'static Peer,
        scene: Option<&'a Scene>,
    ) -> Done<Self> {
        let root = tempfile::tempdir().map_err(|e| Trouble::io("make a temporary folder", &e))?;
        let stage = Self {
            peer,
            root,
            installed: folder(place, name),
            chatelaine: place.target().join("debug/chatelaine"),
            scene,
            port: if peer.isolated {
                peer.port
            } else {
                free_port()?
            },
            running: Vec::new(),
        };
        copy(&kept(place, name).join("bot"), &stage.bot())?;
        for brought in peer.brings {
            copy(&stage.installed.join(brought), &stage.bot().join(brought))?;
        }
        for (file, from, to) in scene.iter().flat_map(|scene| scene.edits) {
            let path = stage.bot().join(file);
            let text = match *from {
                "" => (*to).to_owned(),
                from => place::read(&path)?.replacen(from, to, 1),
            };
            place::write(&path, text)?;
        }
        stage.settle(&stage.bot())?;
        let passphrase = stage.path("passphrase");
        place::write(&passphrase, "only for this test\n")?;
        make_private(&passphrase)?;
        let url = format!("http://127.0.0.1:{}", stage.port);
        let bot = stage.bot().display().to_string();
        let options = ["--platform", name.slug(), "--dir", &bot, "--url", &url];
        let added = stage.chatelaine(&[&["bots", "add", BOT][..], &options].concat())?;
        match added.code {
            Some(0) => Ok(stage),
            _ => Err(Trouble::new(
                format!("the bot cannot be registered: {}", added.said),
                "mend the command line tool first",
            )),
        }
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// Every file of the bot.
    pub(super) fn files(&self) -> Done<Vec<(PathBuf, Vec<u8>)>> {
        let mut found = Vec::new();
        each_file(&self.bot(), &mut |path| {
            let bytes = fs::read(path).map_err(|e| Trouble::io("read a file of the bot", &e))?;
            found.push((path.to_owned(), bytes));
            Ok(())
        })?;
        found.sort();
        Ok(found)
    }

    /// Starts the server over the files as they are now. A second start is a restart.
    pub(super) fn start(&mut self) -> Done {
        self.running.clear();
        let setting = |id: &str| {
            let value = self.chatelaine(&["get", BOT, id, "--reveal"]);
            let value = value
                .ok()
                .and_then(|run| run.out["value"].as_str().map(str::to_owned));
            value.unwrap_or_default()
        };
        let programs = (self.peer.serve)(&Serve {
            installed: &self.installed,
            port: self.port,
            arguments: self.scene.map_or(&[], |scene| scene.arguments),
            setting: &setting,
        });
        let mut running = Vec::new();
        for program in programs {
            let mut environment = self.environment();
            let scene = self.scene.map_or(&[][..], |scene| scene.environment);
            for (name, value) in program.environment.iter().chain(scene) {
                environment = environment.with(name, value);
            }
            let folder = format!("--chdir={}", self.bot().display());
            let mut arguments: Vec<&OsStr> = vec![folder.as_ref(), &program.program];
            arguments.extend(
                program
                    .arguments
                    .iter()
                    .map(|argument| argument.as_os_str()),
            );
            let leash = Leash::start(&Start {
                program: "env".as_ref(),
                args: &arguments,
                environment: &environment,
                input: None,
                log: &self.path("server.log"),
            })?;
            leash.wait(&format!("port {} is open", program.port), START, |_| {
                TcpStream::connect(("127.0.0.1", program.port)).ok()
            })?;
            running.push(leash);
        }
        self.running = running;
        Ok(())
    }

    /// Runs the command line tool with `--json`.
    pub(super) fn chatelaine(&self, arguments: &[&str]) -> Done<Run> {
        let output = self
            .environment()
            .with("CHATELAINE_HOME", self.path("home"))
            .with("CHATELAINE_VAULT", "file")
            .with("CHATELAINE_PASSPHRASE_FILE", self.path("passphrase"))
            .command(&self.chatelaine)
            .args(arguments)
            .arg("--json")
            .stdin(Stdio::null())
            .output()
            .map_err(|e| Trouble::io("start the command line tool", &e))?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok(Run {
            code: output.status.code(),
            out: serde_json::from_slice(&output.stdout).unwrap_or_default(),
            said: text(&output.stdout) + &text(&output.stderr),
        })
    }

    /// The end of what the server has written.
    pub(super) fn log(&self) -> String {
        let log = fs::read(self.path("server.log")).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(12)..].join("\n")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    fn bot(&self) -> PathBuf {
        self.path("bot")
    }

    fn environment(&self) -> Environment {
        Environment::bare().with("HOME", self.root.path())
    }

    /// Private files, as they should be, and the port that is used.
    fn settle(&self, folder: &Path) -> Done {
        let (theirs, ours) = (self.peer.port.to_string(), self.port.to_string());
        each_file(folder, &mut |path| {
            // What is no text has no port in it.
            if let Ok(text) = fs::read_to_string(path)
                && theirs != ours
                && text.contains(&theirs)
            {
                place::write(path, text.replace(&theirs, &ours))?;
            }
            make_private(path)
        })
    }
}

fn each_file(folder: &Path, work: &mut dyn FnMut(&Path) -> Done) -> Done {
    let unreadable = |e| Trouble::io(format_args!("look into {}", folder.display()), &e);
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.is_dir() {
            each_file(&path, work)?;
        } else {
            work(&path)?;
        }
    }
    Ok(())
}

fn make_private(path: &Path) -> Done {
    fs::set_permissions(path, Permissions::from_mode(0o600))
        .map_err(|e| Trouble::io(format_args!("make {} private", path.display()), &e))
}

/// A port that nobody uses now.
fn free_port() -> Done<u16> {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|e| Trouble::io("find a free port", &e))
}
