<?php
/**
 * WooCommerce: what a visitor does in the shop, by the names of Segment's e-commerce spec. The server writes the events into the
 * page as data, and assets/page.js tells them to Kelvin; nothing is sent from here.
 *
 * Each has an id, so that a page that is shown twice is counted once. What is put into the cart is told in the answer to that very
 * request: in the page, or in a header of the answer to a button that adds without leaving it (the cart's fragments would be kept
 * in the browser's sessionStorage). After an answer without a page it waits in the shop's session for the next one, which is
 * storing: that is done only where the server itself knows of consent.
 *
 * @package Kelvin
 */

namespace Kelvin\WordPress;

defined( 'ABSPATH' ) || exit;

const WAITING       = 'kelvin_events';
const MOST_WAITING  = 50;
const EVENTS_CLASS  = 'kelvin-events';
const EVENTS_HEADER = 'Kelvin-Events';
const ORDER_IS_NEWS = DAY_IN_SECONDS;

/** Bytes of the header: a server's room for all headers of an answer may be 4 KB. */
const MOST_IN_HEADER = 2000;

add_action( 'before_woocommerce_init', __NAMESPACE__ . '\declare_features' );
add_action( 'woocommerce_add_to_cart', __NAMESPACE__ . '\added_to_cart', 10, 4 );
add_filter( 'woocommerce_add_to_cart_fragments', __NAMESPACE__ . '\tell_button' );
// The shop's session is saved at 20.
add_action( 'shutdown', __NAMESPACE__ . '\keep_untold', 5 );
add_action( 'woocommerce_thankyou', __NAMESPACE__ . '\order_completed' );
add_action( 'wp_footer', __NAMESPACE__ . '\tell_page', 5 );

/** What WooCommerce's list of plugins asks of each: orders are read by its functions, wherever they are kept, and nothing here needs the classic cart. */
function declare_features() {
	foreach ( array( 'custom_order_tables', 'cart_checkout_blocks' ) as $feature ) {
		if ( class_exists( '\Automattic\WooCommerce\Utilities\FeaturesUtil' ) ) {
			\Automattic\WooCommerce\Utilities\FeaturesUtil::declare_compatibility( $feature, FILE, true );
		}
	}
}

/**
 * A product by the spec's names. Prices are as the shop shows them.
 *
 * @param \WC_Product $product A product, or a variation of one.
 */
function product_properties( $product ) {
	$parent = $product->get_parent_id() ? $product->get_parent_id() : $product->get_id();
	$terms  = get_the_terms( $parent, 'product_cat' );
	$known  = array(
		'product_id' => (string) $product->get_id(),
		'sku'        => (string) $product->get_sku(),
		'name'       => $product->get_name(),
		'category'   => is_array( $terms ) && $terms ? $terms[0]->name : '',
		'url'        => (string) get_permalink( $parent ),
	);
	return array_filter( $known, 'strlen' ) + array(
		'price'    => (float) wc_get_price_to_display( $product ),
		'currency' => get_woocommerce_currency(),
	);
}

/**
 * An event as a Segment message; the page adds visitor, time and page.
 *
 * @param string $name       The spec's.
 * @param array  $properties The spec's.
 * @param string $id         The same whenever this very event is told.
 */
function event( $name, array $properties, $id ) {
	return array(
		'type'       => 'track',
		'event'      => $name,
		'messageId'  => 'wc-' . $id,
		'properties' => $properties,
	);
}

/** Product Viewed, on a product's own page. Each view is one. */
function product_viewed() {
	if ( ! function_exists( 'is_product' ) || ! is_product() ) {
		return array();
	}
	$product = wc_get_product( get_queried_object_id() );
	return $product ? array( array_diff_key( event( 'Product Viewed', product_properties( $product ), '' ), array( 'messageId' => 0 ) ) ) : array();
}

/**
 * Product Added: WooCommerce tells it, whichever way it was asked.
 *
 * @param string    $key       Of the cart's line.
 * @param int       $product   Product.
 * @param int|float $quantity  How many, or how much: a shop may sell by the metre.
 * @param int       $variation 0 where there is none.
 */
function added_to_cart( $key, $product, $quantity, $variation = 0 ) {
	$found = wc_get_product( $variation ? $variation : $product );
	if ( ! $found || ! is_scored() ) {
		return;
	}
	$properties = product_properties( $found ) + array( 'quantity' => (float) $quantity );
	untold( array_merge( untold(), array( event( 'Product Added', $properties, wp_generate_uuid4() ) ) ) );
}

/**
 * What this request has still to tell.
 *
 * @param array|null $events From now on.
 */
function untold( $events = null ) {
	static $now = array();
	$before = $now;
	if ( null !== $events ) {
		$now = $events;
	}
	return $before;
}

