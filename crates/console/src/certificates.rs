//! Certificates of a bot.

use std::path::{Path, PathBuf};

use chatelaine_certs::{
    FileReport, Name, Request, inspect_files, localhost, self_signed, write_pair,
};

pub use chatelaine_certs::DEFAULT_DAYS;
use jiff::Timestamp;

use crate::bots::vault_name;
use crate::history::Note;
use crate::home::private_folder;
use crate::view::{Bot, Certificate};
use crate::{CommandError, Console, ErrorCode};

/// The folder beside the configuration that holds what was made here.
const FOLDER: &str = "certs";

impl Console {
    /// Makes a key and a certificate for `localhost` in the bot's folder. Nothing is overwritten.
    ///
    /// # Errors
    /// [`ErrorCode::Conflict`] when there is one already, [`ErrorCode::Unwritable`].
    pub fn make_certificate(&self, target: &str) -> Result<Certificate, CommandError> {
        let bot = self.bot(target)?;
        let folder = self.certificate_folder(&bot);
        let made = make(&folder, &localhost())?;
        self.note(Note {
            bot: bot.name,
            action: "certificate",
            summary: "Made a certificate for localhost".into(),
            details: vec![made.path.clone()],
            ..Note::default()
        })?;
        Ok(made)
    }

    /// The certificates in the bot's folder, those that end soonest first.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] for an unknown bot. Files that are no certificates are left out.
    pub fn certificates(&self, target: &str) -> Result<Vec<Certificate>, CommandError> {
        let bot = self.bot(target)?;
        let Ok(entries) = std::fs::read_dir(self.certificate_folder(&bot)) else {
            return Ok(Vec::new());
        };
        let candidate = |path: &PathBuf| {
            path.extension()
                .is_some_and(|extension| extension == "pem" || extension == "crt")
        };
        let mut found: Vec<Certificate> = entries
            .flatten()
            .map(|entry| entry.path())
            .filter(candidate)
            .filter_map(|path| inspect(&path).ok())
            .flatten()
            .collect();
        found.sort_by_key(|certificate| certificate.days_left);
        Ok(found)
    }

    fn certificate_folder(&self, bot: &Bot) -> PathBuf {
        bot.dir.as_deref().map_or_else(
            || self.home.certificates(&vault_name(&bot.name)),
            |dir| Path::new(dir).join(FOLDER),
        )
    }
}

/// Makes a pair in a folder and looks at it.
///
/// # Errors
/// [`ErrorCode::Conflict`] when there is one already, [`ErrorCode::Unwritable`].
pub fn make(folder: &Path, request: &Request) -> Result<Certificate, CommandError> {
    private_folder(folder).map_err(|error| {
        CommandError::new(
            ErrorCode::Unwritable,
            format!(
                "the folder {} cannot be made ({})",
                folder.display(),
                error.kind()
            ),
            "Check its permissions.",
        )
    })?;
    let written = write_pair(
        folder,
        &request.common_name.replace(':', "_"),
        &self_signed(request, Timestamp::now())?,
    )?;
    inspect(&written.certificate)?
        .into_iter()
        .next()
        .ok_or_else(|| {
            CommandError::new(
                ErrorCode::Internal,
                "the new certificate cannot be read",
                "Report this.",
            )
        })
}

/// What a certificate is to cover: the names as given, or this machine when there are none.
///
/// # Errors
/// [`ErrorCode::Invalid`] for something that is neither a DNS name nor an IP address.
pub fn request(names: &[String], days: u32) -> Result<Request, CommandError> {
    let usual = localhost();
    let Some(first) = names.first() else {
        return Ok(Request { days, ..usual });
    };
    let parsed: Result<Vec<Name>, _> = names.iter().map(|name| name.parse::<Name>()).collect();
    Ok(Request {
        names: parsed?,
        days,
        common_name: first.chars().take(64).collect(),
    })
}

/// Looks at every certificate in a file, and at the key beside it.
///
/// # Errors
/// [`ErrorCode::Invalid`] when the file holds none.
pub fn inspect(path: &Path) -> Result<Vec<Certificate>, CommandError> {
    let FileReport {
        details: certificates,
        key,
        ..
    } = inspect_files(path, Timestamp::now())?;
    let days = |days: i64| i32::try_from(days).unwrap_or(i32::MAX);
    let view = |details: chatelaine_certs::Details| Certificate {
        path: path.display().to_string(),
        key_path: key.as_ref().map(|key| key.path.display().to_string()),
        subject: details.subject,
        issuer: details.issuer,
        self_signed: details.self_signed,
        names: details.names,
        not_before: details.not_before,
        not_after: details.not_after,
        days_left: days(details.days_left),
        lifetime_days: days(details.lifetime_days),
        key: details.key,
        serial: details.serial,
        fingerprint: details.fingerprint,
        usages: details.usages,
        key_mode: key.as_ref().and_then(|key| key.mode.clone()),
        warnings: details
            .warnings
            .into_iter()
            .chain(
                key.as_ref()
                    .into_iter()
                    .flat_map(|key| key.warnings.clone()),
            )
            .collect(),
    };
    Ok(certificates.into_iter().map(view).collect())
}
