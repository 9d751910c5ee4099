/** How long to wait for a picture that a window in the background never draws, in milliseconds. */
const UNSEEN = 250;
/** The rest after a change, which belongs to the keyboard, as a multiple of the time that the change took. */
const REST = 2;

/** Resolves when what changed since `began` is on the screen, and the page had a rest. */
export async function shown(began: number): Promise<void> {
  await painted();
  await new Promise((resolve) => setTimeout(resolve, REST * (performance.now() - began)));
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
