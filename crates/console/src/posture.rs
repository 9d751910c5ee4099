//! Declared and observed together.

use std::collections::HashSet;
use std::path::Path;

use chatelaine_platforms::{COMPOSE_FILES, Effective, Seen};
use chatelaine_wire::Site;

use crate::console::LastCheck;
use crate::project::{Loaded, load};
use crate::view::{
    AccessPoint, Bot, ConfigState, Connection, ConnectionState, Finding, Posture, SecretState,
};
use crate::{CommandError, Console, ErrorCode};

/// What makes a bot in a container read its configuration. `docker compose restart` would keep the old environment.
const RECREATE: &str = "docker compose up -d --force-recreate";

impl Console {
    /// What is known now: the files as they are, and the last live check. Asks nobody.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] for an unknown bot, [`ErrorCode::Unreadable`] when its files make no sense.
    pub fn posture(&self, target: &str) -> Result<Posture, CommandError> {
        let (_, posture) = self.targets()?.posture(target, None)?;
        Ok(posture)
    }

    /// The posture of a bot that may not be registered.
    ///
    /// # Errors
    /// As [`Console::posture`].
    pub fn posture_of(&self, bot: &Bot) -> Result<Posture, CommandError> {
        Ok(self.judge(bot, load(bot)?))
    }

    /// The posture of a bot whose files were read.
    pub(crate) fn judge(&self, bot: &Bot, mut loaded: Option<Loaded>) -> Posture {
        if let Some(loaded) = &mut loaded {
            loaded.ask_git(self.repositories());
        }
        let values = loaded.as_ref().map(Loaded::values);
        let check = self.state().checks.get(&bot.name).cloned();
        let observation = check.as_ref().and_then(|check| check.outcome.as_ref().ok());
        let site = bot
            .url
            .as_deref()
            .and_then(|url| Site::parse(url, bot.allow_plain_http).ok());
        let unreachable = check.as_ref().is_some_and(|check| check.outcome.is_err());

        let mut findings: Vec<Finding> = loaded
            .as_ref()
            .map(|loaded| {
                bot.platform
                    .lint(&loaded.project, values.as_deref().unwrap_or_default())
            })
            .unwrap_or_default();
        if let Some(loaded) = &loaded
            && let Some(known) = self.fingerprints()
        {
            let strays = chatelaine_platforms::strays(
                &known,
                &loaded.project,
                values.as_deref().unwrap_or_default(),
                &findings,
                &loaded.texts(),
            );
            findings.extend(strays);
        }
        findings.extend(
            observation
                .map(|observation| observation.findings.clone())
                .unwrap_or_default(),
        );
        findings.sort_by(|a, b| {
            b.severity
                .cmp(&a.severity)
                .then_with(|| a.rule.cmp(&b.rule))
        });
        let mut access_points = bot.platform.access_points(&Seen {
            project: loaded.as_ref().map(|loaded| &loaded.project),
            values: values.as_deref(),
            observation,
            site: site.as_ref(),
            unreachable,
        });
        // A fix is only offered where there is something to fix.
        let fixable: HashSet<&str> = findings
            .iter()
            .filter(|finding| finding.fixable)
            .map(|finding| finding.rule.as_str())
            .collect();
        for point in &mut access_points {
            point.rules.retain(|rule| fixable.contains(rule.as_str()));
        }
        let (headline, detail) = bot
            .platform
            .headline(&access_points, &findings, site.as_ref());
        let (config_state, config_detail) =
            self.config_state(bot, loaded.as_ref(), values.as_deref(), check.as_ref());
        let fine = access_points
            .iter()
            .filter(|point| point.state.is_fine())
            .count();
        let composed = loaded
            .as_ref()
            .is_some_and(|loaded| loaded.compose.is_some());
        Posture {
            bot: bot.name.clone(),
            platform: bot.platform.title().into(),
            version: observation.and_then(|observation| observation.version.clone()),
            connection: connection(check.as_ref()),
            fine: u32::try_from(fine).unwrap_or_default(),
            total: u32::try_from(access_points.len()).unwrap_or_default(),
            lockable: findings
                .iter()
                .any(|finding| finding.fix.is_some() && finding.locks),
            findings,
            checked_at: check.map(|check| crate::console::moment(check.at)),
            headline,
            detail,
            config_file: loaded.as_ref().and_then(Loaded::main_file),
            config_state,
            config_detail,
            token_doors: token_doors(&access_points),
            access_points,
            restart_hint: (composed && !bot.practice).then(|| RECREATE.to_owned()),
        }
    }

