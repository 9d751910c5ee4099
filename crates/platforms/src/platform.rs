//! The platforms by name.

use std::fmt;
use std::str::FromStr;

use chatelaine_documents::KeyPath;
use chatelaine_wire::Site;
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::ask::{Ask, Check, Checking, in_time};
use crate::folder::{FileSpec, Folder, Recognised};
use crate::sight::Sight;
use crate::talk::generic;
use crate::talk::{Call, ChatAuth, ChatTransport, Converse, Conversing, Inbox, Outlet, Unready};
use crate::{
    AccessPoint, Effective, Finding, Observation, Project, Rule, Setting, chatto, cheshire_cat,
    cheshire_cat_2, finding, program_y, rasa, surroundings,
};

/// A kind of bot that Chatelaine knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Platform {
    /// Cheshire Cat AI, version 1 (1.7 to 1.9).
    CheshireCat,
    /// Cheshire Cat AI, version 2 (2.0.17 to 2.0.23).
    #[serde(rename = "cheshire-cat-2")]
    CheshireCat2,
    /// Chatto (0.6 to 0.9).
    Chatto,
    /// Program-Y (4.3 and 5.0).
    ProgramY,
    /// Rasa (2.8 to 3.6).
    Rasa,
}

/// Everything that makes a platform one: data and functions, the same for each.
pub(crate) struct Spec {
    /// The name as its makers write it.
    pub(crate) title: &'static str,
    /// The name on the command line and in JSON.
    pub(crate) slug: &'static str,
    /// Where the bot listens unless told otherwise.
    pub(crate) default_url: &'static str,
    /// What tells its folder from others, in one sentence.
    pub(crate) folder_hint: &'static str,
    /// Whether `${NAME}` in its files is a reference to an environment variable.
    pub(crate) references: bool,
    /// The settings table.
    pub(crate) settings: &'static [Setting],
    /// Every rule, in the order of its id.
    pub(crate) rules: &'static [Rule],
    /// Whether a folder holds such a bot.
    pub(crate) recognise: fn(&dyn Folder) -> Option<Recognised>,
    /// Its configuration files, those that do not exist yet included.
    pub(crate) files: fn(&dyn Folder) -> Vec<FileSpec>,
    /// Every setting with the value that counts.
    pub(crate) effective: fn(&Project) -> Vec<Effective>,
    /// What the configuration alone shows to be wrong.
    pub(crate) lint: fn(&Project, &[Effective]) -> Vec<Finding>,
    /// What the running bot lets in and what it refuses.
    pub(crate) check: Check,
    /// Whether this platform answers at an address, asked without a credential.
    pub(crate) sight: Sight,
    /// Declared and observed together.
    pub(crate) access_points: fn(&Seen<'_>) -> Vec<AccessPoint>,
    /// The sum of everything, in two sentences.
    pub(crate) headline: Headline,
    /// Over what it can be talked to, the usual first.
    pub(crate) transports: &'static [ChatTransport],
    /// Over what and with what it is usually talked to, given whether a setting's secret is at hand.
    pub(crate) usual_chat: UsualChat,
    /// Begins a conversation over one of its transports.
    pub(crate) converse: Converse,
}

/// From whether a setting's secret is at hand to a transport's id and what opens it.
pub(crate) type UsualChat = fn(&dyn Fn(&str) -> bool) -> (&'static str, ChatAuth);

/// From the ways in, the findings and the address to two sentences.
pub(crate) type Headline = fn(&[AccessPoint], &[Finding], Option<&Site>) -> (String, String);

/// What is known of a bot when its ways in are judged.
#[derive(Debug, Clone, Copy, Default)]
pub struct Seen<'a> {
    /// Its files; nothing when there is no folder to read.
    pub project: Option<&'a Project>,
    /// Every setting with the value that counts; nothing when there is no folder to read.
    pub values: Option<&'a [Effective]>,
    /// What the last check saw; nothing before the first one.
    pub observation: Option<&'a Observation>,
    /// Its address.
    pub site: Option<&'a Site>,
    /// The last check could not reach it.
    pub unreachable: bool,
}

/// A setting at its place.
#[derive(Debug, Clone)]
pub struct Placed {
    /// The row of the table.
    pub setting: &'static Setting,
    /// The setting's id.
    pub id: String,
    /// Where it stands in its document.
    pub path: KeyPath,
}

impl Platform {
    /// Every platform, in the order in which they are asked whether a folder is theirs: the one that any `.env` could
    /// be comes last.
    pub const ALL: &'static [Self] = &[
        Self::Chatto,
        Self::ProgramY,
        Self::Rasa,
        Self::CheshireCat2,
        Self::CheshireCat,
    ];

