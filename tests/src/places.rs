//! Where the build put things.

use std::path::{Path, PathBuf};

use crate::{Failure, Seen};

/// The file name of the desktop application.
pub const APPLICATION: &str = "chatelaine-desktop";

/// The build folder that the running test or tool came from, wherever cargo was told to put it.
pub struct Places {
    target: PathBuf,
}

impl Places {
    /// Found from the running program, which cargo built into `<target>/<profile>/[deps/]`.
    ///
    /// # Errors
    /// When the program was copied elsewhere.
    pub fn find() -> Seen<Self> {
        let program = std::env::current_exe().map_err(|e| Failure::io("find myself", &e))?;
        program
            .ancestors()
            .find(|folder| folder.join("CACHEDIR.TAG").is_file())
            .map(|target| Self {
                target: target.to_owned(),
            })
            .ok_or_else(|| {
                Failure::new(format!(
                    "{} is not inside a cargo target folder; run it through cargo",
                    program.display()
                ))
            })
    }

    /// The target folder itself.
    #[must_use]
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// The debug build of the application with the user interface inside.
    ///
    /// # Errors
    /// When it has not been built.
    pub fn application(&self) -> Seen<PathBuf> {
        let path = self.target.join("debug").join(APPLICATION);
        if path.is_file() {
            Ok(path)
        } else {
            Err(Failure::new(format!(
                "{} does not exist; build and test it with `cargo xtask test --only window`",
                path.display()
            )))
        }
    }

    /// tauri-driver: the one that xtask installed, otherwise the one on `PATH`.
    #[must_use]
    pub fn tauri_driver(&self) -> PathBuf {
        let own = self.target.join("tools/bin/tauri-driver");
        if own.is_file() {
            own
        } else {
            "tauri-driver".into()
        }
    }

    /// An empty folder `<target>/<name>` for what a journey leaves to look at.
    ///
    /// # Errors
    /// When it cannot be emptied or made.
    pub fn fresh(&self, name: &str) -> Seen<PathBuf> {
        let folder = self.target.join(name);
        match std::fs::remove_dir_all(&folder) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                return Err(Failure::io(format_args!("empty {}", folder.display()), &e));
            }
            _ => {}
        }
        std::fs::create_dir_all(&folder)
            .map_err(|e| Failure::io(format_args!("make {}", folder.display()), &e))?;
        Ok(folder)
    }
}
