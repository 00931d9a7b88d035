// The plugin in Debian's WordPress, MariaDB, PHP and Chromium: its zip is installed as a user does it, a model is uploaded, visitors
// warm, blocks change, the message arrives. Contact Form 7, WooCommerce and the WP Consent API are not in Debian: stand-ins.php
// has their published hooks, events and shapes in their place.
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { startCollector } from '../e2e/support/collector.mjs';
import { launch } from '../e2e/support/browser.mjs';
import { makePlugin } from '../../release/wordpress.mjs';
import { soakOnly } from '../scale/support.mjs';
import { kAdmin, startWordPress } from './support.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const showIf = (attributes, text) => `<!-- wp:kelvin/show-if ${JSON.stringify(attributes)} --><!-- wp:paragraph --><p>${text}</p><!-- /wp:paragraph --><!-- /wp:kelvin/show-if -->`;
const kBlocks = showIf({ if: ['hot'] }, 'Talk to an engineer') + showIf({ if: ['warm', 'hot'], unless: ['hot'] }, 'Book a demo') + showIf({ unless: ['warm', 'hot'] }, 'Get the newsletter');

/** A page of the site, made by its own functions; gives its address. */
function publish(site, title, content, type = 'page') {
  const post = { post_title: title, post_name: title.toLowerCase(), post_content: content, post_status: 'publish', post_type: type };
  return site.php(`wp_set_current_user(1); $id = wp_insert_post( json_decode( ${JSON.stringify(JSON.stringify(post)).replaceAll('$', '\\$')}, true ) ); echo $id . ' ' . get_permalink( $id );`).split(' ');
}

/** A page of the site's owner. */
async function signIn(context, site) {
  const answer = await context.request.post(`${site.url}/wp-login.php`, { form: { log: kAdmin.user, pwd: kAdmin.password }, maxRedirects: 0 });
  assert.equal(answer.status(), 302);
  return context.newPage();
}

async function installPlugin(page, site, zip) {
  await page.goto(`${site.url}/wp-admin/plugin-install.php?tab=upload`);
  await page.setInputFiles('#pluginzip', zip);
  await page.click('#install-plugin-submit');
  await page.click('text=Activate Plugin');
  await page.waitForURL(/plugins\.php/);
}

/** The settings page after `change`, saved. */
async function saveSettings(page, site, change = async () => {}) {
  await page.goto(`${site.url}/wp-admin/options-general.php?page=kelvin`);
  await page.waitForSelector('#kelvin-model:enabled');
  await change();
  await page.click('#submit');
  await page.waitForSelector('.notice-success');
}

async function choose(page, path) {
  await page.setInputFiles('#kelvin-model', path);
  await page.waitForFunction(() => document.getElementById('kelvin-check').textContent);
  return page.textContent('#kelvin-check');
}

/** What a visitor sees of the three blocks. */
const seen = (page) => page.evaluate(() => ['Talk to an engineer', 'Book a demo', 'Get the newsletter'].filter((text) => [...document.querySelectorAll('p')].some((p) => p.textContent === text && p.checkVisibility())));
const told = async (page) => (await page.evaluate(() => kelvin.export())).trim().split('\n').filter(Boolean).map((line) => JSON.parse(line));
/** Resolves when the log has `count` events of that name: looks whenever something was scored. */
const waitForEvents = (page, name, count) =>
  page.evaluate(async ([name, count]) => {
    let scored;
    kelvin.on('view', () => scored?.());
    for (;;) {
      const next = new Promise((done) => (scored = done));
      if ((await kelvin.export()).split(`"event":"${name}"`).length > count) return;
      await next;
    }
  }, [name, count]);
const ready = (page) => page.evaluate(() => new Promise((done) => kelvin.on('ready', () => done())));

