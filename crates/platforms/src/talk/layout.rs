//! How a payload is shown.

use serde_json::Value;

/// Of an array of numbers, how many are shown: vectors of thousands say nothing to an operator.
const NUMBERS: usize = 32;

/// JSON laid out for reading, without vectors of numbers; anything else as it is.
#[must_use]
pub fn laid_out(text: &str) -> String {
    let Ok(mut json) = serde_json::from_str::<Value>(text) else {
        return text.to_owned();
    };
    shorten(&mut json);
    serde_json::to_string_pretty(&json).unwrap_or_else(|_| text.to_owned())
}

fn shorten(value: &mut Value) {
    match value {
        Value::Array(items) if items.len() > NUMBERS && items.iter().all(Value::is_number) => {
            *value = Value::String(format!("({} numbers)", items.len()));
        }
        Value::Array(items) => items.iter_mut().for_each(shorten),
        Value::Object(fields) => fields.values_mut().for_each(shorten),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn embeddings_are_not_shown() {
        let numbers: Vec<f64> = (0..2000).map(f64::from).collect();
        let frame = serde_json::json!({ "why": { "reply": numbers } }).to_string();
        assert!(
            laid_out(&frame).len() < 200,
            "2000 numbers say nothing to an operator"
        );
    }

    #[test]
    fn what_is_no_json_is_left_as_it_is() {
        assert_eq!(laid_out("<html>"), "<html>", "a proxy's page");
    }
}
