// The page's side of stand-ins.php: the functions and events that the three plugins publish.
window.consent_api = { cookie_prefix: 'wp_consent' };
window.wp_fallback_consent_type = 'optin';
const answerOf = (category) => document.cookie.split('; ').find((cookie) => cookie.startsWith(`wp_consent_${category}=`))?.split('=')[1];
window.wp_has_consent = (category) => answerOf(category) === 'allow';
window.wp_set_consent = (category, value) => {
  document.cookie = `wp_consent_${category}=${value};path=/`;
  document.dispatchEvent(new CustomEvent('wp_listen_for_consent_change', { detail: { [category]: value } }));
};

document.addEventListener('submit', async (event) => {
  const form = event.target;
  if (!form.matches('.wpcf7-form')) return;
  event.preventDefault();
  const formData = new FormData(form);
  const inputs = [...formData].filter(([name]) => !name.startsWith('_')).map(([name, value]) => ({ name, value }));
  const answer = await fetch('/?rest_route=/contact-form-7/v1/contact-forms/5/feedback', { method: 'POST', body: formData });
  const apiResponse = await answer.json();
  const detail = { contactFormId: 5, inputs, formData, status: apiResponse.status, apiResponse };
  const tell = (name) => form.dispatchEvent(new CustomEvent(`wpcf7${name}`, { bubbles: true, detail }));
  tell(apiResponse.status === 'mail_sent' ? 'mailsent' : 'invalid');
  tell('submit');
  form.dataset.answered = apiResponse.status;
});

/** What a shop's button does that adds without leaving the page. */
window.addToCart = (product) =>
  new Promise((done) => {
    const success = ({ fragments, cart_hash: hash }) => done(jQuery(document.body).trigger('added_to_cart', [fragments, hash, jQuery('<button>')]) && undefined);
    jQuery.ajax({ type: 'POST', url: '/?wc-ajax=add_to_cart', data: { product_id: product, quantity: 3 }, dataType: 'json', success });
  });
// The cart's widget keeps what it was told.
jQuery(() => jQuery(document.body).on('added_to_cart', (_event, fragments) => sessionStorage.setItem('wc_fragments_test', JSON.stringify(fragments))));
