<?php
/**
 * Contact Form 7: its forms get a name that models can ask for. That one was sent is heard in the page (assets/page.js).
 *
 * @package Kelvin
 */

namespace Kelvin\WordPress;

defined( 'ABSPATH' ) || exit;

add_filter( 'wpcf7_form_name_attr', __NAMESPACE__ . '\form_name' );

/**
 * The form's slug, where its shortcode gives no name.
 *
 * @param string $name By the shortcode's html_name.
 */
function form_name( $name ) {
	$form = class_exists( '\WPCF7_ContactForm' ) ? \WPCF7_ContactForm::get_current() : null;
	return '' === (string) $name && $form ? sanitize_title( $form->name() ) : $name;
}
