//! Who may do what: resources and permissions, in the order in which the server lists them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What can be protected. The order is the server's, and maps keep it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Resource {
    Status,
    Memory,
    Conversation,
    Settings,
    Llm,
    Embedder,
    AuthHandler,
    Users,
    Upload,
    Plugins,
    Static,
}

/// What can be done with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Permission {
    Write,
    Edit,
    List,
    Read,
    Delete,
}

use Permission::{Delete, Edit, List, Read, Write};

/// A user's rights.
pub(crate) type Permissions = BTreeMap<Resource, Vec<Permission>>;

pub(crate) const RESOURCES: [Resource; 11] = [
    Resource::Status,
    Resource::Memory,
    Resource::Conversation,
    Resource::Settings,
    Resource::Llm,
    Resource::Embedder,
    Resource::AuthHandler,
    Resource::Users,
    Resource::Upload,
    Resource::Plugins,
    Resource::Static,
];

pub(crate) const PERMISSIONS: [Permission; 5] = [Write, Edit, List, Read, Delete];

/// Everything: what `admin` and every API key may do.
pub(crate) fn full() -> Permissions {
    RESOURCES
        .into_iter()
        .map(|resource| (resource, PERMISSIONS.to_vec()))
        .collect()
}

/// What a new user may do.
pub(crate) fn base() -> Permissions {
    [
        (Resource::Status, vec![Read]),
        (Resource::Memory, vec![Read, List]),
        (Resource::Conversation, PERMISSIONS.to_vec()),
        (Resource::Static, vec![Read]),
    ]
    .into()
}
