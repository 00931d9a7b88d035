/**
 * Shows and hides what the page marks by segment, applies experiences, and names the visitor's state on <html>. Whoever renders
 * the page may undo any of it at any time: it is put right before the next paint.
 */
import type { View } from '../../kelvin';
import type { LaterPart } from '../later-part';
import type { Report } from '../tools/safe';
import { restoreCopies } from './copies';
import type { Experiences } from './experiences';
import type { Exposures, ExposuresDeps } from './exposures';
import { hide, isAs, kOff, unhide } from './hide';
import { isUnhydrated } from './hydration';
import { hidingRule, isShown, kMarkAttributes, kMarked, kOn, kWas } from './marks';
import { createPatience } from './patience';
import { createTrees } from './trees';

/** What of a view is shown, and until when it may be. */
export type Shown = Pick<View, 'segments' | 'grade' | 'experiences' | 'forgotten_at'>;

interface Show {
  /** Begins: until the first paint, `unless` is shown, `if` hidden, and no experience applied. */
  start(): void;
  paint(shown: Shown): void;
  /** Leaves the page as it was found; copies that come back into it later, too. */
  stop(): void;
  /** An experience was seen in this page view. */
  isSeen(id: string): boolean;
  /** Another page view begins. */
  paged(): void;
}

const kLabel = 'data-kelvin';
const kOurs = `${kMarked},[${kOn}],[${kOff}]`;
/** How soon to look whether a renderer has taken over what it must, in milliseconds; then each time twice as long. */
const kSoon = 50;
const kLongest = 250;
/** Of more nodes that came at once, looking through the page is faster than through each. */
const kMany = 100;

/** Texts that were written to be what they were already: empty. */
function emptied(changes: readonly MutationRecord[]): Set<Node> {
  const after = new Map<Node, string | null>();
  const found = new Set<Node>();
  for (const { type, target, oldValue } of [...changes].reverse()) {
    if (type !== 'characterData') continue;
    const value = after.has(target) ? after.get(target) : (target as Text).data;
    if (!oldValue && !value) found.add(target);
    after.set(target, oldValue);
  }
  return found;
}

export interface ShowDeps extends ExposuresDeps {
  later: LaterPart;
  report: Report;
}

const kNobody = () => false;
/** Until the later part has come, which has the experiences: asks for it where one holds. Copies are restored all the same. */
const awaitExperiences = (later: LaterPart): Experiences => ({
  paint: (list) => list.some(({ held }) => !held) && later.ask(),
  arrived: (node) => restoreCopies(node, kNobody),
  changed: (element) => element.hasAttribute?.(kWas) && restoreCopies(element, kNobody),
  wrote() {},
  covers: kNobody,
});

