//! Kubernetes manifests: the secrets in them, and what they hand to containers. Read only.
//!
//! A file may hold several documents (`---`) and lists of resources (`kind: List`). Templates that are no YAML before they
//! are filled in (Helm) are refused.

mod look;
mod places;
mod split;

use std::fmt;

pub use look::look;

/// The largest number of documents that is read in one file.
pub const MANIFEST_LIMIT_DOCUMENTS: usize = 1_000;

/// What a file of manifests says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifests {
    /// The entries of every `kind: Secret`, in file order, `data` before `stringData`.
    pub secrets: Vec<SecretEntry>,
    /// The containers of every resource that starts some, init containers last.
    pub containers: Vec<Container>,
}

/// One entry of a `kind: Secret`. `Debug` leaves the value out.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretEntry {
    /// `metadata.name` of the secret; empty where it has none.
    pub secret: String,
    /// The key.
    pub key: String,
    /// 1-based line of the key; `None` where it is not plain to see.
    pub line: Option<usize>,
    /// Whether it stands under `data`, where values are in Base64: that hides nothing.
    pub encoded: bool,
    /// The value that a container gets; `None` where it is not valid Base64, or not text.
    pub value: Option<String>,
}

impl SecretEntry {
    /// Whether the value ends in a line end, as `echo … | base64` makes it: the token then matches nothing that a client
    /// can send.
    #[must_use]
    pub fn ends_in_line_end(&self) -> bool {
        self.value
            .as_deref()
            .is_some_and(|value| value.ends_with(['\n', '\r']))
    }

    /// Whether the value starts or ends in white space, line ends included.
    #[must_use]
    pub fn is_padded(&self) -> bool {
        self.value
            .as_deref()
            .is_some_and(|value| value.trim() != value)
    }
}

impl fmt::Debug for SecretEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecretEntry")
            .field("secret", &self.secret)
            .field("key", &self.key)
            .field("line", &self.line)
            .field("encoded", &self.encoded)
            .finish_non_exhaustive()
    }
}

/// One container. `Debug` leaves the words of its commands out: a token may be among them.
#[derive(Clone, PartialEq, Eq)]
pub struct Container {
    /// `kind` of the resource: `Deployment`.
    pub kind: String,
    /// `metadata.name` of the resource; empty where it has none.
    pub resource: String,
    /// Its name.
    pub name: String,
    /// The image that it runs, as written.
    pub image: Option<String>,
    /// Its `env`, in file order: of one name the last one counts.
    pub env: Vec<ContainerVariable>,
    /// Names of the secrets of which every entry becomes a variable (`envFrom`); those of `env` beat them.
    pub env_from_secrets: Vec<String>,
    /// `command`, which stands in for the entry point of the image. `$(NAME)` is not expanded.
    pub command: Vec<String>,
    /// `args`.
    pub args: Vec<String>,
}

impl fmt::Debug for Container {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Container")
            .field("kind", &self.kind)
            .field("resource", &self.resource)
            .field("name", &self.name)
            .field("image", &self.image)
            .field("env", &self.env)
            .field("env_from_secrets", &self.env_from_secrets)
            .finish_non_exhaustive()
    }
}

/// One variable of a container. `Debug` leaves the value out.
#[derive(Clone, PartialEq, Eq)]
pub struct ContainerVariable {
    /// The name.
    pub name: String,
    /// The value as written; `None` where it comes from elsewhere.
    pub value: Option<String>,
    /// The secret and the key in it that it comes from.
    pub from_secret: Option<(String, String)>,
    /// 1-based line of the name; `None` where it is not plain to see.
    pub line: Option<usize>,
}

impl fmt::Debug for ContainerVariable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ContainerVariable")
            .field("name", &self.name)
            .field("from_secret", &self.from_secret)
            .field("line", &self.line)
            .finish_non_exhaustive()
    }
}
