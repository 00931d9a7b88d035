<?php
/**
 * The block "Show if segment". The server marks what is in it, the same for every visitor, so that pages may be cached; the
 * visitor's browser shows or hides it.
 *
 * @package Kelvin
 */

namespace Kelvin\WordPress;

defined( 'ABSPATH' ) || exit;

add_action( 'init', __NAMESPACE__ . '\register_block' );
add_action( 'enqueue_block_editor_assets', __NAMESPACE__ . '\offer_segments' );

/** Makes the block known. */
function register_block() {
	load_plugin_textdomain( 'kelvin', false, dirname( plugin_basename( FILE ) ) . '/languages' );
	register_block_type( dirname( FILE ) . '/block' );
	wp_set_script_translations( 'kelvin-show-if-editor-script', 'kelvin' );
}

/** Tells the editor which segments the model has. */
function offer_segments() {
	$model = model();
	wp_add_inline_script(
		'kelvin-show-if-editor-script',
		'window.kelvinSegments = ' . wp_json_encode( $model ? $model['segments'] : array(), JSON_HEX_TAG | JSON_HEX_AMP ) . ';',
		'before'
	);
}

/**
 * Names of segments as an attribute holds them: separated by spaces.
 *
 * @param mixed $names A list of texts, as the block keeps it.
 */
function segment_names( $names ) {
	$texts = is_array( $names ) ? array_filter( $names, 'is_string' ) : array();
	return trim( preg_replace( '/\s+/', ' ', implode( ' ', $texts ) ) );
}
