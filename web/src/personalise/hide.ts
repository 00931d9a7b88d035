/**
 * Hides one element by more than a sheet, which a page may replace with all others: by an animation that has ended at `display:
 * none`, where browsers have that. No markup shows it, so no copy has it and no policy forbids it. Elsewhere (Firefox today) by the
 * element's own style; what the page had set there is kept, also in the markup, so that a copy can be shown again.
 */
export const kOff = 'data-kelvin-off';
const kNone = 'none!important';

type Styled = Element & Partial<ElementCSSInlineStyle>;

const animations = new WeakMap<Element, Animation>();
/** What the page itself set as `display`, of elements that are hidden by their style. */
const own = new WeakMap<Element, string>();
let animates: boolean | undefined;

function canAnimate({ ownerDocument }: Element): boolean {
  if (animates !== undefined) return animates;
  try {
    const { KeyframeEffect } = ownerDocument.defaultView!;
    return (animates = !!new KeyframeEffect(null, { display: ['none', 'none'] }).getKeyframes()[0]?.['display']);
  } catch {
    return (animates = false);
  }
}

const read = ({ style }: Styled): string =>
  style ? style.getPropertyValue('display') + (style.getPropertyPriority('display') && '!important') : '';

const write = ({ style }: Styled, value: string) => {
  const [display, priority] = value.split('!');
  if (display) style?.setProperty('display', display, priority);
  else style?.removeProperty('display');
};

/** A page may cancel all animations. */
const isAnimated = (element: Element): boolean => animations.get(element)?.playState === 'finished';

/** Whether the element is as `hide` or `unhide` leaves it. */
export function isAs(element: Element, hidden: boolean): boolean {
  if (element.hasAttribute(kOff) !== hidden) return false;
  if (!hidden) return !animations.has(element) && !own.has(element);
  return canAnimate(element) ? isAnimated(element) : read(element) === kNone;
}

export function hide(element: Element): void {
  const copied = element.getAttribute(kOff);
  let was = '';
  if (canAnimate(element)) {
    if (!isAnimated(element)) animations.set(element, element.animate({ display: 'none' }, { fill: 'forwards' }));
  } else {
    const now = read(element);
    if (now !== kNone) own.set(element, now);
    else if (!own.has(element)) own.set(element, copied ?? now);
    if (now !== kNone) write(element, kNone);
    was = own.get(element)!;
  }
  if (copied !== was) element.setAttribute(kOff, was);
}

/** What the page set meanwhile stands. */
export function unhide(element: Element): void {
  animations.get(element)?.cancel();
  animations.delete(element);
  const was = own.get(element) ?? element.getAttribute(kOff);
  own.delete(element);
  element.removeAttribute(kOff);
  if (was === null || canAnimate(element)) return;
  if (read(element) === kNone) write(element, was);
  if (element.getAttribute('style') === '') element.removeAttribute('style');
}
