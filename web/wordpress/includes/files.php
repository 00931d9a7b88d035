<?php
/**
 * The built files in dist/, by the list that the build made of them: their names carry its hash.
 *
 * @package Kelvin
 */

namespace Kelvin\WordPress;

defined( 'ABSPATH' ) || exit;

/**
 * Hashes by file name, as an `integrity` attribute holds them.
 *
 * @return array<string, string>
 */
function hashes() {
	static $hashes = null;
	if ( null === $hashes ) {
		// A file of the plugin's own.
		$list   = json_decode( (string) file_get_contents( __DIR__ . '/../dist/integrity.json' ), true ); // phpcs:ignore WordPress.WP.AlternativeFunctions
		$hashes = is_array( $list ) ? $list : array();
	}
	return $hashes;
}

/**
 * The address of a file of the plugin.
 *
 * @param string $path From the plugin's folder.
 */
function address( $path ) {
	return plugins_url( $path, FILE );
}

/** The address of the core that can check models, "" where a part of the plugin is missing. */
function checking_core() {
	$names = preg_grep( '/^kelvin\.[0-9a-f]+\.wasm$/', array_keys( hashes() ) );
	return $names ? address( 'dist/' . reset( $names ) ) : '';
}
