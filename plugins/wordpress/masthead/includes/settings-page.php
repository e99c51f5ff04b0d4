<?php
declare( strict_types=1 );

namespace Masthead;

add_action( 'admin_menu', __NAMESPACE__ . '\\add_settings_page' );
add_filter( 'plugin_action_links_' . plugin_basename( FILE ), __NAMESPACE__ . '\\link_settings' );

function add_settings_page(): void {
	$page = add_options_page( __( 'Masthead', 'masthead' ), __( 'Masthead', 'masthead' ), 'manage_options', 'masthead', __NAMESPACE__ . '\\show_settings' );
	add_action( 'load-' . $page, __NAMESPACE__ . '\\load_admin' );
}

function link_settings( array $links ): array {
	return array_merge( array( sprintf( '<a href="%s">%s</a>', esc_url( admin_url( 'options-general.php?page=masthead' ) ), esc_html__( 'Settings', 'masthead' ) ) ), $links );
}

function load_admin(): void {
	add_action(
		'admin_enqueue_scripts',
		static function (): void {
			wp_enqueue_script( 'masthead-admin', plugins_url( 'assets/admin.js', FILE ), array(), VERSION, true );
			wp_enqueue_style( 'masthead-admin', plugins_url( 'assets/admin.css', FILE ), array(), VERSION );
			$words = array(
				'good'    => __( 'Good:', 'masthead' ),
				'bad'     => __( 'To do:', 'masthead' ),
				'away'    => __( 'This site did not answer. Load the page again, and try once more.', 'masthead' ),
				/* translators: 1: how many, 2: of how many */
				'count'   => __( '%1$d of %2$d stories.', 'masthead' ),
				/* translators: %d: how many */
				'failed'  => __( '%d were not taken; the log below says why.', 'masthead' ),
				'stopped' => __( 'Stopped here; go on when it is mended:', 'masthead' ),
			);
			wp_add_inline_script( 'masthead-admin', 'window.mastheadAdmin=' . wp_json_encode( array( 'ajax' => admin_url( 'admin-ajax.php' ), 'nonce' => wp_create_nonce( 'masthead' ), 'words' => $words, 'state' => bulk_state() ) ), 'before' );
		}
	);
}

function show_settings(): void {
	if ( current_user_can( 'manage_options' ) ) {
		require __DIR__ . '/settings-form.php';
	}
}

function checkbox( string $name, string $label, string $help = '' ): void {
	printf(
		'<p><label><input type="checkbox" name="masthead[%1$s]" value="1" %2$s> %3$s</label>%4$s</p>',
		esc_attr( $name ),
		checked( ! empty( ( get_option( OPTION ) ?: defaults() )[ $name ] ), true, false ),
		esc_html( $label ),
		'' === $help ? '' : '<br><span class="description">' . esc_html( $help ) . '</span>'
	);
}

/** @param array<string,string> $choices */
function choice( string $name, string $label, array $choices ): void {
	printf( '<p><label for="masthead-%1$s">%2$s</label> <select id="masthead-%1$s" name="masthead[%1$s]">', esc_attr( $name ), esc_html( $label ) );
	foreach ( $choices as $value => $words ) {
		printf( '<option value="%s" %s>%s</option>', esc_attr( $value ), selected( setting( $name ), $value, false ), esc_html( $words ) );
	}
	echo '</select></p>';
}
