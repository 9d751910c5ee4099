import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/svelte";
import { afterEach } from "vitest";

// A dump of the whole window hides the reason of a failure.
configure({ getElementError: (message) => new Error(message ?? "") });

afterEach(() => {
  cleanup();
  document.documentElement.removeAttribute("style");
});
