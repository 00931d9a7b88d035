<?php
/**
 * What the test has in the place of plugins that Debian has not: the names of hooks, functions, elements and events, and the
 * shapes of objects, that Contact Form 7, WooCommerce and the WP Consent API publish. Nothing of their own is in it. They were read in
 * these files, at these commits:
 * - rocklobster-in/contact-form-7 (6): includes/contact-form.php 8bc1d8d, includes/js/src/submit.js ec97bab;
 * - woocommerce/woocommerce (10.6): includes/class-wc-ajax.php 00e23ee, templates/checkout/thankyou.php 09040b1,
 *   src/Utilities/FeaturesUtil.php 00122cd, src/StoreApi/Utilities/CartController.php 0106958;
 * - Really-Simple-Plugins/wp-consent-level-api: inc/api-functions.php 0588461, assets/js/wp-consent-api.js b694fcc.
 */

// Chromium says that it is driven by a program, which Kelvin takes for a robot.
add_filter( 'kelvin_script_attributes', fn( $attributes ) => array( 'data-bots' => 'allow', 'data-mode' => 'test' ) + $attributes );

/* --- Contact Form 7: its form, its answer, its events. */

class WPCF7_ContactForm {
	public static function get_current() {
		return new self();
	}
	public function name() {
		return 'contact';
	}
}
add_shortcode(
	'contact-form-7',
	fn() => sprintf(
		'<div class="wpcf7 no-js" id="wpcf7-f5-p2-o1" lang="en-US" dir="ltr" data-wpcf7-id="5"><form action="/#wpcf7-f5-p2-o1" method="post" class="wpcf7-form init" aria-label="Contact form" novalidate="novalidate" data-status="init"%s>
		<div style="display: none;"><input type="hidden" name="_wpcf7" value="5"><input type="hidden" name="_wpcf7_version" value="6.0.4"><input type="hidden" name="_wpcf7_locale" value="en_US">
		<input type="hidden" name="_wpcf7_unit_tag" value="wpcf7-f5-p2-o1"><input type="hidden" name="_wpcf7_container_post" value="2"><input type="hidden" name="_wpcf7_posted_data_hash" value=""></div>
		<p><span class="wpcf7-form-control-wrap" data-name="your-email"><input type="email" name="your-email" class="wpcf7-form-control wpcf7-email wpcf7-text wpcf7-validates-as-email" aria-invalid="false"></span></p>
		<p><input type="submit" value="Send" class="wpcf7-form-control wpcf7-submit has-spinner"></p></form></div>',
		'' !== ( $name = apply_filters( 'wpcf7_form_name_attr', '' ) ) ? ' name="' . esc_attr( $name ) . '"' : ''
	)
);
add_action(
	'rest_api_init',
	fn() => register_rest_route(
		'contact-form-7/v1',
		'/contact-forms/5/feedback',
		array(
			'methods'             => 'POST',
			'permission_callback' => '__return_true',
			'callback'            => fn( $request ) => array( 'status' => is_email( $request['your-email'] ) ? 'mail_sent' : 'validation_failed', 'contact_form_id' => 5 ),
		)
	)
);

/* --- WooCommerce: products, the session, a cart that only reports, an order. */

add_action( 'init', fn() => register_post_type( 'product', array( 'public' => true ) ) && register_taxonomy( 'product_cat', 'product' ) );

