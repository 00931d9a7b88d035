<?php
/**
 * The settings page. PHP has no core, so the model is checked by the core itself in the owner's browser, before it is sent: the
 * page does not let go of one that the core refuses.
 *
 * @package Kelvin
 */

namespace Kelvin\WordPress;

defined( 'ABSPATH' ) || exit;

const PAGE = 'kelvin';

add_action( 'admin_menu', __NAMESPACE__ . '\add_page' );
add_action( 'admin_enqueue_scripts', __NAMESPACE__ . '\enqueue_settings' );
add_filter( 'plugin_action_links_' . plugin_basename( FILE ), __NAMESPACE__ . '\with_link' );

/** Puts the page under "Settings". */
function add_page() {
	add_options_page( __( 'Kelvin', 'kelvin' ), __( 'Kelvin', 'kelvin' ), CAPABILITY, PAGE, __NAMESPACE__ . '\show_page' );
}

/** The page's address. */
function page_address() {
	return admin_url( 'options-general.php?page=' . PAGE );
}

/**
 * A way to the page from the list of plugins.
 *
 * @param array $links Markup.
 */
function with_link( $links ) {
	array_unshift( $links, sprintf( '<a href="%s">%s</a>', esc_url( page_address() ), esc_html__( 'Settings', 'kelvin' ) ) );
	return $links;
}

/**
 * What the page runs.
 *
 * @param string $hook Of the page that is shown.
 */
function enqueue_settings( $hook ) {
	if ( 'settings_page_' . PAGE === $hook ) {
		wp_enqueue_script( 'kelvin-settings', address( 'assets/settings.js' ), array( 'wp-i18n' ), VERSION, true );
		wp_set_script_translations( 'kelvin-settings', 'kelvin' );
	}
}

/** Writes the page. */
function show_page() {
	if ( ! current_user_can( CAPABILITY ) ) {
		return;
	}
	?>
	<div class="wrap">
		<h1><?php esc_html_e( 'Kelvin', 'kelvin' ); ?></h1>
		<?php show_notices(); ?>
		<form id="kelvin-settings" method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>" enctype="multipart/form-data"
			data-core="<?php echo esc_url( address( 'dist/core.js' ) ); ?>" data-wasm="<?php echo esc_url( checking_core() ); ?>">
			<input type="hidden" name="action" value="<?php echo esc_attr( SAVE ); ?>">
			<?php wp_nonce_field( SAVE ); ?>
			<table class="form-table" role="presentation">
				<?php
				show_model();
				show_consent();
				show_sensors();
				show_more();
				?>
			</table>
			<?php submit_button(); ?>
		</form>
		<?php show_policy_note(); ?>
	</div>
	<?php
}

/** What the last saving came to, and what keeps Kelvin from running. */
function show_notices() {
	$said = get_transient( notice_name() );
	delete_transient( notice_name() );
	if ( is_string( $said ) && '' !== $said ) {
		printf( '<div class="notice notice-error"><p>%s</p></div>', esc_html( $said ) );
	} elseif ( isset( $_GET['saved'] ) ) { // phpcs:ignore WordPress.Security.NonceVerification -- it only says that something was saved.
		printf( '<div class="notice notice-success is-dismissible"><p>%s</p></div>', esc_html__( 'Saved.', 'kelvin' ) );
	}
	if ( 'wordpress' === settings()['consent'] && ! function_exists( 'wp_has_consent' ) ) {
		printf( '<div class="notice notice-warning"><p>%s</p></div>', esc_html__( 'The plugin "WP Consent API" is not active: nobody can consent, and nothing is scored.', 'kelvin' ) );
	}
}

/** The model: what is there, and another one. */
function show_model() {
	$model = model();
	?>
	<tr>
		<th scope="row"><label for="kelvin-model"><?php esc_html_e( 'Model', 'kelvin' ); ?></label></th>
		<td>
			<?php if ( $model ) : ?>
				<p id="kelvin-current">
					<?php
					/* translators: 1: the model's id, 2: its version, 3: its digest. */
					echo esc_html( sprintf( __( 'Now: %1$s, version %2$s (%3$s).', 'kelvin' ), $model['id'], $model['version'], $model['digest'] ) );
					?>
					<a href="<?php echo esc_url( add_query_arg( 'ver', $model['hash'], model_folder()['url'] . MODEL_FILE ) ); ?>" download><?php esc_html_e( 'Download it', 'kelvin' ); ?></a>
				</p>
				<p>
					<?php
					/* translators: %s: names of segments. */
					echo esc_html( sprintf( __( 'Its segments: %s.', 'kelvin' ), implode( ', ', wp_list_pluck( $model['segments'], 'id' ) ) ) );
					?>
				</p>
			<?php else : ?>
				<p><?php esc_html_e( 'There is none yet: nothing is scored.', 'kelvin' ); ?></p>
			<?php endif; ?>
			<p><input type="file" id="kelvin-model" name="kelvin_model" accept=".json,application/json" disabled></p>
			<input type="file" name="kelvin_packed" hidden>
			<input type="hidden" name="kelvin_about">
			<p class="description"><?php esc_html_e( 'A model file (JSON). It is checked here, in your browser, by the core that scores your visitors.', 'kelvin' ); ?></p>
			<noscript><p><?php esc_html_e( 'Without JavaScript no model can be checked, and so none can be sent.', 'kelvin' ); ?></p></noscript>
			<div id="kelvin-check" role="status"></div>
		</td>
	</tr>
	<?php
}

