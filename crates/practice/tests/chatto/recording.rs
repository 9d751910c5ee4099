//! Reads the transcripts.

use super::client::{Reply, Request};

/// One scenario of a transcript.
pub(crate) struct Scenario {
    /// The number of the transcript: `01`.
    pub(crate) transcript: String,
    pub(crate) title: String,
    /// What happened, in order.
    pub(crate) events: Vec<Event>,
}

/// One thing that was recorded.
pub(crate) enum Event {
    Exchange(Exchange),
    /// A line that is neither a request nor part of an answer.
    Note(String),
}

/// One request with its answer.
pub(crate) struct Exchange {
    pub(crate) command: String,
    pub(crate) request: Request,
    pub(crate) reply: Reply,
}

impl Scenario {
    /// The exchanges alone.
    pub(crate) fn exchanges(&self) -> impl Iterator<Item = &Exchange> {
        self.events.iter().filter_map(|event| match event {
            Event::Exchange(exchange) => Some(exchange),
            Event::Note(_) => None,
        })
    }

    /// The other lines alone.
    pub(crate) fn notes(&self) -> impl Iterator<Item = &str> {
        self.events.iter().filter_map(|event| match event {
            Event::Note(note) => Some(note.as_str()),
            Event::Exchange(_) => None,
        })
    }
}

/// The scenario whose title begins like this.
pub(crate) fn scenario(title: &str) -> Scenario {
    let mut all = scenarios().into_iter();
    all.find(|scenario| scenario.title.starts_with(title))
        .expect("the scenario is recorded")
}

/// All scenarios of all transcripts, in order.
pub(crate) fn scenarios() -> Vec<Scenario> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/chatto-0.9.2");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "txt"))
        .collect();
    paths.sort();
    let mut scenarios = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        read(
            &name[..2],
            &std::fs::read_to_string(&path).unwrap(),
            &mut scenarios,
        );
    }
    scenarios
}

fn read(transcript: &str, text: &str, scenarios: &mut Vec<Scenario>) {
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(title) = line.strip_prefix("## ") {
            scenarios.push(Scenario {
                transcript: transcript.to_owned(),
                title: title.to_owned(),
                events: Vec::new(),
            });
            continue;
        }
        let Some(scenario) = scenarios.last_mut() else {
            continue;
        };
        let Some(command) = line.strip_prefix("$ curl -s -i ") else {
            scenario.events.push(Event::Note(line.to_owned()));
            continue;
        };
        let mut head = String::new();
        while let Some(line) = lines.next_if(|line| !line.is_empty()) {
            head.push_str(line);
            head.push('\n');
        }
        let length = head.lines().find_map(|line| {
            let line = line.to_lowercase();
            line.strip_prefix("content-length: ")?.parse::<usize>().ok()
        });
        lines.next();
        let mut body = String::new();
        while body.len() < length.unwrap_or_default() {
            body.push_str(lines.next().expect("the whole body"));
            body.push('\n');
        }
        scenario.events.push(Event::Exchange(Exchange {
            command: command.to_owned(),
            request: request(command),
            reply: Reply::of(&head, &body),
        }));
    }
}

/// The request of a `curl` command whose quotes the transcript left out.
fn request(command: &str) -> Request {
    let (options, url) = command.rsplit_once(' ').unwrap_or(("", command));
    let path = url.splitn(4, '/').nth(3).unwrap_or_default();
    let mut request = Request::get(&format!("/{path}"));
    let mut method = None;
    for option in format!(" {options}").split(" -").skip(1) {
        match option.split_once(' ') {
            Some(("X", value)) => method = Some(value.to_owned()),
            Some(("H", value)) => request.headers.push(value.to_owned()),
            Some(("d", value)) => {
                request.method = "POST".into();
                value.clone_into(&mut request.body);
            }
            _ => {}
        }
    }
    request.method = method.unwrap_or(request.method);
    request
}
