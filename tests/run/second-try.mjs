// The second try of browser tests: a page on a machine that does two other things at once is late now and then.

/** More failures than this in all are no matter of a busy machine. */
export const kMostRetried = 5;

/**
 * Runs the files in which a test of a browser failed once more, by `run`. What passes then counts as passed. Returns its names, with
 * their stages'. Stages without `again` have no second try, nor those whose runner named fewer failures than it counted, as one that broke off.
 */
export async function tryAgain(stages, run) {
  const late = [];
  const failed = stages.filter(({ again, failed }) => again && failed);
  if (failed.reduce((sum, stage) => sum + stage.failed, 0) > kMostRetried) return late;
  for (const stage of failed) {
    if (stage.failures.length < stage.failed) continue;
    const files = [...new Set(stage.failures.map(({ file }) => file))];
    const second = await run({ title: `${stage.title}, once more what failed`, commands: [stage.again(files)] });
    if (second.failed) continue;
    late.push(...stage.failures.map(({ name }) => `${name}  (${stage.title})`));
    stage.passed += stage.failed;
    stage.failed = 0;
  }
  return late;
}
