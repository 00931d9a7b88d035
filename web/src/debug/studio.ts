/** The way to the studio: a link with the page's model and this visitor's journey in its fragment, which no browser sends to a server. */
import { toLink } from '../../studio/model/link';
import type { Guard } from '../tools/safe';
import { el } from './dom';

/** A packed model is none that the studio could open: the journey alone goes along then. */
async function modelPart(modelUrl: string): Promise<string> {
  const text = await fetch(modelUrl).then((response) => (response.ok ? response.text() : ''), () => '');
  return text && !/^\s*\{\s*"kelvin_packed"/.test(text) ? `model=${await toLink(text)}&` : '';
}

/**
 * Makes buttons that open a journey. The link is there before the click: a browser blocks a window that opens some time after it. No `<a>`:
 * the page's own sensors would take a click on it, and its address, for the visitor's.
 */
export function createStudioButton(guard: Guard, studio: string, modelUrl: string): (journey: string) => HTMLElement {
  let model: Promise<string> | undefined;
  return (journey) => {
    const button = el('button', 'studio', 'Open in the studio') as HTMLButtonElement;
    button.disabled = true;
    void guard('studio', async () => {
      const link = `${studio}#${await (model ??= modelPart(modelUrl))}journey=${await toLink(journey)}`;
      button.addEventListener('click', guard('studio', () => void window.open(link, '_blank', 'noopener')));
      button.disabled = false;
    })();
    return button;
  };
}
