import { render } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import BotMessage from "../src/features/chat/BotMessage.svelte";
import { FromBot } from "../src/features/chat/from-bot.svelte";
import { markdown } from "../src/shared/markdown";
import { visible } from "../src/shared/visible";

/** What pages have been broken with; after OWASP's filter evasion list, in our own words. */
const HOSTILE = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "<svg/onload=alert(1)>",
  "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
  "<a href='javascript:alert(1)'>click</a>",
  "[click](javascript:alert(1))",
  "![x](https://evil.example/pixel.png)",
  '![x](x "onerror=alert(1)")',
  "**<b onmouseover=alert(1)>bold</b>**",
  "`<img src=x onerror=alert(1)>`",
  "```html\n<script>alert(1)</script>\n```",
  "- <style>*{display:none}</style>",
  "<math><mtext></p><img src=x onerror=alert(1)>",
  "{@html '<img src=x onerror=alert(1)>'}",
  "{{constructor.constructor('alert(1)')()}}",
  "<base href='https://evil.example/'>",
  "<meta http-equiv=refresh content='0;url=https://evil.example'>",
  "<form action=https://evil.example><input name=password></form>",
  "&lt;script&gt;alert(1)&lt;/script&gt;",
  "\u0000<script>alert(1)</script>",
];
/** The elements that the bubble itself is made of. */
const OWN = /^(div|p|span|strong|em|code|pre|ul|ol|li|button|bdi|details|summary|svg|path|rect)$/i;

function shown(text: string, parts: Partial<NonNullable<FromBot["done"]>> = {}): HTMLElement {
  const item = new FromBot();
  item.finish({
    event: "message",
    text,
    buttons: [],
    images: [],
    attachments: [],
    custom: null,
    first_token_ms: null,
    total_ms: null,
    tokens: 0,
    ...parts,
  });
  return render(BotMessage, { item, ready: true, onpress: () => undefined }).container;
}

function expectHarmless(container: HTMLElement, what: string) {
  for (const element of container.querySelectorAll("*")) {
    expect(element.tagName, `${what} must not become an element`).toMatch(OWN);
    for (const { name } of element.attributes)
      expect(name, `${what} must not become an attribute`).not.toMatch(/^(on|href|src|style|action)/);
  }
}

describe("a bot's words", () => {
  it.each(HOSTILE)("are text, whatever they look like: %s", (text) => {
    expectHarmless(shown(text), text);
    const parts = shown("", {
      buttons: [{ title: text, payload: text }],
      images: [text],
      attachments: [{ kind: text, source: text }],
      custom: text,
    });
    expectHarmless(parts, text);
    expect(parts.querySelector("button")?.textContent).toContain(visible(text).slice(0, 8));
  });

  it("show a link whole, as text", () => {
    const { textContent } = shown("see [your bank](https://evil.example/login?x=1)");
    expect(textContent).toContain("your bank (https://evil.example/login?x=1)");
  });

  it("cannot turn the writing direction, hide letters, or talk to a terminal", () => {
    expect(visible("invoice\u202Efdp.exe")).toBe("invoice⟨U+202E⟩fdp.exe");
    expect(visible("a\u2066b\u2069c\u200Bd")).toBe("a⟨U+2066⟩b⟨U+2069⟩c⟨U+200B⟩d");
    expect(visible("\u001b[31mred\u0007")).toBe("␛[31mred␇");
    expect(visible("\u{E0041}sk"), "letters that only a language model reads").toBe("⟨U+E0041⟩sk");
    expect(visible("1\r\n2\t3"), "line breaks and tabs are no trick").toBe("1\n2\t3");
    expect(visible("👩‍💻 می‌خواهم"), "joiners belong to scripts and emoji").toBe("👩‍💻 می‌خواهم");
  });

  it("cannot fill the page with things to press", () => {
    const buttons = Array.from({ length: 10_000 }, (_, i) => ({ title: `${i}`, payload: `${i}` }));
    const container = shown("", { buttons });
    expect(container.querySelectorAll("button").length).toBeLessThan(60);
    expect(container.textContent).toContain("9950 more are in the frame.");
  });
});

describe("Markdown", () => {
  const html = (text: string) => JSON.stringify(markdown(text));

  it("knows bold, italic, code, code blocks, lists and line breaks", () => {
    expect(markdown("a **b *c* `d`**\ne")).toEqual([
      {
        kind: "paragraph",
        parts: [
          { kind: "text", text: "a " },
          {
            kind: "strong",
            parts: [
              { kind: "text", text: "b " },
              { kind: "emphasis", parts: [{ kind: "text", text: "c" }] },
              { kind: "text", text: " " },
              { kind: "code", text: "d" },
            ],
          },
          { kind: "text", text: "\ne" },
        ],
      },
    ]);
    expect(markdown("```js\nlet a = '**b**';\n```")).toEqual([{ kind: "code", text: "let a = '**b**';" }]);
    expect(markdown("2. x\n3. y\n- z")).toMatchObject([
      { kind: "list", ordered: true, first: 2, items: [[{ text: "x" }], [{ text: "y" }]] },
      { kind: "list", ordered: false, items: [[{ text: "z" }]] },
    ]);
    expect(markdown("*a **b** c*")).toMatchObject([{ parts: [{ kind: "emphasis", parts: { length: 3 } }] }]);
  });

  it("leaves alone what only looks like it", () => {
    for (const text of ["snake_case_name", "2 * 3 * 4", "**", "a ** b", "`", "[x]", "# heading", "1.5"])
      expect(markdown(text), text).toEqual([{ kind: "paragraph", parts: [{ kind: "text", text }] }]);
  });

  it("is not slowed down by a flood of openings", () => {
    for (const opening of ["*", "**a ", "[", "![", "`", "_a ", "```\n", "- "]) {
      const began = performance.now();
      html(opening.repeat(20_000 / opening.length));
      expect(performance.now() - began, `milliseconds for 20,000 characters of ${opening}`).toBeLessThan(
        1500,
      );
    }
  });
});
