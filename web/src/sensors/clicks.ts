/** Clicks the page marks: `data-kelvin-track="CTA Clicked" data-kelvin-prop-plan="pro"`. */
import type { Fields } from '../../kelvin';
import { attribute, closest, createClicked, kLink, type Sensor } from './kit';

const kProp = 'data-kelvin-prop-';

export const clicks: Sensor = (kit) => {
  const clicked = createClicked(kit);
  kit.listen(kit.win, 'click auxclick', (event) => {
    const element = closest(event, '[data-kelvin-track]');
    const { button } = event as MouseEvent;
    // The middle button opens a link, and does nothing else.
    if (!element || button > 1 || (button && !closest(event, kLink)) || !clicked(event, element)) return;
    const properties: Fields = {};
    for (const { name, value } of element.attributes) {
      if (name.startsWith(kProp)) properties[name.slice(kProp.length)] = value;
    }
    kit.track(attribute(element, 'data-kelvin-track') || 'Element Clicked', properties);
  });
};