    fn config_state(
        &self,
        bot: &Bot,
        loaded: Option<&Loaded>,
        values: Option<&[Effective]>,
        check: Option<&LastCheck>,
    ) -> (ConfigState, String) {
        let Some(loaded) = loaded.filter(|loaded| loaded.has_own_file()) else {
            return (
                ConfigState::NoFile,
                "there is no configuration file yet".into(),
            );
        };
        let pending = self.state().restart_pending.contains(&bot.name);
        let stale = check
            .and_then(|check| check.outcome.as_ref().ok())
            .is_some_and(|observation| observation.restart_needed);
        if pending || stale {
            return (
                ConfigState::RestartNeeded,
                "changed; the bot has not read it yet".into(),
            );
        }
        // A folder that is only passing through has nothing in the vault.
        let registered = Some(&bot.name) != bot.dir.as_ref();
        let drifted = if registered {
            self.secret_rows(bot, loaded, values.unwrap_or_default())
                .iter()
                .filter(|row| row.state == SecretState::Drifted)
                .count()
        } else {
            0
        };
        if drifted > 0 {
            return (
                ConfigState::Drifted,
                format!(
                    "{drifted} secret{} differ from the vault",
                    if drifted == 1 { "" } else { "s" }
                ),
            );
        }
        match check.map(|check| &check.outcome) {
            Some(Ok(_)) => (ConfigState::InSync, "in sync".into()),
            _ => (
                ConfigState::NotChecked,
                "not compared with the bot yet".into(),
            ),
        }
    }
}

fn connection(check: Option<&LastCheck>) -> Connection {
    let milliseconds = |latency: std::time::Duration| u32::try_from(latency.as_millis()).ok();
    match check.map(|check| &check.outcome) {
        None => Connection {
            state: ConnectionState::Unknown,
            detail: "Not checked yet".into(),
            latency_ms: None,
        },
        Some(Ok(observation)) => {
            let state = if observation.authenticated {
                ConnectionState::Authenticated
            } else {
                ConnectionState::Reachable
            };
            Connection {
                state,
                detail: "Reachable".into(),
                latency_ms: milliseconds(observation.latency),
            }
        }
        Some(Err(error)) => {
            let state = if error.code == ErrorCode::Unreachable {
                ConnectionState::Unreachable
            } else {
                ConnectionState::Denied
            };
            Connection {
                state,
                detail: format!("{} {}", error.what, error.advice),
                latency_ms: None,
            }
        }
    }
}

/// The ways in whose guard is a key for signing tokens.
fn token_doors(points: &[AccessPoint]) -> Vec<String> {
    let signs = |setting: &String| {
        let key = setting.rsplit('.').next().unwrap_or_default();
        key.to_ascii_lowercase().contains("jwt")
    };
    points
        .iter()
        .filter(|point| point.guarded_by.iter().any(signs))
        .map(|point| point.id.clone())
        .collect()
}

/// The site of a bot.
pub(crate) fn site(bot: &Bot) -> Result<Site, CommandError> {
    let missing = || {
        CommandError::invalid(
            format!("no address is known for `{}`", bot.name),
            "Give it with `--url`, or add the bot with its address.",
        )
    };
    Ok(Site::parse(
        bot.url.as_deref().ok_or_else(missing)?,
        bot.allow_plain_http,
    )?)
}

/// The command that makes a bot read its configuration.
pub(crate) fn restart_hint(bot: &Bot) -> Option<String> {
    let dir = Path::new(bot.dir.as_deref()?);
    let composed = COMPOSE_FILES.iter().any(|name| dir.join(name).is_file());
    (composed && !bot.practice).then(|| RECREATE.to_owned())
}
