/**
 * `<kelvin-show if="hot">`: shows its content to the segments that are meant, else what has `slot="otherwise"`. It changes nothing of
 * its own markup, so it may stand in pages that any framework renders. Importing it defines it.
 *
 * @example
 * <kelvin-show if="hot"><a href="/contact">Talk to an engineer</a><a slot="otherwise" href="/newsletter">Get the newsletter</a></kelvin-show>
 */
import { isShown, shown, subscribe } from './shown.js';

const kName = 'kelvin-show';
const kStyle = ':host{display:contents}';

/** Null where the browser constructs no sheets: Safari before 16.4. */
function constructed(): CSSStyleSheet | null {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(kStyle);
    return sheet;
  } catch {
    return null;
  }
}

/** A page without a DOM, as on a server, has no elements to define. */
function define(): void {
  if (typeof customElements === 'undefined' || customElements.get(kName)) return;

  const sheet = constructed();

  class KelvinShow extends HTMLElement {
    static readonly observedAttributes = ['if', 'unless'];
    #root = this.attachShadow({ mode: 'open' });
    #slot: HTMLSlotElement | null = null;
    #stop = () => {};

    constructor() {
      super();
      if (sheet) this.#root.adoptedStyleSheets = [sheet];
      this.#look();
    }
    connectedCallback(): void {
      this.#stop = subscribe(() => this.#look());
      this.#look();
    }
    disconnectedCallback(): void {
      this.#stop();
    }
    attributeChangedCallback(): void {
      this.#look();
    }
    /** The one slot that is there says which of the children are shown. */
    #look(): void {
      const of = (name: string) => this.getAttribute(name) ?? undefined;
      const name = isShown(shown(), { if: of('if'), unless: of('unless') }) ? '' : 'otherwise';
      if (this.#slot?.name === name) return;
      this.#slot = document.createElement('slot');
      this.#slot.name = name;
      const style = sheet ? [] : [Object.assign(document.createElement('style'), { textContent: kStyle })];
      this.#root.replaceChildren(...style, this.#slot);
    }
  }
  customElements.define(kName, KelvinShow);
}

define();

declare global {
  interface HTMLElementTagNameMap {
    'kelvin-show': HTMLElement;
  }
}
