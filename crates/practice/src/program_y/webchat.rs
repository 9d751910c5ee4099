//! The web chat: a page for everyone, and a chat behind the locks (clients/restful/flask/webchat/client.py, 5.0.1).

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{CONTENT_DISPOSITION, COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::Response;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use serde_json::json;

use super::conversation::GREETING;
use super::query::Query;
use super::{Bot, werkzeug};

/// What the page asks for when it is opened.
const FIRST: &str = "YINITIALQUESTION";

/// The path of the chat is the configuration's choice, so paths are compared here and not by a table of routes.
pub(super) async fn serve(State(bot): State<Arc<Bot>>, request: Request) -> Response {
    let path = request.uri().path();
    if path != "/" && path != bot.api {
        // This client alone has the paths of the ping service on its own port, whether that has a host or not.
        return bot.ping.answer(path);
    }
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return werkzeug::other_method(request.method(), "HEAD, OPTIONS, GET");
    }
    if path == "/" {
        page(&bot)
    } else {
        chat(&bot, &request)
    }
}

fn page(bot: &Bot) -> Response {
    let api = json!(bot.api).to_string().replace('<', "\\u003c");
    let mut response = werkzeug::html(StatusCode::OK, PAGE.replace("{api}", &api));
    let name = HeaderValue::from_static("inline; filename=webchat.html");
    response.headers_mut().insert(CONTENT_DISPOSITION, name);
    response
}

/// Both refusals and a missing question end in the same place: `abort` is caught, and what catches it stumbles itself.
fn chat(bot: &Bot, request: &Request) -> Response {
    let query = Query::of(request.uri());
    if bot.guards.check(request.headers(), &query).is_err() {
        return werkzeug::broken(bot.debug);
    }
    let Some(question) = query.get("question") else {
        return werkzeug::broken(bot.debug);
    };
    let Some((user, cookie)) = bot.visitor(request.headers()) else {
        return werkzeug::broken(bot.debug);
    };
    let answer = match question {
        FIRST => Some(GREETING.to_owned()),
        question => bot.conversation.ask(&user, question),
    };
    let body = json!({"response": {"question": question, "answer": answer}});
    let mut response = werkzeug::json(StatusCode::OK, &body);
    response.headers_mut().insert(SET_COOKIE, cookie);
    response
}

impl Bot {
    /// Who is there, and the cookie by which they are known the next time.
    fn visitor(&self, headers: &HeaderMap) -> Option<(String, HeaderValue)> {
        let user = match cookie(headers, &self.cookie) {
            Some(user) => user.to_owned(),
            None => made_up_name()?,
        };
        let expires = Timestamp::now()
            .checked_add((self.cookie_days * 24).hours())
            .ok()?;
        let expires = expires
            .to_zoned(TimeZone::UTC)
            .strftime("%a, %d %b %Y %H:%M:%S GMT");
        let text = format!("{}={user}; Expires={expires}; Path=/", self.cookie);
        HeaderValue::from_str(&text)
            .ok()
            .map(|cookie| (user, cookie))
    }
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers.get(COOKIE)?.to_str().ok()?.split(';');
    let mut pairs = cookies.filter_map(|pair| pair.trim().split_once('='));
    pairs.find_map(|(key, value)| (key == name).then_some(value))
}

/// 128 bit of chance, as 32 hexadecimal digits.
fn made_up_name() -> Option<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).ok()?;
    Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

const PAGE: &str = "\
<!doctype html>
<html lang=en>
<head>
<meta charset=utf-8>
<title>Y-Bot Chat Window</title>
</head>
<body>
<h1>A practice bot</h1>
<ul id=said></ul>
<form id=ask><input id=question autofocus><button>Send</button></form>
<script>
const say = (who, text) => {
  const line = document.createElement('li');
  line.textContent = who + ': ' + text;
  document.getElementById('said').append(line);
};
document.getElementById('ask').addEventListener('submit', async (event) => {
  event.preventDefault();
  const field = document.getElementById('question');
  const question = field.value;
  field.value = '';
  say('You', question);
  const answer = await fetch({api} + '?question=' + encodeURIComponent(question));
  say('Bot', answer.ok ? (await answer.json()).response.answer : 'refused');
});
</script>
</body>
</html>
";
