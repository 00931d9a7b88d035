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

function openPanel(app: App): Panel {
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

  let tab: Tab = 'Why';
  let seen: Seen[] = [];
  const history = new Map<string, number[]>();
  let shown = '';

  let studioButton: ReturnType<typeof createStudioButton> | undefined;
  const time = async (): Promise<HTMLElement[]> => {
    const journey = await app.log.read();
    const story = app.pipeline.look((core) => storyOf(core, journey.split('\n').filter(Boolean), app.now()));
    if (!story) return [];
    const { studio, model } = app.site.options ?? {};
    if (studio && model) studioButton ??= createStudioButton(app.guard, studio, model);
    return [...timeRows(story), ...(studioButton ? [studioButton(journey)] : [])];
  };
  const rows = async (view: View | null): Promise<HTMLElement[]> => {
    if (tab === 'Events') return [...seen].reverse().map(({ event, outcome }) => eventRow(event, app.now(), outcome));
    if (tab === 'Outbox') return outboxRows(await app.outbox.list(), Date.now());
    if (!view) return [];
    if (tab === 'Time') return time();
    return tab === 'Why' ? whyRows(view.reasons ?? []) : visitorRows(view, app.consent(), app.errors);
  };
  const kNothing: Record<Tab, string> = {
    Why: 'No rule has hit yet.',
    Time: 'No past and no future yet.',
    Events: 'No event yet.',
    Outbox: 'No message yet.',
    Visitor: 'Not ready: no consent, or no model.',
  };

  const draw = app.guard('panel', async () => {
    const view = app.pipeline.explain();
    const model = app.model();
    about.textContent = model ? `${model.id} ${model.version}` : '';
    scores.replaceChildren(...(view ? scoreTiles(view, history) : []));
    marks.replaceChildren(...(view ? chips(view) : [el('span', 'none', app.errors.at(-1)?.code ?? 'waiting for consent')]));
    const drawn = tab;
    const list = await rows(view);
    if (drawn === tab) body.replaceChildren(...(list.length ? list : [empty(kNothing[tab])]));
  });

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

  const past = async () => {
    const lines = (await app.log.read()).trim().split('\n').slice(-kEvents);
    seen = [...lines.filter(Boolean).map((line): Seen => ({ event: JSON.parse(line) as Fields })), ...seen];
    void draw();
  };
  const offs = [
    app.bus.on('view', ({ scores, visitor }) => {
      // Of another person nothing is left.
      seen = seen.filter(({ event }) => event['anonymousId'] === visitor);
      if (visitor !== shown) history.clear();
      shown = visitor;
      for (const [id, value] of Object.entries(scores)) {
        history.set(id, [...(history.get(id) ?? []), value].slice(-kPoints));
      }
      void draw();
    }),
    app.bus.on('outcome', (outcome) => (seen = [...seen, { event: outcome.event as Fields, outcome }].slice(-kEvents))),
    app.bus.on('error', () => void draw()),
  ];
  // The plot is drawn anew with each view: a past that is replayed each second would be a load for nothing.
  const timer = setInterval(() => tab === 'Time' || void draw(), 1000);
  const shut = () => {
    clearInterval(timer);
    offs.forEach((off) => off());
    host.remove();
  };
  close.addEventListener('click', () => toggle(app));
  // Our own clicks are no clicks on the page.
  host.addEventListener('click', (event) => event.stopPropagation());

  document.documentElement.append(host);
  select('Why');
  void past();
  return { close: shut };
}
