/** How long to wait for a picture that a window in the background never draws, in milliseconds. */
const UNSEEN = 250;
/** What a change may take in milliseconds without holding up the keyboard: a picture at 60 a second. */
const BRIEF = 16;
/** The rest after a change that took longer, as a multiple of it. */
const REST = 2;

/** Resolves when what changed since `began` is on the screen; after a change that took long, later, for the keyboard's sake. */
export async function shown(began: number): Promise<void> {
  await painted();
  const took = performance.now() - began;
  if (took > BRIEF) await new Promise((resolve) => setTimeout(resolve, REST * took));
}

/** A message that is posted in an animation frame is delivered after that frame was painted. */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, UNSEEN);
    requestAnimationFrame(() => {
      const after = new MessageChannel();
      after.port1.onmessage = () => resolve();
      after.port2.postMessage(null);
    });
  });
}