/** Who says that a visitor may be scored. */
function show_consent() {
	$choices = array(
		'ask'       => array( __( 'Ask', 'kelvin' ), __( 'Nothing happens until your consent banner calls kelvin.consent("granted").', 'kelvin' ) ),
		'wordpress' => array( __( 'WP Consent API', 'kelvin' ), __( 'Your banner tells the plugin "WP Consent API". Scoring and sending need the category "marketing", changing the page "preferences" as well.', 'kelvin' ) ),
		'granted'   => array( __( 'Given', 'kelvin' ), __( 'You have consent from elsewhere, or the law asks for none. Whether that is so is for you and your counsel to say.', 'kelvin' ) ),
	);
	?>
	<tr>
		<th scope="row"><?php esc_html_e( 'Consent', 'kelvin' ); ?></th>
		<td><fieldset>
			<legend class="screen-reader-text"><?php esc_html_e( 'Consent', 'kelvin' ); ?></legend>
			<?php foreach ( $choices as $value => list( $label, $what ) ) : ?>
				<p><label>
					<input type="radio" name="kelvin[consent]" value="<?php echo esc_attr( $value ); ?>" <?php checked( settings()['consent'], $value ); ?>>
					<strong><?php echo esc_html( $label ); ?>.</strong> <?php echo esc_html( $what ); ?>
				</label></p>
			<?php endforeach; ?>
			<p class="description"><?php esc_html_e( 'Global Privacy Control counts as a refusal, whatever is chosen here.', 'kelvin' ); ?></p>
		</fieldset></td>
	</tr>
	<?php
}

/** A box to tick, with what it means. */
function show_box( $name, $value, $is_on, $label ) {
	?>
	<label>
		<input type="checkbox" name="<?php echo esc_attr( $name ); ?>" value="<?php echo esc_attr( $value ); ?>" <?php checked( $is_on ); ?>>
		<?php echo esc_html( $label ); ?>
	</label><br>
	<?php
}

/** What is watched. */
function show_sensors() {
	$labels = array(
		'page'     => __( 'Pages', 'kelvin' ),
		'link'     => __( 'Links and downloads', 'kelvin' ),
		'form'     => __( 'Forms', 'kelvin' ),
		'engaged'  => __( 'Active time', 'kelvin' ),
		'scroll'   => __( 'Scroll depth', 'kelvin' ),
		'click'    => __( 'Clicks on marked elements', 'kelvin' ),
		'search'   => __( 'Site search', 'kelvin' ),
	);
	?>
	<tr>
		<th scope="row"><?php esc_html_e( 'Sensors', 'kelvin' ); ?></th>
		<td><fieldset>
			<legend class="screen-reader-text"><?php esc_html_e( 'Sensors', 'kelvin' ); ?></legend>
			<?php
			foreach ( $labels as $name => $label ) {
				show_box( 'kelvin[sensors][]', $name, in_array( $name, settings()['sensors'], true ), $label );
			}
			?>
		</fieldset></td>
	</tr>
	<?php
}

/** The rest. */
function show_more() {
	$labels = array(
		'email' => __( 'Take the e-mail address of a sent Contact Form 7 form as the visitor\'s own. The core keeps the domain; the address itself only where the model names it.', 'kelvin' ),
		'staff' => __( 'Score those who are signed in and may edit posts, too.', 'kelvin' ),
	);
	?>
	<tr>
		<th scope="row"><?php esc_html_e( 'More', 'kelvin' ); ?></th>
		<td>
			<?php
			foreach ( $labels as $name => $label ) {
				show_box( "kelvin[$name]", '1', settings()[ $name ], $label );
			}
			?>
		</td>
	</tr>
	<?php
}

/** What a Content Security Policy must allow. */
function show_policy_note() {
	?>
	<h2><?php esc_html_e( 'Content Security Policy', 'kelvin' ); ?></h2>
	<p><?php esc_html_e( 'If your site sends one, it must allow this, and in connect-src the addresses of your model\'s destinations. Nothing is written inline, so no nonce is needed. The script is held to its hash.', 'kelvin' ); ?></p>
	<p><code>script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'</code></p>
	<?php
}
