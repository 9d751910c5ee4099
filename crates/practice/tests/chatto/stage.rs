//! A project folder and the bot that runs in it.

use std::path::Path;

use chatelaine_practice::{Error, Kind, Options, PracticeBot};
use tempfile::TempDir;

use super::client::{Reply, Request};

/// What a bot is started with.
#[derive(Clone, Copy, Default)]
pub(crate) struct Scene<'a> {
    /// Further files by name.
    pub(crate) files: &'a [(&'a str, &'a str)],
    pub(crate) env: &'a [(&'a str, &'a str)],
    /// Whether it is the bot with the extension server, or the one about moods.
    pub(crate) quiz: bool,
}

pub(crate) struct Stage {
    bot: PracticeBot,
    folder: TempDir,
}

impl Scene<'_> {
    /// Starts the bot; whatever keeps it from starting fails the test.
    pub(crate) async fn set(self) -> Stage {
        self.try_set().await.expect("the bot starts")
    }

    pub(crate) async fn try_set(self) -> Result<Stage, Error> {
        let folder = tempfile::tempdir().unwrap();
        let kind = if self.quiz { "quiz" } else { "mood" };
        for name in ["fsm.yml", "clf.yml"] {
            let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/chatto-0.9.2");
            let from = Path::new(fixtures).join(format!("{kind}.{name}"));
            std::fs::copy(from, folder.path().join(name)).unwrap();
        }
        for (name, text) in self.files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let options = Options {
            env: self.env.iter().map(owned).collect(),
            ..Options::new(folder.path())
        };
        let bot = PracticeBot::start(Kind::Chatto, options).await?;
        Ok(Stage { bot, folder })
    }
}

impl Stage {
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) async fn send(&self, request: Request) -> Reply {
        request.send(&self.bot.url()).await
    }

    /// What somebody is told on the REST channel.
    pub(crate) async fn say(&self, sender: &str, text: &str, token: Option<&str>) -> Reply {
        let body = serde_json::json!({ "sender": sender, "text": text }).to_string();
        let request = Request::post("/channels/rest", &body);
        self.send(with(request, token)).await
    }

    /// The statuses of the REST channel and of `/bot/predict`, in the notation of the transcripts.
    pub(crate) async fn knock(&self, token: Option<&str>) -> String {
        let rest = self.say("u1", "hello", token).await.status;
        let predict = Request::post("/bot/predict", r#"{"text":"hello"}"#);
        let predict = self.send(with(predict, token)).await.status;
        format!("/channels/rest={rest} /bot/predict={predict}")
    }
}

fn with(request: Request, token: Option<&str>) -> Request {
    match token {
        Some(token) => request.authorization(&format!("Bearer {token}")),
        None => request,
    }
}