test('the plugin in a WordPress of its own', { ...soakOnly, timeout: 600_000 }, async (t) => {
  const work = mkdtempSync(join(tmpdir(), 'kelvin-zip-'));
  t.after(() => rmSync(work, { recursive: true, force: true }));
  const collector = await startCollector();
  t.after(() => collector.close());
  const site = await startWordPress(t, { mustUse: here('stand-ins.php') });
  copyFileSync(here('stand-ins.js'), join(site.folder, 'wp-content/stand-ins.js'));
  const model = readFileSync(here('site.model.json'), 'utf8').replace('http://127.0.0.1:9', collector.url).replaceAll('\n', '\r\n');
  const [good, bad] = ['good.json', 'bad.json'].map((name) => join(work, name));
  writeFileSync(good, model);
  writeFileSync(bad, model.replace('"points": 35', '"point": 35'));

  const browser = await launch();
  t.after(() => browser.close());
  const troubles = [];
  const newContext = async (options) => {
    const context = await browser.newContext(options);
    context.on('weberror', (error) => troubles.push(error.error().message));
    return context;
  };
  const owner = await signIn(await newContext(), site);

  await t.test('the zip installs by upload, and without a model no page has a script', async () => {
    await installPlugin(owner, site, makePlugin(work));
    const page = await (await newContext()).newPage();
    await page.goto(site.url);
    assert.equal(await page.locator('script[src*="kelvin"]').count(), 0);
  });

  await t.test('a model that the core refuses is not sent; its errors say where and what to do', async () => {
    await owner.goto(`${site.url}/wp-admin/options-general.php?page=kelvin`);
    await owner.waitForSelector('#kelvin-model:enabled');
    assert.match(await choose(owner, bad), /\/scores\/0\/rules\/0\/point: found point; did you mean points\? \(unknown_key\)/);
    await owner.click('#submit');
    assert.equal(await owner.evaluate(() => document.getElementById('kelvin-settings').checkValidity()), false);
    assert.equal(existsSync(join(site.folder, 'wp-content/uploads/kelvin')), false);
  });

  await t.test('a core that throws is told, and the form can be used again', async () => {
    const core = /dist\/core\.js/;
    await owner.route(core, (route) => route.fulfill({ contentType: 'text/javascript', body: 'export const createCore = async () => ({ compile() { throw new Error("no memory left"); } });' }));
    await owner.goto(`${site.url}/wp-admin/options-general.php?page=kelvin`);
    await owner.waitForSelector('#kelvin-model:enabled');
    assert.match(await choose(owner, good), /could not be checked: no memory left/);
    assert.match(await owner.evaluate(() => document.getElementById('kelvin-model').validationMessage), /could not be checked/);
    await owner.setInputFiles('#kelvin-model', []);
    assert.equal(await owner.evaluate(() => document.getElementById('kelvin-settings').checkValidity()), true);
    await owner.unroute(core);
  });

  await t.test('one that it takes is kept byte for byte, packed beside it', async () => {
    await saveSettings(owner, site, async () => assert.match(await choose(owner, good), /wordpress-test, version 1/));
    const kept = (name) => readFileSync(join(site.folder, 'wp-content/uploads/kelvin', name), 'utf8');
    assert.equal(kept('kelvin.model.json'), model);
    assert.notEqual(kept('kelvin.model.packed.json'), model);
    assert.match(await owner.textContent('#wpbody'), /wordpress-test, version 1/);
  });

  await t.test('who may not change settings cannot, nor can a request without the page\'s nonce or the core\'s check', async () => {
    const asked = (form) => owner.evaluate(async (form) => {
      const data = new FormData();
      for (const [name, value] of Object.entries(form)) data.append(name, value === 'FILE' ? new File(['{}'], 'x.json') : value);
      return (await fetch('/wp-admin/admin-post.php', { method: 'POST', body: data, redirect: 'manual' })).status;
    }, form);
    assert.equal(await asked({ action: 'kelvin_save', 'kelvin[consent]': 'granted' }), 403);
    const nonce = await owner.inputValue('#_wpnonce');
    await asked({ action: 'kelvin_save', _wpnonce: nonce, 'kelvin[consent]': 'nonsense', 'kelvin[sensors][]': 'page', kelvin_model: 'FILE' });
    const stranger = await (await newContext()).newPage();
    await stranger.request.post(`${site.url}/wp-admin/admin-post.php`, { form: { action: 'kelvin_save', _wpnonce: nonce, 'kelvin[consent]': 'granted' } });
    await owner.reload();
    assert.match(await owner.textContent('.notice-error'), /without the core's check/);
    assert.equal(site.php('echo json_encode( get_option( "kelvin_settings" ) );'), '{"consent":"ask","sensors":["page"],"email":false,"staff":false}');
    assert.equal(readFileSync(join(site.folder, 'wp-content/uploads/kelvin/kelvin.model.json'), 'utf8'), model);
  });

  const [pricing] = [publish(site, 'Pricing', kBlocks)];
  const blocks = pricing[1];

  await t.test('a visitor consents and warms, the blocks change, the message arrives', async () => {
    // Pretty addresses: the model asks for /pricing.
    site.php(`update_option( 'permalink_structure', '/%postname%/' );`);
    site.php('flush_rewrite_rules();');
    await saveSettings(owner, site, async () => {
      for (const box of await owner.locator('input[name="kelvin[sensors][]"]').all()) await box.check();
    });
    const page = await (await newContext()).newPage();
    await page.goto(`${site.url}/pricing/`);
    const tag = page.locator('script[src*="dist/kelvin.js"]');
    const { 'kelvin.js': hash } = JSON.parse(readFileSync(join(site.folder, 'wp-content/plugins/kelvin/dist/integrity.json'), 'utf8'));
    assert.equal(await tag.getAttribute('integrity'), hash);
    assert.deepEqual(await seen(page), ['Get the newsletter']);
    assert.equal(await page.evaluate(() => indexedDB.databases().then((all) => all.length)), 0);
    await page.evaluate(() => kelvin.consent('granted'));
    await page.waitForFunction(() => document.documentElement.dataset.kelvin?.includes('warm'));
    assert.deepEqual(await seen(page), ['Book a demo']);
    const posted = page.waitForResponse(`${collector.url}/collect`);
    await page.goto(`${site.url}/pricing/`);
    await page.waitForFunction(() => document.documentElement.dataset.kelvin?.includes('hot'));
    assert.deepEqual(await seen(page), ['Talk to an engineer']);
    assert.equal((await posted).status(), 200);
    const [message] = collector.arrived.map(({ body }) => JSON.parse(body));
    assert.equal(message.type, 'kelvin.segment.entered');
    assert.equal(message.data.model.id, 'wordpress-test');
    const core = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => name.endsWith('.wasm')));
    assert.match(core.join(), /kelvin-lean\.[0-9a-f]{8}\.wasm$/);
  });

  await t.test('it runs under a policy without inline scripts, and not for those who edit the site', async () => {
    const context = await newContext();
    await context.route(`${site.url}/pricing/`, async (route) => {
      const response = await route.fetch();
      const policy = `script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' ${collector.url}`;
      await route.fulfill({ response, headers: { ...response.headers(), 'content-security-policy': policy } });
    });
    const page = await context.newPage();
    await page.goto(`${site.url}/pricing/`);
    await page.evaluate(() => kelvin.consent('granted'));
    await page.waitForFunction(() => document.documentElement.dataset.kelvin?.includes('warm'));
    await owner.goto(`${site.url}/pricing/`);
    assert.equal(await owner.locator('script[src*="dist/kelvin.js"]').count(), 0);
  });

  await t.test('the editor knows the block, and the model\'s segments', async () => {
    await owner.goto(`${site.url}/wp-admin/post.php?post=${pricing[0]}&action=edit`);
    await owner.waitForFunction(() => wp.data.select('core/block-editor').getBlocks().length === 3);
    const found = await owner.evaluate(() => ({
      valid: wp.data.select('core/block-editor').getBlocks().every(({ name, isValid }) => name === 'kelvin/show-if' && isValid),
      segments: window.kelvinSegments.map(({ id }) => id),
      same: wp.data.select('core/editor').getEditedPostContent(),
    }));
    assert.equal(found.valid, true);
    assert.deepEqual(found.segments, ['warm', 'hot']);
    assert.match(found.same, /<!-- wp:kelvin\/show-if \{"if":\["hot"\]\} -->/);
    const canvas = (await owner.locator('iframe[name="editor-canvas"]').count()) ? owner.frameLocator('iframe[name="editor-canvas"]') : owner;
    await canvas.locator('text=Shown in warm, hot, not in hot').waitFor();
  });

  await t.test('WP Consent API: marketing scores and sends, and its withdrawal erases', async () => {
    await saveSettings(owner, site, () => owner.check('input[value="wordpress"]'));
    const page = await (await newContext()).newPage();
    await page.goto(`${site.url}/pricing/`);
    await page.waitForFunction(() => typeof kelvin.view === 'function');
    await page.evaluate(() => ['functional', 'statistics'].forEach((category) => wp_set_consent(category, 'allow')));
    assert.deepEqual(await page.evaluate(() => kelvin.consent()), { score: false, personalise: false, send: false });
    await page.evaluate(() => ['preferences', 'marketing'].forEach((category) => wp_set_consent(category, 'allow')));
    await ready(page);
    assert.deepEqual(await page.evaluate(() => kelvin.consent()), { score: true, personalise: true, send: true });
    await page.goto(`${site.url}/pricing/`);
    await page.waitForFunction(() => document.documentElement.dataset.kelvin?.includes('hot'));
    await page.evaluate(() => wp_set_consent('marketing', 'deny'));
    await page.waitForFunction(() => !kelvin.view());
    assert.equal(await page.evaluate(() => kelvin.export()), '');
  });

  await t.test('Contact Form 7: what was sent counts, what was refused does not', async () => {
    publish(site, 'Contact', '[contact-form-7]');
    await saveSettings(owner, site, async () => {
      await owner.check('input[value="granted"]');
      await owner.check('input[name="kelvin[email]"]');
    });
    const page = await (await newContext()).newPage();
    await page.goto(`${site.url}/contact/`);
    await ready(page);
    const send = async (email, status) => {
      await page.fill('[name="your-email"]', email);
      await page.click('.wpcf7-submit');
      await page.waitForSelector(`[data-answered="${status}"]`);
    };
    await send('no address', 'validation_failed');
    await send('ann@firm.example', 'mail_sent');
    await waitForEvents(page, 'Form Submitted', 1);
    const events = await told(page);
    assert.deepEqual(events.filter(({ event }) => event === 'Form Submitted').map(({ properties }) => properties), [{ form: 'contact' }]);
    assert.equal(events.filter(({ type }) => type === 'identify').length, 1);
  });

  await t.test('WooCommerce: before consent nothing waits in the shop\'s session or the browser; after it a redirect loses nothing', async () => {
    const [id, product] = publish(site, 'Valve', 'A valve.', 'product');
    const session = () => JSON.parse(site.php(`echo json_encode( get_option( 'test_session', array() ) );`)).kelvin_events ?? [];
    const context = await newContext();
    const page = await context.newPage();
    const consent = (value) => saveSettings(owner, site, () => owner.check(`input[value="${value}"]`));
    const stored = () => page.evaluate(() => Object.entries({ ...sessionStorage, ...localStorage }).filter(([, text]) => text.includes('Product Added')));
    await consent('ask');
    await page.goto(product);
    await page.evaluate((id) => addToCart(id), id);
    assert.deepEqual(await stored(), []);
    const once = await page.evaluate(() => sessionStorage.getItem('wc_fragments_test'));
    assert.deepEqual(Object.keys(JSON.parse(once)), ['div.widget_shopping_cart_content']);
    await page.goto(`${site.url}/?add-to-cart=${id}`);
    assert.deepEqual([await stored(), session()], [[], []]);
    // The answer that is a page has it, and only that answer.
    const events = () => page.evaluate(() => document.querySelector('script.kelvin-events').textContent.split('Product Added').length - 1);
    await page.goto(`${site.url}/?add-to-cart=${id}&stay=1`);
    assert.equal(await events(), 1);
    await page.goto(product);
    assert.equal(await events(), 0);
    await consent('wordpress');
    await page.goto(`${site.url}/?add-to-cart=${id}`);
    assert.deepEqual([await events(), session()], [0, []]);
    await page.evaluate(() => wp_set_consent('marketing', 'allow'));
    await page.goto(`${site.url}/?add-to-cart=${id}`);
    assert.equal(await events(), 1);
    await context.setExtraHTTPHeaders({ 'sec-gpc': '1' });
    await page.goto(`${site.url}/?add-to-cart=${id}`);
    assert.deepEqual([await events(), session()], [0, []]);
    // With product names of a shop that is long-winded the header is still one that servers take.
    site.php(`wp_update_post( array( 'ID' => ${id}, 'post_title' => str_repeat( 'Насос ', 80 ) ) );`);
    const header = await page.evaluate(async (id) => (await fetch('/?wc-ajax=add_to_cart', { method: 'POST', body: new URLSearchParams({ product_id: id }) })).headers.get('Kelvin-Events'), id);
    assert.ok(header.length <= 2000);
    assert.deepEqual(JSON.parse(header).map(({ properties }) => [properties.product_id, properties.quantity]), [[id, 1.5]]);
    await consent('granted');
  });

  await t.test('WooCommerce: viewed, added by page and by button, ordered; each once', async () => {
    const [id, product] = publish(site, 'Pump </script><script>alert(1)</script>', 'A pump.', 'product');
    site.php(`update_option( 'test_product', ${id} ); wp_set_object_terms( ${id}, 'Pumps', 'product_cat' );`);
    publish(site, 'Thanks', '[test_thanks]');
    const page = await (await newContext()).newPage();
    await page.goto(product);
    await waitForEvents(page, 'Product Viewed', 1);
    await page.evaluate((id) => addToCart(id), id);
    await waitForEvents(page, 'Product Added', 1);
    await page.goto(`${site.url}/?add-to-cart=${id}`);
    await waitForEvents(page, 'Product Added', 2);
    for (const times of [1, 2]) {
      await page.goto(`${site.url}/thanks/?time=${times}`);
      await waitForEvents(page, 'Order Completed', 1);
    }
    const events = await told(page);
    const of = (name) => events.filter(({ event }) => event === name).map(({ properties }) => properties);
    const known = { product_id: id, sku: `pump-${id}`, category: 'Pumps', price: 50 };
    const shown = (properties) => Object.fromEntries(Object.keys(known).map((name) => [name, properties[name]]));
    assert.equal(of('Product Viewed').length, 2);
    assert.deepEqual(of('Product Viewed').map(shown), [known, known]);
    assert.deepEqual(of('Product Added').map((properties) => ({ ...shown(properties), quantity: properties.quantity })), [{ ...known, quantity: 1.5 }, { ...known, quantity: 1.5 }]);
    const [order, ...more] = of('Order Completed');
    assert.deepEqual(more, []);
    assert.deepEqual([order.order_id, order.total, order.revenue, order.tax, order.shipping, order.currency], ['77', 129, 100, 19, 10, 'EUR']);
    assert.equal(order.products?.[0]?.quantity, 2.5);
  });

  await t.test('WooCommerce: its list of plugins says that orders may be kept in tables of their own, and that blocks may be the cart', () => {
    const declared = JSON.parse(site.php('echo json_encode( Test_Features::$declared );'));
    assert.deepEqual(declared, { custom_order_tables: [true, 'kelvin/kelvin.php', true], cart_checkout_blocks: [true, 'kelvin/kelvin.php', true] });
  });

  await t.test('nothing threw, PHP said nothing, and deleting the plugin leaves nothing', async () => {
    const log = join(site.folder, 'wp-content/debug.log');
    const said = existsSync(log) ? readFileSync(log, 'utf8').split('\n').filter((line) => /plugins.kelvin|kelvin_/.test(line)) : [];
    assert.deepEqual(said, []);
    assert.deepEqual(troubles, []);
    site.php(`require ABSPATH . 'wp-admin/includes/plugin.php'; require ABSPATH . 'wp-admin/includes/file.php'; deactivate_plugins( 'kelvin/kelvin.php' ); delete_plugins( array( 'kelvin/kelvin.php' ) );`);
    assert.equal(site.php(`global $wpdb; echo $wpdb->get_var( "SELECT count(*) FROM $wpdb->options WHERE option_name LIKE 'kelvin%'" );`), '0');
    for (const left of ['uploads/kelvin', 'plugins/kelvin']) assert.equal(existsSync(join(site.folder, 'wp-content', left)), false, left);
    const page = await (await newContext()).newPage();
    await page.goto(blocks);
    assert.deepEqual(await seen(page), ['Talk to an engineer', 'Book a demo', 'Get the newsletter']);
  });
});
