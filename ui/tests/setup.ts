import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/svelte";
import { afterEach, beforeAll } from "vitest";

// A dump of the whole window hides the reason of a failure.
configure({ getElementError: (message) => new Error(message ?? "") });

// The window loads these when they are needed; here they are there from the start, as on every later use.
beforeAll(() =>
  Promise.all([
    import("../src/features/frame/BotPages.svelte"),
    import("../src/features/frame/Layers.svelte"),
    import("../src/features/frame/VaultPage.svelte"),
    import("../src/features/configuration/editor/editor"),
  ]),
);

afterEach(() => {
  cleanup();
  document.documentElement.removeAttribute("style");
});
