//! Practice bots of every platform: started open, locked with one plan, restarted, proven, and taken back.

use std::sync::Arc;

use chatelaine_console::view::{
    Bot, ConfigState, ConnectionState, Observed, PlanRequest, Platform, Posture, State,
};
use chatelaine_console::{Console, Home};
use chatelaine_secrets::Memory;
use tempfile::TempDir;

struct Lesson {
    console: Arc<Console>,
    bot: Bot,
    _home: TempDir,
}

impl Lesson {
    async fn begin(platform: Platform) -> Self {
        let home = TempDir::new().unwrap();
        let vault = Arc::new(Memory::new());
        let console = Console::open(Home::at(home.path().join("home")), vault).unwrap();
        let console = Arc::new(console);
        let bot = console.start_practice(platform).await.unwrap();
        Self {
            console,
            bot,
            _home: home,
        }
    }

    async fn check(&self) -> Posture {
        let posture = self
            .console
            .check_live(&self.bot.name, false)
            .await
            .unwrap();
        assert!(
            matches!(
                posture.connection.state,
                ConnectionState::Reachable | ConnectionState::Authenticated
            ),
            "it is itself: {:?}",
            posture.connection
        );
        posture
    }

    async fn restart(&self) {
        self.console.restart_practice(&self.bot.name).await.unwrap();
    }

    async fn lock(&self) {
        let plan = self
            .console
            .preview_plan(&self.bot.name, PlanRequest::LockEverything)
            .unwrap();
        self.console.apply_plan(&plan.id).await.unwrap();
    }
}

/// How every way in stands.
fn states(posture: &Posture) -> Vec<(String, State)> {
    let points = posture.access_points.iter();
    points
        .map(|point| (point.id.clone(), point.state))
        .collect()
}

/// The ways in that the files can close. Not all can be: no file of Rasa guards its REST channel.
fn closable(posture: &Posture) -> Vec<String> {
    let points = posture.access_points.iter();
    let closable = points.filter(|point| !point.rules.is_empty());
    closable.map(|point| point.id.clone()).collect()
}

async fn practise(platform: Platform) {
    let lesson = Lesson::begin(platform).await;
    let before = lesson.check().await;
    let doors = closable(&before);
    assert!(!doors.is_empty(), "{platform}: there is something to lock");
    for door in &doors {
        let point = before.access_points.iter().find(|point| point.id == *door);
        let observed = point.and_then(|point| point.observed);
        assert!(
            matches!(observed, Some(Observed::Open | Observed::Forgeable)),
            "{platform} ships open, and the wire shows it: {door}: {point:#?}"
        );
    }
    lesson.lock().await;
    let written = lesson.check().await;
    assert_eq!(
        written.config_state,
        ConfigState::RestartNeeded,
        "{platform}: what is only in the files locks nothing yet: {:#?}",
        written.access_points
    );
    lesson.restart().await;
    let after = lesson.check().await;
    for (id, state) in states(&after) {
        assert!(
            !doors.contains(&id) || state == State::ProvenLocked,
            "{platform}: one plan and one restart lock it, and the bot itself proves it: {id}: {:#?}",
            after.access_points
        );
    }
    assert_eq!(
        after.config_state,
        ConfigState::InSync,
        "{platform}: {:#?}",
        after.findings
    );
    lesson.console.undo(&lesson.bot.name).await.unwrap();
    lesson.restart().await;
    let undone = lesson.check().await;
    assert_eq!(states(&undone), states(&before), "{platform}: taken back");
    let list = lesson.console.list_bots().unwrap();
    assert_eq!(
        list[0].alarm, None,
        "{platform}: on purpose, which is no news"
    );
}

#[tokio::test]
async fn every_platform_is_found_open_locked_proven_and_opened_again() {
    for platform in Platform::ALL {
        practise(*platform).await;
    }
}

#[tokio::test]
async fn one_of_each_runs_side_by_side_and_one_round_asks_them_all() {
    let lesson = Lesson::begin(Platform::CheshireCat).await;
    let console = &lesson.console;
    for platform in Platform::ALL {
        console.start_practice(*platform).await.unwrap();
    }
    let bots = console.list_bots().unwrap();
    let names: Vec<&str> = bots
        .iter()
        .map(|summary| summary.bot.name.as_str())
        .collect();
    assert!(
        names.contains(&"Practice Cat") && bots.iter().all(|summary| summary.running),
        "{names:?}"
    );
    let mut urls: Vec<_> = bots.iter().map(|summary| summary.bot.url.clone()).collect();
    urls.sort();
    urls.dedup();
    assert_eq!(urls.len(), bots.len(), "each has a port of its own");
    let round = console.check_all(|_| {}).await.unwrap();
    assert_eq!(
        (round.asked, round.silent),
        (round.total, 0),
        "everyone answers: {round:?}"
    );
    console.stop_practice("Practice Cat").await.unwrap();
    let fewer = console.check_all(|_| {}).await.unwrap();
    assert_eq!(
        fewer.total,
        round.total - 1,
        "one that was stopped is not asked in vain"
    );
}
