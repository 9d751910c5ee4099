import type { Action } from "./actions";

/** Whether a key press means what the table writes as "Ctrl K". */
export function matches(event: KeyboardEvent, keys: string): boolean {
  const parts = keys.split(" ");
  const key = parts.pop() ?? "";
  const wantsCtrl = parts.includes("Ctrl");
  if (wantsCtrl !== (event.ctrlKey || event.metaKey) || event.altKey) return false;
  if (key === "−") return event.key === "-";
  // On most layouts plus is the shifted equals sign.
  if (key === "+") return event.key === "+" || event.key === "=";
  return event.key.toLowerCase() === key.toLowerCase();
}

/** A plain key belongs to the text field that has the focus, the editor behind its shadow root included. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0] ?? event.target;
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** The action that a key press stands for, or none. */
export function actionFor(event: KeyboardEvent, actions: Action[], covered: boolean): Action | undefined {
  return actions.find((action) => {
    if (!action.keys || !matches(event, action.keys)) return false;
    if ((covered || event.defaultPrevented) && !action.always) return false;
    return action.keys.startsWith("Ctrl") || action.keys.startsWith("F") || !isTyping(event);
  });
}
