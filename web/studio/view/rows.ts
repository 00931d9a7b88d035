/** Rows of tables that are open, by the pointer of what they show. They stay with it when it moves. */
import { signal } from '@preact/signals';

export const openRows = signal<ReadonlySet<string>>(new Set());

export function toggleRow(at: string, wanted = !openRows.value.has(at)): void {
  const next = new Set(openRows.value);
  if (wanted) next.add(at);
  else next.delete(at);
  openRows.value = next;
}

export function swapRows(one: string, other: string): void {
  const [a, b] = [openRows.value.has(one), openRows.value.has(other)];
  if (a === b) return;
  toggleRow(one, b);
  toggleRow(other, a);
}
