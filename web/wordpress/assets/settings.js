/**
 * The settings page: the core checks the model that was chosen, here in the browser. Only the very bytes that it accepted can be
 * sent; with them go the packed model, as the core packed it, and what the core tells of the model.
 */
(function (wp) {
  const { __, sprintf } = wp.i18n;
  const form = document.getElementById('kelvin-settings');
  const input = document.getElementById('kelvin-model');
  const report = document.getElementById('kelvin-check');
  const packedInput = form.elements.namedItem('kelvin_packed');
  const about = form.elements.namedItem('kelvin_about');

  function element(name, text, children = []) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    made.append(...children);
    return made;
  }

  /** What is wrong, and where: the core's words. */
  function showErrors(errors) {
    const lines = errors.map(({ code, at, found, fix }) => element('li', '', [element('code', at || '/'), sprintf(/* translators: %s: what stands there. */ __(': found %s; ', 'kelvin'), found), element('strong', fix), ` (${code})`]));
    report.replaceChildren(element('p', __('The core refuses this model:', 'kelvin')), element('ul', '', lines));
    input.setCustomValidity(__('The core refuses this model.', 'kelvin'));
  }

  /** The check itself failed: a model that nobody looked at is not sent. */
  function showFailure(error) {
    const text = sprintf(/* translators: %s: an error of the browser. */ __('The model could not be checked: %s. Load this page again, then choose the model once more.', 'kelvin'), error?.message ?? error);
    report.replaceChildren(element('p', text));
    input.setCustomValidity(text);
  }

  function fileList(bytes, name) {
    const list = new DataTransfer();
    list.items.add(new File([bytes], name, { type: 'application/json' }));
    return list.files;
  }

  /** Reads a file as the core wants it: as text, with an error where it is none. */
  function textOf(bytes) {
    try {
      return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
    } catch {
      return { errors: [{ code: 'bad_text', at: '', found: __('These bytes are no UTF-8 text.', 'kelvin'), fix: __('Save the model as UTF-8.', 'kelvin') }] };
    }
  }

  /** The model packed. One that was packed already stays as it is: of that the core says that it is no source. */
  function packedText(core, text) {
    const packed = core.pack(text);
    try {
      return JSON.parse(packed).ok === false ? text : packed;
    } catch {
      return packed;
    }
  }

  function check(core, bytes, name) {
    const { text, errors } = textOf(bytes);
    if (errors) return showErrors(errors);
    const compiled = JSON.parse(core.compile(text));
    if (!compiled.ok) return showErrors(compiled.errors);
    input.files = fileList(bytes, name);
    packedInput.files = fileList(packedText(core, text), 'kelvin.model.packed.json');
    about.value = JSON.stringify(compiled);
    input.setCustomValidity('');
    report.replaceChildren(element('p', sprintf(/* translators: 1: the model's id, 2: its version. */ __('The core takes it: %1$s, version %2$s. Save to use it.', 'kelvin'), compiled.id, compiled.version)));
  }

  async function openCore() {
    const [{ createCore }, response] = await Promise.all([import(form.dataset.core), fetch(form.dataset.wasm)]);
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return createCore({ wasm: await response.arrayBuffer() });
  }

  /** Counts choices: a check that was begun for a former one says nothing any more. */
  let chosen = 0;
  async function choose(core) {
    const mine = ++chosen;
    const [file] = input.files;
    packedInput.value = about.value = '';
    report.replaceChildren();
    input.setCustomValidity(file ? __('The model is still being checked.', 'kelvin') : '');
    if (!file) return;
    const bytes = await file.arrayBuffer().catch(() => new ArrayBuffer(0));
    if (mine !== chosen) return;
    try {
      check(core, bytes, file.name);
    } catch (error) {
      showFailure(error);
    }
  }

  openCore().then(
    (core) => {
      input.disabled = false;
      input.addEventListener('change', () => void choose(core));
    },
    (error) => report.replaceChildren(element('p', sprintf(/* translators: %s: an error of the browser. */ __('The core could not be opened, so no model can be sent: %s', 'kelvin'), error.message))),
  );
})(window.wp);
