<?php
/**
 * What the site's owner chose, and what is in force where nothing was chosen.
 *
 * @package Kelvin
 */

namespace Kelvin\WordPress;

defined( 'ABSPATH' ) || exit;

const SETTINGS = 'kelvin_settings';
const SENSORS  = array( 'page', 'link', 'form', 'engaged', 'scroll', 'click', 'search' );
const CONSENTS = array( 'ask', 'wordpress', 'granted' );

/** Who may see and change the settings. */
const CAPABILITY = 'manage_options';

/**
 * The settings, each in its form: what another release or a hand put into the database is no harm.
 *
 * @return array{consent: string, sensors: string[], email: bool, staff: bool}
 */
function settings() {
	$stored = get_option( SETTINGS, array() );
	return clean_settings( is_array( $stored ) ? $stored + array( 'sensors' => SENSORS ) : array( 'sensors' => SENSORS ) );
}

/**
 * Only values that the plugin knows; what is missing is off.
 *
 * @param array $given As a form or the database has them.
 * @return array{consent: string, sensors: string[], email: bool, staff: bool}
 */
function clean_settings( array $given ) {
	$consent = isset( $given['consent'] ) && is_string( $given['consent'] ) ? $given['consent'] : '';
	$sensors = isset( $given['sensors'] ) && is_array( $given['sensors'] ) ? $given['sensors'] : array();
	return array(
		'consent' => in_array( $consent, CONSENTS, true ) ? $consent : 'ask',
		'sensors' => array_values( array_intersect( SENSORS, array_filter( $sensors, 'is_string' ) ) ),
		'email'   => ! empty( $given['email'] ),
		'staff'   => ! empty( $given['staff'] ),
	);
}
