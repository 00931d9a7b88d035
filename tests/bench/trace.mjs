// What Chromium's own trace tells of a page's start: the tasks of its main thread, and the time in them of its scripts. Time is
// the thread's own, not the wall's: what other programs take of the machine is not in it.

const kCategories = ['toplevel', 'blink.user_timing', 'devtools.timeline', 'v8', 'disabled-by-default-devtools.timeline', 'disabled-by-default-v8.compile'];
const kOfScripts = ['EvaluateScript', 'v8.compile', 'FunctionCall'];
/** Promises go on in microtasks, which name no address. */
const kNameless = ['BlinkScheduler_PerformMicrotaskCheckpoint', 'RunMicrotasks'];

/** Starts a trace of the whole browser; call what it returns to end it and get the events. */
export async function startTrace(browser) {
  const session = await browser.newBrowserCDPSession();
  const events = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...value));
  await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: kCategories } });
  return async () => {
    const complete = new Promise((done) => session.once('Tracing.tracingComplete', done));
    await session.send('Tracing.end');
    await complete;
    await session.detach();
    return events;
  };
}

const took = ({ tdur, dur }) => (tdur ?? dur) / 1000;

/** Milliseconds of those events that lie in no other of them. */
function sum(events) {
  let total = 0;
  let end = 0;
  for (const event of events.toSorted((a, b) => a.ts - b.ts)) {
    if (event.ts < end) continue;
    total += took(event);
    end = event.ts + event.dur;
  }
  return total;
}

/**
 * {longest, own, busy}: milliseconds of the longest task, of the scripts in that task which has most of them, and of all tasks.
 * What is written into the page itself is not counted as a script.
 */
export function readTrace(events, url) {
  const commit = events.find(({ name, args }) => name === 'navigationStart' && args?.data?.documentLoaderURL === url);
  const main = events.find(({ name, args, pid }) => name === 'thread_name' && args.name === 'CrRendererMain' && pid === commit?.pid);
  if (!main) throw new Error(`no main thread of ${url} in the trace`);
  const here = events.filter(({ pid, tid, ts, dur }) => pid === main.pid && tid === main.tid && dur && ts >= commit.ts);
  const tasks = here.filter(({ name }) => name === 'RunTask');
  const { origin } = new URL(url);
  const ofFile = (name, where) => kOfScripts.includes(name) && where?.startsWith(origin) && where !== url;
  const scripts = here.filter(({ name, args }) => kNameless.includes(name) || ofFile(name, args?.data?.url));
  const own = tasks.map(({ ts, dur }) => sum(scripts.filter((event) => event.ts >= ts && event.ts < ts + dur)));
  return { longest: Math.max(0, ...tasks.map(took)), own: Math.max(0, ...own), busy: tasks.reduce((all, task) => all + took(task), 0) };
}
