// At most one run under way and one waiting: however many ask meanwhile, one more run serves them all.

/**
 * @param {() => Promise<unknown>} run  Never called twice at once. Its failure ends that run only.
 * @returns {() => Promise<void>} Ask for a run; settles when nothing is under way or waiting any more.
 */
export function coalesce(run) {
  let wanted = false;
  let going = null;
  const go = async () => {
    while (wanted) {
      wanted = false;
      try {
        await run();
      } catch {
        // The one who runs tells of failures; asking again is always allowed.
      }
    }
    going = null;
  };
  return () => {
    wanted = true;
    going ??= go();
    return going;
  };
}
