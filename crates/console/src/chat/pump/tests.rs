#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
use super::*;
use crate::view::{Frame, FrameDirection};

/// A window's page: at most ten frames and twenty remarks at once.
const PAGE: Pace = Pace {
    between: Duration::ZERO,
    frames: 10,
    remarks: 20,
    unshown: 1,
};

type Batches = Arc<Mutex<Vec<Vec<ChatEvent>>>>;

/// A listener that keeps what it takes.
fn listener(pace: Option<Pace>) -> (ChatListener, Batches) {
    let batches = Batches::default();
    let kept = Arc::clone(&batches);
    let take = move |batch| held(&kept).push(batch);
    let listener = match pace {
        Some(pace) => ChatListener::paced(pace, take),
        None => ChatListener::new(take),
    };
    (listener, batches)
}

/// What a listener takes of a conversation of these events, which is told whenever a batch was shown if it is to show any.
/// Also the lines of the transcript.
async fn taken(
    pace: Option<Pace>,
    shows: bool,
    events: Vec<ChatEvent>,
) -> (Vec<Vec<ChatEvent>>, Vec<String>) {
    let (listener, batches) = listener(pace);
    let folder = tempfile::tempdir().unwrap();
    let transcript = Transcript::new(folder.path().into(), "1-a", Vec::new());
    let inlet = Inlet::new(&listener);
    let pump = Pump::new(listener, inlet.clone(), Arc::default());
    let (sink, seen) = (pump.sink(), Arc::clone(&batches));
    let conversing = async move {
        let mut shown = 0;
        for (number, event) in events.into_iter().enumerate() {
            sink(event);
            // As often as a socket has nothing more to read.
            if number % 500 == 499 {
                tokio::task::yield_now().await;
                if shows && held(&seen).len() > shown {
                    let new: usize = held(&seen)[shown..].iter().map(Vec::len).sum();
                    shown = held(&seen).len();
                    inlet.taken(new);
                }
            }
        }
    };
    pump.carry(Box::pin(conversing), transcript).await;
    let written = std::fs::read_to_string(folder.path().join("1-a.jsonl")).unwrap_or_default();
    let batches = held(&batches).clone();
    (batches, written.lines().map(ToOwned::to_owned).collect())
}

fn token(text: &str) -> ChatEvent {
    ChatEvent::Token {
        text: text.into(),
        count: 1,
    }
}

fn remark(number: usize) -> ChatEvent {
    ChatEvent::Notification {
        text: number.to_string(),
    }
}

/// The numbers of the remarks, with how many were left out in front of each in their place.
fn remarks(batches: &[Vec<ChatEvent>]) -> Vec<Result<usize, u32>> {
    let events = batches.iter().flatten();
    events
        .filter_map(|event| match event {
            ChatEvent::Notification { text } => Some(Ok(text.parse().unwrap())),
            ChatEvent::LeftOut { count } => Some(Err(*count)),
            _ => None,
        })
        .collect()
}

fn frame(seq: u32) -> ChatEvent {
    ChatEvent::Frame {
        frame: Frame {
            seq,
            at: String::new(),
            direction: FrameDirection::Received,
            kind: "text".into(),
            size: 1,
            body: "x".into(),
            cut: false,
            head: Vec::new(),
            command: None,
        },
    }
}

#[tokio::test]
async fn pieces_of_one_reply_arrive_as_one_piece_and_none_is_lost() {
    for pace in [None, Some(PAGE)] {
        let pieces = (0..100_000).map(|number| token(&format!("{number} ")));
        let (batches, _) = taken(pace, true, pieces.collect()).await;
        let (mut whole, mut count) = (String::new(), 0);
        for event in batches.iter().flatten() {
            let ChatEvent::Token { text, count: more } = event else {
                unreachable!()
            };
            whole.push_str(text);
            count += more;
        }
        let expected: String = (0..100_000).map(|number| format!("{number} ")).collect();
        assert!(whole == expected, "in order and complete");
        assert_eq!(count, 100_000, "and counted");
        assert!(
            batches.len() < 1000,
            "a page is not called a hundred thousand times: {}",
            batches.len()
        );
    }
}

