/** A call to action that follows the visitor's segment, and a banner that asks. */
import { useState } from 'react';
import { kelvin, useSegments } from './kelvin';

function CallToAction() {
  const segments = useSegments();
  if (segments.includes('hot')) return <a id="cta" href="tel:+15550100">Talk to an engineer</a>;
  if (segments.includes('warm')) return <a id="cta" href="/demo">Book a demo</a>;
  return <a id="cta" href="/newsletter">Get the newsletter</a>;
}

function Banner({ choose }: { choose: (choice: 'granted' | 'denied') => void }) {
  return (
    <aside id="banner">
      May we measure what interests you, in this browser, and show you what fits?
      <button id="yes" onClick={() => choose('granted')}>Yes</button>
      <button id="no" onClick={() => choose('denied')}>No</button>
    </aside>
  );
}

export function App() {
  // Rendered again after a choice, so that a refusal changes the page back at once.
  const [chosen, setChosen] = useState('');
  const choose = (choice: 'granted' | 'denied') => {
    kelvin().consent(choice);
    setChosen(choice);
  };
  return (
    <main>
      <CallToAction />
      <button id="demo" onClick={() => kelvin().track('Demo Requested')}>Ask for a demo</button>
      {chosen ? <button id="undo" onClick={() => choose('denied')}>Forget me</button> : <Banner choose={choose} />}
    </main>
  );
}
