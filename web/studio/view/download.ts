/** Saves a text of JSON, or any file, where the browser saves what is downloaded. */
export function download(name: string, content: string | Blob): void {
  const anchor = document.createElement('a');
  anchor.href = URL.createObjectURL(typeof content === 'string' ? new Blob([content], { type: 'application/json' }) : content);
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 10_000);
}
