/** A link to the studio with the page's model and this visitor's journey in its fragment, which no browser sends to a server. */
import { toLink } from '../../studio/model/link';

/** A packed model is none that the studio could open: the journey alone goes along then. */
export async function studioLink(studio: string, modelUrl: string, journey: string): Promise<string> {
  const text = await fetch(modelUrl).then((response) => (response.ok ? response.text() : ''), () => '');
  const parts = [];
  if (text && !/^\s*\{\s*"kelvin_packed"/.test(text)) parts.push(`model=${await toLink(text)}`);
  parts.push(`journey=${await toLink(journey)}`);
  return `${studio}#${parts.join('&')}`;
}
