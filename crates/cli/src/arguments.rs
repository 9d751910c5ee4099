//! What may be written on the command line. Secrets never are: other users can read it.

mod chat;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub(crate) use chat::{Auth, ChatArguments, CheckArguments, Export};

const ENVIRONMENT: &str = "\
Environment:
  CHATELAINE_HOME             data folder
  CHATELAINE_VAULT            keychain (default), file, or memory
  CHATELAINE_PASSPHRASE_FILE  file whose first line opens the file vault

Exit codes: 0 done · 1 findings at or above the threshold, or refused · 2 usage · 3 could not do it";

/// Lock self-hosted chatbots, and prove it
#[derive(Debug, Parser)]
#[command(name = "chatelaine", version, after_help = ENVIRONMENT, arg_required_else_help = true)]
pub(crate) struct Arguments {
    /// Print one JSON document on standard output
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Which bots there are
    #[command(subcommand)]
    Bots(Bots),
    /// Every setting: id, file, line, masked value, source
    #[command(after_help = "Example: chatelaine settings alice --json")]
    Settings {
        /// Registered bot or project folder
        target: String,
    },
    /// The value of one setting
    #[command(after_help = "Example: chatelaine get alice CCAT_JWT_EXPIRE_MINUTES")]
    Get {
        /// Registered bot or project folder
        target: String,
        /// Setting id or name
        setting: String,
        /// Print a secret in clear
        #[arg(long)]
        reveal: bool,
    },
    /// Change one setting without disturbing anything else
    #[command(
        after_help = "Example: chatelaine set alice CCAT_API_KEY --generate\n         printf 60 | chatelaine set alice CCAT_JWT_EXPIRE_MINUTES --stdin"
    )]
    Set {
        /// Registered bot or project folder
        target: String,
        /// Setting id or name
        setting: String,
        #[command(flatten)]
        value: Value,
        /// Show the diff and write nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Remove one setting
    #[command(after_help = "Example: chatelaine unset ./my-cat CCAT_LOG_LEVEL --dry-run")]
    Unset {
        /// Registered bot or project folder
        target: String,
        /// Setting id or name
        setting: String,
        /// Show the diff and write nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Apply the fixes of findings as one change plan
    #[command(
        after_help = "Example: chatelaine fix alice --all --dry-run\n         chatelaine fix alice CC-001 CC-002"
    )]
    Fix {
        /// Registered bot or project folder
        target: String,
        /// Rule ids; without any, those that lock a way in
        rules: Vec<String>,
        /// Every fix that there is
        #[arg(long, conflicts_with = "rules")]
        all: bool,
        /// Show the diff and write nothing
        #[arg(long)]
        dry_run: bool,
        /// Do not ask the running bot first; its default passwords then go unnoticed
        #[arg(long)]
        offline: bool,
    },
    /// Take the last change plan back
    #[command(after_help = "Example: chatelaine undo alice")]
    Undo {
        /// Registered bot or project folder
        target: String,
    },
    /// Who did what when
    #[command(after_help = "Example: chatelaine history alice --json")]
    History {
        /// Registered bot or project folder; all bots when not given
        target: Option<String>,
    },
    /// Findings from the files and, with --live, the observed state of every way in
    #[command(
        after_help = "Example: chatelaine audit alice --live --fail-on high\n         chatelaine audit bots/* --format sarif --output audit.sarif"
    )]
    Audit(AuditOptions),
    /// Every bot in one line: ways in that are proven locked, the worst one, last check, what waits for a restart
    #[command(
        after_help = "Example: chatelaine status\n         chatelaine status --live --json   # asks all that have an address, eight at a time"
    )]
    Status {
        /// Registered bots or project folders; all registered bots when not given
        targets: Vec<String>,
        /// Ask the running bots
        #[arg(long)]
        live: bool,
        /// Agree to send them tokens forged with well-known keys; their logs will hold the attempts
        #[arg(long, requires = "live")]
        forge: bool,
    },
    /// Where secrets live
    #[command(subcommand)]
    Vault(Vault),
    /// Log in to a bot's admin API; the password comes from standard input, the vault, or a prompt
    #[command(
        after_help = "Example: chatelaine login alice\n         printf '%s' \"$PASSWORD\" | chatelaine login alice --username admin --remember"
    )]
    Login {
        /// Registered bot or project folder
        target: String,
        /// Who
        #[arg(long, default_value = "admin")]
        username: String,
        /// Address, instead of the registered one
        #[arg(long)]
        url: Option<String>,
        /// Keep the password in the vault once it has worked
        #[arg(long)]
        remember: bool,
    },
    /// The open session: claims, permissions, time left
    #[command(after_help = "Example: chatelaine session alice --json")]
    Session {
        /// Registered bot or project folder
        target: String,
        /// Address, instead of the registered one
        #[arg(long)]
        url: Option<String>,
        /// Also ask the bot for version, models, plugins and users
        #[arg(long)]
        overview: bool,
    },
    /// Forget the open session
    #[command(after_help = "Example: chatelaine logout alice")]
    Logout {
        /// Registered bot or project folder
        target: String,
    },
    /// Talk to a bot; without --message, each line of standard input is a message
    #[command(
        after_help = "Example: chatelaine chat alice --auth key --message 'Hello' --json\n         chatelaine chat bob --over rest --token-url https://login.example.org/token --client-id console\n         chatelaine chat carol --over any-http --path /ask --body '{\"q\":{message}}' --reply /answer"
    )]
    Chat(Box<ChatArguments>),
    /// Run checks of the conversation: those in files, else those saved for the bot. Exit code 1 when one failed, 3 when
    /// one could not be run
    #[command(
        after_help = "Example: chatelaine check alice\n         chatelaine check alice greets.json locked.json --junit report.xml"
    )]
    Check(CheckArguments),
    /// What an address shows, step by step: name, connection, TLS, HTTP, credential, WebSocket, first frame. Sends no
    /// credential; exit code 1 when a step failed, 3 when nothing could be connected to
    #[command(
        after_help = "Example: chatelaine doctor https://cat.example.org\n         chatelaine doctor wss://bot.example.org/socket.io/ --json"
    )]
    Doctor {
        /// http, https, ws or wss address, with or without a path
        url: String,
    },
    /// Certificates
    #[command(subcommand)]
    Cert(Cert),
    /// JSON Web Tokens; a token comes from standard input
    #[command(subcommand)]
    Token(Token),
    /// Run practice bots on loopback until Ctrl C or SIGTERM
    #[command(
        after_help = "Example: chatelaine practice --dir ./practice-cat --port 1865\n         chatelaine practice rasa\n         chatelaine practice all --dir ./practice"
    )]
    Practice {
        /// Which platform, or `all`; cheshire-cat when not given
        #[arg(value_name = "PLATFORM", conflicts_with = "platform")]
        kind: Option<String>,
        /// The same as PLATFORM
        #[arg(long)]
        platform: Option<String>,
        /// Project folder that it reads at start; made with sample files when empty, temporary when not given. With
        /// `all`, each has a folder in it
        #[arg(long)]
        dir: Option<PathBuf>,
        /// Port on 127.0.0.1; any free one when 0. With `all`, the ports from there on
        #[arg(long, default_value_t = 0)]
        port: u16,
        /// Begin with generated keys, if the folder is empty
        #[arg(long)]
        locked: bool,
    },
    /// Shell completions on standard output
    #[command(
        after_help = "Example: chatelaine completions bash > ~/.local/share/bash-completion/completions/chatelaine"
    )]
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// The manual page on standard output
    #[command(after_help = "Example: chatelaine man > chatelaine.1")]
    Man,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Bots {
    /// Add a bot
    #[command(
        after_help = "Example: chatelaine bots add alice --platform cheshire-cat --dir ~/bots/alice --url http://localhost:1865"
    )]
    Add {
        /// Its name
        name: String,
        /// Its platform; recognised from the folder when not given
        #[arg(long)]
        platform: Option<String>,
        /// Its project folder
        #[arg(long)]
        dir: Option<String>,
        /// Its address
        #[arg(long)]
        url: Option<String>,
        /// Agree to send secrets over plain HTTP beyond this machine
        #[arg(long)]
        allow_plain_http: bool,
    },
    /// List them
    #[command(after_help = "Example: chatelaine bots list --json")]
    List,
    /// Forget one; its files and secrets stay
    #[command(after_help = "Example: chatelaine bots remove alice")]
    Remove {
        /// Its name
        name: String,
    },
    /// Name platform, files and version hints of a folder
    #[command(after_help = "Example: chatelaine bots detect .")]
    Detect {
        /// The folder
        dir: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Vault {
    /// State of the keychain, and what to do about it
    #[command(after_help = "Example: chatelaine vault status --json")]
    Status,
    /// Names of what it keeps, never values
    #[command(after_help = "Example: chatelaine vault list")]
    List,
    /// Take secrets that are only in files
    #[command(after_help = "Example: chatelaine vault import alice")]
    Import {
        /// Registered bot or project folder
        target: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Cert {
    /// Make a key and a certificate that signs itself; nothing is overwritten
    #[command(after_help = "Example: chatelaine cert self-signed --out ./certs")]
    SelfSigned {
        /// Folder for the two files
        #[arg(long, default_value = ".")]
        out: PathBuf,
        /// DNS name or IP address; may be given several times
        #[arg(long = "name", value_name = "NAME")]
        names: Vec<String>,
        /// Lifetime in days, at most 825
        #[arg(long, default_value_t = chatelaine_console::certificates::DEFAULT_DAYS)]
        days: u32,
    },
    /// Look at the certificates in a file, and at the key beside it
    #[command(after_help = "Example: chatelaine cert inspect certs/localhost.pem")]
    Inspect {
        /// PEM or DER file
        file: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Token {
    /// Guess the key that signed a token, offline; exit code 1 when it was guessed
    #[command(
        after_help = "Example: chatelaine token guess < token.txt\n         chatelaine token guess --bot alice --words rockyou.txt < token.txt"
    )]
    Guess {
        /// Registered bot or project folder whose other secrets and name are tried too
        #[arg(long, value_name = "TARGET")]
        bot: Option<String>,
        /// List with one key on each line; may be larger than memory
        #[arg(long, value_name = "FILE")]
        words: Option<PathBuf>,
        /// Try each line of the list in all variations, which takes some hundred times as long
        #[arg(long, requires = "words")]
        vary: bool,
        /// Print the key in clear, also when not everybody knows it
        #[arg(long)]
        reveal: bool,
    },
}

/// Where a new value comes from. Never from the command line.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Value {
    /// A fresh random value of 256 bit
    #[arg(long)]
    pub(crate) generate: bool,
    /// Standard input, without its last line end
    #[arg(long)]
    pub(crate) stdin: bool,
    /// The value that the vault keeps
    #[arg(long)]
    pub(crate) from_vault: bool,
}

#[derive(Debug, Args)]
pub(crate) struct AuditOptions {
    /// Registered bots or project folders
    #[arg(required = true)]
    pub(crate) targets: Vec<String>,
    /// Ask the running bot
    #[arg(long)]
    pub(crate) live: bool,
    /// Address to ask, instead of the registered one
    #[arg(long, requires = "live")]
    pub(crate) url: Option<String>,
    /// Agree to send the bot tokens forged with well-known keys; its log will hold the attempts
    #[arg(long, requires = "live")]
    pub(crate) forge: bool,
    /// How to write it down
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    /// File to write to, instead of standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Lowest severity that makes the exit code 1
    #[arg(long, value_enum, default_value_t = Level::Medium)]
    pub(crate) fail_on: Level,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Text,
    Json,
    /// For code scanning: SARIF 2.1.0
    Sarif,
    /// One page to look at or to print
    Html,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Level {
    Critical,
    High,
    Medium,
    Low,
    Info,
}
