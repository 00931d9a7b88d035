<?php
/**
 * Takes what the settings page sends.
 *
 * @package Kelvin
 */

namespace Kelvin\WordPress;

defined( 'ABSPATH' ) || exit;

const SAVE = 'kelvin_save';

add_action( 'admin_post_' . SAVE, __NAMESPACE__ . '\save' );

/** Where what is to be said to this user waits for the next page. */
function notice_name() {
	return 'kelvin_notice_' . get_current_user_id();
}

/** Saves settings and, where one was given, the model; then shows the page again. */
function save() {
	if ( ! current_user_can( CAPABILITY ) ) {
		wp_die( esc_html__( 'You may not change these settings.', 'kelvin' ), '', array( 'response' => 403 ) );
	}
	check_admin_referer( SAVE );
	$given = isset( $_POST['kelvin'] ) && is_array( $_POST['kelvin'] ) ? wp_unslash( $_POST['kelvin'] ) : array(); // phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- clean_settings() takes known values only.
	update_option( SETTINGS, clean_settings( $given ) );
	$saved = save_model();
	if ( is_wp_error( $saved ) ) {
		set_transient( notice_name(), $saved->get_error_message(), MINUTE_IN_SECONDS );
	}
	wp_safe_redirect( add_query_arg( 'saved', '1', page_address() ) );
	exit;
}

/**
 * Keeps the model that came along, if one did.
 *
 * @return bool|\WP_Error Whether there was one.
 */
function save_model() {
	$source = uploaded( 'kelvin_model' );
	if ( null === $source ) {
		return false;
	}
	$packed = uploaded( 'kelvin_packed' );
	$about  = isset( $_POST['kelvin_about'] ) && is_string( $_POST['kelvin_about'] ) ? json_decode( wp_unslash( $_POST['kelvin_about'] ), true ) : null; // phpcs:ignore WordPress.Security -- save() has checked the nonce; keep_model() cleans each text.
	if ( is_wp_error( $source ) ) {
		return $source;
	}
	if ( ! is_string( $packed ) || ! is_array( $about ) ) {
		return new \WP_Error( 'kelvin_unchecked', __( 'The model came without the core\'s check, and was not taken. Choose it again on this page, with JavaScript on.', 'kelvin' ) );
	}
	return keep_model( $source, $packed, $about );
}

/**
 * The bytes of an uploaded file; null where there is none.
 *
 * @param string $name The field's.
 * @return string|null|\WP_Error
 */
function uploaded( $name ) {
	$file = isset( $_FILES[ $name ] ) && is_array( $_FILES[ $name ] ) ? $_FILES[ $name ] : array(); // phpcs:ignore WordPress.Security -- save() has checked the nonce; the name that the browser gives is not used.
	if ( ! isset( $file['error'], $file['tmp_name'] ) || UPLOAD_ERR_NO_FILE === $file['error'] ) {
		return null;
	}
	if ( UPLOAD_ERR_OK !== $file['error'] || ! is_uploaded_file( $file['tmp_name'] ) || filesize( $file['tmp_name'] ) > LARGEST_MODEL ) {
		return new \WP_Error( 'kelvin_upload', __( 'The model did not arrive whole, or is larger than a megabyte.', 'kelvin' ) );
	}
	return (string) file_get_contents( $file['tmp_name'] ); // phpcs:ignore WordPress.WP.AlternativeFunctions -- what PHP has just received.
}
