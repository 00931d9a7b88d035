/** A call to action that follows the visitor's segment, and a banner that asks. */
import { useState } from 'react';
import { Show, StartKelvin, useKelvin } from '@kelvin/web/react';

function CallToAction() {
  const newsletter = <a id="cta" href="/newsletter">Get the newsletter</a>;
  const demo = <Show if="warm" otherwise={newsletter}><a id="cta" href="/demo">Book a demo</a></Show>;
  return <Show if="hot" otherwise={demo}><a id="cta" href="tel:+15550100">Talk to an engineer</a></Show>;
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
  const { consent, track } = useKelvin();
  const [chosen, setChosen] = useState(false);
  const choose = (choice: 'granted' | 'denied') => {
    consent(choice);
    setChosen(true);
  };
  return (
    <main>
      <CallToAction />
      <button id="demo" onClick={() => track('Demo Requested')}>Ask for a demo</button>
      {chosen ? <button id="undo" onClick={() => choose('denied')}>Forget me</button> : <Banner choose={choose} />}
      <StartKelvin model="/kelvin.model.json" wasmUrl="/kelvin.wasm" />
    </main>
  );
}
