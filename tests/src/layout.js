// Returns a list of sentences, one for each thing that is cut off, spills over, or is covered.
//
// A pixel of slack everywhere: sub-pixel text widths are rounded differently by the layout and by
// scrollWidth.
const SLACK = 1;
const faults = [];
const root = document.documentElement;

const name = (e) => {
  const marked = e.closest("[data-testid]");
  const mark = marked ? ` in “${marked.dataset.testid}”` : "";
  const text = (e.innerText || e.getAttribute("aria-label") || "").trim().replace(/\s+/g, " ");
  return `<${e.tagName.toLowerCase()}> “${text.slice(0, 60)}”${mark}`;
};

// The part of an element that its scrolling or clipping ancestors and the window let through.
const visible = (e) => {
  const r = e.getBoundingClientRect();
  const box = { left: r.left, top: r.top, right: r.right, bottom: r.bottom };
  const clip = (c) => {
    box.left = Math.max(box.left, c.left);
    box.top = Math.max(box.top, c.top);
    box.right = Math.min(box.right, c.right);
    box.bottom = Math.min(box.bottom, c.bottom);
  };
  for (let p = e.parentElement; p; p = p.parentElement) {
    const s = getComputedStyle(p);
    if (s.overflowX !== "visible" || s.overflowY !== "visible") clip(p.getBoundingClientRect());
  }
  clip({ left: 0, top: 0, right: root.clientWidth, bottom: root.clientHeight });
  return box;
};

const hidden = (e) => {
  const r = e.getBoundingClientRect();
  // Text for screen readers only is one pixel large on purpose.
  if (r.width <= 2 || r.height <= 2) return true;
  return !e.checkVisibility({ opacityProperty: true, visibilityProperty: true });
};

const hasOwnText = (e) =>
  [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.textContent.trim() !== "");

const scrolls = (overflow) => overflow === "auto" || overflow === "scroll";

// Whether the reader can scroll to what lies beyond the window's right edge.
const inScrollerX = (e) => {
  for (let p = e.parentElement; p && p !== root; p = p.parentElement) {
    if (scrolls(getComputedStyle(p).overflowX)) return true;
  }
  return false;
};

if (root.scrollWidth > root.clientWidth + SLACK) {
  faults.push(`the page is ${root.scrollWidth} px wide in a window of ${root.clientWidth} px`);
}
if (root.scrollHeight > root.clientHeight + SLACK) {
  faults.push(`the page is ${root.scrollHeight} px high in a window of ${root.clientHeight} px`);
}

// A modal dialog covers the rest on purpose.
const dialogs = [...document.querySelectorAll("[role=dialog], [role=alertdialog], dialog[open]")];
const scope = dialogs.filter((d) => !hidden(d)).pop() ?? document.body;

for (const e of scope.querySelectorAll("*")) {
  if (e.closest("svg") || hidden(e)) continue;
  const s = getComputedStyle(e);
  const field = e.matches("input, textarea, select");
  if (hasOwnText(e) && !field && s.display !== "inline") {
    const over = e.scrollWidth - e.clientWidth;
    if (over > SLACK && !scrolls(s.overflowX)) {
      if (s.overflowX === "visible") faults.push(`${name(e)} spills ${over} px over its box`);
      else if (s.textOverflow !== "ellipsis") faults.push(`${name(e)} is cut off by ${over} px`);
    }
    const below = e.scrollHeight - e.clientHeight;
    if (below > 2 && (s.overflowY === "hidden" || s.overflowY === "clip") && !e.matches("[aria-hidden=true]")) {
      faults.push(`${name(e)} is cut off by ${below} px at the bottom`);
    }
    const r = e.getBoundingClientRect();
    if ((r.right > root.clientWidth + SLACK || r.left < -SLACK) && !inScrollerX(e)) {
      faults.push(`${name(e)} reaches beyond the window`);
    }
  }
  if (e.matches("button, a[href], input, select, textarea, [role=button], [role=tab]") && !e.matches(":disabled")) {
    const box = visible(e);
    const whole = e.getBoundingClientRect();
    const x = (whole.left + whole.right) / 2;
    const y = (whole.top + whole.bottom) / 2;
    const inView = x > box.left && x < box.right && y > box.top && y < box.bottom;
    if (inView && s.pointerEvents !== "none") {
      const top = document.elementFromPoint(x, y);
      const same = top && (e.contains(top) || top.contains(e) || top.closest("label")?.contains(e));
      if (!same) faults.push(`${name(e)} is covered${top ? ` by ${name(top)}` : ""}`);
    }
  }
}
return [...new Set(faults)];
