<?php
/**
 * Consent and privacy, as WordPress's other plugins ask for them: the WP Consent API hears that we keep to it and what we store,
 * and the privacy policy's editor is offered a text. Who consented is asked in the page.
 *
 * @package Kelvin
 */

namespace Kelvin\WordPress;

defined( 'ABSPATH' ) || exit;

add_filter( 'wp_consent_api_registered_' . plugin_basename( FILE ), '__return_true' );
add_action( 'plugins_loaded', __NAMESPACE__ . '\tell_what_is_stored' );
add_action( 'admin_init', __NAMESPACE__ . '\offer_policy' );

/** Tells the WP Consent API, where it is, what we keep in a visitor's browser. */
function tell_what_is_stored() {
	if ( ! function_exists( 'wp_add_cookie_info' ) ) {
		return;
	}
	$purpose = __( 'Measures interest in the visitor\'s own browser.', 'kelvin' );
	$data    = __( 'A random id, the score, and the pages and actions that it was made of.', 'kelvin' );
	wp_add_cookie_info( 'kelvin', 'Kelvin', 'marketing', __( 'Until consent is withdrawn, or as the model says', 'kelvin' ), $purpose, $data, false, false, 'IndexedDB', false );
}

/** A text for the site's privacy policy. */
function offer_policy() {
	$text = __( 'This site measures how interested a visitor is, in the visitor\'s own browser (Kelvin). Pages seen, active time, clicks and forms give a score, which is kept in that browser together with a random id, and only after consent. What is put into a shop\'s cart may wait for the next page in the shop\'s session, also only after consent. When the score reaches what the site has set, a message goes to the addresses that the site has set: the random id, the score and its strongest reasons, the page, and what the visitor typed into fields that the site names. Withdrawing consent erases all of it from the browser.', 'kelvin' );
	wp_add_privacy_policy_content( 'Kelvin', wp_kses_post( wpautop( $text ) ) );
}
