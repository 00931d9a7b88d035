/** A visitor's first messages with no more of each than the model keeps: what that is the core says. */
import type { KelvinStudio, MessagesOf, Refused, Scrubbed } from '../../../wasm/studio';

export function scrubbedOf(kelvin: KelvinStudio, source: string, who: { visitor: string; most: number }): MessagesOf | Refused {
  const compiled = JSON.parse(kelvin.compile(source)) as { ok: true } | Refused;
  if (!compiled.ok) return compiled;
  const answer = JSON.parse(kelvin.messagesOf(JSON.stringify(who))) as MessagesOf | Refused;
  if (!answer.ok) return answer;
  const messages = answer.messages.flatMap((message) => {
    const scrubbed = JSON.parse(kelvin.scrub(JSON.stringify(message))) as Scrubbed | Refused;
    return scrubbed.ok ? [scrubbed.event as Record<string, unknown>] : [];
  });
  return { ok: true, messages };
}
