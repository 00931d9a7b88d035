/** @jsxImportSource preact */
/** The text tab: its editor is loaded when it is opened. */
import { effect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { change, file, notice, problems, seal, text } from '../app';

declare const kTextTab: string;

export function TextTab() {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let [stop, gone] = [() => {}, false];
    (import(kTextTab) as Promise<typeof import('../text-tab')>).then(
      ({ openText }) => {
        if (!gone && place.current) stop = openText(place.current, { text, file, problems, change, seal, effect });
      },
      () => (notice.value = 'The text editor could not be loaded.'),
    );
    return () => {
      gone = true;
      stop();
    };
  }, []);
  return <div class="text" ref={place} />;
}
