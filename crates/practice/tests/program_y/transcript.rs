//! Reads the recordings, which are transcripts of `curl -i`.

use super::client::{Reply, Request};

/// The address at which the recordings were made.
const RECORDED: &str = "http://127.0.0.1:18989";

/// One question with its answer.
#[derive(Debug)]
pub(crate) struct Exchange {
    /// The heading that it stands under: what the server ran with.
    pub(crate) heading: String,
    pub(crate) line: usize,
    pub(crate) request: Request,
    /// Nothing where there was no server to answer.
    pub(crate) reply: Option<Reply>,
}

/// Everything that was asked and answered in a transcript, in order. Headings are the lines with `##` or `---` and what
/// follows them up to the first question.
pub(crate) fn read(text: &str) -> Vec<Exchange> {
    let mut exchanges: Vec<Exchange> = Vec::new();
    let mut heading = String::new();
    let mut answer: Option<String> = None;
    for (index, line) in text.lines().enumerate() {
        if let Some(command) = line.strip_prefix("$ curl -s -i ") {
            finish(&mut exchanges, answer.take());
            exchanges.push(Exchange {
                heading: heading.clone(),
                line: index + 1,
                request: request(command),
                reply: None,
            });
            answer = Some(String::new());
        } else if line.starts_with("## ") || line.starts_with("--- ") {
            finish(&mut exchanges, answer.take());
            heading = line.to_owned();
        } else if let Some(answer) = &mut answer {
            *answer += &format!("{line}\n");
        } else {
            heading += &format!("\n{line}");
        }
    }
    finish(&mut exchanges, answer);
    exchanges
}

fn finish(exchanges: &mut [Exchange], answer: Option<String>) {
    if let (Some(exchange), Some(answer)) = (exchanges.last_mut(), answer)
        && answer.starts_with("HTTP/")
    {
        exchange.reply = Some(Reply::parse(answer.trim_end()));
    }
}

/// What the arguments of curl say. The recorder wrote them without quotes, so each reaches to the next that is known.
fn request(command: &str) -> Request {
    let (options, target) = command
        .split_once(RECORDED)
        .expect("the address of the recording");
    let mut request = Request::get(target);
    for option in format!(" {options}").split(" -").skip(1) {
        // One blank belongs to the command line, any further one to the value.
        let option = option.strip_suffix(' ').unwrap_or(option);
        let (name, value) = option.split_once(' ').unwrap_or((option, ""));
        match name {
            "H" => request.headers.push(value.to_owned()),
            "X" => request.method = value.to_owned(),
            "d" => {
                request.method = "POST".into();
                request.body = value.to_owned();
            }
            // What `curl -u` makes of a name and a password (RFC 7617): nothing that Program-Y knows.
            "u" => request
                .headers
                .push("Authorization: Basic dTpzM2NyM3QtVG9rZW5fMTIz".into()),
            other => panic!("-{other} is not understood"),
        }
    }
    request
}
