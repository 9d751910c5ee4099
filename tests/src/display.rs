//! A screen that nobody looks at.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::{Environment, Leash, Seen, Start};

/// Larger than the largest window that is tested, so that nothing is ever off the screen.
const SCREEN: &str = "1440x960x24";

/// A virtual X display, gone when dropped.
pub struct Display {
    name: String,
    framebuffer: PathBuf,
    _server: Leash,
}

impl Display {
    /// Starts Xvfb on the first free display number. Its log and its framebuffer go to `folder`.
    ///
    /// # Errors
    /// When Xvfb is not installed or does not come up within ten seconds.
    pub fn start(folder: &Path) -> Seen<Self> {
        let log = folder.join("xvfb.log");
        let server = Leash::start(&Start {
            program: "Xvfb".as_ref(),
            args: &[
                "-displayfd".as_ref(),
                "1".as_ref(),
                "-screen".as_ref(),
                "0".as_ref(),
                SCREEN.as_ref(),
                "-nolisten".as_ref(),
                "tcp".as_ref(),
                "-noreset".as_ref(),
                "-fbdir".as_ref(),
                folder.as_os_str(),
            ],
            environment: &Environment::bare(),
            input: None,
            log: &log,
        })?;
        let number: u32 = server.wait("Xvfb is up", Duration::from_secs(10), |server| {
            server.log().lines().find_map(|line| line.parse().ok())
        })?;
        Ok(Self {
            name: format!(":{number}"),
            framebuffer: folder.join("Xvfb_screen0"),
            _server: server,
        })
    }

    /// What `DISPLAY` must hold to use it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The file in which Xvfb keeps the pixels (X Window Dump format), always up to date.
    #[must_use]
    pub fn framebuffer(&self) -> &Path {
        &self.framebuffer
    }
}
