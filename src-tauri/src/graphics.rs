//! How WebKitGTK paints where there is no graphics processor.
//!
//! Without one it would imitate OpenGL in software, which costs a third of a second at the start and some 40 MiB
//! (WebKitGTK 2.50 on two cores). Painting on the processor directly is what such a machine does best: virtual
//! displays, remote desktops and small virtual machines.

use std::path::Path;

/// Read by WebKitGTK's renderer (Skia) since 2.46; any value of the operator's own wins. To do without layers as well
/// (`WEBKIT_DISABLE_COMPOSITING_MODE`) would be quicker still, but WebDriver then waits 20 s for each picture (2.50).
const ON_PROCESSOR: &str = "WEBKIT_SKIA_ENABLE_CPU_RENDERING";

/// Where Linux keeps one `renderD…` file for each graphics processor that a program may use.
const RENDER_NODES: &str = "/dev/dri";

/// Sets [`ON_PROCESSOR`] if there is no graphics processor. WebKit reads it when the first web view is made.
///
/// To be called first thing in `main`, while there is only one thread.
pub fn paint_on_processor_without_gpu() {
    if std::env::var_os(ON_PROCESSOR).is_some() || has_graphics_processor(Path::new(RENDER_NODES)) {
        return;
    }
    // SAFETY: no other thread exists yet that could read the environment at the same time. The safe way, starting the
    // program anew with the variable, costs 50 ms at every start, because GTK and WebKit are loaded twice.
    #[allow(unsafe_code, reason = "see above")]
    unsafe {
        std::env::set_var(ON_PROCESSOR, "1");
    }
}

fn has_graphics_processor(nodes: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(nodes) else {
        return false;
    };
    entries
        .flatten()
        .any(|entry| entry.file_name().to_string_lossy().starts_with("renderD"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
    use super::*;

    #[test]
    fn a_render_node_is_a_graphics_processor() {
        let nodes = tempfile::tempdir().unwrap();
        std::fs::write(nodes.path().join("card0"), "").unwrap();
        assert!(
            !has_graphics_processor(nodes.path()),
            "a card without a render node only shows pictures"
        );
        std::fs::write(nodes.path().join("renderD128"), "").unwrap();
        assert!(has_graphics_processor(nodes.path()), "that one can draw");
        assert!(
            !has_graphics_processor(&nodes.path().join("missing")),
            "a container has no such folder at all"
        );
    }
}
