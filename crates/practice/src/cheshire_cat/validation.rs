//! Judges JSON bodies and reports every fault, with the offending input, as the real server's framework does.

use serde_json::{Map, Value, json};

use super::permissions::{PERMISSIONS, Permissions, RESOURCES};
use super::python;

/// Faults found so far; an empty list means that the input is fine.
#[derive(Default)]
pub(crate) struct Faults(pub(crate) Vec<Value>);

impl Faults {
    fn add(&mut self, kind: &str, loc: Value, msg: &str, input: &Value) {
        let fault = json!({"type": kind, "loc": loc, "msg": msg, "input": input});
        self.0.push(fault);
    }

    /// A text of at least `least` characters. `None` when it is absent or wrong.
    pub(crate) fn text(
        &mut self,
        body: &Map<String, Value>,
        name: &str,
        least: usize,
    ) -> Option<String> {
        let loc = json!(["body", name]);
        let value = body.get(name)?;
        let Some(text) = value.as_str() else {
            self.add("string_type", loc, "Input should be a valid string", value);
            return None;
        };
        if text.chars().count() < least {
            self.0.push(json!({
                "type": "string_too_short",
                "loc": loc,
                "msg": format!("String should have at least {least} characters"),
                "input": value,
                "ctx": {"min_length": least},
            }));
            return None;
        }
        Some(text.to_owned())
    }

    /// Like `text`, but its absence is a fault.
    pub(crate) fn required_text(
        &mut self,
        body: &Map<String, Value>,
        name: &str,
        least: usize,
    ) -> Option<String> {
        if !body.contains_key(name) {
            let input = Value::Object(body.clone());
            self.add("missing", json!(["body", name]), "Field required", &input);
        }
        self.text(body, name, least)
    }

    /// A user's rights, by resource.
    pub(crate) fn permissions(&mut self, body: &Map<String, Value>) -> Option<Permissions> {
        let value = body.get("permissions")?;
        let Some(map) = value.as_object() else {
            let loc = json!(["body", "permissions"]);
            self.add(
                "dict_type",
                loc,
                "Input should be a valid dictionary",
                value,
            );
            return None;
        };
        for (resource, permissions) in map {
            let key = json!(["body", "permissions", resource, "[key]"]);
            self.one_of(&json!(resource), key, &RESOURCES.map(|known| json!(known)));
            let Some(list) = permissions.as_array() else {
                let loc = json!(["body", "permissions", resource]);
                self.add(
                    "list_type",
                    loc,
                    "Input should be a valid list",
                    permissions,
                );
                continue;
            };
            for (at, permission) in list.iter().enumerate() {
                let loc = json!(["body", "permissions", resource, at]);
                self.one_of(permission, loc, &PERMISSIONS.map(|known| json!(known)));
            }
        }
        serde_json::from_value(value.clone()).ok()
    }

    fn one_of(&mut self, value: &Value, loc: Value, known: &[Value]) {
        if known.contains(value) {
            return;
        }
        let names: Vec<String> = known.iter().map(python::repr).collect();
        let expected = match names.split_last() {
            Some((last, others)) => format!("{} or {last}", others.join(", ")),
            None => String::new(),
        };
        self.0.push(json!({
            "type": "enum",
            "loc": loc,
            "msg": format!("Input should be {expected}"),
            "input": value,
            "ctx": {"expected": expected},
        }));
    }

    /// Any other field is a fault.
    pub(crate) fn nothing_but(&mut self, body: &Map<String, Value>, names: &[&str]) {
        for (name, value) in body
            .iter()
            .filter(|(name, _)| !names.contains(&name.as_str()))
        {
            let loc = json!(["body", name]);
            self.add(
                "extra_forbidden",
                loc,
                "Extra inputs are not permitted",
                value,
            );
        }
    }
}

/// The faults of a body that is JSON, but no object.
pub(crate) fn not_an_object(body: &Value) -> Vec<Value> {
    vec![json!({
        "type": "model_attributes_type",
        "loc": ["body"],
        "msg": "Input should be a valid dictionary or object to extract fields from",
        "input": body,
    })]
}

/// The fault of a body that is not there.
pub(crate) fn absent() -> Vec<Value> {
    vec![json!({"type": "missing", "loc": ["body"], "msg": "Field required", "input": null})]
}

/// The fault of a number in the query string that is none.
pub(crate) fn not_a_number(name: &str, input: &str) -> Vec<Value> {
    vec![json!({
        "type": "int_parsing",
        "loc": ["query", name],
        "msg": "Input should be a valid integer, unable to parse string as an integer",
        "input": input,
    })]
}

/// The fault of a body that is no JSON at all.
pub(crate) fn not_json(text: &str, error: &serde_json::Error) -> Vec<Value> {
    let (at, words) = python::json_complaint(text, error);
    vec![json!({
        "type": "json_invalid",
        "loc": ["body", at],
        "msg": "JSON decode error",
        "input": {},
        "ctx": {"error": words},
    })]
}
