<?php
/**
 * The plugin is deleted: its settings and the model's files go with it. What is in visitors' browsers is theirs: it is erased
 * when they withdraw consent, or forgotten as the model says.
 *
 * @package Kelvin
 */

namespace Kelvin\WordPress;

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

/** Of one site. */
function remove_all() {
	delete_option( 'kelvin_settings' );
	delete_option( 'kelvin_model' );
	$folder = trailingslashit( wp_upload_dir( null, false )['basedir'] ) . 'kelvin';
	foreach ( array( 'kelvin.model.json', 'kelvin.model.packed.json' ) as $name ) {
		wp_delete_file( $folder . '/' . $name );
	}
	if ( is_dir( $folder ) && 2 === count( scandir( $folder ) ) ) {
		rmdir( $folder ); // phpcs:ignore WordPress.WP.AlternativeFunctions -- empty, and ours.
	}
}

if ( is_multisite() ) {
	foreach ( get_sites( array( 'fields' => 'ids', 'number' => 0 ) ) as $kelvin_site ) {
		switch_to_blog( $kelvin_site );
		remove_all();
		restore_current_blog();
	}
} else {
	remove_all();
}
