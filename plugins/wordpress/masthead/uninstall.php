<?php
/** Takes away what the plugin kept: settings, keys, log, notes at posts, what was cached, and what was planned. Posts stay as they are. */

declare( strict_types=1 );

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

function masthead_uninstall(): void {
	global $wpdb;
	foreach ( array( 'masthead', 'masthead_key', 'masthead_log', 'masthead_bulk', 'masthead_sign_on' ) as $option ) {
		delete_option( $option );
	}
	foreach ( array( '_masthead_address', '_masthead_version', '_masthead_tries' ) as $note ) {
		delete_post_meta_by_key( $note );
	}
	foreach ( array( '_transient_masthead_', '_transient_timeout_masthead_' ) as $beginning ) {
		$names = $wpdb->get_col( $wpdb->prepare( "SELECT option_name FROM {$wpdb->options} WHERE option_name LIKE %s", $wpdb->esc_like( $beginning ) . '%' ) );
		array_map( 'delete_option', $names );
	}
	foreach ( array( 'masthead_push', 'masthead_withdraw', 'masthead_refresh' ) as $event ) {
		wp_unschedule_hook( $event );
	}
}

if ( is_multisite() ) {
	foreach ( get_sites( array( 'fields' => 'ids', 'number' => 0 ) ) as $masthead_site ) {
		switch_to_blog( (int) $masthead_site );
		masthead_uninstall();
		restore_current_blog();
	}
} else {
	masthead_uninstall();
}
