/** A server component with `<Show>` in it, once in the page itself and once in a part that is streamed later. */
import { Suspense } from 'react';
import Link from 'next/link';
import { connection } from 'next/server';
import { Show } from '@kelvin/web/react';
import { Visitor } from './visitor';

async function Late() {
  await connection();
  await new Promise((done) => setTimeout(done, 300));
  return <Show if="hot" otherwise={<p id="late">Read a story</p>}><p id="late">Ask us anything</p></Show>;
}

export default function Page() {
  return (
    <main>
      <Show if="hot" otherwise={<a id="cta" href="/newsletter">Get the newsletter</a>}>
        <a id="cta" href="/contact">Talk to an engineer</a>
      </Show>
      <p id="mark" data-kelvin-if="hot">A mark</p>
      <Suspense fallback={<p>Wait</p>}><Late /></Suspense>
      <Visitor />
      <Link id="prices" href="/pricing">Prices</Link>
    </main>
  );
}
