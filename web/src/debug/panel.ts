/** The panel of `kelvin.debug()`: live scores, why, what happened, what waits. Text only, in a shadow root. */
import type { Fields, View } from '../../kelvin';
import type { App } from '../app';
import type { Scored } from '../door';
import { el, number, signed, sparkline } from './dom';
import { timeRows } from './plot';
import { storyOf } from './story';
import { createStudioButton } from './studio';
import { kStyle } from './style';
import { empty, eventRow, outboxRows, visitorRows, whyRows } from './views';

const kTabs = ['Why', 'Time', 'Events', 'Outbox', 'Visitor'] as const;
type Tab = (typeof kTabs)[number];
/** What a tab says where it has no rows. */
const kNothing: Record<Tab, string> = {
  Why: 'No rule has hit yet.',
  Time: 'No past and no future yet.',
  Events: 'No event yet.',
  Outbox: 'No message yet.',
  Visitor: 'Not ready: no consent, or no model.',
};

const kEvents = 60;
const kPoints = 60;

interface Seen {
  event: Fields;
  outcome?: Scored;
}

interface Panel {
  close(): void;
}
let open: Panel | null = null;

/** Opens the panel, or closes it when it is open. */
export function toggle(app: App): void {
  if (open) {
    open.close();
    open = null;
  } else open = openPanel(app);
}

function scoreTiles(view: View, history: Map<string, number[]>): HTMLElement[] {
  return Object.entries(view.scores).map(([id, value]) => {
    const fill = el('div');
    const share = Math.max(0, Math.min(100, value));
    fill.style.width = `${share}%`;
    // The gradient spans the whole bar, so that colour means height.
    fill.style.setProperty('--full', `${10_000 / Math.max(share, 1)}%`);
    const momentum = view.momentum[id];
    const tile = el('div', 'score', el('b', '', number(value)), momentum ? el('i', '', signed(momentum)) : null, el('span', '', id), el('div', 'bar', fill));
    tile.prepend(sparkline(history.get(id) ?? [value]));
    return tile;
  });
}

function chips(view: View): HTMLElement[] {
  const out = view.segments.map((segment) => el('span', 'chip', segment));
  if (view.grade) out.unshift(el('span', 'chip grade', view.grade));
  out.push(...view.disqualified.map((rule) => el('span', 'chip veto', `veto: ${rule}`)));
  return out.length ? out : [el('span', 'none', 'in no segment')];
}

/** The panel's elements: a host with a shadow root, and in it the parts that are filled later. */
function createFrame() {
  const host = el('kelvin-panel');
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(kStyle);
  root.adoptedStyleSheets = [sheet];

  const scores = el('div', 'scores');
  const marks = el('div', 'chips');
  const nav = el('nav');
  const body = el('main');
  const close = el('button', 'close', '\u00d7');
  close.setAttribute('aria-label', 'Close');
  const about = el('small');
  root.append(el('div', 'panel', el('div', 'rim'), el('header', '', el('h1', '', 'Kelvin'), about, close), scores, marks, nav, body));
  // Our own clicks are no clicks on the page.
  host.addEventListener('click', (event) => event.stopPropagation());
  return { host, scores, marks, nav, body, close, about };
}

/** The rows of the Time tab: the visitor's past and future, and the way to the studio with them. */
function createTimeTab(app: App): () => Promise<HTMLElement[]> {
  let studioButton: ReturnType<typeof createStudioButton> | undefined;
  return async () => {
    const journey = await app.log.read();
    const story = app.pipeline.look((core) => storyOf(core, journey.split('\n').filter(Boolean), app.now()));
    if (!story) return [];
    const { studio, model } = app.site.options ?? {};
    if (studio && model) studioButton ??= createStudioButton(app.guard, studio, model);
    return [...timeRows(story), ...(studioButton ? [studioButton(journey)] : [])];
  };
}

/** What has happened on this page since the panel was opened, which the log that was read then lacks. `moved`: there is more to show. */
function createMemory(app: App, moved: () => void) {
  const memory = { seen: [] as Seen[], history: new Map<string, number[]>() };
  let shown = '';
  const offs = [
    app.bus.on('view', ({ scores, visitor }) => {
      // Of another person nothing is left.
      memory.seen = memory.seen.filter(({ event }) => event['anonymousId'] === visitor);
      if (visitor !== shown) memory.history.clear();
      shown = visitor;
      for (const [id, value] of Object.entries(scores)) {
        memory.history.set(id, [...(memory.history.get(id) ?? []), value].slice(-kPoints));
      }
      moved();
    }),
    app.bus.on('outcome', (outcome) => (memory.seen = [...memory.seen, { event: outcome.event as Fields, outcome }].slice(-kEvents))),
    app.bus.on('error', moved),
  ];
  const readLog = async () => {
    const lines = (await app.log.read()).trim().split('\n').slice(-kEvents);
    memory.seen = [...lines.filter(Boolean).map((line): Seen => ({ event: JSON.parse(line) as Fields })), ...memory.seen];
    moved();
  };
  return Object.assign(memory, { readLog, stop: () => offs.forEach((off) => off()) });
}

function openPanel(app: App): Panel {
  const { host, scores, marks, nav, body, close, about } = createFrame();
  const time = createTimeTab(app);
  let tab: Tab = 'Why';

  const rows = async (view: View | null): Promise<HTMLElement[]> => {
    if (tab === 'Events') return [...memory.seen].reverse().map(({ event, outcome }) => eventRow(event, app.now(), outcome));
    if (tab === 'Outbox') return outboxRows(await app.outbox.list(), Date.now());
    if (!view) return [];
    if (tab === 'Time') return time();
    return tab === 'Why' ? whyRows(view.reasons ?? []) : visitorRows(view, app.consent(), app.errors);
  };
  const draw = app.guard('panel', async () => {
    const view = app.pipeline.explain();
    const model = app.model();
    about.textContent = model ? `${model.id} ${model.version}` : '';
    scores.replaceChildren(...(view ? scoreTiles(view, memory.history) : []));
    marks.replaceChildren(...(view ? chips(view) : [el('span', 'none', app.errors.at(-1)?.code ?? 'waiting for consent')]));
    const drawn = tab;
    const list = await rows(view);
    if (drawn === tab) body.replaceChildren(...(list.length ? list : [empty(kNothing[tab])]));
  });
  const memory = createMemory(app, () => void draw());

  const buttons = kTabs.map((name) => {
    const button = el('button', '', name);
    button.addEventListener('click', () => select(name));
    return button;
  });
  const select = (name: Tab) => {
    tab = name;
    buttons.forEach((button, i) => button.setAttribute('aria-selected', String(kTabs[i] === name)));
    void draw();
  };
  nav.append(...buttons);
  // The plot is drawn anew with each view: a past that is replayed each second would be a load for nothing.
  const timer = setInterval(() => tab === 'Time' || void draw(), 1000);
  close.addEventListener('click', () => toggle(app));

  document.documentElement.append(host);
  select('Why');
  void memory.readLog();
  return {
    close() {
      clearInterval(timer);
      memory.stop();
      host.remove();
    },
  };
}