export function createShow(deps: ShowDeps): Show {
  const { win, later, report } = deps;
  const doc = win.document;
  // Not `documentElement`: an image of that name would hide it, and be marked in its place.
  const root = () => doc.querySelector(':root')!;
  let observer: MutationObserver | undefined;
  const patience = createPatience(win);
  let on = false;
  /** It was once on: what comes back may still be marked. */
  let started = false;
  let segments: ReadonlySet<string> = new Set();
  let label: string | null = null;
  let pause = kSoon;
  let timer = 0;

  const watch = (node: Node, options: MutationObserverInit) => {
    try {
      (observer ??= new win.MutationObserver((changes) => changed(changes))).observe(node, options);
    } catch {
      // A page without observers: what is there when a view comes is put right, and no more.
    }
  };
  const observe = (node: Node) =>
    watch(node, node.nodeType === 1 ? { attributes: true, childList: true } : { characterData: true, characterDataOldValue: true });
  const waits = (element: Element): boolean => {
    if (!isUnhydrated(element)) return false;
    timer ||= win.setTimeout(() => {
      timer = 0;
      pause = Math.min(pause * 2, kLongest);
      refresh();
    }, pause);
    return true;
  };

  /** Elements have classes of the page's own: one that throws stops no other. */
  const each = (elements: Iterable<Element>, work: (element: Element) => void) => {
    for (const element of elements) {
      try {
        work(element);
      } catch {
        // The host's.
      }
    }
  };
  /** `undone`: somebody changed the element, and may do so again. */
  const mark = (element: Element, undone = false) => {
    const marked = on && element.matches(kMarked);
    const hidden = experiences.covers(element) || (marked && !isShown(element, segments));
    const shown = marked && !hidden;
    if (isAs(element, hidden) && element.hasAttribute(kOn) === shown) return;
    if (waits(element) || (undone && !patience(element))) return;
    element.toggleAttribute(kOn, shown);
    if (!hidden) return unhide(element);
    hide(element);
    observe(element);
  };
  const markAll = (tree: ParentNode) => each(tree.querySelectorAll(kOurs), (element) => mark(element));
  const arriveIn = (node: Document | DocumentFragment | Element) => {
    if (started) trees.search(node);
    experiences.arrived(node);
    markAll(node);
  };
  const arrive = (element: Element) => {
    if (element.nodeType !== 1) return;
    arriveIn(element);
    if (element.matches(kOurs)) mark(element);
  };
  const nameState = (undone = false) => {
    const html = root();
    if (label === null || html.getAttribute(kLabel) === label) return;
    if (!waits(html) && (!undone || patience(html))) html.setAttribute(kLabel, label);
  };

  // Runs before the next paint, so that what is added or undone never flashes.
  const changed = (changes: readonly MutationRecord[]) => {
    trees.adopt();
    const added = changes.flatMap(({ addedNodes }) => [...addedNodes] as Element[]);
    if (added.length > kMany) trees.forEach(arriveIn);
    else each(added, arrive);
    const nothing = emptied(changes);
    for (const { type, target } of changes) {
      each([target as Element], (element) => {
        if (type === 'characterData') return experiences.wrote(target as Text, nothing.has(target));
        if (type === 'attributes') mark(element, true);
        experiences.changed(element);
      });
    }
    each([root()], () => nameState(true));
  };
  const watchTree = (tree: Node) =>
    watch(tree, { childList: true, subtree: true, attributeFilter: [...kMarkAttributes, kLabel, kWas] });
  const trees = createTrees({
    win,
    found(tree) {
      watchTree(tree);
      markAll(tree);
    },
  });
  const covered = (element: Element) => each(element.children, (child) => mark(child));
  let experiences = awaitExperiences(later);
  let exposures: Exposures | undefined;
  let active: Shown['experiences'] = [];
  const apply = (list: Shown['experiences'] = []) => {
    active = list;
    exposures?.hold(list);
    experiences.paint(list);
  };
  later.use(({ createExperiences, createExposures }) => {
    exposures = createExposures(deps);
    experiences = createExperiences({ doc, report, observe, patience, waits, covered, watch: exposures.watch });
    if (observer) trees.forEach(arriveIn);
    apply(active);
  });
  const refresh = () => {
    nameState();
    trees.forEach(arriveIn);
  };

  return {
    start() {
      if (on) return;
      on = started = true;
      trees.rule(hidingRule(segments, win.CSS.escape));
      trees.search();
      trees.forEach(markAll);
    },
    paint({ segments: held, grade, experiences: list }) {
      if (!on) return;
      segments = new Set(held);
      const now = [...held, grade].filter(Boolean).join(' ');
      if (now !== label) trees.search();
      label = now;
      trees.rule(hidingRule(segments, win.CSS.escape));
      nameState();
      trees.forEach(markAll);
      apply(list);
    },
    stop() {
      watchTree(doc);
      root().removeAttribute(kLabel); // Also what a site's own lines painted before us.
      if (!on) return;
      on = false;
      segments = new Set();
      apply();
      trees.rule('');
      trees.forEach(markAll);
      label = null;
    },
    isSeen: (id) => !!exposures?.isSeen(id),
    paged: () => exposures?.paged(),
  };
}
