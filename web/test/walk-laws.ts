/** The laws of walk.test.ts: what a page owes of each event, by what the visitor said, and when it is excused. */
import assert from 'node:assert/strict';
import { kConsent } from '../src/storage/gated-store';
import { linesOf } from '../src/storage/log';
import { replayed, type Browser, type Request, type Tab } from './browser';

const kGrants = (text: string | null | undefined) => !!text?.includes('"score":true');

/** An event, and what is owed of it: that it is scored, and that its message arrives. */
interface Made {
  tab: Tab;
  nth: number;
  scored: boolean;
  sent: boolean;
  /** It outlives its page. */
  kept?: boolean;
  /** The tab that put it into the database. */
  by?: number;
}
type What = 'scored' | 'sent';

/** What the visitor's word and the page's promises come to. */
export class Model {
  events = 0;
  granted = false;
  made = new Map<string, Made>();
  /** Messages that the receiver has taken. */
  taken = new Set<string>();
  /** The visitor's last word, whoever has heard it. Before the first, what is made waits. */
  word = { score: true, send: true };
  /** By tab: how many events there were when it erased last, or dropped the messages. */
  private asked = new Map<number, number>();
  /** What the visitor had refused was erased when they had granted again: the refusal may hold, and nobody tells tabs that the store is empty. */
  late = false;
  /** Tabs that erased last because of a refusal, which others need not hear of as they do of a reset. */
  private erasers = new Set<number>();
  private rows = new Set<string>();
  private log = '';
  private names: string[] = [];

  make(tab: Tab): string {
    const name = `e${++this.events}`;
    const { score, send } = this.word;
    // What is made before the visitor chose waits for their grant.
    const sent = send && (tab.maySend() || !tab.knows());
    this.made.set(name, { tab, nth: this.events, scored: score && (tab.mayScore() || !tab.knows()), sent });
    return name;
  }

  excuse(name: string, what: What) {
    const made = this.made.get(name)!;
    made.sent = false;
    if (what === 'scored') made.scored = false;
  }

  /** The visitor has said so, in this tab: nothing of before is owed. */
  refuse(tab: Tab, what: What) {
    this.ask(tab, what, '');
    for (const name of this.made.keys()) this.excuse(name, what);
  }

  reset(tab: Tab) {
    this.refuse(tab, 'scored');
    this.erasers.delete(tab.name);
  }

  /**
   * This tab erases what it made so far, or its messages; and what localStorage held, whoever put it there. It may have heard late of a
   * refusal that was followed by a grant: where the two cross, the refusal holds.
   */
  ask(tab: Tab, what: What, held: string) {
    this.asked.set(tab.name, this.events);
    if (what === 'scored') this.erasers.add(tab.name);
    this.drop(tab, what);
    for (const name of this.made.keys()) if (held.includes(`"event":"${name}"`)) this.excuse(name, what);
  }

  /** This tab lets go of what it made. */
  drop(tab: Tab, what: What) {
    for (const [name, made] of this.made) if (made.tab === tab) this.excuse(name, what);
  }

  /**
   * What the disk holds after a tab's transaction. One that erases may take what other tabs stored since the visitor said so: they had
   * not heard; and Firefox gives a frozen page no answer, so that it erases, or erases once more, when it is back.
   */
  committed(texts: Map<string, string>, tab: number, erased: boolean) {
    const keys = [...texts.keys()];
    const ours = keys.filter((key) => key !== kConsent);
    if (ours.length) assert.ok(kGrants(texts.get(kConsent)), `nothing is stored without a grant: ${ours.join()}`);
    const log = linesOf([...texts]);
    const before = this.names;
    if (log !== this.log) this.names = replayed(log);
    this.log = log;
    const { names } = this;
    assert.equal(names.length, log.split('\n').length - 1, 'no event is logged twice');
    const state = texts.get('state');
    assert.deepEqual(state ? state.slice(state.indexOf('\n') + 1).split(',').slice(1) : [], names, 'the score is a replay of the log');
    const rows = new Set(keys.filter((key) => key.startsWith('out.')).map((key) => key.slice(4, -4)));
    const may = (name: string, what: What) => {
      const { by, nth, [what]: owed } = this.made.get(name)!;
      return erased && (!owed || (by === tab ? nth <= this.asked.get(tab)! : this.asked.has(tab)));
    };
    this.late ||= erased && this.word.score && this.erasers.has(tab);
    if (names !== before)
      for (const name of before)
        if (!names.includes(name)) {
          assert.ok(may(name, 'scored'), `${name} stays in the log unless it is erased, which tab ${tab} does not`);
          this.excuse(name, 'scored');
        }
    for (const id of this.rows)
      if (!rows.has(id) && !this.taken.has(id)) {
        assert.ok(may(id.slice(2), 'sent'), `${id} waits until it was taken, or is erased, which tab ${tab} does not`);
        this.excuse(id.slice(2), 'sent');
      }
    this.rows = rows;
    for (const name of names) {
      const made = this.made.get(name)!;
      made.kept = true;
      if (!before.includes(name)) made.by = tab;
    }
  }

  /** A key of localStorage was written. */
  stored(key: string, text: string | null) {
    if (text === null || key === kConsent) return;
    assert.ok(this.granted, `nothing is stored before a grant: ${key}`);
    for (const [, name] of text.matchAll(/"event":"(e\d+)"/g)) {
      this.made.get(name!)!.kept = true;
      // Who adopts it may have heard of a refusal that this tab has not.
      if (!this.word.send) this.excuse(name!, this.word.score ? 'sent' : 'scored');
    }
  }

  /** Events of which this must come, in the end. `newer`: a newer version's page is to see to what was kept. */
  owed(what: What, newer = false): string[] {
    return [...this.made].filter(([, made]) => made[what] && (made.tab.alive || (made.kept && !newer))).map(([name]) => name);
  }
}

/**
 * Two pages must not have one message under way at once. One that is left sends by what it heard last, one that is dead is deaf, and
 * pages that could not use the database (it failed, is a newer version's, or gave no answer for five seconds) know of no claims.
 */
export function checkAlone(request: Request, { requests }: Browser) {
  const alone = ({ claimed, tab: { leaving, frozen, alive } }: Request) => leaving || frozen || !alive || !claimed;
  const other = requests.find((each) => each.id === request.id && each.tab !== request.tab && !each.over && !each.left && !alone(each));
  assert.ok(!other || alone(request), `${request.id} is under way in tab ${other?.tab.name}, and again in tab ${request.tab.name}`);
}
