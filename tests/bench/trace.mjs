// What Chromium's own trace tells of a page's start: the tasks of its main thread, and those in which its scripts ran. Time is the
// thread's own, not the wall's: what other programs take of the machine is not in it.

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

/** {longest, own, busy}: milliseconds of the longest task, of the longest in which a script of the page ran, and of all. */
export function readTrace(events, url) {
  const commit = events.find(({ name, args }) => name === 'navigationStart' && args?.data?.documentLoaderURL === url);
  const main = events.find(({ name, args, pid }) => name === 'thread_name' && args.name === 'CrRendererMain' && pid === commit?.pid);
  if (!main) throw new Error(`no main thread of ${url} in the trace`);
  const here = events.filter(({ pid, tid, ts, dur }) => pid === main.pid && tid === main.tid && dur && ts >= commit.ts);
  const tasks = here.filter(({ name }) => name === 'RunTask');
  const { origin } = new URL(url);
  const scripts = here.filter(({ name, args }) => kNameless.includes(name) || (kOfScripts.includes(name) && args?.data?.url?.startsWith(origin)));
  const ran = tasks.filter(({ ts, dur }) => scripts.some((event) => event.ts >= ts && event.ts < ts + dur));
  const most = (list) => Math.max(0, ...list.map(took));
  return { longest: most(tasks), own: most(ran), busy: tasks.reduce((sum, task) => sum + took(task), 0) };
}
