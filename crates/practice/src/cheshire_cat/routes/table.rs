//! Every route of the practice cat. The first that fits wins.

use super::Needs::{Cookie, Nothing, Right};
use super::{
    Route, catalogue, home, login, memory, openapi, pages, plugins, rabbithole, settings, users,
};
use crate::cheshire_cat::permissions::Permission::{Delete, Edit, List, Read, Write};
use crate::cheshire_cat::permissions::Resource::{
    AuthHandler, Conversation, Embedder, Llm, Memory, Plugins, Settings, Static, Status, Upload,
    Users,
};

macro_rules! routes {
    ($($method:ident $path:literal $needs:expr => $handler:path;)*) => {
        &[$(Route {
            method: stringify!($method),
            path: $path,
            needs: $needs,
            run: |call| Box::pin($handler(call)),
        }),*]
    };
}

pub(super) static ROUTES: &[Route] = routes! {
    GET "/" Right(Status, Read) => home::status;
    POST "/message" Right(Conversation, Write) => home::message;
    GET "/openapi.json" Nothing => openapi::document;
    GET "/docs" Nothing => pages::docs;
    GET "/auth/login" Nothing => pages::login;
    POST "/auth/login" Nothing => login::by_form;
    POST "/auth/token" Nothing => login::token;
    GET "/auth/available-permissions" Right(Users, List) => login::available_permissions;
    GET "/users/" Right(Users, List) => users::list;
    POST "/users/" Right(Users, Write) => users::create;
    GET "/users/{user_id}" Right(Users, Read) => users::read;
    PUT "/users/{user_id}" Right(Users, Edit) => users::update;
    DELETE "/users/{user_id}" Right(Users, Delete) => users::delete;
    GET "/settings/" Right(Settings, List) => settings::list;
    GET "/llm/settings" Right(Llm, List) => catalogue::llm_list;
    GET "/llm/settings/{languageModelName}" Right(Llm, Read) => catalogue::llm_read;
    PUT "/llm/settings/{languageModelName}" Right(Llm, Edit) => catalogue::llm_select;
    GET "/embedder/settings" Right(Embedder, List) => catalogue::embedder_list;
    GET "/embedder/settings/{languageEmbedderName}" Right(Embedder, Read) => catalogue::embedder_read;
    PUT "/embedder/settings/{languageEmbedderName}" Right(Embedder, Edit) => catalogue::embedder_select;
    GET "/auth_handler/settings" Right(AuthHandler, List) => catalogue::auth_handler_list;
    GET "/auth_handler/settings/{auth_handler_name}" Right(AuthHandler, Read) => catalogue::auth_handler_read;
    GET "/plugins/" Right(Plugins, List) => plugins::list;
    GET "/plugins/settings" Right(Plugins, Read) => plugins::all_settings;
    GET "/plugins/settings/{plugin_id}" Right(Plugins, Read) => plugins::settings;
    GET "/plugins/{plugin_id}" Right(Plugins, Read) => plugins::read;
    GET "/memory/collections" Right(Memory, Read) => memory::collections;
    DELETE "/memory/collections/{collection_id}/points" Right(Memory, Delete) => memory::delete_points;
    GET "/memory/conversation_history" Right(Memory, Read) => memory::history;
    DELETE "/memory/conversation_history" Right(Memory, Delete) => memory::delete_history;
    POST "/rabbithole/" Right(Upload, Write) => rabbithole::upload;
    GET "/rabbithole/allowed-mimetypes" Right(Upload, Write) => rabbithole::allowed;
    GET "/admin/*" Cookie(Static, Read) => pages::admin;
};