    pub(crate) fn spec(self) -> &'static Spec {
        match self {
            Self::CheshireCat => &cheshire_cat::SPEC,
            Self::CheshireCat2 => &cheshire_cat_2::SPEC,
            Self::Chatto => &chatto::SPEC,
            Self::ProgramY => &program_y::SPEC,
            Self::Rasa => &rasa::SPEC,
        }
    }

    /// The name as its makers write it.
    #[must_use]
    pub fn title(self) -> &'static str {
        self.spec().title
    }

    /// The name on the command line and in JSON.
    #[must_use]
    pub fn slug(self) -> &'static str {
        self.spec().slug
    }

    /// Where the bot listens unless told otherwise.
    #[must_use]
    pub fn default_url(self) -> &'static str {
        self.spec().default_url
    }

    /// What tells its folder from others, in one sentence.
    #[must_use]
    pub fn folder_hint(self) -> &'static str {
        self.spec().folder_hint
    }

    /// Whether `${NAME}` in its files is a reference to an environment variable.
    #[must_use]
    pub fn has_references(self) -> bool {
        self.spec().references
    }

    /// The platform's settings table.
    #[must_use]
    pub fn settings(self) -> &'static [Setting] {
        self.spec().settings
    }

    /// The platform's rules, then those that all platforms share.
    pub fn rules(self) -> impl Iterator<Item = &'static Rule> {
        self.spec().rules.iter().chain(surroundings::RULES)
    }

    /// Whether the folder holds a bot of this platform.
    #[must_use]
    pub fn recognise(self, folder: &dyn Folder) -> Option<Recognised> {
        (self.spec().recognise)(folder)
    }

    /// The configuration files in the folder, those that do not exist yet included.
    #[must_use]
    pub fn files(self, folder: &dyn Folder) -> Vec<FileSpec> {
        (self.spec().files)(folder)
    }

    /// Every setting with the value that counts.
    #[must_use]
    pub fn effective(self, project: &Project) -> Vec<Effective> {
        (self.spec().effective)(project)
    }

    /// Everything that the configuration and the files around it show to be wrong, worst first. A project without any
    /// file yields nothing: there is nothing to read.
    #[must_use]
    pub fn lint(self, project: &Project, values: &[Effective]) -> Vec<Finding> {
        if project.is_empty() {
            return Vec::new();
        }
        let mut findings = (self.spec().lint)(project, values);
        let shared = surroundings::lint(self, project, values, &findings);
        findings.extend(shared);
        findings.sort_by(|a, b| {
            b.severity
                .cmp(&a.severity)
                .then_with(|| a.rule.cmp(&b.rule))
                .then_with(|| a.file.cmp(&b.file))
                .then_with(|| a.line.cmp(&b.line))
        });
        finding::shortened(findings)
    }

    /// Asks the running bot, for a minute at most.
    #[must_use]
    pub fn check(self, ask: &Ask<'_>) -> Checking {
        in_time(ask.site, (self.spec().check)(ask))
    }

    /// Declared and observed together: one entry per way in.
    #[must_use]
    pub fn access_points(self, seen: &Seen<'_>) -> Vec<AccessPoint> {
        (self.spec().access_points)(seen)
    }

    /// The sum of everything, in two sentences.
    #[must_use]
    pub fn headline(
        self,
        points: &[AccessPoint],
        findings: &[Finding],
        site: Option<&Site>,
    ) -> (String, String) {
        (self.spec().headline)(points, findings, site)
    }

    /// Over what a bot of this platform can be talked to: its own ways, the usual first, then those that fit anything.
    pub fn transports(self) -> impl Iterator<Item = &'static ChatTransport> {
        self.spec().transports.iter().chain(generic::TRANSPORTS)
    }

    /// Whether the bot itself issues tokens at a login.
    #[must_use]
    pub fn issues_tokens(self) -> bool {
        self.transports()
            .any(|transport| transport.auths.contains(&ChatAuth::Jwt))
    }

    /// Over what and with what it is usually talked to; `has` tells whether a setting's secret is at hand.
    #[must_use]
    pub fn usual_chat(self, has: &dyn Fn(&str) -> bool) -> (&'static str, ChatAuth) {
        (self.spec().usual_chat)(has)
    }

    /// Begins a conversation.
    ///
    /// # Errors
    /// [`Unready`] when a credential is missing.
    pub fn converse(
        self,
        call: &Call<'_>,
        inbox: Inbox,
        outlet: Outlet,
    ) -> Result<Conversing, Unready> {
        let is_call = |transport: &ChatTransport| transport.id == call.transport.id;
        if generic::TRANSPORTS.iter().any(is_call) {
            return generic::converse(call, inbox, outlet);
        }
        (self.spec().converse)(call, inbox, outlet)
    }

    /// A setting by its id or its name. A twin's id finds the setting that it is the twin of.
    #[must_use]
    pub fn setting(self, id: &str) -> Option<Placed> {
        let rows = self.settings();
        let placed = |setting: &'static Setting, id: &str| {
            let path = setting.place(id)?;
            Some(Placed {
                setting,
                id: id.to_owned(),
                path,
            })
        };
        rows.iter()
            .find_map(|setting| placed(setting, id))
            .or_else(|| {
                let setting = rows
                    .iter()
                    .find(|setting| setting.name() == id || setting.twin == Some(id))?;
                placed(setting, setting.id)
            })
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.slug())
    }
}

impl FromStr for Platform {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = || {
            Self::ALL
                .iter()
                .map(|platform| platform.slug())
                .collect::<Vec<_>>()
                .join(", ")
        };
        Self::ALL
            .iter()
            .copied()
            .find(|platform| platform.slug() == text)
            .ok_or_else(|| {
                format!(
                    "`{text}` is not a platform that Chatelaine knows; it knows {}",
                    known()
                )
            })
    }
}
