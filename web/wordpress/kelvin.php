<?php
/**
 * Plugin Name:       Kelvin
 * Description:       Measures how warm a visitor is, in the visitor's own browser; shows blocks by segment, and posts a message when a lead turns hot.
 * Version:           0.2.0
 * Requires at least: 6.1
 * Requires PHP:      7.4
 * Author:            Kelvin's authors
 * License:           Apache-2.0
 * License URI:       https://www.apache.org/licenses/LICENSE-2.0
 * Text Domain:       kelvin
 *
 * The plugin's parts, put together. All scoring is done by the core, in the browser.
 *
 * @package Kelvin
 */

namespace Kelvin\WordPress;

defined( 'ABSPATH' ) || exit;

const VERSION = '0.2.0';
const FILE    = __FILE__;

require __DIR__ . '/includes/options.php';
require __DIR__ . '/includes/files.php';
require __DIR__ . '/includes/model.php';
require __DIR__ . '/includes/script.php';
require __DIR__ . '/includes/block.php';
require __DIR__ . '/includes/consent.php';
require __DIR__ . '/includes/contact-form-7.php';
require __DIR__ . '/includes/woocommerce.php';

if ( is_admin() ) {
	require __DIR__ . '/includes/settings.php';
	require __DIR__ . '/includes/save.php';
}