#[tokio::test]
async fn whoever_takes_everything_at_once_gets_everything() {
    let events = (0..2_000).flat_map(|number| [frame(number), remark(number as usize)]);
    let (batches, _) = taken(None, false, events.collect()).await;
    let expected: Vec<_> = (0..2_000).map(Ok).collect();
    assert_eq!(
        remarks(&batches),
        expected,
        "a program that reads the output of the command line relies on it"
    );
    let frames = batches.iter().flatten();
    let frames = frames.filter(|event| matches!(event, ChatEvent::Frame { .. }));
    assert_eq!(frames.count(), 2_000, "frames as well");
}

#[tokio::test]
async fn of_a_flood_a_page_gets_the_newest_and_is_told_how_much_it_missed() {
    let events = (0..50_000).flat_map(|number| [frame(number), remark(number as usize)]);
    let (batches, lines) = taken(Some(PAGE), true, events.collect()).await;
    let biggest = batches.iter().map(Vec::len).max().unwrap();
    assert!(
        biggest <= PAGE.frames + PAGE.remarks + 1,
        "a batch holds no more than a reader can follow: {biggest}"
    );
    let mut next = 0;
    for remark in remarks(&batches) {
        match remark {
            Ok(number) => {
                assert_eq!(number, next, "in order, and nothing is missing untold");
                next += 1;
            }
            Err(left_out) => next += left_out as usize,
        }
    }
    assert_eq!(next, 50_000, "shown or counted");
    let last = batches
        .iter()
        .flatten()
        .rev()
        .find_map(|event| match event {
            ChatEvent::Frame { frame } => Some(frame.seq),
            _ => None,
        });
    assert_eq!(
        last,
        Some(49_999),
        "the newest frames are the ones that stay"
    );
    assert_eq!(lines.len(), 50_000, "the transcript has every remark");
    for (number, line) in lines.iter().enumerate() {
        assert!(line.contains(&format!("\"{number}\"")), "in order: {line}");
    }
}

#[tokio::test]
async fn a_page_gets_single_words_before_it_showed_the_ones_before() {
    // To wait each time until the page said so would be seen: the words of a reply would come in jerks.
    let page = Pace { unshown: 4, ..PAGE };
    let (listener, batches) = listener(Some(page));
    let inlet = Inlet::new(&listener);
    let folder = tempfile::tempdir().unwrap();
    let transcript = Transcript::new(folder.path().into(), "1-a", Vec::new());
    let pump = Pump::new(listener, inlet.clone(), Arc::default());
    let (sink, seen) = (pump.sink(), Arc::clone(&batches));
    let page = inlet.clone();
    let conversing = async move {
        for number in 0..6 {
            sink(remark(number));
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert_eq!(held(&seen).len(), 4, "so many may be ahead, and no more");
        page.taken(3);
        tokio::time::sleep(Duration::from_millis(5)).await;
        assert_eq!(held(&seen).len(), 5, "and on when some of them were shown");
    };
    pump.carry(Box::pin(conversing), transcript).await;
    let expected: Vec<_> = (0..6).map(Ok).collect();
    assert_eq!(remarks(&held(&batches)), expected, "all of them in the end");
}

#[tokio::test]
async fn a_page_that_shows_nothing_is_not_sent_more_until_the_end() {
    // It was reloaded, or its process hangs: batches would pile up in front of it.
    let (batches, lines) = taken(Some(PAGE), false, (0..50_000).map(remark).collect()).await;
    assert_eq!(
        batches.len(),
        2,
        "the first one, and what is left at the end"
    );
    assert_eq!(
        lines.len(),
        50_000,
        "what was said is written down all the same"
    );
}
