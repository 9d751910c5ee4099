//! A console with two bots: one with the fault, one with the repair.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chatelaine_console::view::{Finding, NewBot, PlanRequest, Platform};
use chatelaine_console::{Console, Home};
use chatelaine_secrets::Memory;
use tempfile::TempDir;

use crate::pair::{Pair, Side};

/// The names of the two bots.
const FAULT: &str = "fault";
const REPAIR: &str = "repair";

pub(crate) struct Stage {
    console: Console,
    root: TempDir,
}

impl Stage {
    pub(crate) fn of(platform: Platform, pair: &Pair) -> Self {
        let root = TempDir::new().unwrap();
        let home = Home::at(root.path().join("home"));
        let console = Console::open(home, Arc::new(Memory::new())).unwrap();
        for (name, side) in [(FAULT, Side::Fault), (REPAIR, Side::Repair)] {
            let dir = root.path().join(name);
            pair.write(side, &dir);
            let bot = NewBot {
                name: name.into(),
                platform,
                dir: Some(dir.display().to_string()),
                url: None,
                allow_plain_http: false,
            };
            console.add_bot(bot).unwrap();
        }
        Self { console, root }
    }

    pub(crate) fn findings(&self, side: Side) -> Vec<Finding> {
        let name = if side == Side::Fault { FAULT } else { REPAIR };
        self.console.posture(name).unwrap().findings
    }

    /// Applies the fixes of one rule to the folder with the fault.
    pub(crate) async fn fix(&self, rule: &str) -> Result<(), String> {
        let request = PlanRequest::Rules {
            rules: vec![rule.into()],
        };
        let told = |error: chatelaine_console::CommandError| format!("{error:?}");
        let plan = self.console.preview_plan(FAULT, request).map_err(told)?;
        self.console.apply_plan(&plan.id).await.map_err(told)?;
        Ok(())
    }

    pub(crate) async fn undo(&self) {
        self.console.undo(FAULT).await.unwrap();
    }

    /// Every file of the folder with the fault.
    pub(crate) fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        gather(&self.root.path().join(FAULT), &mut files);
        files
    }
}

fn gather(dir: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, files);
        } else {
            files.insert(path.clone(), std::fs::read(path).unwrap());
        }
    }
}
