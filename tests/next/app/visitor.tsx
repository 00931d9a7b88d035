'use client';

/** A client component with the hook. */
import { useKelvin } from '@kelvin/web/react';

export function Visitor() {
  const { segments, track, consent } = useKelvin();
  return (
    <aside>
      <output>{segments.join(' ')}</output>
      <button id="yes" onClick={() => consent('granted')}>Yes</button>
      <button id="no" onClick={() => consent('denied')}>No</button>
      <button id="demo" onClick={() => track('Demo Requested')}>Ask for a demo</button>
    </aside>
  );
}
