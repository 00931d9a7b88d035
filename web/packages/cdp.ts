/**
 * Kelvin within a customer data platform, which switches it on and hands it its events: each is scored once, under the id that it
 * has there, and the visitor's changes of segment go back as track calls. What goes back is not taken in again.
 */
import type { Fields, Kelvin, Options } from '../kelvin.js';
import { kEcho } from '../src/integrations/emit.js';
import { words } from '../src/sensors/kit.js';
import { startKelvin } from './start.js';

export interface CdpOptions extends Options {
  /** Of which segments the platform is told; of all by default. */
  segments?: readonly string[];
}

/** A message of the Segment spec, as the platforms' own libraries make it. */
export interface Message {
  type?: string | undefined;
  event?: string | undefined;
  messageId?: string | undefined;
  userId?: string | null | undefined;
  previousId?: string | null | undefined;
  groupId?: string | null | undefined;
  properties?: object | null | undefined;
  traits?: object | null | undefined;
  context?: { page?: unknown; campaign?: unknown; traits?: unknown } | null | undefined;
}

export interface Bridge {
  /** Starts Kelvin, unless the page has; resolves once calls are taken. `tell` makes a track call of the platform. */
  start(tell: (event: string, properties: Fields) => void): Promise<void>;
  ready(): boolean;
  /** Takes a message of the platform's in. */
  take(message: Message): void;
  /** Who was identified has signed out. */
  signOut(): void;
}

const isOwn = (name: string) => /^(rudder)?analytics$/.test(name);

/** The message as Kelvin takes it: it has a visitor, a clock and a consent of its own. */
function taken({ type, event, messageId, userId, previousId, groupId, properties, traits, context }: Message): Fields {
  const { page, campaign, traits: more } = context ?? {};
  const fields: Fields = { type, event, messageId, properties, traits, context: { page, campaign, traits: more } };
  // An empty id is none, and would sign the visitor out.
  if (userId) fields['userId'] = userId;
  if (previousId) fields['previousId'] = previousId;
  if (groupId) fields['groupId'] = groupId;
  return fields;
}

export function createBridge({ segments, hear, ...options }: CdpOptions): Bridge {
  let kelvin: Kelvin | null = null;
  // The sensor counts page views already, where it runs.
  const paged = !options.sensors || words(options.sensors).includes('page');
  // Its calls come by here; heard as well they would count twice.
  const others = words(hear).filter((name) => !isOwn(name));

  return {
    async start(tell) {
      kelvin = await startKelvin({ ...options, ...(others.length ? { hear: others } : {}) });
      const told = kelvin;
      for (const [news, event] of [['enter', 'Segment Entered'], ['leave', 'Segment Left']] as const) {
        told?.on(news, ({ segment, label, view: { scores, grade } }) => {
          if (told.consent().send && (!segments || segments.includes(segment))) tell(event, { segment, label, scores, grade });
        });
      }
    },
    ready: () => !!kelvin,
    take(message) {
      if (message.type === 'page' ? paged : kEcho.test(message.event ?? '')) return;
      kelvin?.add(taken(message));
    },
    signOut: () => kelvin?.add({ type: 'identify', userId: null }),
  };
}
