/** What each tab of the panel lists. Rows are built from data; nothing is computed here that the core has not said. */
import type { Consent, Delivery, Fields, KelvinError, Reason, View } from '../../kelvin';
import type { Scored } from '../door';
import { ago, el, number, signed } from './dom';

export const row = (title: string, right: string, tone: string, ...lines: string[]): HTMLElement =>
  el('div', 'row', el('strong', '', title), el('em', tone, right), ...lines.filter(Boolean).map((line) => el('p', '', line)));

const tone = (value: number): string => (value > 0 ? 'plus' : value < 0 ? 'minus' : 'dim');

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;

export const empty = (text: string): HTMLElement => el('div', 'empty', text);

export function whyRows(reasons: Reason[]): HTMLElement[] {
  const part = (value: number, what: string) => (Math.abs(value) < 0.005 ? '' : `${signed(value)} ${what}`);
  const taken = ({ raw, decay, cap, wear }: Reason) => [
    part(raw, 'earned'),
    part(decay, 'decay'),
    part(cap, 'cap'),
    part(wear, 'inactivity'),
  ];
  return reasons
    .filter(({ hits, points }) => hits || points)
    .sort((a, b) => Math.abs(b.points) - Math.abs(a.points))
    .map((reason) => {
      const { label, rule, score, hits, points } = reason;
      const detail = [score, count(hits, 'hit'), ...taken(reason)].filter(Boolean).join(' · ');
      return row(label || rule, signed(points), tone(points), detail);
    });
}

/** What an event was about: its page, or its first properties. */
function about(event: Fields): string {
  const page = (event['context'] as Fields | undefined)?.['page'] as Fields | undefined;
  const own = (event['properties'] ?? event['traits'] ?? {}) as Fields;
  const parts = Object.entries(own).slice(0, 4);
  const path = own['path'] ?? page?.['path'] ?? '';
  return [String(path), ...parts.map(([key, value]) => `${key}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)]
    .filter(Boolean)
    .join(' · ');
}

const nameOf = (event: Fields): string => String(event['type'] === 'track' ? event['event'] : event['type']);

export function eventRow(event: Fields, now: number, outcome?: Scored): HTMLElement {
  const time = typeof event['timestamp'] === 'number' ? event['timestamp'] : Date.parse(String(event['timestamp']));
  if (!outcome) return row(nameOf(event), ago(time, now), 'dim', about(event));
  const sum = outcome.hits.reduce((total, { points }) => total + points, 0);
  const crossed = [...outcome.entered.map((id) => `entered ${id}`), ...outcome.left.map((id) => `left ${id}`)];
  const fired = outcome.fired.map(({ trigger }) => `fired ${trigger}`);
  const hits = outcome.hits.map(({ rule, points }) => `${rule} ${signed(points)}`);
  return row(nameOf(event), sum ? signed(sum) : '·', tone(sum), about(event), [...hits, ...crossed, ...fired].join(' · '));
}

export function outboxRows({ sent, dropped, messages }: Delivery, now: number): HTMLElement[] {
  const kept = messages.map(({ trigger, destination, state, tries, born, next, last }) => {
    const fate = { sending: 'sending', aside: 'set aside', waiting: `in ${Math.ceil(((next ?? now) - now) / 1000)} s` }[state];
    const tried = tries ? `tried ${count(tries, 'time')}` : 'not tried yet';
    return row(trigger, fate, state === 'aside' ? 'minus' : 'dim', [destination, `fired ${ago(born, now)}`, tried, last].filter(Boolean).join(' \u00b7 '));
  });
  const total = [`${sent} sent`, `${messages.length} kept`, dropped && `${dropped} dropped`].filter(Boolean).join(' \u00b7 ');
  return sent || dropped || kept.length ? [row('Messages', '', 'dim', total), ...kept] : [];
}

export function visitorRows(view: View, consent: Consent, errors: KelvinError[]): HTMLElement[] {
  const { visit, first, total } = view;
  const granted = Object.entries(consent).filter(([, on]) => on);
  return [
    row('Visitor', count(view.events, 'event'), 'dim', view.visitor),
    row('Visit', `no. ${visit.number}`, 'dim', `${count(visit.pages, 'page')} · ${number(visit.seconds)} s active · ${visit.channel}`),
    row('First seen', first.channel, 'dim', `landed on ${first.landing || '?'} · ${count(total.visits, 'visit')} on ${count(total.days, 'day')}`),
    row('Profile', '', '', Object.keys(view.profile).length ? JSON.stringify(view.profile) : 'nothing known'),
    row('Consent', granted.length === 3 ? 'granted' : granted.map(([name]) => name).join(', ') || 'none', 'dim'),
    ...errors.map(({ code, at, found, fix }) => row(code, '!', 'minus', [at, found].filter(Boolean).join(': '), fix)),
  ];
}
