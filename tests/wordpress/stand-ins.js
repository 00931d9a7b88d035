// The page's side of stand-ins.php: the functions and events that the three plugins publish.
// WordPress writes it inline: a policy without inline scripts keeps it out, and the plugin itself throws then.
const { consent_type: type, waitfor_consent_hook: waits } = window.consent_api ?? {};
window.wp_fallback_consent_type = type;
window.waitfor_consent_hook = waits;
const answerOf = (category) => document.cookie.split('; ').find((cookie) => cookie.startsWith(`wp_consent_${category}=`))?.split('=')[1];
window.wp_has_consent = (category) => answerOf(category) === 'allow';
window.wp_set_consent = (category, value) => {
  document.cookie = `wp_consent_${category}=${value};path=/`;
  // The plugin's is a list with a name of its own.
  document.dispatchEvent(new CustomEvent('wp_listen_for_consent_change', { detail: Object.assign([], { [category]: value }) }));
};

document.addEventListener('submit', async (event) => {
  const form = event.target;
  if (!form.matches('.wpcf7-form')) return;
  event.preventDefault();
  const formData = new FormData(form);
  const inputs = [...formData].filter(([name]) => !name.startsWith('_')).map(([name, value]) => ({ name, value }));
  const answer = await fetch('/?rest_route=/contact-form-7/v1/contact-forms/5/feedback', { method: 'POST', body: formData });
  const apiResponse = await answer.json();
  const about = { contactFormId: 5, pluginVersion: '6.0.4', contactFormLocale: 'en_US', unitTag: 'wpcf7-f5-p2-o1', containerPostId: 2 };
  const detail = { ...about, status: apiResponse.status, inputs, formData, apiResponse };
  const tell = (name) => form.dispatchEvent(new CustomEvent(`wpcf7${name}`, { bubbles: true, detail }));
  tell(apiResponse.status === 'mail_sent' ? 'mailsent' : 'invalid');
  tell('submit');
  if (apiResponse.status === 'mail_sent') form.reset();
  form.dataset.answered = apiResponse.status;
});

/** What a shop's button does that adds without leaving the page. */
window.addToCart = (product) =>
  new Promise((done) => {
    const success = ({ fragments, cart_hash: hash }) => done(jQuery(document.body).trigger('added_to_cart', [fragments, hash, jQuery('<button>')]) && undefined);
    jQuery.ajax({ type: 'POST', url: '/?wc-ajax=add_to_cart', data: { product_id: product, quantity: 1.5 }, dataType: 'json', success });
  });
// The cart's widget keeps what it was told.
jQuery(() => jQuery(document.body).on('added_to_cart', (_event, fragments) => sessionStorage.setItem('wc_fragments_test', JSON.stringify(fragments))));
