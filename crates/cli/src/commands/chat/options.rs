//! From the command line to the console's words.

use chatelaine_console::CommandError;
use chatelaine_console::view::{ChatAuth, ChatOptions, Custom, Oauth};

use crate::arguments::{Auth, ChatArguments};

/// How the chat is to be opened.
pub(super) fn chosen(arguments: &ChatArguments) -> Result<ChatOptions, CommandError> {
    let oauth = match (&arguments.oauth.token_url, &arguments.oauth.client_id) {
        (Some(token_url), Some(client_id)) => Some(Oauth {
            token_url: token_url.clone(),
            client_id: client_id.clone(),
            scope: arguments.oauth.scope.clone(),
            audience: arguments.oauth.audience.clone(),
        }),
        _ => None,
    };
    let auth = arguments.auth.map(auth);
    Ok(ChatOptions {
        transport: arguments.over.clone(),
        // Who names an authorization server means to use it.
        auth: auth.or(oauth.as_ref().map(|_| ChatAuth::Oauth)),
        user_id: arguments.user.clone(),
        session: arguments.session.clone(),
        oauth,
        custom: arguments.custom.path.as_ref().map(|path| Custom {
            path: path.clone(),
            body: arguments.custom.body.clone().unwrap_or_default(),
            reply: arguments.custom.reply.clone().unwrap_or_default(),
        }),
    })
}

fn auth(auth: Auth) -> ChatAuth {
    match auth {
        Auth::Key => ChatAuth::Key,
        Auth::Jwt => ChatAuth::Jwt,
        Auth::Mint => ChatAuth::Mint,
        Auth::Basic => ChatAuth::Basic,
        Auth::BasicAndKey => ChatAuth::BasicAndKey,
        Auth::Token => ChatAuth::Token,
        Auth::Oauth => ChatAuth::Oauth,
        Auth::None => ChatAuth::None,
    }
}
