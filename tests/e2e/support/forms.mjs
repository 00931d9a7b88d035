/** What was told of forms, in order, as "Started contact". */
import { log, nameOf } from './browser.mjs';

export const formEvents = async (page) => (await log(page)).filter((event) => /^Form/.test(nameOf(event)));
export const toldOfForms = async (page) => (await formEvents(page)).map((event) => `${nameOf(event).slice(5)} ${event.properties.form}`);