/** Whether the server itself knows that this visitor's events may be stored. A banner that only calls Kelvin tells it nothing. */
function may_keep() {
	if ( '1' === ( $_SERVER['HTTP_SEC_GPC'] ?? '' ) || '1' === ( $_SERVER['HTTP_DNT'] ?? '' ) ) {
		return false;
	}
	$consent = settings()['consent'];
	// Where no banner named a type of consent the API calls everything granted.
	$asked = function_exists( 'wp_has_consent' ) && function_exists( 'wp_get_consent_type' ) && wp_get_consent_type();
	return 'granted' === $consent || ( 'wordpress' === $consent && $asked && wp_has_consent( 'marketing' ) );
}

/** The answer was no page: a redirect, or to a button of blocks. */
function keep_untold() {
	$events = untold( array() );
	if ( $events && function_exists( 'WC' ) && WC()->session && may_keep() ) {
		WC()->session->set( WAITING, array_slice( array_merge( waiting(), $events ), -MOST_WAITING ) );
	}
}

/** What waits in the shop's session. */
function waiting() {
	$events = function_exists( 'WC' ) && WC()->session ? WC()->session->get( WAITING, array() ) : array();
	return is_array( $events ) ? $events : array();
}

/** What waited; from now on nothing does. */
function take_waiting() {
	$events = waiting();
	if ( $events ) {
		WC()->session->set( WAITING, array() );
	}
	return $events;
}

/**
 * The answer to a button that adds without leaving the page brings its event along, in a header.
 *
 * @param array $fragments Markup by the selector of what it replaces: left as it is.
 */
function tell_button( $fragments ) {
	if ( untold() && ! headers_sent() ) {
		header( EVENTS_HEADER . ': ' . header_text( untold( array() ) ) );
	}
	return $fragments;
}

/**
 * Events as one line of ASCII; without names and addresses, and without the last ones, where they are too long.
 *
 * @param array $events Segment messages.
 */
function header_text( array $events ) {
	$text = wp_json_encode( $events );
	if ( strlen( $text ) > MOST_IN_HEADER ) {
		foreach ( $events as &$event ) {
			$event['properties'] = array_diff_key( $event['properties'], array( 'name' => 0, 'url' => 0 ) );
		}
		unset( $event );
		$text = wp_json_encode( $events );
	}
	while ( strlen( $text ) > MOST_IN_HEADER ) {
		array_pop( $events );
		$text = wp_json_encode( $events );
	}
	return $text;
}

/**
 * Order Completed, on the page that thanks for it.
 *
 * @param int $id The order's.
 */
function order_completed( $id ) {
	$order = wc_get_order( $id );
	$made  = $order ? $order->get_date_created() : null;
	if ( ! $made || $order->has_status( 'failed' ) || time() - $made->getTimestamp() > ORDER_IS_NEWS ) {
		return;
	}
	echo events_tag( array( event( 'Order Completed', order_properties( $order ), 'order-' . $order->get_id() ) ) ); // phpcs:ignore WordPress.Security.EscapeOutput -- JSON, escaped there.
}

/**
 * An order by the spec's names: `total` with shipping and taxes, `revenue` without. Nothing of who ordered.
 *
 * @param \WC_Order $order An order.
 */
function order_properties( $order ) {
	$products = array();
	foreach ( $order->get_items() as $item ) {
		$product    = $item->get_product();
		$quantity   = (float) $item->get_quantity();
		$products[] = array_diff_key( $product ? product_properties( $product ) : array( 'name' => $item->get_name() ), array( 'currency' => 0 ) ) + array( 'quantity' => $quantity );
	}
	$total    = (float) $order->get_total();
	$tax      = (float) $order->get_total_tax();
	$shipping = (float) $order->get_shipping_total();
	return array(
		'order_id' => (string) $order->get_order_number(),
		'total'    => $total,
		'revenue'  => round( $total - $tax - $shipping, 2 ),
		'shipping' => $shipping,
		'tax'      => $tax,
		'discount' => (float) $order->get_total_discount(),
		'coupon'   => implode( ' ', $order->get_coupon_codes() ),
		'currency' => $order->get_currency(),
		'products' => $products,
	);
}

/** Writes what this page has to tell. */
function tell_page() {
	if ( function_exists( 'WC' ) && is_scored() ) {
		echo events_tag( array_merge( product_viewed(), take_waiting(), untold( array() ) ) ); // phpcs:ignore WordPress.Security.EscapeOutput -- JSON, escaped there.
	}
}

/**
 * Data for assets/page.js. No script runs from it, whatever a product's name holds.
 *
 * @param array $events Segment messages.
 */
function events_tag( array $events ) {
	return sprintf( '<script type="application/json" class="%s">%s</script>', EVENTS_CLASS, wp_json_encode( $events, JSON_HEX_TAG | JSON_HEX_AMP ) );
}
