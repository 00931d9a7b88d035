/**
 * Kelvin in Vue: what is rendered follows the visitor's segments. On a server, and until a component is mounted, nobody is in any
 * segment, so that both render the same.
 *
 * @example
 * const { segments, track } = useKelvin();
 * // <Show if="hot">...<template #otherwise>...</template></Show>
 */
import { computed, defineComponent, onMounted, onUnmounted, shallowRef, type ComputedRef, type PropType, type SlotsType } from 'vue';
import { calls, isShown, kNothing, shown, subscribe, type Calls, type Segments, type Shown, type When } from './shown.js';

export type { Calls, Segments, Shown, When };

export interface KelvinRefs extends Calls {
  segments: ComputedRef<Shown['segments']>;
  grade: ComputedRef<string>;
  scores: ComputedRef<Shown['scores']>;
  view: ComputedRef<Shown['view']>;
  /** Whether the visitor is in any of these segments: reactive where it is used in a template, a computed or a watcher. */
  isIn(segments: Segments): boolean;
}

/** Call it in `setup`. */
function useShown() {
  const now = shallowRef(kNothing);
  let stop = () => {};
  onMounted(() => {
    const look = () => (now.value = shown());
    stop = subscribe(look);
    look();
  });
  onUnmounted(() => stop());
  return now;
}

/** The visitor, as refs, and the calls. Call it in `setup`. */
export function useKelvin(): KelvinRefs {
  const now = useShown();
  return {
    segments: computed(() => now.value.segments),
    grade: computed(() => now.value.grade),
    scores: computed(() => now.value.scores),
    view: computed(() => now.value.view),
    isIn: (segments) => isShown(now.value, { if: segments }),
    ...calls,
  };
}

const segments = { type: [String, Array] as PropType<Segments>, default: undefined };

/** Shows its content to the segments that are meant, else the slot `otherwise`. */
export const Show = defineComponent({
  name: 'KelvinShow',
  props: { if: segments, unless: segments },
  slots: Object as SlotsType<{ default?: Record<string, never>; otherwise?: Record<string, never> }>,
  setup(props, { slots }) {
    const now = useShown();
    return () => (isShown(now.value, props) ? slots.default?.({}) : slots.otherwise?.({}));
  },
});
