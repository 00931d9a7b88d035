/** The WP Consent API as a source: the page's side of it is played by a window with the API's own functions, cookies and events. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { basisOf, choiceOf, kDenied, kGranted } from '../src/consent/choice';
import type { SourceKit, Verdict } from '../src/consent/sources/kit';
import { wordpress } from '../src/consent/sources/wordpress';

const kBoth = { marketing: 'allow', preferences: 'allow' };

/** A page with the API: `answers` by category, as its cookies hold them. `set` is what a banner does. */
function pageWith({ type = 'optin' as string | undefined, waits = false, answers = {} as Record<string, string> } = {}) {
  const given = new Map(Object.entries(answers));
  const document = Object.assign(new EventTarget(), { cookie: '' });
  const write = () => (document.cookie = ['other=allow', ...[...given].map(([name, value]) => `wp_consent_${name}=${value}`)].join('; '));
  write();
  const win = {
    document,
    wp_fallback_consent_type: type,
    waitfor_consent_hook: waits,
    wp_consent_type: undefined as string | undefined,
    wp_has_consent(category: string) {
      const kind = win.wp_consent_type ?? win.wp_fallback_consent_type;
      return !kind || (kind === 'optout' && !given.has(category)) || given.get(category) === 'allow';
    },
    setTimeout: () => 0,
    addEventListener: () => {},
  };
  const said: Verdict[] = [];
  const kit = { win, declared: basisOf('ask'), guard: (_: string, run: () => void) => run, tell: (verdict: Verdict) => said.push(verdict) };
  wordpress(kit as unknown as SourceKit);
  const fire = (name: string) => void document.dispatchEvent(new Event(name));
  return {
    said,
    settle: () => Promise.resolve(),
    define(kind: string) {
      win.wp_consent_type = kind;
      fire('wp_consent_type_defined');
    },
    set(changes: Record<string, string>) {
      for (const [name, value] of Object.entries(changes)) {
        given.set(name, value);
        write();
        fire('wp_listen_for_consent_change');
      }
    },
  };
}

test('who has not answered an opt-in banner is being asked; their answer is one, however many categories it has', async () => {
  const page = pageWith();
  await page.settle();
  page.set({ functional: 'allow', preferences: 'allow', statistics: 'allow', marketing: 'allow' });
  await page.settle();
  assert.deepEqual(page.said, [{}, { choice: kGranted, act: true }]);
});

test('statistics are no consent to a profile; what the page shows needs preferences too', async () => {
  const page = pageWith({ answers: { statistics: 'allow', preferences: 'allow', marketing: 'deny' } });
  await page.settle();
  page.set({ marketing: 'allow', preferences: 'deny' });
  await page.settle();
  const unchanged = choiceOf({ score: true, send: true });
  assert.deepEqual(page.said, [{ choice: kDenied, act: false }, { choice: unchanged, act: true }]);
});

test('an answer of an earlier page is told again, and is no act', async () => {
  const page = pageWith({ answers: kBoth });
  await page.settle();
  assert.deepEqual(page.said, [{ choice: kGranted, act: false }]);
});

test('opt-out: the site\'s default holds until the visitor refuses', async () => {
  const page = pageWith({ type: 'optout' });
  await page.settle();
  page.set({ marketing: 'deny' });
  await page.settle();
  assert.deepEqual(page.said, [{ basis: { consent: kGranted, memory: false } }, { choice: kDenied, act: true }]);
});

test('without a banner nothing is said, though the API calls everything granted', async () => {
  const page = pageWith({ type: '' });
  await page.settle();
  assert.deepEqual(page.said, []);
  page.define('optin');
  await page.settle();
  assert.deepEqual(page.said, [{}]);
});

test('where the type is told later, it is waited for', async () => {
  const page = pageWith({ type: 'optout', waits: true });
  await page.settle();
  assert.deepEqual(page.said, []);
  page.define('optin');
  await page.settle();
  assert.deepEqual(page.said, [{}]);
});
