//! The options of `chatelaine chat` and `chatelaine check`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// How to open a chat, and what to say in it.
#[derive(Debug, Args)]
pub(crate) struct ChatArguments {
    /// Registered bot or project folder
    pub(crate) target: String,
    /// User id; a made-up one when not given
    #[arg(long = "as", value_name = "ID")]
    pub(crate) user: Option<String>,
    /// What opens the chat; the key or token when one is set, else nothing
    #[arg(long, value_enum)]
    pub(crate) auth: Option<Auth>,
    /// Over what, such as websocket, rest or socketio; the usual way of the platform when not given
    #[arg(long, value_name = "TRANSPORT")]
    pub(crate) over: Option<String>,
    /// Address, instead of the registered one
    #[arg(long)]
    pub(crate) url: Option<String>,
    /// Session to go on with, as `connected` told it; a new, unguessable one when not given
    #[arg(long, value_name = "ID")]
    pub(crate) session: Option<String>,
    /// What to say; may be given several times
    #[arg(long)]
    pub(crate) message: Vec<String>,
    /// Show every frame
    #[arg(long)]
    pub(crate) frames: bool,
    /// Write the frames to a file at the end: .jsonl, or .har for an HTTP Archive
    #[arg(long, value_name = "FILE", value_parser = Export::parse)]
    pub(crate) export: Option<Export>,
    /// The first line of standard input is the client's secret (oauth), the token, or `user:password` (basic); the vault
    /// keeps it
    #[arg(long)]
    pub(crate) secret_stdin: bool,
    #[command(flatten)]
    pub(crate) oauth: OauthArguments,
    #[command(flatten)]
    pub(crate) custom: CustomArguments,
}

/// An authorization server that issues access tokens for client credentials.
#[derive(Debug, Args)]
pub(crate) struct OauthArguments {
    /// Token endpoint of the authorization server; the client's secret comes from the vault (`oauth.client_secret`)
    #[arg(long, value_name = "URL", requires = "client_id")]
    pub(crate) token_url: Option<String>,
    /// The client's id there
    #[arg(long, value_name = "ID", requires = "token_url")]
    pub(crate) client_id: Option<String>,
    /// What is asked for there
    #[arg(long, requires = "token_url")]
    pub(crate) scope: Option<String>,
    /// For whom the token shall be
    #[arg(long, requires = "token_url")]
    pub(crate) audience: Option<String>,
}

/// What a transport has to be told that belongs to no platform.
#[derive(Debug, Args)]
pub(crate) struct CustomArguments {
    /// Path below the bot's address, for any-http and any-websocket
    #[arg(long)]
    pub(crate) path: Option<String>,
    /// What is sent there, with {message}, {user} and {session} in the place of JSON strings; the words alone when not given
    #[arg(long, requires = "path")]
    pub(crate) body: Option<String>,
    /// JSON pointer to the reply's text; the whole answer when not given
    #[arg(long, value_name = "POINTER", requires = "path")]
    pub(crate) reply: Option<String>,
}

/// A file for frames, whose name says how they are written.
#[derive(Debug, Clone)]
pub(crate) struct Export {
    pub(crate) path: PathBuf,
    pub(crate) har: bool,
}

impl Export {
    fn parse(text: &str) -> Result<Self, String> {
        let path = PathBuf::from(text);
        let extension = path.extension().and_then(|extension| extension.to_str());
        let har = match extension {
            Some("har") => true,
            Some("jsonl") => false,
            _ => return Err("the name has to end in .jsonl or .har".into()),
        };
        Ok(Self { path, har })
    }
}

/// Which checks to run, and where to report.
#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    /// Registered bot or project folder
    pub(crate) target: String,
    /// Files with checks; those saved for the bot when not given
    pub(crate) files: Vec<PathBuf>,
    /// Address, instead of the registered one
    #[arg(long)]
    pub(crate) url: Option<String>,
    /// Write a JUnit report
    #[arg(long, value_name = "FILE")]
    pub(crate) junit: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Auth {
    /// The bot's API key
    Key,
    /// A token of a login, or where the bot has none, one signed with its key
    Jwt,
    /// A token signed with the bot's key
    Mint,
    /// HTTP's Basic scheme
    Basic,
    /// The Basic scheme and the API key
    BasicAndKey,
    /// A fixed token
    Token,
    /// An access token for client credentials
    Oauth,
    /// Nothing, to see the refusal
    None,
}
