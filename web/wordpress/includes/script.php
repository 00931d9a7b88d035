<?php
/**
 * The script in the head of each page, held to its hash, and what a page hides before it has come. Nothing is written inline: a
 * Content Security Policy needs neither a nonce nor 'unsafe-inline' for us.
 *
 * @package Kelvin
 */

namespace Kelvin\WordPress;

defined( 'ABSPATH' ) || exit;

add_action( 'wp_enqueue_scripts', __NAMESPACE__ . '\enqueue' );
add_filter( 'script_loader_tag', __NAMESPACE__ . '\with_attributes', 10, 2 );

/** Whether this page is to be scored: there is a model, and the one who looks is no author of the site. */
function is_scored() {
	$staff = current_user_can( 'edit_posts' ) && ! settings()['staff'];
	/**
	 * Whether Kelvin runs on this page.
	 *
	 * @param bool $scored There is a model, and the one who looks does not work on the site.
	 */
	return (bool) apply_filters( 'kelvin_is_scored', model() && ! $staff && ! is_customize_preview() && ! is_preview() );
}

/** Queues the files of a page. Marked blocks are hidden by `if` in any case: where nobody is scored nobody is in a segment. */
function enqueue() {
	wp_enqueue_style( 'kelvin', address( 'assets/page.css' ), array(), VERSION );
	if ( ! is_scored() ) {
		return;
	}
	wp_enqueue_script( 'kelvin-page', address( 'assets/page.js' ), array(), VERSION, false );
	// The name stays, so the address must change with the bytes: a cache with the former ones would not pass the hash.
	wp_enqueue_script( 'kelvin', address( 'dist/kelvin.js' ), array(), substr( md5( hashes()['kelvin.js'] ?? VERSION ), 0, 8 ), false );
}

/** The attributes of the script tag, by their names. */
function script_attributes() {
	$settings   = settings();
	$attributes = array(
		'data-model'   => model_address(),
		'data-consent' => 'granted' === $settings['consent'] ? 'granted' : 'ask',
		'data-sensors' => SENSORS === $settings['sensors'] ? '' : ( implode( ' ', $settings['sensors'] ) ? implode( ' ', $settings['sensors'] ) : 'off' ),
		'integrity'    => hashes()['kelvin.js'] ?? '',
		'crossorigin'  => 'anonymous',
	);
	if ( 'wordpress' === $settings['consent'] ) {
		$attributes['data-consent-from'] = 'wordpress';
	}
	/**
	 * The attributes of Kelvin's script tag: others may be added, as `data-mode` or `data-hear`.
	 *
	 * @param array<string, string> $attributes Those with an empty value are left out.
	 */
	return array_filter( (array) apply_filters( 'kelvin_script_attributes', $attributes ), 'strlen' );
}

/**
 * Gives our two tags their attributes.
 *
 * @param string $tag    The tag as WordPress wrote it.
 * @param string $handle Whose it is.
 */
function with_attributes( $tag, $handle ) {
	if ( 'kelvin-page' === $handle ) {
		return str_replace( ' src=', sprintf( ' defer data-email="%s" src=', settings()['email'] ? 'on' : 'off' ), $tag );
	}
	if ( 'kelvin' !== $handle ) {
		return $tag;
	}
	$text = ' async';
	foreach ( script_attributes() as $name => $value ) {
		$text .= sprintf( ' %s="%s"', sanitize_key( $name ), esc_attr( $value ) );
	}
	return str_replace( ' src=', $text . ' src=', $tag );
}
