// The collector, read over HTTP as its own page reads it.

const kPatience = 60_000;
const kPause = 200;

async function read(url, after) {
  const answer = await fetch(`${url}/collector/messages?after=${after}`);
  if (!answer.ok) throw new Error(`${url}/collector/messages answered ${answer.status}`);
  return answer.json();
}

// The collector gives at most 200 at a time.
async function readAll(url, after) {
  const all = [];
  for (;;) {
    const { messages } = await read(url, after);
    if (!messages.length) return all;
    all.push(...messages);
    after = messages.at(-1).seq;
  }
}

/**
 * Remembers what is there now; returns a function that waits for a visitor's messages that came
 * since: until there are `count`, or patience ends; then it gives what there is.
 */
export async function newMessages(url) {
  const since = (await readAll(url, 0)).at(-1)?.seq ?? 0;
  return async (visitor, count) => {
    for (const end = Date.now() + kPatience; ; ) {
      const mine = (await readAll(url, since)).filter(({ message }) => message.subject === visitor);
      if (mine.length >= count || Date.now() > end) return mine;
      await new Promise((done) => setTimeout(done, kPause));
    }
  };
}
