/**
 * The plugin's own script on a page: it keeps calls that are made before Kelvin has come, and tells Kelvin what Contact Form 7 and
 * WooCommerce report. It decides nothing, stores nothing and sends nothing.
 */
(function () {
  const found = [Element, HTMLCollection].some((kind) => window.kelvin instanceof kind) ? null : window.kelvin;
  // Something else of the page's has this name: Kelvin leaves it alone, and so do we. A queue, and Kelvin itself, take calls by `q`.
  if (found && typeof found.q?.push !== 'function') return;
  const kelvin = (window.kelvin = found || { q: [] });
  for (const name of ['page', 'track', 'identify', 'group', 'add', 'on', 'consent', 'init']) {
    kelvin[name] = kelvin[name] || ((...args) => void kelvin.q.push([name, args]));
  }
  const takesEmail = document.currentScript?.dataset.email === 'on';

  /** A form is refused, or taken for spam, with an answer that looks like any other: Kelvin waits for our word. */
  const wait = (form) => form.setAttribute('data-kelvin-submit', 'success');
  const kForm = 'form.wpcf7-form';

  function sent({ target, detail }) {
    // Of old releases the target is the element around the form.
    const form = target.closest?.(kForm) ?? target.querySelector?.(kForm);
    const name = form && (form.dataset.kelvinForm || form.getAttribute('id') || form.getAttribute('name'));
    const email = takesEmail && form && detail?.inputs?.find(({ name }) => form.querySelector(`input[type="email"][name="${CSS.escape(name)}"]`))?.value;
    if (email) kelvin.identify({ email });
    kelvin.track('Form Submitted', { form: name || `wpcf7-${detail?.contactFormId}` });
  }
  document.addEventListener('wpcf7mailsent', sent);
  document.addEventListener('focusin', ({ target }) => {
    const form = target.closest?.(kForm);
    if (form) wait(form);
  });

  /** Events that the server wrote as data. */
  function tell(text) {
    try {
      kelvin.add(JSON.parse(text || '[]'));
    } catch {
      // Cut off, or changed on the way: what cannot be read is not told.
    }
  }
  const kEvents = 'script.kelvin-events';

  function begin() {
    document.querySelectorAll(kForm).forEach(wait);
    document.querySelectorAll(kEvents).forEach((element) => tell(element.textContent));
    // WooCommerce's buttons ask by jQuery, without leaving the page.
    window.jQuery?.(document).on('ajaxComplete', (_event, request) => {
      const events = request?.getResponseHeader?.('Kelvin-Events');
      if (events) tell(events);
    });
  }
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', begin);
  else begin();
})();
