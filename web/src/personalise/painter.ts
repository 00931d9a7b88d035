/** Paints views, and what was shown last until the first one is there: a returning visitor's page never flashes. */
import type { View } from '../../kelvin';
import type { Pipeline } from '../pipeline';
import type { KeyValueStore } from '../storage/key-value';
import { fromJson, toJson } from '../tools/json';
import { createShow, type ShowDeps, type Shown } from './show';

interface PainterDeps extends ShowDeps {
  /** Where the copy of what was shown is, if anything may be kept. */
  local: KeyValueStore;
  keeps(): boolean;
  now(): number;
  /** Who the visitor of the views is. */
  whose: Pick<Pipeline, 'user' | 'isFormer'>;
}

export interface Painter {
  /** Personalising is allowed: the view, or what was shown last unless the model's retention has forgotten them since. */
  start(view: View | null): void;
  paint(view: View): void;
  /** It is not: the page is left as it was found, and the copy goes. */
  stop(): void;
  /** A userId may have been told: what another person was shown is not shown any more. */
  check(): void;
  /** The visitor was forgotten, or another person came: the copy goes. */
  forgotten(): void;
  /** Another page view begins. */
  paged(): void;
}

/** What was shown, and to whom. */
type Copy = Shown & { user?: string | undefined };

const kView = 'view';
const kNothing: Shown = { segments: [], grade: '', experiences: [], forgotten_at: null };

export function createPainter(deps: PainterDeps): Painter {
  const { local, keeps, now, whose } = deps;
  const show = createShow(deps);
  let on = false;
  let painted = '';
  /** To whom what is shown was shown. */
  let user: string | undefined;

  const lastShown = (): Copy | null => {
    const shown = fromJson<Copy>(local.get(kView));
    return shown?.forgotten_at && shown.forgotten_at <= now() ? null : shown;
  };
  const check = () => on && whose.isFormer(user) && (show.paint(kNothing), true);
  const paint = (shown: Shown | null, to = whose.user()) => {
    if (!on || !Array.isArray(shown?.segments)) return;
    user = to;
    if (check()) return;
    const { segments, grade, experiences: all, forgotten_at } = shown;
    // The last showing that a limit allows goes on, and no other page begins with it.
    show.paint({ ...shown, experiences: all?.filter(({ id, spent }) => !spent || show.isSeen(id)) });
    const experiences = all?.filter(({ spent }) => !spent);
    // No end is left out: the lines in web/docs/install.md compare it with the clock.
    const text = toJson({ segments, grade, experiences, forgotten_at: forgotten_at ?? undefined, user });
    if (text === painted) return;
    painted = text;
    if (keeps()) local.set(kView, text);
  };
  const forgotten = () => {
    if (keeps() && local.get(kView)) local.set(kView, null);
    painted = '';
  };

  return {
    start(view) {
      on = true;
      show.start();
      const last = lastShown();
      // Another tab may have met another person while this page was frozen.
      if (last && (!view || last.user !== whose.user())) paint(last, last.user);
      else paint(view);
    },
    paint: (view) => paint(view),
    stop() {
      on = false;
      show.stop();
      forgotten();
    },
    check,
    forgotten,
    paged: show.paged,
  };
}
