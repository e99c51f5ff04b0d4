<?php
/**
 * Plugin Name: Masthead
 * Description: Members for a news site: bookmarks, comments, newsletters and one sign-in under your stories, from your own Masthead.
 * Version: 0.1.0
 * Requires at least: 6.0
 * Requires PHP: 7.4
 * Author: Masthead
 * License: MIT
 * License URI: https://opensource.org/license/mit
 * Text Domain: masthead
 *
 * MIT is compatible with the GPL of WordPress.
 */

declare( strict_types=1 );

namespace Masthead;

defined( 'ABSPATH' ) || exit;

const VERSION = '0.1.0';
const FILE    = __FILE__;

foreach ( array( 'settings', 'log', 'connection', 'test-connection', 'fragment', 'elements', 'theme', 'comments', 'story', 'push', 'push-all', 'jwt', 'members', 'sign-on', 'export-comments', 'settings-page' ) as $masthead_part ) {
	require_once __DIR__ . '/includes/' . $masthead_part . '.php';
}
unset( $masthead_part );
if ( defined( 'WP_CLI' ) && \WP_CLI ) {
	require_once __DIR__ . '/includes/cli.php';
}

register_activation_hook( __FILE__, __NAMESPACE__ . '\\activate' );
register_deactivation_hook( __FILE__, __NAMESPACE__ . '\\deactivate' );

/** What is secret, or long, is not read with every page. */
function activate(): void {
	add_option( OPTION, defaults() );
	add_option( KEY_OPTION, '', '', false );
	add_option( LOG_OPTION, array(), '', false );
	add_option( BULK_OPTION, array(), '', false );
	add_option( SIGN_ON_OPTION, array(), '', false );
}

function deactivate(): void {
	foreach ( array( PUSH_EVENT, WITHDRAW_EVENT, REFRESH_EVENT ) as $event ) {
		wp_unschedule_hook( $event );
	}
}
