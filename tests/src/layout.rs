//! Whether everything on the page can be read and reached.

use crate::{Failure, Seen, Window};

impl Window {
    /// What on the page is cut off, spills over its box, lies outside of the window or is covered.
    /// Text that ends in an ellipsis and boxes that scroll are meant to be as they are.
    ///
    /// # Errors
    /// When the window is gone.
    pub fn layout_faults(&self) -> Seen<Vec<String>> {
        let faults = self.run(include_str!("layout.js"), &[])?;
        let faults = faults
            .as_array()
            .ok_or_else(|| Failure::new(format!("the layout check answered {faults}")))?;
        Ok(faults
            .iter()
            .map(|fault| fault.as_str().unwrap_or_default().to_owned())
            .collect())
    }
}
