<?php
/**
 * The model: two files among the site's uploads, byte for byte as they were given. The source is what the owner gave; the packed
 * one is what pages load. What is in them is the core's to judge: the settings page asks it before it sends them.
 *
 * @package Kelvin
 */

namespace Kelvin\WordPress;

defined( 'ABSPATH' ) || exit;

const MODEL         = 'kelvin_model';
const MODEL_FILE    = 'kelvin.model.json';
const PACKED_FILE   = 'kelvin.model.packed.json';
const LARGEST_MODEL = 1048576;

/**
 * What is known of the model: id, version, digest, segments, hash; null where there is none.
 *
 * @return array|null
 */
function model() {
	$model = get_option( MODEL );
	return is_array( $model ) && isset( $model['hash'] ) ? $model : null;
}

/** The folder of the model, and its address. */
function model_folder() {
	$uploads = wp_upload_dir( null, false );
	return array(
		'path' => trailingslashit( $uploads['basedir'] ) . 'kelvin/',
		'url'  => set_url_scheme( trailingslashit( $uploads['baseurl'] ) . 'kelvin/' ),
	);
}

/** The address that pages load the model from: another one whenever it changes, so that caches may keep it. */
function model_address() {
	$model = model();
	return $model ? add_query_arg( 'ver', $model['hash'], model_folder()['url'] . PACKED_FILE ) : '';
}

/**
 * Keeps a model that the core has accepted.
 *
 * @param string $source Its bytes, as its author has them.
 * @param string $packed The same, packed by the core.
 * @param array  $about  What the core tells of it.
 * @return true|\WP_Error
 */
function keep_model( $source, $packed, array $about ) {
	$folder = model_folder()['path'];
	if ( ! wp_mkdir_p( $folder ) ) {
		return new \WP_Error( 'kelvin_folder', __( 'The folder for uploads cannot be written to.', 'kelvin' ) );
	}
	$files = file_system();
	if ( ! $files || ! $files->put_contents( $folder . MODEL_FILE, $source ) || ! $files->put_contents( $folder . PACKED_FILE, $packed ) ) {
		return new \WP_Error( 'kelvin_write', __( 'The model could not be written to the folder for uploads.', 'kelvin' ) );
	}
	update_option( MODEL, clean_about( $about ) + array( 'hash' => substr( md5( $packed ), 0, 12 ) ) );
	return true;
}

/** WordPress's way to files; null where it may not write directly. */
function file_system() {
	global $wp_filesystem;
	require_once ABSPATH . 'wp-admin/includes/file.php';
	return 'direct' === get_filesystem_method() && WP_Filesystem() ? $wp_filesystem : null;
}

/**
 * Texts alone, of a bearable length. They are shown to the owner and offered in the editor; no score depends on them.
 *
 * @param array $about As the core tells it.
 */
function clean_about( array $about ) {
	$text     = static function ( $from, $name ) {
		return isset( $from[ $name ] ) && is_string( $from[ $name ] ) ? mb_substr( sanitize_text_field( $from[ $name ] ), 0, 200 ) : '';
	};
	$segments = array();
	foreach ( isset( $about['segments'] ) && is_array( $about['segments'] ) ? array_slice( $about['segments'], 0, 200 ) : array() as $segment ) {
		if ( is_array( $segment ) && '' !== $text( $segment, 'id' ) ) {
			$segments[] = array(
				'id'    => $text( $segment, 'id' ),
				'label' => $text( $segment, 'label' ),
			);
		}
	}
	return array(
		'id'       => $text( $about, 'id' ),
		'version'  => $text( $about, 'version' ),
		'digest'   => $text( $about, 'digest' ),
		'segments' => $segments,
	);
}
