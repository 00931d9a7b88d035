/** Paints views, and what was shown last until the first one is there: a returning visitor's page never flashes. */
import type { View } from '../../kelvin';
import type { Shelf } from '../storage/shelf';
import { fromJson, toJson } from '../tools/json';
import type { Report } from '../tools/safe';
import { createShow, type Shown } from './show';

export interface PainterDeps {
  win: Window & typeof globalThis;
  /** Where the copy of what was shown is, if anything may be kept. */
  disk: Shelf;
  keeps(): boolean;
  now(): number;
  report: Report;
}

export interface Painter {
  /** Personalising is allowed: the view, or what was shown last unless the model's retention has forgotten them since. */
  start(view: View | null): void;
  paint(view: View): void;
  /** It is not: the page is left as it was found, and the copy goes. */
  stop(): void;
  /** The visitor was forgotten, and the copy with them. */
  forgotten(): void;
}

const kView = 'view';

export function createPainter({ win, disk, keeps, now, report }: PainterDeps): Painter {
  const show = createShow(win, report);
  let on = false;
  let painted = '';

  const lastShown = (): Shown | null => {
    const shown = fromJson<Shown>(disk.get(kView));
    return shown?.forgotten_at && shown.forgotten_at <= now() ? null : shown;
  };
  const paint = (shown: Shown | null) => {
    if (!on || !Array.isArray(shown?.segments)) return;
    show.paint(shown);
    const { segments, grade, experiences, forgotten_at } = shown;
    const text = toJson({ segments, grade, experiences, forgotten_at });
    if (text === painted) return;
    painted = text;
    if (keeps()) disk.set(kView, text);
  };

  return {
    start(view) {
      on = true;
      show.start();
      paint(view ?? lastShown());
    },
    paint,
    stop() {
      on = false;
      show.stop();
      if (keeps() && disk.get(kView)) disk.set(kView, null);
      painted = '';
    },
    forgotten() {
      painted = '';
    },
  };
}
