//! Servers that speak HTTP well and are no bot, or stand between the bot and the network.

use super::server::Server;
use super::verdict::{proves_nothing, refused_by_each};

/// The same answer to everything.
async fn everywhere(status: &str, content_type: &str, body: &str) -> Server {
    Server::saying(format!(
        "HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    ))
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_for_everything_is_no_bot() {
    let page = "<!DOCTYPE html><html><head><title>Welcome to nginx!</title></head></html>";
    for status in [
        "200 OK",
        "401 Unauthorized",
        "403 Forbidden",
        "404 Not Found",
        "405 Method Not Allowed",
        "500 Internal Server Error",
        "502 Bad Gateway",
        "503 Service Unavailable",
    ] {
        let server = everywhere(status, "text/html", page).await;
        refused_by_each(status, &server.site()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_that_are_not_the_platform_s_own_prove_no_lock() {
    for (story, status, content_type, body) in [
        (
            "a proxy's login",
            "401 Unauthorized",
            "text/plain",
            "unauthorized",
        ),
        (
            "another API's refusal",
            "401 Unauthorized",
            "application/json",
            "{\"message\":\"Unauthorized\"}",
        ),
        (
            "a refusal in FastAPI's words",
            "403 Forbidden",
            "application/json",
            "{\"detail\":\"Not authenticated\"}",
        ),
        ("a firewall", "403 Forbidden", "application/json", "{}"),
        (
            "too many requests",
            "429 Too Many Requests",
            "application/json",
            "{}",
        ),
    ] {
        let server = everywhere(status, content_type, body).await;
        refused_by_each(story, &server.site()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_json_for_everything_breaks_nothing() {
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    for (story, body) in [
        ("nothing in it", "{}"),
        ("null", "null"),
        ("a list", "[]"),
        ("a list of the wrong things", "[true,{}]"),
        ("a number beyond all types", "1e999"),
        (
            "an access that was denied to nobody",
            "[\"Access denied\",200]",
        ),
        ("deeper than any parser goes", &deep),
        ("half a letter", "{\"version\":\"\\ud800\"}"),
        (
            "the right names with the wrong values",
            "{\"status\":[],\"version\":7,\"info\":\"x\",\"detail\":{\"error\":1},\"sid\":null,\"auth_handlers\":[[]]}",
        ),
    ] {
        let server = everywhere("200 OK", "application/json", body).await;
        proves_nothing(story, &server.site()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_of_http_1_0_are_read_as_such() {
    let server = Server::saying("HTTP/1.0 200 OK\r\n\r\nhello").await;
    refused_by_each("HTTP/1.0", &server.site()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_loop_of_redirects_is_not_walked() {
    for status in [
        "301 Moved Permanently",
        "302 Found",
        "307 Temporary Redirect",
    ] {
        let server = Server::saying(format!(
            "HTTP/1.1 {status}\r\nLocation: /again\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        ))
        .await;
        refused_by_each(status, &server.site()).await;
        assert!(
            !asked_for(&server.heads(), "/again"),
            "{status}: a redirect is reported, never followed"
        );
    }
}

fn asked_for(heads: &[String], path: &str) -> bool {
    heads.iter().any(|head| head.contains(&format!(" {path} ")))
}
