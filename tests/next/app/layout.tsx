/** A server component: Kelvin is started last in the body, as web/docs/packages.md says. */
import type { ReactNode } from 'react';
import { StartKelvin } from '@kelvin/web/react';

export const metadata = { title: 'Shop', icons: { icon: 'data:,' } };

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        {children}
        <StartKelvin model="/kelvin.model.json" bots="allow" />
      </body>
    </html>
  );
}
