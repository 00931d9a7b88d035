// Which files of tests/e2e `./dev test` runs in Firefox too: those about what the two browsers' engines do differently. All else is
// our own script on the DOM, the same in both; `./dev soak` runs every file in both. A new file belongs here when it is about one
// of these, or when a fault was found in one browser alone.
export const kFirefox = [
  'storage', 'late-database', 'tabs', 'person', 'person-storage', // IndexedDB: what blocks, hangs, is full; transactions of several tabs
  'consent', // what is stored and gone, in databases and localStorage, over tabs
  'scenarios', // the signals against tracking that a browser sends of its own (GPC, DNT)
  'delivery', // fetch with keepalive and beacons while a page is left, offline, aborted connections
  'lifecycle', // back-forward cache, visibility and focus, sleep, time zones
  'routes', // the Navigation API and history
  'csp', // policies: what may compile WebAssembly, what is reported
  'corpus', // WebAssembly and JavaScript by another engine: the same bits
  'forms', // submission, validation and the order of its events
  'forms-outcome', // when requests are told, and how their failures are
  'forms-presses', // how fast a double click is, and when its requests are told
  'views', // the order of history, load and title
  'service-worker', // what a response tells of where it came from
  'studio-edit', // an editor by the keyboard alone: the order of focus, text fields, downloads; widths
  'packages', // elements of one's own, their slots and sheets
  'frameworks-copies', 'frameworks-morphing', // Firefox hides without animating: markup, frames and copies are others
];
