/** The text tab's editor knows one kind of line end. A file keeps its own: of every line that was not edited, and of what is typed. */
export const linesOf = (text: string): string => text.replace(/\r\n?/g, '\n');

/** `now`, which has been edited with line feeds alone, with the line ends that `source` has. */
export function withLineEnds(source: string, now: string): string {
  if (!source.includes('\r')) return now;
  const before = linesOf(source);
  const most = Math.min(before.length, now.length);
  let at = 0;
  while (at < most && before[at] === now[at]) at++;
  let tail = 0;
  while (tail < most - at && before[before.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
  const placeOf = (inLines: number): number => {
    let place = 0;
    for (let i = 0; i < inLines; i++) place += source.startsWith('\r\n', place) ? 2 : 1;
    return place;
  };
  const [lineEnd = '\n'] = /\r\n?|\n/.exec(source) ?? [];
  return source.slice(0, placeOf(at)) + now.slice(at, now.length - tail).replaceAll('\n', lineEnd) + source.slice(placeOf(before.length - tail));
}
