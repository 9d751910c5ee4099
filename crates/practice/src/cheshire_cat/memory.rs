//! What the cat remembers: one conversation for each user name, and what was said before. Lost at a restart.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use serde::Serialize;

use super::embedding::{embed, likeness};
use super::frames::{Chat, Recalled, Said, Source};
use super::{Error, identifiers};

/// How much is kept of each kind, so that a long session does not grow without end.
const KEPT: usize = 200;

/// The real server recalls at most 3 memories, and only those that are at least this much alike.
const RECALLED: usize = 3;
const LIKENESS: f64 = 0.7;

/// One entry of a conversation.
#[derive(Clone, Serialize)]
#[serde(untagged)]
pub(crate) enum Entry {
    Human(Said),
    Cat(Box<Chat>),
}

/// One user's conversation, shared by whoever opened it after it was first saved.
#[derive(Clone, Default)]
pub(crate) struct Conversation(Arc<Mutex<Vec<Entry>>>);

impl Conversation {
    pub(crate) fn entries(&self) -> Vec<Entry> {
        super::lock(&self.0).clone()
    }

    pub(crate) fn push(&self, entry: Entry) {
        let mut entries = super::lock(&self.0);
        if entries.len() >= KEPT {
            entries.remove(0);
        }
        entries.push(entry);
    }

    pub(crate) fn clear(&self) {
        super::lock(&self.0).clear();
    }
}

struct Point {
    id: String,
    source: Source,
    text: String,
    vector: Vec<f64>,
}

/// All memories of the server.
#[derive(Default)]
pub(crate) struct Memory {
    conversations: HashMap<String, Conversation>,
    episodic: Vec<Point>,
    /// Pieces of uploaded documents, counted only.
    pub(crate) declarative: usize,
}

impl Memory {
    /// The user's conversation; a fresh one that nobody else sees until it is saved when there is none yet.
    pub(crate) fn open(&self, user: &str) -> Conversation {
        self.conversations.get(user).cloned().unwrap_or_default()
    }

    /// The real server saves when the request or the socket that opened the conversation ends, and not sooner.
    pub(crate) fn save(&mut self, user: &str, conversation: Conversation) {
        self.conversations.insert(user.to_owned(), conversation);
    }

    pub(crate) fn learn(&mut self, user: &str, text: &str, when: f64) -> Result<(), Error> {
        if self.episodic.len() >= KEPT {
            self.episodic.remove(0);
        }
        self.episodic.push(Point {
            id: identifiers::hexadecimal()?,
            source: Source {
                source: user.to_owned(),
                when,
            },
            text: text.to_owned(),
            vector: embed(text),
        });
        Ok(())
    }

    pub(crate) fn recall(&self, user: &str, vector: &[f64]) -> Vec<Recalled> {
        let mut found: Vec<Recalled> = (self.episodic.iter())
            .filter(|point| point.source.source == user)
            .map(|point| Recalled {
                id: point.id.clone(),
                metadata: point.source.clone(),
                page_content: point.text.clone(),
                kind: "Document",
                score: likeness(&point.vector, vector),
            })
            .filter(|recalled| recalled.score >= LIKENESS)
            .collect();
        found.sort_by(|a, b| b.score.total_cmp(&a.score));
        found.truncate(RECALLED);
        found
    }

    pub(crate) fn episodic(&self) -> usize {
        self.episodic.len()
    }

    /// Forgets the points of one user, or of everybody.
    pub(crate) fn forget(&mut self, user: Option<&str>) {
        self.episodic
            .retain(|point| user.is_some_and(|user| point.source.source != user));
    }
}