class WC_Product {
	private $id;
	public function __construct( $id ) {
		$this->id = $id;
	}
	public function get_id() {
		return $this->id;
	}
	public function get_parent_id() {
		return 0;
	}
	public function get_sku() {
		return 'pump-' . $this->id;
	}
	public function get_name() {
		return get_the_title( $this->id );
	}
}
class Test_Session {
	public function get( $key, $default = null ) {
		$all = get_option( 'test_session', array() );
		return $all[ $key ] ?? $default;
	}
	public function set( $key, $value ) {
		update_option( 'test_session', array( $key => $value ) + get_option( 'test_session', array() ) );
	}
}
class Test_Item {
	public function get_product() {
		return new WC_Product( (int) get_option( 'test_product' ) );
	}
	public function get_quantity() {
		return 2.5; // int|float: shops sell by the metre.
	}
	public function get_name() {
		return 'A pump';
	}
}
class WC_Order {
	public function get_id() {
		return 77;
	}
	public function get_order_number() {
		return '77';
	}
	public function get_date_created() {
		return new DateTime();
	}
	public function has_status( $status ) {
		return 'processing' === $status;
	}
	public function get_items() {
		return array( new Test_Item() );
	}
	public function get_total() {
		return '129.00';
	}
	public function get_total_tax() {
		return '19.00';
	}
	public function get_shipping_total() {
		return '10.00';
	}
	public function get_total_discount() {
		return '0';
	}
	public function get_coupon_codes() {
		return array();
	}
	public function get_currency() {
		return 'EUR';
	}
}
class Test_Features {
	public static $declared = array();
	public static function declare_compatibility( string $feature, string $file, bool $positive = true ): bool {
		self::$declared[ $feature ] = array( doing_action( 'before_woocommerce_init' ), plugin_basename( $file ), $positive );
		return true;
	}
}
class_alias( 'Test_Features', 'Automattic\\WooCommerce\\Utilities\\FeaturesUtil' );
add_action( 'init', fn() => do_action( 'before_woocommerce_init' ), 0 );
function WC() {
	return (object) array( 'session' => new Test_Session() );
}
function is_product() {
	return is_singular( 'product' );
}
function wc_get_product( $id ) {
	return 'product' === get_post_type( $id ) ? new WC_Product( $id ) : false;
}
function wc_get_price_to_display( $product ) {
	return 50.0;
}
function get_woocommerce_currency() {
	return 'EUR';
}
function wc_get_order( $id ) {
	return 77 === (int) $id ? new WC_Order() : false;
}
function test_add( $id ) {
	do_action( 'woocommerce_add_to_cart', md5( $id ), (int) $id, 1.5, 0, array(), array() );
}
add_action(
	'template_redirect',
	function () {
		if ( isset( $_GET['wc-ajax'] ) ) {
			if ( 'add_to_cart' === $_GET['wc-ajax'] ) {
				test_add( $_POST['product_id'] );
			}
			wp_send_json( array( 'fragments' => apply_filters( 'woocommerce_add_to_cart_fragments', array( 'div.widget_shopping_cart_content' => '<div class="widget_shopping_cart_content"></div>' ) ), 'cart_hash' => 'x' ) );
		}
		if ( isset( $_GET['add-to-cart'] ) ) {
			test_add( $_GET['add-to-cart'] );
			if ( isset( $_GET['stay'] ) ) {
				return;
			}
			wp_safe_redirect( get_permalink( $_GET['add-to-cart'] ) );
			exit;
		}
	}
);
add_shortcode(
	'test_thanks',
	function () {
		ob_start();
		do_action( 'woocommerce_thankyou', 77 );
		return ob_get_clean();
	}
);

/* --- WP Consent API, with a banner that names the type of consent. */

add_filter( 'wp_get_consent_type', fn() => 'optin' );
function wp_get_consent_type() {
	return apply_filters( 'wp_get_consent_type', false );
}
function wp_has_consent( $category, $requested_by = false ) {
	return apply_filters( 'wp_has_consent', 'allow' === ( $_COOKIE[ 'wp_consent_' . $category ] ?? '' ), $category, $requested_by );
}
// In the foot of the page, after all other plugins' scripts.
add_action(
	'wp_enqueue_scripts',
	function () {
		wp_enqueue_script( 'wp-consent-api', content_url( 'stand-ins.js' ), array( 'jquery' ), '1', true );
		$said = array( 'consent_type' => wp_get_consent_type(), 'waitfor_consent_hook' => false, 'cookie_expiration' => 30, 'cookie_prefix' => 'wp_consent' );
		wp_localize_script( 'wp-consent-api', 'consent_api', $said );
	},
	PHP_INT_MAX - 100
);
