<?php
/**
 * What the server makes of the block: its content in a marked element.
 *
 * @var array  $attributes The block's.
 * @var string $content    What is in it, as WordPress rendered it.
 *
 * @package Kelvin
 */

namespace Kelvin\WordPress;

defined( 'ABSPATH' ) || exit;

$marks = array_filter(
	array(
		'data-kelvin-if'     => segment_names( $attributes['if'] ?? array() ),
		'data-kelvin-unless' => segment_names( $attributes['unless'] ?? array() ),
	),
	'strlen'
);

// phpcs:ignore WordPress.Security.EscapeOutput -- WordPress escapes the attributes, and has rendered the blocks within.
printf( '<div %s>%s</div>', get_block_wrapper_attributes( $marks ), $content );
